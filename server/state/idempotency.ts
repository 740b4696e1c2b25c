/** Idempotency keys at apply: a retry is answered with what the first one did. */
import type { Proposal } from './command.js';
import { sessionKey, sessionText, type Made, type Session } from './tables/sessions.js';
import type { Transaction } from './transaction.js';

export interface SessionLimits {
  readonly count: number;
  readonly ageMs: number;
}

export const SESSION_LIMITS: SessionLimits = { count: 100_000, ageMs: 86_400_000 };

/** A busy hour a day ago must not make one entry of now slow. */
const EVICTIONS_PER_ENTRY = 100;

/** The session of a retry, `reused` when the key came with another request, undefined when it is new. */
export function findSession(
  tx: Transaction,
  { idempotency }: Proposal,
  limits: SessionLimits,
): Session | 'reused' | undefined {
  if (!idempotency) return undefined;
  const session = tx.tables.sessions.get(sessionKey(idempotency.caller, idempotency.key));
  if (!session || isOld(session, tx.timeMs, limits)) return undefined;
  return session.bodyHash === idempotency.bodyHash ? session : 'reused';
}

/** Refusals are not kept: a later retry may succeed. */
export function keepSession(
  tx: Transaction,
  { idempotency }: Proposal,
  done: { readonly index: number; readonly revision: number; readonly made: Made },
  limits: SessionLimits,
): void {
  if (!idempotency) return;
  const { caller, key, bodyHash } = idempotency;
  const session = { caller, key, bodyHash, timeMs: tx.timeMs, ...done };
  const { sessions } = tx.tables;
  tx.write(sessions, sessionKey(caller, key), session, () =>
    sessionText(session, (kind, object) => tx.textOf(kind, object)),
  );
  for (let i = 0; i < EVICTIONS_PER_ENTRY; i++) {
    const oldest = sessions.oldest();
    if (!oldest || (sessions.size <= limits.count && !isOld(oldest, tx.timeMs, limits))) return;
    tx.write(sessions, sessionKey(oldest.caller, oldest.key), undefined);
  }
}

function isOld(session: Session, nowMs: number, limits: SessionLimits): boolean {
  return session.timeMs + limits.ageMs <= nowMs;
}
