/** Lists as of an earlier revision: what was there then, whatever has changed since and wherever a piece begins. */
import fc from 'fast-check';
import t from 'tap';
import type { Kind, ObjectKinds } from '../../model/objects.js';
import type { State } from '../../server/state/state.js';
import type { Piece, Selection } from '../../server/state/tables/pieces.js';
import { intents, play } from '../support/random-commands.js';

const KINDS = ['node', 'network', 'subnet', 'endpoint', 'reservation', 'token'] as const;

/** Everything that can be listed, and how it is found when only the present is asked. */
function lists(state: State): [Selection, () => readonly object[]][] {
  const all = {
    node: () => [...state.nodes()],
    network: () => [...state.networks()],
    subnet: () => [...state.subnets()],
    endpoint: () => [...state.endpoints()],
    reservation: () => [...state.reservations()],
    token: () => [...state.tokens()],
  };
  const of = (network: string, node?: string) =>
    [...state.endpointsOf(network)].filter((one) => node === undefined || one.node === node);
  return [
    ...KINDS.map((kind): [Selection, () => object[]] => [{ kind }, all[kind]]),
    [{ kind: 'endpoint', network: 'net-0' }, () => of('net-0')],
    [{ kind: 'endpoint', node: 'node-w1' }, () => [...state.endpointsOn('node-w1')]],
    [{ kind: 'endpoint', network: 'net-0', node: 'node-w1' }, () => of('net-0', 'node-w1')],
    [{ kind: 'reservation', network: 'net-0' }, () => [...state.reservationsOf('net-0')]],
    [
      { kind: 'subnet', network: 'net-0' },
      () => [...state.subnets()].filter(({ network }) => network === 'net-0'),
    ],
  ];
}

/** The whole list, piece by piece. */
function read(state: State, selection: Selection, revision: number, from = ''): object[] {
  const objects: object[] = [];
  for (let after: string | undefined = from; after !== undefined;) {
    const piece: Piece<ObjectKinds[Kind]> = state.pieceAt(selection, { revision, after });
    objects.push(...piece.objects);
    after = piece.next;
  }
  return objects;
}

interface Then {
  readonly revision: number;
  readonly lists: readonly (readonly object[])[];
}

const idOf = (object: object | undefined): string =>
  (object as { id: string } | undefined)?.id ?? '';

/** The very objects, in the same order. */
function isSame(a: readonly object[], b: readonly object[]): boolean {
  return a.length === b.length && a.every((object, i) => object === b[i]);
}

t.test('every list can be read as it was at every revision, from any id on', (t) => {
  const property = fc.property(intents, (sequence) => {
    const seen: Then[] = [];
    const { state } = play(sequence, (_outcome, lab) => {
      seen.push({
        revision: lab.state.revision,
        lists: lists(lab.state).map(([, now]) => now()),
      });
    });
    for (const then of seen) {
      lists(state).forEach(([selection], i) => {
        const expected = then.lists[i] ?? [];
        const middle = idOf(expected[expected.length >> 1]);
        const rest = expected.filter((object) => idOf(object) > middle);
        const isRight =
          isSame(read(state, selection, then.revision), expected) &&
          isSame(read(state, selection, then.revision, middle), rest);
        if (!isRight) throw new Error(`${JSON.stringify(selection)} at ${then.revision} differs`);
      });
    }
  });
  fc.assert(property, { numRuns: 50 });
  t.end();
});
