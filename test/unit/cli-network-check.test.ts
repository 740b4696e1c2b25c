import t from 'tap';
import type { CheckAnswer } from '../../cli/client/shapes.js';
import { describeCheck } from '../../cli/commands/network-check.js';

const end = (name: string, address: string) => ({
  ...{ endpoint: `ep-${name}`, name: `${name}.blue`, nodeName: `w-${name}`, address },
});

const pair = (from: string, to: string): CheckAnswer['pairs'][number] => ({
  ...{ from: end('a', from), to: end('b', to), state: 'ok', code: '', detail: '' },
  ...{ sent: 5, received: 5, rttMs: 0.1, maxMs: 0.2, pathMtu: 1450 },
});

const answer = (pairs: CheckAnswer['pairs']): CheckAnswer => ({
  ...{ revision: 7, ok: true, network: 'net-1', networkName: 'blue', mtu: 1450, endpoints: 3 },
  ...{ total: 3, omitted: 2, pairs },
});

t.test('a pair that is measured over both IP versions is one pair with a row of each', (t) => {
  const text = describeCheck(
    answer([pair('10.0.0.2', '10.0.0.3'), pair('fd00::2', 'fd00::3')]),
    'table',
  );
  t.match(text, '(1 of 3 pairs of 3 endpoints, measured 2 times, MTU 1450)');
  t.match(text, /a\.blue +w-a +b\.blue +w-b +4 +ok/);
  t.match(text, /a\.blue +w-a +b\.blue +w-b +6 +ok/);
  t.match(text, '2 pairs were not chosen');
  t.end();
});

t.test('one over one of them is not said to be measured more often', (t) => {
  const text = describeCheck(answer([pair('10.0.0.2', '10.0.0.3')]), 'table');
  t.match(text, '(1 of 3 pairs of 3 endpoints, MTU 1450)');
  t.end();
});
