/** Measures a network between its members: the workers that host them ask each other's workloads. */
import { QUERY_CHECK, type CheckedPair, type CheckRequest } from '../../model/check.js';
import { OvnetError } from '../../model/errors.js';
import type { Endpoint, Network } from '../../model/objects.js';
import type { WorkerQueries } from '../dispatch/query-port.js';
import { networkMtu } from '../state/network-mtu.js';
import type { StateView } from '../state/view.js';
import { addressPairs, type AddressPair, type Family } from '../trace/intent.js';
import { readCheckAnswer } from './answers.js';
import { inParallel } from './in-parallel.js';
import { samplePairs } from './pairs.js';

export interface CheckDeps {
  readonly view: Pick<StateView, 'revision' | 'endpointsOf' | 'membersOf' | 'node'>;
  readonly workers: WorkerQueries;
}

export interface CheckOptions {
  readonly network: Network;
  /** Measured at most. */
  readonly pairs: number;
  /** Only this one; undefined: each that both ends of a pair have. */
  readonly family?: Family | undefined;
  readonly timeoutMs: number;
}

/**
 * ok: no loss, the largest packet passes; loss: some echoes came back; unreachable: none; black-hole: small packets pass,
 * large ones vanish; failed: not measured, `code` says why.
 */
export type PairState = 'ok' | 'loss' | 'unreachable' | 'black-hole' | 'failed';

export interface CheckedEnd {
  readonly endpoint: string;
  readonly name: string;
  readonly nodeName: string;
  readonly address: string;
}

export interface PairResult extends Omit<CheckedPair, 'from' | 'to' | 'code'> {
  readonly from: CheckedEnd;
  readonly to: CheckedEnd;
  readonly state: PairState;
  readonly code?: string;
  readonly detail?: string;
}

export interface NetworkCheck {
  readonly revision: number;
  /** Every pair that was chosen is ok. */
  readonly ok: boolean;
  readonly network: string;
  readonly networkName: string;
  readonly mtu: number;
  /** Endpoints with an attachment. */
  readonly endpoints: number;
  /** Pairs that there are, and how many of them were not chosen. */
  readonly total: number;
  readonly omitted: number;
  readonly pairs: readonly PairResult[];
}

interface Chosen {
  readonly source: Endpoint;
  readonly from: CheckedEnd;
  readonly to: CheckedEnd;
}

const PARALLEL = 64;
/** Kept for what was begun within the budget, and for the way. */
const MARGIN_MS = 5_000;

export async function checkNetwork(deps: CheckDeps, options: CheckOptions): Promise<NetworkCheck> {
  const { view } = deps;
  const { network } = options;
  const mtu = networkMtu(view, network);
  const endpoints = [...view.endpointsOf(network.id)].filter(
    ({ attachment }) => attachment && !attachment.tap,
  );
  const { pairs, total } = samplePairs(endpoints, options.pairs);
  const chosen = pairs
    .flatMap(([from, to]) =>
      addressPairs(from, to, options.family).map((pair) =>
        chosenPair({ view, network }, [from, to], pair),
      ),
    )
    .slice(0, options.pairs);
  const ends = new Set(chosen.map(({ from, to }) => `${from.endpoint} ${to.endpoint}`));
  const byNode = new Map<string, Chosen[]>();
  for (const one of chosen) {
    byNode.set(one.source.node, [...(byNode.get(one.source.node) ?? []), one]);
  }
  const results = await inParallel([...byNode], PARALLEL, ([nodeId, all]) =>
    measureFrom(deps, nodeId, all, { mtu, timeoutMs: options.timeoutMs }),
  );
  const measured = results.flat();
  return {
    revision: view.revision,
    ok: measured.every(({ state }) => state === 'ok'),
    ...{ network: network.id, networkName: network.name, mtu },
    ...{ endpoints: endpoints.length, total, omitted: total - ends.size, pairs: measured },
  };
}

function chosenPair(
  { view, network }: Pick<CheckDeps, 'view'> & Pick<CheckOptions, 'network'>,
  [from, to]: readonly [Endpoint, Endpoint],
  pair: AddressPair,
): Chosen {
  const end = ({ id, name, node }: Endpoint, address: string): CheckedEnd => {
    const label = name === '' ? id : `${name}.${network.name}`;
    return { endpoint: id, name: label, nodeName: view.node(node)?.name ?? node, address };
  };
  return { source: from, from: end(from, pair.from), to: end(to, pair.to) };
}

async function measureFrom(
  { workers }: CheckDeps,
  nodeId: string,
  chosen: readonly Chosen[],
  { mtu, timeoutMs }: { readonly mtu: number; readonly timeoutMs: number },
): Promise<readonly PairResult[]> {
  const budgetMs = Math.max(0, timeoutMs - MARGIN_MS);
  const request: CheckRequest = { mtu, budgetMs, sources: sourcesOf(chosen) };
  try {
    const answer = await workers.ask({ nodeId, kind: QUERY_CHECK, request, timeoutMs });
    const measured = new Map(
      readCheckAnswer(answer).pairs.map((pair) => [`${pair.from} ${pair.to}`, pair]),
    );
    return chosen.map((one) =>
      resultOf(one, measured.get(`${one.from.endpoint} ${one.to.address}`), mtu),
    );
  } catch (error) {
    if (!(error instanceof OvnetError)) throw error;
    const { code, message: detail } = error;
    return chosen.map(({ from, to }) => ({ from, to, state: 'failed', ...NOTHING, code, detail }));
  }
}

const NOTHING = { sent: 0, received: 0, rttMs: 0, maxMs: 0, pathMtu: 0 } as const;

function sourcesOf(chosen: readonly Chosen[]): CheckRequest['sources'] {
  const bySource = new Map<string, Chosen[]>();
  for (const one of chosen) {
    bySource.set(one.source.id, [...(bySource.get(one.source.id) ?? []), one]);
  }
  return [...bySource].map(([from, all]) => ({
    from,
    netns: all[0]?.source.attachment?.netns ?? '',
    // An endpoint is measured once for each of its families.
    targets: all.map(({ to: { address } }) => ({ to: address, address })),
  }));
}

function resultOf(
  { from, to }: Chosen,
  measured: CheckedPair | undefined,
  mtu: number,
): PairResult {
  if (!measured) return { from, to, state: 'failed', ...NOTHING, code: 'invalid-message' };
  const { sent, received, rttMs, maxMs, pathMtu, code } = measured;
  const numbers = { sent, received, rttMs, maxMs, pathMtu };
  if (code !== '') return { from, to, state: 'failed', ...numbers, code };
  return { from, to, state: stateOf(measured, mtu), ...numbers };
}

function stateOf({ sent, received, pathMtu }: CheckedPair, mtu: number): PairState {
  if (received === 0) return 'unreachable';
  if (pathMtu < mtu) return 'black-hole';
  return received < sent ? 'loss' : 'ok';
}
