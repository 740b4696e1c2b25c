/** Merge patches (RFC 7396): members that cannot change may come back as they were read, and only so. */
import { isDeepStrictEqual } from 'node:util';
import { OvnetError, type FieldError } from '../../model/errors.js';
import type { Kind, ObjectKinds } from '../../model/objects.js';
import type { Command } from '../state/command.js';
import type { Call } from './route.js';
import { escapePointer } from './validation.js';
import { idempotencyKey, ifVersion, submitFor } from './writing.js';

/**
 * The refusal of a patch that changes other members than `mutable`; undefined when it changes none of them.
 * `current` is what a read answers now.
 */
export function immutableFault(
  current: object,
  patch: object,
  mutable: readonly string[],
): OvnetError | undefined {
  const shown = JSON.parse(JSON.stringify(current)) as Readonly<Record<string, unknown>>;
  const errors: FieldError[] = Object.entries(patch)
    .filter(([name]) => !mutable.includes(name) && name !== 'revision')
    .filter(([name, value]) => !isDeepStrictEqual(shown[name], value))
    .map(([name]) => ({
      pointer: `/${escapePointer(name)}`,
      detail: `cannot be changed: it is ${JSON.stringify(shown[name])}`,
    }));
  const [first] = errors;
  if (!first) return undefined;
  return new OvnetError('immutable-member', `${first.pointer} ${first.detail}`, { errors });
}

/** Only the members named, and only those given. */
export function pick<T extends object, K extends keyof T>(
  body: T,
  names: readonly K[],
): { readonly [N in K]?: Exclude<T[N], undefined> } {
  return Object.fromEntries(
    names.filter((name) => body[name] !== undefined).map((name) => [name, body[name]]),
  ) as { readonly [N in K]?: Exclude<T[N], undefined> };
}

type Conditional = Extract<Command, { readonly ifVersion?: number }>;

/** No object has it: a command under this condition changes nothing. */
const NEVER = -1;

/**
 * Submits a patch. With a `fault` it is refused, unless it is the retry of one that was carried out: the first may
 * have changed what the retry is compared with.
 */
export async function submitPatch<K extends Kind>(
  call: Call,
  kind: K,
  command: Conditional,
  fault: OvnetError | undefined,
): Promise<{ readonly object: ObjectKinds[K]; readonly revision: number }> {
  if (!fault) return submitFor(call, kind, { ...command, ...ifVersion(call) });
  if (!idempotencyKey(call)) throw fault;
  try {
    return await submitFor(call, kind, { ...command, ifVersion: NEVER });
  } catch (error) {
    if (error instanceof OvnetError && REFUSED.has(error.code)) throw fault;
    throw error;
  }
}

const REFUSED = new Set<string>(['version-stale', 'not-found']);
