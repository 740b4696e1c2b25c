/** Reads: linearizable unless the caller settles for this manager's own state; lists filtered and paged. */
import { OvnetError } from '../../model/errors.js';
import { NO_LABELS, parseSelector } from '../../model/labels.js';
import type { Kind, Labels, ObjectKinds } from '../../model/objects.js';
import type { Selection } from '../state/tables/pieces.js';
import type { ApiContext } from './context.js';
import { DEFAULT_LIMIT, pageOf } from './pages.js';
import type { Answer } from './route.js';
import { at } from './validation.js';

export interface ReadQuery {
  readonly consistency?: 'linearizable' | 'stale';
}

export interface ListQuery extends ReadQuery {
  readonly limit?: number;
  readonly continue?: string;
  readonly label?: readonly string[];
  readonly name?: string;
}

/** After this the state holds every write acknowledged before. Throws `no-quorum`, `starting`. */
export async function settle(context: ApiContext, query: ReadQuery): Promise<void> {
  if (query.consistency !== 'stale') await context.deps.proposer.readBarrier();
  context.cluster();
}

/** What a reference names; throws `not-found`. `what` as in `network`. */
export function found<T>(object: T | undefined, what: string, ref: string): T {
  if (object !== undefined) return object;
  throw new OvnetError('not-found', `there is no ${what} '${ref}'`);
}

export function objectAnswer(context: ApiContext, object: { readonly version: number }): Answer {
  const { revision } = context.deps.view;
  return { body: { ...object, revision }, revision, version: object.version };
}

/** `name` names what is listed, with its filters; `show` turns an object into its answer, for one page only. */
export async function listOf<K extends Kind>(
  context: ApiContext,
  query: ListQuery,
  list: {
    readonly name: string;
    readonly selection: Selection<K>;
    readonly fits?: (object: ObjectKinds[K]) => boolean;
    readonly show: (object: ObjectKinds[K]) => unknown;
  },
): Promise<Answer> {
  const labels = (query.label ?? []).map((text, i) => at(`/label/${i}`, () => labelFilter(text)));
  const page = await pageOf(context.deps, {
    list: JSON.stringify([list.name, query.name, query.label]),
    limit: query.limit ?? DEFAULT_LIMIT,
    continue: query.continue,
    selection: list.selection,
    fits: (object) =>
      (query.name === undefined || ('name' in object && object.name === query.name)) &&
      labels.every((fits) => fits('labels' in object ? object.labels : NO_LABELS)) &&
      (list.fits?.(object) ?? true),
  });
  const { revision } = page;
  const next = page.continue === undefined ? {} : { continue: page.continue };
  return { body: { items: page.items.map(list.show), revision, ...next }, revision };
}

function labelFilter(text: string): (labels: Labels) => boolean {
  const { key, value } = parseSelector(text);
  return (labels) => Object.hasOwn(labels, key) && (value === undefined || labels[key] === value);
}
