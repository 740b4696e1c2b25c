/** One entry of the log carried out on the state: the same on every manager, to the byte. */
import { OvnetError, type Refusal } from '../../model/errors.js';
import type { Proposal } from './command.js';
import { run } from './commands/run.js';
import type { ApplyOutcome, ApplyResult } from './event.js';
import { FEATURE_LEVELS, type FeatureLevels } from './feature-level.js';
import { HISTORY_LIMITS, recordEvents, type HistoryLimits } from './history.js';
import { findSession, keepSession, SESSION_LIMITS, type SessionLimits } from './idempotency.js';
import type { State } from './state.js';
import type { Made, Session } from './tables/sessions.js';
import { Transaction } from './transaction.js';

export interface ApplyAt {
  /** Of the entry; higher than every one before. */
  readonly index: number;
  /** Must be the same on every manager; other than the default only in tests. */
  readonly sessions?: SessionLimits;
  /** As `sessions`. */
  readonly history?: HistoryLimits;
  /** As `sessions`. */
  readonly levels?: FeatureLevels;
}

/** Refusals are results. Throws only when an invariant of the state is broken: the manager must stop. */
export function apply(state: State, proposal: Proposal, at: ApplyAt): ApplyOutcome {
  const { index, sessions = SESSION_LIMITS, history = HISTORY_LIMITS } = at;
  const { levels = FEATURE_LEVELS } = at;
  if (index <= state.appliedIndex) {
    throw new Error(`entry ${index} is not after ${state.appliedIndex}`);
  }
  const tx = new Transaction(state.tables, { index, timeMs: proposal.timeMs });
  const found = findSession(tx, proposal, sessions);
  if (found === 'reused') {
    return refused(state, index, {
      code: 'idempotency-key-reused',
      detail: `key '${proposal.idempotency?.key ?? ''}' was used for another request`,
    });
  }
  if (found) {
    const writes = [state.advance(index)];
    return { result: replayed(found), events: [], writes };
  }
  const made = attempt(tx, proposal, levels);
  if ('code' in made) return refused(state, index, made);
  tx.settle();
  const revision = made.changed ? index : state.revision;
  keepSession(tx, proposal, { index, revision, made }, sessions);
  const events = tx.events();
  recordEvents(tx, events, { actor: proposal.actor, revision: state.revision }, history);
  const writes = tx.rows();
  writes.push(state.advance(index, made.changed));
  return { result: succeeded(made, revision, false), events, writes };
}

function attempt(tx: Transaction, proposal: Proposal, levels: FeatureLevels): Made | Refusal {
  try {
    return run(tx, proposal.command, levels);
  } catch (error) {
    tx.rollback();
    if (!(error instanceof OvnetError)) throw error;
    const { code, message, errors } = error;
    return { code, detail: message, ...(errors.length > 0 && { errors }) };
  }
}

function refused(state: State, index: number, refusal: Refusal): ApplyOutcome {
  const writes = [state.advance(index)];
  return { result: { ok: false, refusal, revision: state.revision }, events: [], writes };
}

function replayed(session: Session): ApplyResult {
  return succeeded(session.made, session.revision, true);
}

function succeeded(made: Made, revision: number, again: boolean): ApplyResult {
  const { kind, id, object, changed, results } = made;
  const base = { ok: true, revision, kind, id, object, changed, replayed: again } as const;
  if (!results) return base;
  return { ...base, results: results.map((inner) => succeeded(inner, revision, again)) };
}
