/** Lists as of an earlier revision: how far back, and in pieces while the state changes. */
import t from 'tap';
import type { Endpoint, Network } from '../../model/objects.js';
import { State } from '../../server/state/state.js';
import { Past } from '../../server/state/tables/past.js';
import type { Piece } from '../../server/state/tables/pieces.js';
import { Table } from '../../server/state/tables/table.js';
import { networkOf, endpoint, network, StateFixture } from '../support/state-fixture.js';

const ALL = { kind: 'network' } as const;
/** More than two pieces. */
const MANY = 1_500;

function idsAt(state: State, revision: number): string[] {
  const ids: string[] = [];
  for (let after: string | undefined = ''; after !== undefined;) {
    const piece: Piece<Network> = state.pieceAt(ALL, { revision, after });
    ids.push(...piece.objects.map(({ id }) => id));
    after = piece.next;
  }
  return ids;
}

t.test('changes between two pieces are not in the list: created, moved, updated, deleted', (t) => {
  const lab = StateFixture.start(2);
  lab.accept(networkOf('n', '10.1.0.0/20'));
  for (let n = 0; n < MANY; n++) lab.accept(endpoint('n', `e${n}`, { node: `w${1 + (n % 2)}` }));
  const expected = [...lab.state.endpointsOn('node-w1')];
  const { revision } = lab.state;
  const selection = { kind: 'endpoint', node: 'node-w1' } as const;
  const first = lab.state.pieceAt(selection, { revision, after: '' });
  t.ok(first.objects.length < expected.length, 'one piece is not all of it');
  const told = [...first.objects];
  let after = first.next;
  for (let n = 0; after !== undefined; n++) {
    lab.accept(endpoint('n', `late-${n}`, { node: 'w1' }));
    for (const ref of ['e10', 'e998']) {
      lab.accept({ kind: 'endpoint.update', endpoint: `${ref}.n`, labels: { n: `${n}` } });
    }
    if (n === 0) {
      lab.accept({ kind: 'endpoint.move', endpoint: 'e900.n', node: 'w2' });
      lab.accept({ kind: 'endpoint.move', endpoint: 'e901.n', node: 'w1' });
      lab.accept({ kind: 'endpoint.delete', endpoint: 'e902.n' });
    }
    const piece: Piece<Endpoint> = lab.state.pieceAt(selection, { revision, after });
    told.push(...piece.objects);
    after = piece.next;
  }
  t.same(told, expected);
  t.end();
});

t.test('a revision before the oldest change of the history is refused, with the oldest', (t) => {
  const lab = StateFixture.start(1);
  const { revision } = lab.state;
  const history = { count: 3, bytes: 1e6 };
  for (const name of ['a', 'b']) lab.propose(network(name), undefined, { history });
  t.throws(() => lab.state.pieceAt(ALL, { revision, after: '' }), {
    code: 'revision-compacted',
    oldest: lab.state.historyFloor().revision,
  });
  t.same(idsAt(lab.state, lab.state.historyFloor().revision), ['net-a']);
  t.end();
});

t.test('what was before a start, and before another state was taken over, is not known', (t) => {
  const lab = StateFixture.start(1);
  lab.accept(network('a'));
  const before = lab.state.revision;
  lab.accept(network('b'));
  const { revision } = lab.state;
  t.same(idsAt(lab.state, before), ['net-a']);
  const other = State.load([...lab.state.rows()]);
  t.throws(() => idsAt(other, before), { code: 'revision-compacted', oldest: revision });
  lab.state.become(other);
  t.throws(() => idsAt(lab.state, before), { code: 'revision-compacted', oldest: revision });
  lab.accept(network('c'));
  t.same(idsAt(lab.state, revision), ['net-a', 'net-b'], 'from then on it is');
  t.end();
});

t.test('a refused entry, and one that takes back what it did, leave the past as it was', (t) => {
  const lab = StateFixture.start(1);
  lab.accept(network('a'));
  const { revision } = lab.state;
  const commands = [network('b'), network('a', { id: 'net-2' })];
  t.equal(lab.code({ kind: 'batch', commands }), 'name-taken');
  t.same(idsAt(lab.state, revision), ['net-a']);
  lab.accept(network('c'));
  t.same(idsAt(lab.state, revision), ['net-a']);
  t.end();
});

t.test('only so many changes are kept, whatever the history does', (t) => {
  const table = new Table<{ n: number }>('rows');
  const past = new Past([table], { revision: 10, limit: 4 });
  for (let revision = 11; revision <= 16; revision++) {
    table.set(`k${revision % 2}`, { n: revision });
    past.advance(revision, 0);
  }
  t.equal(past.oldest, 12, 'the two oldest of six are gone');
  t.same(past.rowAt(table, 'k0', 12), { n: 12 });
  t.same(past.rowAt(table, 'k1', 12), { n: 11 });
  t.same(past.rowAt(table, 'k0', 16), { n: 16 });
  t.end();
});
