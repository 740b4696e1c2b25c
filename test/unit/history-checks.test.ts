import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { checkHistory } from '../support/history/checks/all.js';
import {
  readHistory,
  writeHistory,
  type FinalState,
  type History,
  type Try,
} from '../support/history/history.js';
import { honestHistory } from '../support/history/honest.js';

/** Names of the checks that find something. */
function foundIn(history: History): string[] {
  return [...new Set(checkHistory(history).map(({ check }) => check))].sort();
}

/** The honest history with tries replaced, by their request ids; null drops one. */
function planted(changes: Readonly<Record<string, Partial<Try> | null>>): History {
  const honest = honestHistory();
  const known = new Set(honest.tries.map(({ requestId }) => requestId));
  for (const id of Object.keys(changes)) {
    if (!known.has(id)) throw new Error(`there is no try ${id}`);
  }
  const tries = honest.tries.flatMap((one) => {
    const change = changes[one.requestId];
    return change === null ? [] : [{ ...one, ...change }];
  });
  return { ...honest, tries };
}

function told(requestId: string, change: Partial<NonNullable<Try['told']>>): Partial<Try> {
  const one = honestHistory().tries.find((tried) => tried.requestId === requestId);
  if (!one?.told) throw new Error(`${requestId} was told nothing`);
  return { told: { ...one.told, ...change } };
}

/** The honest history with the final states of some managers changed. */
function ending(change: (state: FinalState) => FinalState, managers = ['m1', 'm2', 'm3']) {
  const honest = honestHistory();
  const finals = honest.finals.map((one) => (managers.includes(one.manager) ? change(one) : one));
  return { ...honest, finals };
}

t.test('a history without a fault passes every check', (t) => {
  t.strictSame(checkHistory(honestHistory()), []);
  t.end();
});

t.test('a history is the same after it was kept in a file', (t) => {
  const dir = mkdtempSync(join(tmpdir(), 'history-'));
  t.teardown(() => rmSync(dir, { recursive: true }));
  const file = join(dir, 'history.jsonl');
  writeHistory(file, honestHistory());
  t.strictSame(readHistory(file), honestHistory());
  t.end();
});

/** What no other write could have kept from being done: nobody wrote between the two reads of v1. */
function swapOfV1(): Try['work'] {
  return { kind: 'register.cas', register: 'r', expected: 'v1', version: 2, value: 'v4' };
}

