/** Members and kinds that later versions give a meaning: refused as what is not supported yet, since whoever wrote them made no typing error. */

const MEMBERS: ReadonlySet<string> = new Set(['policies', 'services', 'ports']);
const KINDS: ReadonlySet<unknown> = new Set(['policy', 'service', 'port']);

/** What is wrong with a member that no schema knows; `pointer` is a JSON pointer to it. */
export function unknownMember(pointer: string): {
  readonly code: 'not-supported' | 'unknown-member';
  readonly detail: string;
} {
  const name = pointer.slice(pointer.lastIndexOf('/') + 1);
  if (MEMBERS.has(name)) {
    return { code: 'not-supported', detail: `'${name}' is not supported by this version` };
  }
  return { code: 'unknown-member', detail: 'this member is not known' };
}

/** Of objects that later versions bring. */
export function isReservedKind(kind: unknown): kind is string {
  return KINDS.has(kind);
}
