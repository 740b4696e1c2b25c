/** How one worker stands to a change of one network, before it is put into words for the API. */
import { formatTime } from '../../model/time.js';
import type { WorkerConvergence } from './convergence-port.js';

export interface WorkerStanding extends Omit<WorkerConvergence, 'appliedAt'> {
  /** Unix time; undefined until applied. */
  readonly appliedAtMs: number | undefined;
}

export function toldOf({ appliedAtMs, ...rest }: WorkerStanding): WorkerConvergence {
  return { ...rest, appliedAt: appliedAtMs === undefined ? undefined : formatTime(appliedAtMs) };
}
