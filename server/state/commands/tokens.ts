/** Join tokens: only the hash of the secret is kept, with expiry and uses left. */
import type { JoinToken, NodeRole } from '../../../model/objects.js';
import { formatTime } from '../../../model/time.js';
import type { Command } from '../command.js';
import type { Made } from '../tables/sessions.js';
import type { Transaction } from '../transaction.js';
import { checkNewId, refuse } from './refuse.js';

export function createToken(
  tx: Transaction,
  command: Extract<Command, { kind: 'token.create' }>,
): Made {
  const { id, role, secretHash, ttlMs, uses } = command;
  checkNewId(tx.tables.tokens, id);
  if (tx.tables.tokens.withHash(secretHash)) {
    refuse('name-taken', 'a token with the same secret exists');
  }
  if (!Number.isSafeInteger(ttlMs) || ttlMs < 1) {
    refuse('invalid-body', `'${ttlMs}' is not a lifetime: expected milliseconds above 0`);
  }
  if (uses !== undefined && (!Number.isSafeInteger(uses) || uses < 1)) {
    refuse('invalid-body', `'${uses}' is not a number of uses: expected an integer above 0`);
  }
  const object = tx.create('token', {
    id,
    role,
    secretHash,
    expiresAt: formatTime(tx.timeMs + ttlMs),
    usesLeft: uses,
  });
  return tx.made('token', { object, changed: true });
}

export function deleteToken(
  tx: Transaction,
  command: Extract<Command, { kind: 'token.delete' }>,
): Made {
  const token =
    tx.tables.tokens.get(command.token) ??
    refuse('not-found', `there is no token '${command.token}'`);
  tx.remove('token', token);
  return tx.made('token', { object: token, changed: true });
}

/** Checks a token against the entry's time and counts one use. */
export function spendToken(tx: Transaction, tokenHash: string, role: NodeRole): JoinToken {
  const token = tx.tables.tokens.withHash(tokenHash) ?? refuse('invalid-token', 'unknown token');
  if (token.role !== role) {
    refuse('token-role', `the token is for a ${token.role}, not for a ${role}`);
  }
  if (token.expiresAt <= tx.now) refuse('token-expired', `the token expired at ${token.expiresAt}`);
  if (token.usesLeft === undefined) return token;
  if (token.usesLeft === 0) refuse('invalid-token', 'the token is used up');
  return tx.update('token', token, { usesLeft: token.usesLeft - 1 }).object;
}
