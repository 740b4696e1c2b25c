/** Reads: linearizable unless the caller settles for this manager's own state; lists filtered and paged. */
import { OvnetError } from '../../model/errors.js';
import type { Labels } from '../../model/objects.js';
import type { ApiContext } from './context.js';
import { DEFAULT_LIMIT } from './pages.js';
import type { Answer } from './route.js';

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

interface Listed {
  readonly id: string;
  readonly name?: string;
  readonly labels?: Labels;
}

/** `list` names what is listed; `show` turns an object into its answer, for one page only. */
export function listOf<T extends Listed>(
  context: ApiContext,
  query: ListQuery,
  list: {
    readonly name: string;
    readonly items: () => Iterable<T>;
    readonly show: (item: T) => unknown;
  },
): Answer {
  const labels = (query.label ?? []).map(labelFilter);
  const page = context.pages.page<T>({
    list: JSON.stringify([list.name, query.name, query.label]),
    limit: query.limit ?? DEFAULT_LIMIT,
    continue: query.continue,
    read: () =>
      [...list.items()].filter(
        (item) =>
          (query.name === undefined || item.name === query.name) &&
          labels.every((fits) => fits(item.labels ?? {})),
      ),
  });
  const { revision } = page;
  const next = page.continue === undefined ? {} : { continue: page.continue };
  return { body: { items: page.items.map(list.show), revision, ...next }, revision };
}

/** `key=value`, or `key` alone for any value. */
function labelFilter(text: string): (labels: Labels) => boolean {
  const at = text.indexOf('=');
  if (at < 0) return (labels) => Object.hasOwn(labels, text);
  const key = text.slice(0, at);
  return (labels) => Object.hasOwn(labels, key) && labels[key] === text.slice(at + 1);
}
