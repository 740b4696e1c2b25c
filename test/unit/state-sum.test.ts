/** The sum by which managers compare their states. */
import t from 'tap';
import type { RowWrite } from '../../server/state/event.js';
import { StateSum } from '../../server/state/state-sum.js';
import { atOnce } from '../../server/state/steps.js';

t.test('the sum tells states apart, not the order in which they came about', (t) => {
  const row = (key: string, value: unknown): RowWrite => ({ table: 'nodes', key, value });
  const sumOf = (...rows: RowWrite[]): string => StateSum.of(rows).text;
  const base = sumOf(row('a', { x: 1, y: ['p', 'q'] }), row('b', { z: null }));
  t.match(base, /^[0-9a-f]{13}$/);
  t.equal(sumOf(row('b', { z: null }), row('a', { y: ['p', 'q'], x: 1, w: undefined })), base);
  t.equal(sumOf(row('a', 0), row('c', 1), row('a', 2), row('c', undefined)), sumOf(row('a', 2)));
  t.equal(sumOf(row('a', 1), row('a', undefined)), sumOf());
  const others = {
    swapped: [row('a', { z: null }), row('b', { x: 1, y: ['p', 'q'] })],
    'in another table': [{ ...row('a', { x: 1, y: ['p', 'q'] }), table: 'keys' }, row('b', {})],
    'in another order': [row('a', { x: 1, y: ['q', 'p'] }), row('b', { z: null })],
    'values exchanged': [row('a', { y: 1, x: ['p', 'q'] }), row('b', { z: null })],
    'of another type': [row('a', { x: '1', y: ['p', 'q'] }), row('b', { z: null })],
    'with a text for null': [row('a', { x: 1, y: ['p', 'q'] }), row('b', { z: 'null' })],
    'with one level more': [row('a', { x: 1, y: [['p', 'q']] }), row('b', { z: null })],
    'with an object for a list': [row('a', { x: 1, y: { 0: 'p', 1: 'q' } }), row('b', { z: null })],
    'lacking a row': [row('a', { x: 1, y: ['p', 'q'] })],
  };
  t.not(sumOf(row('a', [])), sumOf(row('a', {})));
  for (const [what, rows] of Object.entries(others)) t.not(sumOf(...rows), base, what);
  t.end();
});

t.test('the sum is the one that managers of earlier versions come to', (t) => {
  const row = (key: string, value: unknown): RowWrite => ({ table: 'nodes', key, value });
  const rows = [
    row('a', { x: 1, y: ['p', 'q'], Grüße: 'é' }),
    row('b', { z: null, object: { a: [1, { b: 'c' }], t: true } }),
    row('c', 'text'),
  ];
  t.equal(StateSum.of(rows).text, '428513a60c5b0');
  const together = new StateSum();
  const shared = { a: [1, { b: 'c' }], t: true };
  const holding = rows.map((one) =>
    one.key === 'b' ? row('b', { z: null, object: shared }) : one,
  );
  const sharing = [row('d', { object: shared }), ...holding, row('d', undefined)];
  atOnce(together.setting(sharing));
  t.equal(together.text, '428513a60c5b0', 'also where rows share an object');
  t.end();
});
