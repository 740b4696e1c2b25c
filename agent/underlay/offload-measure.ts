/** One measurement: packets of every kind, again those that were not answered, until all were or enough were tried. */
import { randomInt } from 'node:crypto';
import type { Timers } from '../reconcile/timers.js';
import {
  isPossible,
  payloadBytes,
  PROBE_KINDS,
  type Answer,
  type Ask,
  type ProbeKind,
} from './offload-frames.js';
import { isSettled, TRIES, verdictOf, type OffloadVerdict, type Tally } from './offload-verdict.js';

export interface MeasureDeps {
  readonly timers: Timers;
  /** Throws `kernel-refused`. */
  readonly ask: (ask: Omit<Ask, 'from'>) => void;
  /** Who gets the answers, by the id of the measurement. */
  readonly waiting: Map<number, (answer: Answer) => void>;
}

/** For the answers to one try. */
const WAIT_MS = 300;

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** `mtu` is what packets inside the tunnel may have. Rejects with what `ask` throws. */
export async function measureOffload(deps: MeasureDeps, mtu: number): Promise<OffloadVerdict> {
  const id = randomInt(2 ** 32);
  const tallies = newTallies(mtu);
  const open = (): [ProbeKind, Mutable<Tally>][] =>
    [...tallies].filter(([kind]) => !isSettled(kind, Object.fromEntries(tallies)));
  let wake: () => void = () => undefined;
  deps.waiting.set(id, ({ kind, isIntact, bytes }) => {
    const tally = tallies.get(kind);
    if (!tally) return;
    if (isIntact) tally.intactBytes += bytes;
    else tally.wrong += 1;
    if (open().length === 0) wake();
  });
  try {
    for (let attempt = 0; attempt < TRIES && open().length > 0; attempt += 1) {
      for (const [kind, tally] of open()) {
        tally.sent += 1;
        tally.bytes += payloadBytes(kind, mtu);
        deps.ask({ id, kind });
      }
      await new Promise<void>((resolve) => {
        const cancel = deps.timers.after(WAIT_MS, resolve);
        wake = () => {
          cancel();
          resolve();
        };
      });
    }
    return verdictOf(Object.fromEntries(tallies));
  } finally {
    deps.waiting.delete(id);
  }
}

function newTallies(mtu: number): ReadonlyMap<ProbeKind, Mutable<Tally>> {
  const kinds = PROBE_KINDS.filter((kind) => isPossible(kind, mtu));
  return new Map(kinds.map((kind) => [kind, { sent: 0, bytes: 0, intactBytes: 0, wrong: 0 }]));
}
