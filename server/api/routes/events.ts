/** /v1/events, /v1/watch: the history of changes, as a list and as it goes on. */
import { comparePositions, parsePosition } from '../../../model/event-position.js';
import type { EventPosition } from '../../../model/event-position.js';
import { OvnetError } from '../../../model/errors.js';
import type { HistoryEvent } from '../../state/tables/events.js';
import type { ApiContext } from '../context.js';
import { eventPage } from '../event-pages.js';
import { settle } from '../reading.js';
import { VIEWERS, route, type Call, type Route } from '../route.js';
import { EventList, EventListQuery, WatchQuery } from '../schemas/events.js';
import { selection } from '../watch/selection.js';
import { showEvent } from '../watch/show-event.js';
import type { WatchEnd } from '../watch/watch-stream.js';

export const EVENT_ROUTES: readonly Route[] = [
  route({
    method: 'GET',
    path: '/v1/events',
    operation: 'listEvents',
    summary: 'List the changes that are kept, oldest first, with who made them',
    rights: VIEWERS,
    query: EventListQuery,
    answer: EventList,
    handle: async ({ context, query, caller }) => {
      await settle(context, query);
      requireHistory(context);
      const { kind: kinds, network, id, name, actor } = query;
      const since = sinceOf(query.since);
      const selected = selection(context, caller, { kinds, network });
      const fits = (event: HistoryEvent): boolean =>
        selected(event) &&
        (id === undefined || event.id === id) &&
        (name === undefined || event.name === name) &&
        (actor === undefined || event.actor === actor) &&
        (since.time === undefined || event.time >= since.time);
      const page = eventPage(context.deps, { ...query, from: since.position, fits });
      const { items, ...rest } = page;
      const body = { items: items.map((event) => showEvent(context, event)), ...rest };
      return { body, revision: page.revision };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/watch',
    operation: 'watch',
    summary: 'Changes as they are made: server-sent events, each change once, in order',
    rights: VIEWERS,
    query: WatchQuery,
    answer: 'events',
    handle: async (call) => {
      const { context, query, caller, request, reply } = call;
      const selected = selection(context, caller, query);
      await settle(context, query);
      requireHistory(context);
      const linearizable = query.consistency !== 'stale';
      const from = beginning(call, linearizable);
      void reply.header('cache-control', 'no-store').header('x-accel-buffering', 'no');
      const { revision } = context.deps.view;
      const answer = { mediaType: 'text/event-stream', revision };
      if (request.method === 'HEAD') return { ...answer, body: '' };
      const show = (event: HistoryEvent): object => showEvent(context, event);
      const refused = refusal(call);
      const body = context.watches.open({ from, selected, refused, show, linearizable });
      return { ...answer, body };
    },
  }),
];

/** Throws `feature-level` while a manager of the cluster keeps no history. */
function requireHistory({ deps }: ApiContext): void {
  if (deps.watch.recording) return;
  throw new OvnetError('feature-level', 'some manager runs a program that keeps no history');
}

/** Throws `revision-compacted`, `invalid-query`, `invalid-header`. */
function beginning(
  { query, request, context }: Call<unknown, { readonly from?: string }>,
  linearizable: boolean,
): EventPosition {
  const { watch, view } = context.deps;
  const header = request.headers['last-event-id'];
  const text = typeof header === 'string' && header !== '' ? header : query.from;
  if (text === undefined) return watch.end;
  const from = parsePosition(text);
  if (!from) throw new OvnetError('invalid-header', `Last-Event-ID: '${text}' is no place`);
  if (linearizable && from.revision > view.revision) {
    const detail = `revision ${from.revision} is yet to come: the cluster has ${view.revision}`;
    throw new OvnetError('invalid-query', detail);
  }
  const oldest = watch.lostBehind(from);
  if (oldest === undefined) return settled(from, watch.end);
  throw new OvnetError(
    'revision-compacted',
    `what follows ${text} is no longer kept: the oldest to go on from is ${oldest}`,
    { oldest },
  );
}

/** A revision alone is as far as its last change, where that is known: the place is told to the reader. */
function settled(from: EventPosition, end: EventPosition): EventPosition {
  return from.revision === end.revision && comparePositions(from, end) > 0 ? end : from;
}

/** A key that is deleted ends what it began. */
function refusal({ caller, context }: Call): () => WatchEnd | undefined {
  const { view } = context.deps;
  if (!caller.name.startsWith(KEY)) return () => undefined;
  const name = caller.name.slice(KEY.length);
  const id = view.key(name)?.id;
  return () =>
    id !== undefined && view.key(name)?.id === id
      ? undefined
      : { code: 'unauthenticated', detail: `the key '${name}' was deleted` };
}

const KEY = 'key:';

interface Since {
  readonly position?: EventPosition;
  /** RFC 3339 UTC with milliseconds: such texts compare as times do. */
  readonly time?: string;
}

/** Throws `invalid-query`. */
function sinceOf(text: string | undefined): Since {
  if (text === undefined) return {};
  const position = parsePosition(text);
  if (position) return { position };
  const time = new Date(text);
  if (/^\d{4}-\d\d-\d\dT/.test(text) && !Number.isNaN(time.getTime())) {
    return { time: time.toISOString() };
  }
  throw new OvnetError('invalid-query', `since: '${text}' is neither a revision nor a time`);
}
