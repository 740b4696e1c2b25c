/** One entry of the log carried out on the state: the same on every manager, to the byte. */
import { OvnetError, type Refusal } from '../../model/errors.js';
import type { Command, CommandKind, Proposal } from './command.js';
import { running } from './commands/run.js';
import type { ApplyOutcome, ApplyResult, StateEvent } from './event.js';
import { FEATURE_LEVELS, type FeatureLevels } from './feature-level.js';
import { HISTORY_LIMITS, recordingEvents, type HistoryLimits } from './history.js';
import { findSession, keepSession, SESSION_LIMITS, type SessionLimits } from './idempotency.js';
import type { State } from './state.js';
import { atOnce } from './steps.js';
import type { Made, Session } from './tables/sessions.js';
import { hiding } from './tables/veil.js';
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
  /** Operations, events and rows between two pauses of a long batch. What comes of it does not depend on it. */
  readonly perStep?: number;
  /** Work of those who follow the state, in steps: sees what a long batch has made of it before readers do. */
  readonly prepare?: (events: readonly StateEvent[]) => Generator<void, void>;
}

/** An operation takes some 10 to 20 µs. */
const PER_STEP = 50;

/**
 * What may be in a batch that pauses: the tables that these change can be read as they were before. Whatever else is in it
 * makes it one step.
 */
const HIDEABLE: ReadonlySet<CommandKind> = new Set<CommandKind>([
  'network.create',
  'network.update',
  'subnet.add',
  'endpoint.create',
  'endpoint.update',
  'endpoint.move',
  'endpoint.delete',
  'reservation.create',
  'reservation.delete',
]);

/** As `applying`, at once. */
export function apply(state: State, proposal: Proposal, at: ApplyAt): ApplyOutcome {
  return atOnce(applying(state, proposal, at));
}

/**
 * Refusals are results. Throws only when an invariant of the state is broken: the manager must stop. A long batch pauses now
 * and then; at each pause the state reads as before the entry, all of which is there with the last step. Nothing else may be applied
 * in between, and a batch that is not brought to its end leaves a state that can only be read, or replaced.
 */
export function applying(
  state: State,
  proposal: Proposal,
  at: ApplyAt,
): Generator<void, ApplyOutcome> {
  const { perStep = PER_STEP } = at;
  if (at.index <= state.appliedIndex) {
    throw new Error(`entry ${at.index} is not after ${state.appliedIndex}`);
  }
  if (!isLong(proposal.command, perStep)) {
    return carryingOut(state, proposal, { index: at.index, perStep: Infinity, ...limitsOf(at) });
  }
  const { prepare } = at;
  const long = { index: at.index, perStep, ...limitsOf(at), ...(prepare && { prepare }) };
  return hiding(state.tables.veil, carryingOut(state, proposal, long));
}

function limitsOf({ sessions, history, levels }: ApplyAt) {
  return {
    sessions: sessions ?? SESSION_LIMITS,
    history: history ?? HISTORY_LIMITS,
    levels: levels ?? FEATURE_LEVELS,
  };
}

type Limited = ReturnType<typeof limitsOf> &
  Pick<ApplyAt, 'index' | 'prepare'> & { readonly perStep: number };

function isLong(command: Command, perStep: number): boolean {
  if (command.kind !== 'batch' || command.commands.length <= perStep) return false;
  return command.commands.every(({ kind }) => HIDEABLE.has(kind));
}

function* carryingOut(
  state: State,
  proposal: Proposal,
  at: Limited,
): Generator<void, ApplyOutcome> {
  const { index, sessions } = at;
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
  const made = yield* attempt(tx, proposal, at);
  if ('code' in made) return refused(state, index, made);
  return yield* recording(state, tx, { proposal, made, at });
}

/** What a command has done, told in all its forms. */
function* recording(
  state: State,
  tx: Transaction,
  { proposal, made, at }: { proposal: Proposal; made: Made; at: Limited },
): Generator<void, ApplyOutcome> {
  const { index, sessions, history: limits, perStep, prepare } = at;
  tx.settle();
  const revision = made.changed ? index : state.revision;
  keepSession(tx, proposal, { index, revision, made }, sessions);
  const events = tx.events();
  const { actor } = proposal;
  yield* recordingEvents(tx, events, { actor, revision: state.revision, limits, perStep });
  const writes = yield* tx.gathering(perStep);
  if (prepare) yield* prepare(events);
  yield* state.lettingGo(perStep);
  writes.push(state.advance(index, made.changed));
  return { result: succeeded(made, revision, false), events, writes };
}

function* attempt(
  tx: Transaction,
  { command }: Proposal,
  { levels, perStep }: Limited,
): Generator<void, Made | Refusal> {
  try {
    return yield* running(tx, command, { levels, perStep });
  } catch (error) {
    yield* tx.rollingBack(perStep);
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
  let told: readonly ApplyResult[] | undefined;
  return {
    ...base,
    /** Made for who asks: of several managers one. */
    get results() {
      return (told ??= results.map((inner) => succeeded(inner, revision, again)));
    },
  };
}
