/** Keeps a listener in every namespace that is to be served, for as long as its name leads to it. */
import { watch, type FSWatcher } from 'node:fs';
import { OvnetError } from '../../model/errors.js';
import {
  idAt,
  isSameNetns,
  withoutCookie,
  type Namespaces,
  type OpenNetns,
} from '../kernel/namespaces.js';
import { SystemCallError } from '../kernel/native/system-call-error.js';
import type { Listener, Serve } from './listener.js';
import type { Place, PlaceTrouble } from './protocol.js';

/** What answers in one namespace. */
export interface PlaceServing {
  networkIds: readonly string[];
  serve(...query: Parameters<Serve>): void;
}

export interface PlacesDeps {
  readonly namespaces: Namespaces;
  /** Opens the sockets in the namespace at `path`. */
  readonly open: (
    path: string,
    serve: Serve,
    onError: (error: Error) => void,
  ) => Promise<Pick<Listener, 'close'>>;
  readonly serving: (networkIds: readonly string[]) => PlaceServing;
  /** Told when `troubles` may have changed. */
  readonly onChange: () => void;
}

interface Served {
  /** Of the namespace. */
  readonly id: string;
  readonly listener: Pick<Listener, 'close'>;
  readonly serving: PlaceServing;
}

/** Named namespaces are mounted here; their removal is seen at once. */
const NETNS_DIR = '/run/netns';

export class Places {
  readonly #deps: PlacesDeps;
  /** By device and inode: an open socket keeps its namespace, so no other has them. */
  readonly #served = new Map<string, Served>();
  #wanted: readonly Place[] = [];
  #troubles = new Map<string, PlaceTrouble>();
  #work: Promise<void> = Promise.resolve();
  #isDue = false;
  #watcher: FSWatcher | undefined;

  constructor(deps: PlacesDeps) {
    this.#deps = deps;
  }

  get served(): number {
    return this.#served.size;
  }

  troubles(): readonly PlaceTrouble[] {
    return [...this.#troubles.values()];
  }

  /** Resolves when every place is served or has its trouble, and nothing else is served. */
  set(places: readonly Place[]): Promise<void> {
    this.#wanted = places;
    return this.check();
  }

  /**
   * Again: a namespace may be gone, or what was in the way. An open socket keeps its namespace and the interfaces in it
   * alive, so one that has lost its name must be let go of.
   */
  check(): Promise<void> {
    this.#watch();
    if (!this.#isDue) {
      this.#isDue = true;
      this.#work = this.#work.then(() => this.#reconcile());
    }
    return this.#work;
  }

  async close(): Promise<void> {
    this.#watcher?.close();
    await this.set([]);
  }

  /** Told by the kernel instead of looked for, as far as it tells. */
  #watch(): void {
    if (this.#watcher || this.#wanted.length === 0) return;
    try {
      const forget = (): void => {
        this.#watcher?.close();
        this.#watcher = undefined;
      };
      this.#watcher = watch(NETNS_DIR, () => void this.check()).on('error', forget);
    } catch {
      // Without it the next look tells.
    }
  }

  async #reconcile(): Promise<void> {
    this.#isDue = false;
    const live = groupByInode(this.#wanted.filter(isWhereMeant));
    for (const [inode, { listener }] of this.#served) {
      if (live.has(inode)) continue;
      this.#served.delete(inode);
      listener.close();
    }
    const troubles = new Map<string, PlaceTrouble>();
    for (const [inode, places] of live) {
      const trouble = await this.#serve(inode, places);
      if (trouble) for (const { netns } of places) troubles.set(netns, { netns, ...trouble });
    }
    this.#troubles = troubles;
    this.#deps.onChange();
  }

  async #serve(
    inode: string,
    places: readonly Place[],
  ): Promise<Omit<PlaceTrouble, 'netns'> | undefined> {
    const known = this.#served.get(inode);
    if (known) {
      known.serving.networkIds = networksOf(places, known.id);
      return undefined;
    }
    const [{ netns } = { netns: '' }] = places;
    try {
      const opened = await this.#deps.namespaces.open(netns);
      if (opened) await this.#listen(inode, places, opened).finally(() => opened.close());
      return undefined;
    } catch (error) {
      return troubleOf(error);
    }
  }

  async #listen(inode: string, places: readonly Place[], { id, path }: OpenNetns): Promise<void> {
    const networkIds = networksOf(places, id);
    if (networkIds.length === 0) return;
    const serving = this.#deps.serving(networkIds);
    const lost = (error: Error): void => this.#lost(inode, error);
    const serve: Serve = (...query) => serving.serve(...query);
    const listener = await this.#deps.open(path, serve, lost);
    this.#served.set(inode, { id, listener, serving });
  }

  /** Opened again at the next look; until then the reason is told. */
  #lost(inode: string, error: Error): void {
    this.#served.get(inode)?.listener.close();
    this.#served.delete(inode);
    for (const place of this.#wanted.filter(({ pin }) => withoutCookie(pin) === inode)) {
      this.#troubles.set(place.netns, { netns: place.netns, ...troubleOf(error) });
    }
    this.#deps.onChange();
  }
}

/** As far as can be told without opening it. */
function isWhereMeant({ netns, pin }: Place): boolean {
  return idAt(netns) === withoutCookie(pin);
}

/** Of the places that mean this namespace, not one that had the same inode before. */
function networksOf(places: readonly Place[], id: string): readonly string[] {
  const meant = places.filter(({ pin }) => isSameNetns(pin, id));
  return [...new Set(meant.flatMap((place) => place.networkIds))];
}

/** One namespace may be known by several names, as by name and by path. */
function groupByInode(places: readonly Place[]): Map<string, Place[]> {
  const groups = new Map<string, Place[]>();
  for (const place of places) {
    const inode = withoutCookie(place.pin);
    const group = groups.get(inode);
    if (group) group.push(place);
    else groups.set(inode, [place]);
  }
  return groups;
}

function troubleOf(error: unknown): Omit<PlaceTrouble, 'netns'> {
  const detail = error instanceof Error ? error.message : String(error);
  if (error instanceof SystemCallError && error.code === 'EADDRINUSE') {
    return { code: 'dns-port-taken', detail: 'something else holds 127.0.0.11:53' };
  }
  const code = error instanceof OvnetError ? `${error.code}: ` : '';
  return { code: 'dns-failed', detail: `${code}${detail}` };
}
