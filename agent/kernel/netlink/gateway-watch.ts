/** Watches the gateway bridge and its ports, in the host's namespace, by a netlink socket of this process. */
import type { Native } from '../native/native.js';
import type { KernelEvent } from '../port.js';
import { NETLINK_ROUTE, RTNLGRP_LINK } from './constants.js';
import { gatewayLinkEvent } from './events.js';
import { GroupListener } from './group-listener.js';
import { readLink, writeLinkRequest } from './links.js';
import type { NetlinkMessage } from './message.js';
import { NetlinkSocket } from './socket.js';

/** A bound, not a reservation. */
const RECEIVE_BUFFER = 16 * 1024 * 1024;

export interface GatewayWatchOptions {
  /** Path of the host's namespace. */
  readonly netns: string;
  /** Name of the gateway bridge. */
  readonly bridge: string;
}

export class GatewayWatch {
  readonly #native: Native;
  readonly #options: GatewayWatchOptions;
  readonly #listener: GroupListener;
  readonly #names = new Map<number, string>();
  /** For names that are not known yet. */
  #questions: NetlinkSocket | undefined;

  constructor(native: Native, options: GatewayWatchOptions) {
    const { netns } = options;
    this.#native = native;
    this.#options = options;
    this.#listener = new GroupListener(native, {
      ...{ netns, protocol: NETLINK_ROUTE, groups: [RTNLGRP_LINK], receiveBuffer: RECEIVE_BUFFER },
    });
  }

  /** Throws `netns-missing`, `kernel-refused`, `SystemCallError`. */
  start(listener: (event: KernelEvent) => void): void {
    const { netns, bridge } = this.#options;
    this.stop();
    this.#listener.start({
      message: (message) => {
        this.#learn(message);
        const event = gatewayLinkEvent(message, bridge, (ifindex) => this.#nameOf(ifindex));
        if (event) listener(event);
      },
      overflow: () => listener({ object: 'overflow' }),
    });
    this.#questions = NetlinkSocket.open(this.#native, netns);
  }

  /** Tells now of everything that has happened so far. */
  settle(): void {
    this.#listener.settle();
  }

  stop(): void {
    this.#listener.stop();
    this.#questions?.close();
    this.#questions = undefined;
    this.#names.clear();
  }

  #learn(message: NetlinkMessage): void {
    const link = readLink(message);
    if (!link || link.ofBridge) return;
    if (link.gone) this.#names.delete(link.ifindex);
    else this.#names.set(link.ifindex, link.name);
  }

  #nameOf(ifindex: number): string | undefined {
    const known = this.#names.get(ifindex);
    if (known !== undefined) return known;
    const answer = this.#questions?.ask((writer, seq) =>
      writeLinkRequest(writer, { ifindex }, seq),
    );
    const link = answer && 'body' in answer ? readLink(answer) : undefined;
    if (link) this.#names.set(ifindex, link.name);
    return link?.name;
  }
}
