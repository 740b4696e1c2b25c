/** `verify`: the desired sets against the kernel read back now. Repairs nothing. */
import { setTimeout as delay } from 'node:timers/promises';
import type { VerifyFacts, VerifyRequest } from '../../model/inspection.js';
import type { Kernel } from '../kernel/port.js';
import type { Reconciler } from '../reconcile/reconciler.js';
import { differencesOf } from './differences.js';
import type { Inspection } from './inspector.js';

export interface VerifyDeps {
  readonly kernel: Pick<Kernel, 'observe' | 'writes'>;
  readonly reconciler: Pick<Reconciler, 'difference' | 'held' | 'settled'>;
}

export interface VerifyOptions {
  /** For changes under way to end, at each look. */
  readonly patienceMs?: number;
}

const PATIENCE_MS = 1_000;
/** Listed of one answer. */
const MAX_DIFFERENCES = 200;
/** How often it looks again when the agent wrote meanwhile. */
const LOOKS = 4;

export function verifyHost(
  { kernel, reconciler }: VerifyDeps,
  { patienceMs = PATIENCE_MS }: VerifyOptions = {},
): Inspection {
  return async (request) => {
    const { network } = request as VerifyRequest;
    let facts: VerifyFacts | undefined;
    for (let look = 0; look < LOOKS && facts?.settled !== true; look++) {
      await settledWithin(reconciler, patienceMs);
      const writes = kernel.writes();
      const state = await kernel.observe('all');
      const { steps, failures, actual, codeOf, isBusy } = reconciler.difference(state);
      const concerns = (one: { readonly network: string }): boolean =>
        network === undefined || one.network === network;
      const networks = reconciler
        .held()
        .map(({ networkId, epoch, revision }) => ({ network: networkId, epoch, revision }))
        .filter(concerns);
      const all = differencesOf(steps, failures, actual, codeOf).filter(concerns);
      facts = {
        networks,
        revision: Math.max(0, ...networks.map(({ revision }) => revision)),
        differences: all.slice(0, MAX_DIFFERENCES),
        omitted: Math.max(0, all.length - MAX_DIFFERENCES),
        settled: !isBusy && kernel.writes() === writes,
      };
    }
    return facts;
  };
}

/** Under changes without end it is never settled: then it is looked at as it is. */
async function settledWithin(
  reconciler: Pick<Reconciler, 'settled'>,
  patienceMs: number,
): Promise<void> {
  const over = new AbortController();
  const late = delay(patienceMs, undefined, { signal: over.signal }).catch(() => undefined);
  await Promise.race([reconciler.settled(), late]);
  over.abort();
}
