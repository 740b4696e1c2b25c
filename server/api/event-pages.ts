/** The history in pages: what was told does not change, so a page is a place to go on from and nothing is kept. */
import { createHash } from 'node:crypto';
import { formatPosition, parsePosition, type EventPosition } from '../../model/event-position.js';
import { OvnetError } from '../../model/errors.js';
import type { HistoryEvent } from '../state/tables/events.js';
import type { StateView } from '../state/view.js';
import type { ApiDeps } from './deps.js';
import { DEFAULT_LIMIT } from './pages.js';

export interface EventPageRequest {
  readonly limit?: number;
  readonly continue?: string;
  /** Exclusive; default: as far back as there is. */
  readonly from: EventPosition | undefined;
  readonly fits: (event: HistoryEvent) => boolean;
  readonly [filter: string]: unknown;
}

export interface EventPage {
  readonly items: readonly HistoryEvent[];
  readonly revision: number;
  readonly oldest: number;
  readonly continue?: string;
}

/** Where the next page begins, and at which revision the first one was read. */
interface Continuation {
  readonly from: EventPosition;
  readonly revision: number;
}

/** Changes looked at in one piece. */
const CHUNK = 1024;

/** Throws `revision-compacted`, `invalid-query` for a foreign continuation. */
export function eventPage(
  { watch, view }: Pick<ApiDeps, 'watch' | 'view'>,
  request: EventPageRequest,
): EventPage {
  const list = fingerprint(request);
  const { limit = DEFAULT_LIMIT, fits } = request;
  const { floor } = watch;
  const begun: Continuation =
    request.continue === undefined
      ? { from: request.from ?? floor, revision: view.revision }
      : decode(request.continue, list);
  const { from, revision } = begun;
  const oldest = floor.revision;
  // A list that was begun in a life that has ended would lack what was lost of that.
  const lost = watch.lostBehind(from) ?? watch.foreign(revision);
  if (lost !== undefined) {
    const detail = `what follows ${formatPosition(from)} is no longer kept: ${lost} is the oldest`;
    throw new OvnetError('revision-compacted', detail, { oldest: lost });
  }
  const items: HistoryEvent[] = [];
  for (const event of upTo(view, begun)) {
    if (!fits(event)) continue;
    const last = items.at(-1);
    if (last && items.length === limit) {
      return { items, revision, oldest, continue: encode(list, { from: last, revision }) };
    }
    items.push(event);
  }
  return { items, revision, oldest };
}

function* upTo(
  view: StateView,
  { from: begin, revision }: Continuation,
): Generator<HistoryEvent, void> {
  let from: EventPosition | undefined = begin;
  while (from) {
    const chunk: readonly HistoryEvent[] = view.historyAfter(from, CHUNK);
    for (const event of chunk) {
      if (event.revision > revision) return;
      yield event;
    }
    from = chunk.at(-1);
  }
}

/** Of the filters: a continuation fits only the same. */
function fingerprint({ kind, id, name, network, actor, since }: EventPageRequest): string {
  const text = JSON.stringify([kind, id, name, network, actor, since]);
  return createHash('sha256').update(text).digest('base64url').slice(0, 16);
}

function encode(list: string, { from, revision }: Continuation): string {
  const text = JSON.stringify([list, revision, formatPosition(from)]);
  return Buffer.from(text).toString('base64url');
}

function decode(text: string, list: string): Continuation {
  try {
    const parts = JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as unknown[];
    const [of, revision, place] = parts;
    const from = typeof place === 'string' ? parsePosition(place) : undefined;
    if (of === list && typeof revision === 'number' && from) return { from, revision };
  } catch {
    // Said below: what cannot be read and what is of another list are the same fault.
  }
  throw new OvnetError('invalid-query', 'continue is not from an earlier page of this list');
}
