/** Tells the resolver what the agent holds, in the order in which it came; changes that only add wait until the kernel was asked. */
import type { NetworkDelta, NetworkImage } from '../../model/desired.js';
import { nameEntries, unreadableKeys } from './entries.js';
import type { OrderBody } from './protocol.js';

export type PlacesBody = Extract<OrderBody, { kind: 'places' }>['places'];

export class NameOrders {
  readonly #send: (order: OrderBody) => void;
  /** Changes that only add: the kernel comes first. */
  #additions: OrderBody[] = [];

  constructor(send: (order: OrderBody) => void) {
    this.#send = send;
  }

  settings(upstreams: readonly string[] | 'host'): void {
    this.#now({ kind: 'settings', upstreams });
  }

  set({ networkId, epoch, revision, entries }: NetworkImage): void {
    this.#now({ kind: 'set', networkId, epoch, revision, entries: nameEntries(entries) });
  }

  change({ networkId, epoch, to: revision, upserts: changed, removals: gone }: NetworkDelta): void {
    const upserts = nameEntries(changed);
    const removals = [...gone, ...unreadableKeys(changed)];
    const order = { kind: 'change', networkId, epoch, revision, upserts, removals } as const;
    // What is removed is answered no longer than packets can be sent there.
    if (removals.length > 0) this.#now(order);
    else this.#soon(order);
  }

  drop(networkId: string): void {
    this.#now({ kind: 'drop', networkId });
  }

  /** Only these are held. */
  keep(networkIds: readonly string[]): void {
    this.#now({ kind: 'keep', networkIds });
  }

  places(places: PlacesBody): void {
    this.#now({ kind: 'places', places });
  }

  /** Sends what waits. */
  flush(): void {
    for (const order of this.#additions.splice(0)) this.#send(order);
  }

  /** What waits is part of the sets by now. */
  forget(): void {
    this.#additions = [];
  }

  #now(order: OrderBody): void {
    this.flush();
    this.#send(order);
  }

  /** After what this turn asks of the kernel. */
  #soon(order: OrderBody): void {
    if (this.#additions.push(order) === 1) setImmediate(() => this.flush());
  }
}
