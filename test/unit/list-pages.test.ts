/** Pages of a list: what one costs, that a long search lets others have their turn, and going on elsewhere. */
import { setImmediate } from 'node:timers/promises';
import t from 'tap';
import { countOperationsOf } from '../../bench/state/operations.js';
import { Population } from '../../bench/state/population.js';
import { pageOf, type PageRequest } from '../../server/api/pages.js';
import type { State } from '../../server/state/state.js';
import type { StateView } from '../../server/state/view.js';
import { networkOf, endpoint, StateFixture } from '../support/state-fixture.js';

const LIMIT = 100;
/** Operations on maps and sets: a page looks at one piece, whatever there is behind it. */
const MOST = 3_000;

const reading = (view: StateView, readBarrier = () => Promise.resolve()) => ({
  view,
  proposer: { readBarrier, propose: () => Promise.reject(new Error('a list changes nothing')) },
});

const ENDPOINTS: PageRequest<'endpoint'> = {
  list: 'endpoints',
  limit: LIMIT,
  continue: undefined,
  selection: { kind: 'endpoint' },
  fits: () => true,
};

/** As the page gives that ends with the nth endpoint. */
async function continuationAt(state: State, n: number): Promise<string> {
  const { continue: first = '' } = await pageOf(reading(state), ENDPOINTS);
  const [list, revision] = JSON.parse(Buffer.from(first, 'base64url').toString()) as unknown[];
  const text = JSON.stringify([list, revision, [...state.endpoints()][n]?.id]);
  return Buffer.from(text).toString('base64url');
}

const idOf = (object: { readonly id: string } | undefined): string => object?.id ?? '';

t.test('a page costs the same at 2,000 and at 29,000 endpoints, wherever it begins', async (t) => {
  const population = new Population();
  const { state } = population;
  for (const endpoints of [2_000, 29_000]) {
    population.grow(endpoints);
    const network = idOf(state.network('n0'));
    const node = idOf(state.node('w7'));
    const pages: Record<string, Partial<PageRequest<'endpoint'>>> = {
      'the first': {},
      'one in the middle': { continue: await continuationAt(state, endpoints >> 1) },
      'one of a network': { selection: { kind: 'endpoint', network } },
      'one of a node': { selection: { kind: 'endpoint', node } },
      'one of both': { selection: { kind: 'endpoint', network, node } },
    };
    for (const change of [false, true]) {
      if (change) population.add();
      for (const [name, request] of Object.entries(pages)) {
        const asked = { ...ENDPOINTS, ...request };
        const operations = await countOperationsOf(() => pageOf(reading(state), asked));
        const when = change ? 'after a change' : 'at once';
        t.ok(operations <= MOST, `${name} of ${endpoints}, ${when}: ${operations} operations`);
      }
    }
  }
});

t.test(
  'a search through everything lets others have their turn, and misses no change',
  async (t) => {
    const population = new Population();
    population.grow(3_000);
    const progress = { done: false };
    const fits = ({ name }: { readonly name: string }) => name === 'workload-2999';
    const search = pageOf(reading(population.state), { ...ENDPOINTS, fits }).finally(() => {
      progress.done = true;
    });
    let turns = 0;
    for (; !progress.done; turns++) {
      population.apply({ kind: 'endpoint.delete', endpoint: `workload-${2999 - turns}.n0` });
      await setImmediate();
    }
    t.ok(turns >= 3_000 / 1_024, `${turns} turns`);
    t.match((await search).items, [{ name: 'workload-2999' }], 'as it was when the list was begun');
  },
);

t.test(
  'a manager behind the one that gave the first page catches up before it goes on',
  async (t) => {
    const play = () => {
      const lab = StateFixture.start(1);
      lab.accept(networkOf('n', '10.1.0.0/24'));
      for (const name of ['a', 'b', 'c']) lab.accept(endpoint('n', name));
      return lab;
    };
    const [ahead, behind] = [play(), play()];
    const last = endpoint('n', 'd');
    ahead.accept(last);
    const first = await pageOf(reading(ahead.state), { ...ENDPOINTS, limit: 2 });
    const next = { ...ENDPOINTS, limit: 2, continue: first.continue };
    await t.rejects(
      pageOf(reading(behind.state), next),
      { code: 'invalid-query' },
      'never heard of',
    );
    const catchUp = () => Promise.resolve(void behind.accept(last));
    const second = await pageOf(reading(behind.state, catchUp), next);
    const third = [...ahead.state.endpoints()].slice(2);
    t.same(second, { items: third, revision: first.revision, continue: undefined });
  },
);