const PLANTS: Readonly<Record<string, readonly [History, ...string[]]>> = {
  'an acknowledged write of a register that a later read does not show': [
    planted({ 'read-last': told('read-last', { value: 'v2', version: 3 }) }),
    'linearizability',
    'versions',
  ],
  'a linearizable read that misses a write acknowledged before': [
    planted({ 'read-v1': told('read-v1', { value: 'v0', version: 1, revision: 1 }) }),
    'linearizability',
    'revisions',
    'versions',
  ],
  'a read of a value that nobody wrote': [
    planted({ 'read-v1': told('read-v1', { value: 'other' }) }),
    'linearizability',
    'versions',
  ],
  'a read that shows a write refused for want of a quorum': [
    planted({ 'read-last': told('read-last', { value: 'v5', version: 11, revision: 11 }) }),
    'finals',
    'linearizability',
  ],
  'a stale read that claims a revision whose write it does not show': [
    planted({ 'peek-new': told('peek-new', { value: 'v2', version: 3 }) }),
    'versions',
  ],
  'a conditional write that passed over another write': [
    planted({
      'swap-late': {
        outcome: 'done',
        status: 200,
        ...told('read-last', { value: 'v4', version: 11, revision: 11 }),
      },
    }),
    'finals',
    'linearizability',
    'revisions',
    'versions',
  ],
  'a conditional write that was refused although nothing had changed': [
    planted({ 'swap-late': { begunAt: 36, endedAt: 39, work: swapOfV1() } }),
    'linearizability',
  ],
  'two writes with one version': [
    planted({ 'retry-v3': told('retry-v3', { version: 3 }) }),
    'versions',
  ],
  'a retry whose write was done twice': [
    planted({
      'replay-v1': told('replay-v1', { version: 11, revision: 11 }),
      'read-last': told('read-last', { value: 'v1', version: 11, revision: 11 }),
    }),
    'finals',
    'idempotency',
    'linearizability',
  ],
  'a retry that is answered with another object': [
    planted({ 'replay-lease-1': told('replay-lease-1', { id: 'ep-9' }) }),
    'idempotency',
  ],
  'a retry that is answered with another address': [
    planted({ 'replay-lease-1': told('replay-lease-1', { addresses: ['10.0.0.9/24'] }) }),
    'idempotency',
  ],
  'a retry that finds its own name taken': [
    planted({
      'replay-lease-1': { outcome: 'refused', status: 409, code: 'name-taken' },
    }),
    'answers',
    'idempotency',
  ],
  'two objects made with one key': [
    ending((state) => ({
      ...state,
      endpoints: state.endpoints.flatMap((one) =>
        one.id === 'ep-1' ? [one, { ...one, id: 'ep-8', addresses: ['10.0.0.8/24'] }] : [one],
      ),
    })),
    'idempotency',
  ],
  'a revision that goes back on one connection between linearizable requests': [
    planted({ 'read-last': told('read-last', { revision: 4 }) }),
    'revisions',
  ],
  'a revision that goes back on one connection between stale reads': [
    planted({ 'peek-new': told('peek-new', { revision: 2, version: 2, value: 'v1' }) }),
    'revisions',
  ],
  'a revision older than one that another client had been answered before': [
    planted({ 'lease-3': told('lease-3', { revision: 6 }) }),
    'revisions',
  ],
  'two winners of one name': [
    planted({
      'claim-b': {
        outcome: 'done',
        status: 201,
        ...told('claim-a', { id: 'net-10', revision: 10 }),
      },
    }),
    'finals',
    'names',
  ],
  'a name that all were refused': [
    planted({ 'claim-a': { outcome: 'refused', status: 409, code: 'name-taken' } }),
    'names',
  ],
  'a name refused as taken before its holder asked': [
    planted({ 'claim-b': { begunAt: 130.1, endedAt: 130.2 } }),
    'names',
  ],
  'one address leased twice at one time': [planted({ 'lease-2-gone': null }), 'finals', 'leases'],
  'an acknowledged lease that no manager shows': [
    ending((state) => ({
      ...state,
      endpoints: state.endpoints.filter(({ id }) => id !== 'ep-1'),
    })),
    'finals',
  ],
  'a deleted lease that is there again': [
    ending((state) => {
      const back = state.endpoints.map((one) => ({ ...one, id: 'ep-2', labels: {} }));
      return { ...state, endpoints: [...state.endpoints, ...back.slice(1)] };
    }),
    'finals',
  ],
  'a lease with other addresses than acknowledged': [
    ending((state) => ({
      ...state,
      endpoints: state.endpoints.map((one) => ({ ...one, addresses: [`${one.id}/24`] })),
    })),
    'finals',
  ],
  'a register that ends with an older value than acknowledged': [
    ending((state) => ({
      ...state,
      networks: state.networks.map((one) =>
        one.name === 'r' ? { ...one, version: 3, labels: { value: 'v2' } } : one,
      ),
    })),
    'finals',
  ],
  'a register that no manager shows': [
    ending((state) => ({
      ...state,
      networks: state.networks.filter(({ name }) => name !== 'r'),
    })),
    'finals',
  ],
  'one manager that shows another state than the others': [
    ending(
      (state) => ({ ...state, endpoints: state.endpoints.map((one) => ({ ...one, mac: 'x' })) }),
      ['m3'],
    ),
    'finals',
  ],
  'one VNI held by two networks': [
    ending((state) => ({
      ...state,
      networks: state.networks.map((one) => ({ ...one, vni: 7 })),
    })),
    'finals',
  ],
  'a run that never saw the final states': [{ ...honestHistory(), finals: [] }, 'finals'],
  'a run that broke off': [{ ...honestHistory(), broken: 'why' }, 'outstanding'],
  'a write that never came to an end': [
    planted({ 'lease-3': { outcome: 'unknown', code: 'TimeoutError' } }),
    'outstanding',
  ],
  'an internal fault': [
    planted({ 'peek-old': { outcome: 'refused', status: 500, code: 'internal' } }),
    'answers',
  ],
  'a failure without a code': [
    planted({ 'peek-old': { outcome: 'refused', status: 503 } }),
    'answers',
  ],
};

for (const [title, [history, ...checks]] of Object.entries(PLANTS)) {
  t.test(`found: ${title}`, (t) => {
    t.strictSame(foundIn(history), checks);
    t.end();
  });
}
