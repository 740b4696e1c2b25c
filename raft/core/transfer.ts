/** Handing leadership over: stop proposals, let the target catch up, tell it to campaign. Thesis, section 3.10. */
import { isVoter } from './configuration.js';
import type { CoreState, Leadership } from './core-state.js';
import type { MemberId } from './types.js';

export type TransferRefusal = 'not-leader' | 'unknown-member' | 'member-behind';

/** Undefined when begun, or when the target leads already. A second target takes the place of the first. */
export function beginTransfer(state: CoreState, target: MemberId): TransferRefusal | undefined {
  const { leadership } = state;
  if (leadership === undefined) return 'not-leader';
  if (!isVoter(state.configuration, target)) return 'unknown-member';
  if (target === state.options.id) return undefined;
  if (leadership.transfer?.target === target) return undefined;
  // It would have to wait for a whole state, and we would refuse proposals meanwhile.
  if (leadership.progress.get(target)?.state === 'snapshot') return 'member-behind';
  leadership.transfer = { target, elapsed: 0 };
  finishTransferIfCaughtUp(state, leadership);
  return undefined;
}

export function finishTransferIfCaughtUp(state: CoreState, leadership: Leadership): void {
  const target = leadership.transfer?.target;
  if (target === undefined) return;
  if (leadership.progress.get(target)?.match !== state.log.lastIndex) return;
  state.outbox.push({ type: 'timeout-now', from: state.options.id, to: target, term: state.term });
}

/** A target that does not take over within an election timeout is given up, and proposals go on. */
export function tickTransfer(state: CoreState, leadership: Leadership): void {
  if (leadership.transfer === undefined) return;
  leadership.transfer.elapsed += 1;
  if (leadership.transfer.elapsed >= state.options.electionTicks) leadership.transfer = undefined;
}

export function abortTransferUnlessVoter(state: CoreState, leadership: Leadership): void {
  const target = leadership.transfer?.target;
  if (target !== undefined && !isVoter(state.configuration, target)) {
    leadership.transfer = undefined;
  }
}
