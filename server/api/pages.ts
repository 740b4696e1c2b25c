/** Lists in pages: every page of a list comes from the revision of its first, or is refused as compacted. */
import { createHash } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { OvnetError } from '../../model/errors.js';
import type { Kind, ObjectKinds } from '../../model/objects.js';
import type { Piece, Selection } from '../state/tables/pieces.js';
import type { ApiDeps } from './deps.js';

export interface PageRequest<K extends Kind> {
  /** Names the list and its filters: a continuation fits only the same. */
  readonly list: string;
  readonly limit: number;
  readonly continue: string | undefined;
  readonly selection: Selection<K>;
  /** What the selection does not say. */
  readonly fits: (object: ObjectKinds[K]) => boolean;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly revision: number;
  readonly continue: string | undefined;
}

/** The revision of the first page, and the last id told. */
interface Place {
  readonly revision: number;
  readonly after: string;
}

export const DEFAULT_LIMIT = 500;
export const MAX_LIMIT = 1_000;

/**
 * Looks at no more objects than it takes to fill the page and to know whether one follows, and lets others have their turn
 * meanwhile. Throws `invalid-query` for a foreign continuation, `revision-compacted`; for one that another manager gave, which
 * is ahead of this one, also what a read throws.
 */
export async function pageOf<K extends Kind>(
  deps: Pick<ApiDeps, 'view' | 'proposer'>,
  request: PageRequest<K>,
): Promise<Page<ObjectKinds[K]>> {
  const { view } = deps;
  const { limit, selection, fits } = request;
  const list = createHash('sha256').update(request.list).digest('base64url').slice(0, 16);
  const { revision, after } = await placeOf(deps, request.continue, list);
  const items: ObjectKinds[K][] = [];
  let position: string | undefined = after;
  while (position !== undefined) {
    const piece: Piece<ObjectKinds[K]> = view.pieceAt(selection, { revision, after: position });
    for (const object of piece.objects) {
      if (!fits(object)) continue;
      const last = items.at(-1);
      if (last && items.length === limit) {
        return { items, revision, continue: encode(list, { revision, after: last.id }) };
      }
      items.push(object);
    }
    position = piece.next;
    if (position !== undefined) await turn();
  }
  return { items, revision, continue: undefined };
}

async function placeOf(
  { view, proposer }: Pick<ApiDeps, 'view' | 'proposer'>,
  continuation: string | undefined,
  list: string,
): Promise<Place> {
  if (continuation === undefined) return { revision: view.revision, after: '' };
  const place = decode(continuation, list);
  if (place.revision > view.revision) await proposer.readBarrier();
  if (place.revision > view.revision) throw foreign();
  return place;
}

function encode(list: string, { revision, after }: Place): string {
  return Buffer.from(JSON.stringify([list, revision, after])).toString('base64url');
}

function decode(text: string, list: string): Place {
  try {
    const [from, revision, after] = JSON.parse(
      Buffer.from(text, 'base64url').toString('utf8'),
    ) as unknown[];
    if (from === list && typeof revision === 'number' && typeof after === 'string') {
      return { revision, after };
    }
  } catch {
    // Said below: what cannot be read and what is of another list are the same fault.
  }
  throw foreign();
}

function foreign(): OvnetError {
  return new OvnetError('invalid-query', 'continue is not from an earlier page of this list');
}
