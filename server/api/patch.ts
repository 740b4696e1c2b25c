/** Merge patches (RFC 7396): members that cannot change may come back as they were read, and only so. */
import { OvnetError, type FieldError } from '../../model/errors.js';
import type { LabelPatch } from '../../model/labels.js';
import type { Kind, Labels, ObjectKinds } from '../../model/objects.js';
import type { Command } from '../state/command.js';
import type { Call } from './route.js';
import { isUnchanged } from './unchanged.js';
import { escapePointer } from './validation.js';
import { idempotencyKey, ifVersion, submit, submitFor, type Accepted } from './writing.js';

/**
 * The refusal of a patch that changes other members than `mutable`; undefined when it changes none of them.
 * `current` is what a read answers now, asked for only when there are such members; `same` puts what names another object
 * as a read does.
 */
export function immutableFault(
  current: () => object,
  patch: object,
  mutable: readonly string[],
  same: (member: string, given: unknown) => unknown = (_member, given) => given,
): OvnetError | undefined {
  const others = Object.entries(patch).filter(
    ([name]) => !mutable.includes(name) && name !== 'revision',
  );
  if (others.length === 0) return undefined;
  const shown = JSON.parse(JSON.stringify(current())) as Readonly<Record<string, unknown>>;
  const errors: FieldError[] = others
    .filter(([name, value]) => !isUnchanged(shown[name], same(name, value)))
    .map(([name]) => ({
      pointer: `/${escapePointer(name)}`,
      detail: `cannot be changed: it is ${JSON.stringify(shown[name])}`,
    }));
  const [first] = errors;
  if (!first) return undefined;
  return new OvnetError('immutable-member', `${first.pointer} ${first.detail}`, { errors });
}

/** Null removes all labels that there are. */
export function labelChange(
  labels: LabelPatch | null | undefined,
  current: { readonly labels: Labels } | undefined,
): { readonly labels?: LabelPatch } {
  if (labels === undefined) return {};
  if (labels !== null) return { labels };
  return {
    labels: Object.fromEntries(Object.keys(current?.labels ?? {}).map((key) => [key, null])),
  };
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

/** A patch as a command. */
export interface Patch<K extends Command['kind']> {
  readonly command: Extract<Command, { readonly kind: K }>;
  /** There is the object now. */
  readonly isKnown: boolean;
  /** It changes what cannot be changed. */
  readonly fault: OvnetError | undefined;
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
  return retried(call, fault, () => submitFor(call, kind, { ...command, ifVersion: NEVER }));
}

/** As `submitPatch`, of a batch one of whose patches has the `fault`. */
export async function submitBatch(
  call: Call,
  commands: readonly Command[],
  fault: OvnetError | undefined,
): Promise<Accepted> {
  if (!fault) return submit(call, { kind: 'batch', commands });
  return retried(call, fault, () => submit(call, { kind: 'batch', commands: [REFUSED_ALWAYS] }));
}

/** What was answered under the request's key, which `ask` finds out by what would be refused by itself. Rejects with `fault`. */
export async function retried<T>(call: Call, fault: OvnetError, ask: () => Promise<T>): Promise<T> {
  if (!idempotencyKey(call)) throw fault;
  try {
    return await ask();
  } catch (error) {
    if (error instanceof OvnetError && REFUSED.has(error.code)) throw fault;
    throw error;
  }
}

const REFUSED = new Set<string>(['version-stale', 'not-found']);
const REFUSED_ALWAYS: Command = { kind: 'network.update', network: '', ifVersion: NEVER };
