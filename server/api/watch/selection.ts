/** Which changes a caller asked for and may see. */
import { OvnetError } from '../../../model/errors.js';
import { isReservedKind } from '../../../model/reserved.js';
import type { Kind } from '../../../model/objects.js';
import { KINDS_SHOWN } from '../schemas/events.js';
import type { Caller } from '../caller.js';
import type { ApiContext } from '../context.js';
import type { Selection } from './watch-stream.js';

/** Who may join and who may use the API is for admins to know. */
const ADMIN_KINDS: ReadonlySet<Kind> = new Set<Kind>(['token', 'key']);

export interface SelectionQuery {
  /** Each a kind, or several with commas between them. */
  readonly kinds?: readonly string[] | undefined;
  readonly network?: string | undefined;
}

/** Throws `invalid-query` for an unknown kind, `not-supported` for a later version's, `forbidden` for one that is not for the caller, `not-found`. */
export function selection(context: ApiContext, caller: Caller, query: SelectionQuery): Selection {
  const kinds = kindsOf(query.kinds ?? []);
  const isAdmin = caller.role === 'admin';
  const forbidden = [...kinds].find((kind) => ADMIN_KINDS.has(kind));
  if (forbidden !== undefined && !isAdmin) {
    throw new OvnetError('forbidden', `changes of kind '${forbidden}' are for admins only`);
  }
  const network = query.network === undefined ? undefined : networkId(context, query.network);
  return (event) =>
    (isAdmin || !ADMIN_KINDS.has(event.kind)) &&
    (kinds.size === 0 || kinds.has(event.kind)) &&
    (network === undefined || event.network === network);
}

function kindsOf(texts: readonly string[]): ReadonlySet<Kind> {
  const names = texts.flatMap((text) => text.split(','));
  const later = names.find(isReservedKind);
  if (later !== undefined) {
    throw new OvnetError('not-supported', `kind '${later}' is not supported by this version`);
  }
  const unknown = names.find((name) => !(KINDS_SHOWN as readonly string[]).includes(name));
  if (unknown !== undefined) {
    throw new OvnetError(
      'invalid-query',
      `there is no kind '${unknown}': expected some of ${KINDS_SHOWN.join(', ')}`,
    );
  }
  return new Set(names as Kind[]);
}

/** By id or name; one that is deleted is known as long as the history tells of it. */
function networkId({ deps: { view } }: ApiContext, ref: string): string {
  const present = view.network(ref);
  if (present) return present.id;
  const past = view
    .historyAfter(view.historyFloor(), Number.MAX_SAFE_INTEGER)
    .findLast(({ kind, id, name }) => kind === 'network' && (id === ref || name === ref));
  if (past) return past.id;
  throw new OvnetError('not-found', `there is no network '${ref}'`);
}
