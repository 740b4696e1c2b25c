/** API keys: only the hash of the secret is kept. */
import { parseName } from '../../../model/name.js';
import type { Command } from '../command.js';
import type { Made } from '../tables/sessions.js';
import type { Transaction } from '../transaction.js';
import { checkNewId, refuse } from './refuse.js';

export function createKey(
  tx: Transaction,
  command: Extract<Command, { kind: 'key.create' }>,
): Made {
  const { keys } = tx.tables;
  const name = parseName(command.name);
  checkNewId(keys, command.id);
  const holder = keys.find(name);
  if (holder) refuse('name-taken', `key '${name}' exists (${holder.id})`);
  if (keys.withHash(command.secretHash)) {
    refuse('name-taken', 'a key with the same secret exists');
  }
  const { id, role, secretHash } = command;
  const object = tx.create('key', { id, name, role, secretHash });
  return tx.made('key', { object, changed: true });
}

export function deleteKey(
  tx: Transaction,
  command: Extract<Command, { kind: 'key.delete' }>,
): Made {
  const key =
    tx.tables.keys.find(command.key) ?? refuse('not-found', `there is no key '${command.key}'`);
  tx.remove('key', key);
  return tx.made('key', { object: key, changed: true });
}
