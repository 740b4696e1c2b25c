/** If-Match of a deletion whose command has no condition of its own. */
import { OvnetError } from '../../model/errors.js';
import type { ObjectKinds } from '../../model/objects.js';
import type { Command } from '../state/command.js';
import { retried } from './patch.js';
import { settle } from './reading.js';
import type { Call } from './route.js';
import { ifVersion, submitFor } from './writing.js';

/** Names no object. */
const NOBODY = '';

/**
 * The version is compared before the deletion is proposed, which then names the object by its id. `command` is that of a
 * reference. Rejects with `version-stale`, unless it is the retry of one that was carried out.
 */
export async function submitDelete<K extends 'token' | 'key'>(
  call: Call,
  kind: K,
  ref: string,
  find: (ref: string) => ObjectKinds[K] | undefined,
  command: (ref: string) => Command,
): Promise<{ readonly object: ObjectKinds[K]; readonly revision: number }> {
  const wanted = ifVersion(call).ifVersion;
  if (wanted === undefined) return submitFor(call, kind, command(ref));
  await settle(call.context, {});
  const object = find(ref);
  if (object === undefined) return submitFor(call, kind, command(ref));
  if (object.version === wanted) return submitFor(call, kind, command(object.id));
  const detail = `${kind} '${ref}' has version ${object.version}, not ${wanted}`;
  const fault = new OvnetError('version-stale', detail);
  return retried(call, fault, () => submitFor(call, kind, command(NOBODY)));
}
