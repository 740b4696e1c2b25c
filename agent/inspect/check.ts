/** `check`: echo requests from local workloads to others of their network: loss, round trip, the largest packet that passes. */
import type { CheckedPair, CheckFacts, CheckRequest, CheckTarget } from '../../model/check.js';
import { OvnetError } from '../../model/errors.js';
import { inNetns, run } from '../kernel/run.js';
import type { Namespaces, OpenNetns } from '../kernel/namespaces.js';
import type { Inspection } from './inspector.js';
import { pingFacts } from './link-facts.js';

export interface CheckDeps {
  readonly namespaces: Namespaces;
  /** Monotonic milliseconds. */
  readonly now: () => number;
}

/** Pairs measured at the same time. */
const PARALLEL = 8;
const MAX_PAIRS = 1_000;
const ECHOES = ['-c', '5', '-i', '0.2'];
const LEAST_WAIT_S = 0.3;
/** IP and ICMP headers. */
const HEADERS = { 4: 28, 6: 48 } as const;
/** What every link carries: RFC 791 (576 to be received whole, here as in RFC 1191), RFC 8200. */
const LEAST = { 4: 576, 6: 1280 } as const;

interface Job extends CheckTarget {
  readonly from: string;
  readonly netns: OpenNetns | undefined;
}

export function checkHost({ now, namespaces }: CheckDeps): Inspection {
  return async (payload): Promise<CheckFacts> => {
    const { sources, mtu, budgetMs } = payload as CheckRequest;
    const until = now() + budgetMs;
    const opened = await Promise.all(
      sources.map(async (source) => ({ ...source, open: await namespaces.open(source.netns) })),
    );
    const jobs = opened.flatMap(({ from, open: netns, targets }) =>
      targets.map((target): Job => ({ from, netns, ...target })),
    );
    if (jobs.length > MAX_PAIRS) {
      throw new OvnetError('list-too-long', `${jobs.length} pairs; at most ${MAX_PAIRS}`);
    }
    try {
      return { pairs: await measureAll(jobs, mtu, () => now() > until) };
    } finally {
      await Promise.all(opened.map(async ({ open }) => open?.close()));
    }
  };
}

async function measureAll(
  jobs: readonly Job[],
  mtu: number,
  isLate: () => boolean,
): Promise<readonly CheckedPair[]> {
  const pairs: CheckedPair[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    for (let at = next++; at < jobs.length; at = next++) {
      const job = jobs[at] as Job;
      pairs[at] = isLate() ? notMeasured(job, 'query-timeout') : await measure(job, mtu, isLate);
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, work));
  return pairs;
}

async function measure(job: Job, mtu: number, isLate: () => boolean): Promise<CheckedPair> {
  const { from, to, netns, address } = job;
  if (!netns) return notMeasured(job, 'netns-missing');
  const { sent, received, rttMs, maxMs } = await ping(netns, [...ECHOES, '-W', '1', address]);
  const waitS = Math.max(LEAST_WAIT_S, (3 * maxMs) / 1000);
  const way = { netns, address, waitS, isLate };
  const pathMtu = received === 0 ? 0 : await largest(way, mtu);
  return { from, to, sent, received, rttMs, maxMs, pathMtu, code: '' };
}

function notMeasured({ from, to }: Job, code: string): CheckedPair {
  return { from, to, sent: 0, received: 0, rttMs: 0, maxMs: 0, pathMtu: 0, code };
}

interface Way {
  readonly netns: OpenNetns;
  readonly address: string;
  /** For an answer. */
  readonly waitS: number;
  readonly isLate: () => boolean;
}

/** The network's MTU at best; between what passes and what does not the half is tried, as long as there is time. */
async function largest({ netns, address, waitS, isLate }: Way, mtu: number): Promise<number> {
  const family = address.includes(':') ? 6 : 4;
  const passes = async (bytes: number): Promise<boolean> => {
    const size = ['-M', 'do', '-s', String(bytes - HEADERS[family]), '-W', waitS.toFixed(2)];
    // One may be lost; a black hole swallows both.
    return (await ping(netns, ['-c', '2', '-i', '0.2', ...size, address])).received > 0;
  };
  if (await passes(mtu)) return mtu;
  let [good, bad] = [Math.min(LEAST[family], mtu - 1), mtu];
  if (!(await passes(good))) return 0;
  while (bad - good > 1 && !isLate()) {
    const half = Math.floor((good + bad) / 2);
    if (await passes(half)) good = half;
    else bad = half;
  }
  return good;
}

/** Throws `missing-program`. */
async function ping(netns: OpenNetns, words: readonly string[]) {
  const facts = pingFacts(await run(inNetns(netns.path, ['ping', '-n', '-q', ...words])));
  if (facts.code !== '') throw new OvnetError('missing-program', 'ping (Debian: iputils-ping)');
  return facts;
}
