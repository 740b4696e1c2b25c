/** Keeps a listener in every namespace that is to be served, for as long as its name leads to it. */
import { watch, type FSWatcher } from 'node:fs';
import { OvnetError } from '../../model/errors.js';
import { SystemCallError } from '../kernel/native/system-call-error.js';
import { idOfNetns, openNetns } from '../kernel/workload.js';
import type { Listener, Serve } from './listener.js';
import type { Place, PlaceTrouble } from './protocol.js';

/** What answers in one namespace. */
export interface PlaceServing {
  networkIds: readonly string[];
  serve(...query: Parameters<Serve>): void;
}

export interface PlacesDeps {
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
  readonly listener: Pick<Listener, 'close'>;
  readonly serving: PlaceServing;
}

/** Named namespaces are mounted here; their removal is seen at once. */
const NETNS_DIR = '/run/netns';

export class Places {
  readonly #deps: PlacesDeps;
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
    const live = groupByPin(this.#wanted.filter(({ netns, pin }) => idOfNetns(netns) === pin));
    for (const [pin, { listener }] of this.#served) {
      if (live.has(pin)) continue;
      this.#served.delete(pin);
      listener.close();
    }
    const troubles = new Map<string, PlaceTrouble>();
    for (const [pin, places] of live) {
      const trouble = await this.#serve(pin, places);
      if (trouble) for (const { netns } of places) troubles.set(netns, { netns, ...trouble });
    }
    this.#troubles = troubles;
    this.#deps.onChange();
  }

  async #serve(
    pin: string,
    places: readonly Place[],
  ): Promise<Omit<PlaceTrouble, 'netns'> | undefined> {
    const networkIds = [...new Set(places.flatMap((place) => place.networkIds))];
    const known = this.#served.get(pin);
    if (known) {
      known.serving.networkIds = networkIds;
      return undefined;
    }
    const [{ netns } = { netns: '' }] = places;
    const opened = await openNetns(netns);
    if (!opened) return undefined;
    try {
      if (opened.id !== pin) return undefined;
      const serving = this.#deps.serving(networkIds);
      const lost = (error: Error): void => this.#lost(pin, error);
      const serve: Serve = (...query) => serving.serve(...query);
      const listener = await this.#deps.open(opened.path, serve, lost);
      this.#served.set(pin, { listener, serving });
      return undefined;
    } catch (error) {
      return troubleOf(error);
    } finally {
      await opened.close();
    }
  }

  /** Opened again at the next look; until then the reason is told. */
  #lost(pin: string, error: Error): void {
    this.#served.get(pin)?.listener.close();
    this.#served.delete(pin);
    for (const place of this.#wanted.filter((one) => one.pin === pin)) {
      this.#troubles.set(place.netns, { netns: place.netns, ...troubleOf(error) });
    }
    this.#deps.onChange();
  }
}

/** One namespace may be known by several names, as by name and by path. */
function groupByPin(places: readonly Place[]): Map<string, Place[]> {
  const groups = new Map<string, Place[]>();
  for (const place of places) {
    const group = groups.get(place.pin);
    if (group) group.push(place);
    else groups.set(place.pin, [place]);
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
