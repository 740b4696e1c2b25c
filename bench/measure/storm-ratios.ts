/** How long a storm of agents took next to bare streams, with the time counted apart in which agents only waited to dial again. */
import type { FleetSync } from '../fleet/fleet.js';

export interface StormRatios {
  /** From the first dial that led to something until all were there, of the same of bare streams dialled at the same instants. */
  readonly sameInstants: number;
  /** Time in which any successful attempt was under way, of the time that bare streams take when all are dialled at once. */
  readonly atOnce: number;
}

export function stormRatios(sync: FleetSync, bare: FleetSync, bareAtOnce: FleetSync): StormRatios {
  return {
    sameInstants: spanMs(sync) / spanMs(bare),
    atOnce: underWayMs(sync) / bareAtOnce.tookMs,
  };
}

function spanMs({ attempts, tookMs }: FleetSync): number {
  return tookMs - Math.min(...attempts.map(({ dialledMs }) => dialledMs));
}

/** Length of the union of all attempts. */
export function underWayMs({ attempts }: FleetSync): number {
  const inOrder = [...attempts].sort((a, b) => a.dialledMs - b.dialledMs);
  let total = 0;
  let coveredTo = -Infinity;
  for (const { dialledMs, tookMs } of inOrder) {
    const end = dialledMs + tookMs;
    total += Math.max(0, end - Math.max(dialledMs, coveredTo));
    coveredTo = Math.max(coveredTo, end);
  }
  return total;
}
