/** Lists in pages: every page of a list comes from the revision of its first, or is refused as compacted. */
import { createHash } from 'node:crypto';
import { OvnetError } from '../../model/errors.js';
import type { StateView } from '../state/view.js';

/** Objects are immutable, so a kept list is one array of references. */
interface KeptList {
  readonly items: readonly Item[];
  readonly revision: number;
}

interface Item {
  readonly id: string;
}

export interface PageRequest<T extends Item> {
  /** Names the list and its filters: a continuation fits only the same. */
  readonly list: string;
  readonly limit: number;
  readonly continue: string | undefined;
  /** The whole list now, ordered by id. */
  readonly read: () => readonly T[];
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly revision: number;
  readonly continue: string | undefined;
}

interface Continuation {
  readonly list: string;
  readonly revision: number;
  readonly after: string;
}

export const DEFAULT_LIMIT = 500;
export const MAX_LIMIT = 1_000;
const MAX_KEPT = 64;

export class Pages {
  readonly #view: StateView;
  /** Least recently used first. */
  readonly #kept = new Map<string, KeptList>();

  constructor(deps: { readonly view: StateView }) {
    this.#view = deps.view;
  }

  /** Throws `invalid-query` for a foreign continuation, `revision-compacted` when its list is gone. */
  page<T extends Item>(request: PageRequest<T>): Page<T> {
    const list = createHash('sha256').update(request.list).digest('base64url').slice(0, 16);
    const from = request.continue === undefined ? undefined : decode(request.continue, list);
    const { items, revision } = from ? this.#again(from, request) : this.#first(request);
    const start = from ? items.findIndex((item) => item.id > from.after) : 0;
    const slice = start < 0 ? [] : items.slice(start, start + request.limit);
    const last = slice.at(-1);
    const more = last !== undefined && last !== items.at(-1);
    const key = `${list}/${revision}`;
    if (more) this.#keep(key, { items, revision });
    return {
      items: slice,
      revision,
      continue: more ? encode({ list, revision, after: last.id }) : undefined,
    };
  }

  #first<T extends Item>(request: PageRequest<T>): { items: readonly T[]; revision: number } {
    return { items: request.read(), revision: this.#view.revision };
  }

  #again<T extends Item>(
    from: Continuation,
    request: PageRequest<T>,
  ): { items: readonly T[]; revision: number } {
    const kept = this.#kept.get(`${from.list}/${from.revision}`);
    if (kept) return kept as { items: readonly T[]; revision: number };
    if (from.revision === this.#view.revision) return this.#first(request);
    throw new OvnetError(
      'revision-compacted',
      `the list of revision ${from.revision} is no longer kept here: begin again`,
    );
  }

  #keep(key: string, list: KeptList): void {
    this.#kept.delete(key);
    this.#kept.set(key, list);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MAX_KEPT && oldest !== undefined) this.#kept.delete(oldest);
  }
}

function encode(value: Continuation): string {
  return Buffer.from(JSON.stringify([value.list, value.revision, value.after])).toString(
    'base64url',
  );
}

function decode(text: string, list: string): Continuation {
  try {
    const [from, revision, after] = JSON.parse(
      Buffer.from(text, 'base64url').toString('utf8'),
    ) as unknown[];
    if (from === list && typeof revision === 'number' && typeof after === 'string') {
      return { list, revision, after };
    }
  } catch {
    // Said below: what cannot be read and what is of another list are the same fault.
  }
  throw new OvnetError('invalid-query', 'continue is not from an earlier page of this list');
}
