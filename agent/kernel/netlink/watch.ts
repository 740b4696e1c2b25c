/** Watches the fabric and the workloads' namespaces by netlink sockets of this process. */
import { closeSync, openSync } from 'node:fs';
import { DatagramReceiver } from '../native/datagrams.js';
import type { Native } from '../native/native.js';
import { Readiness } from '../native/readiness.js';
import type { KernelEvent } from '../port.js';
import type { Watcher } from '../watcher.js';
import {
  NETLINK_LISTEN_ALL_NSID,
  NETLINK_ROUTE,
  RTNLGRP_IPV4_IFADDR,
  RTNLGRP_IPV4_ROUTE,
  RTNLGRP_IPV6_IFADDR,
  RTNLGRP_IPV6_ROUTE,
  RTNLGRP_LINK,
  RTNLGRP_NEIGH,
  SOL_NETLINK,
} from './constants.js';
import { fabricLinkEvent, rowEvent, workloadEvent } from './events.js';
import { openListener } from './listener.js';
import { readLink, readLinkMac, writeLinkDump, writeLinkRequest } from './links.js';
import { Plugged } from './plugged.js';
import { readMessages, type NetlinkMessage } from './message.js';
import { readNamespaceId, writeNamespaceRequest } from './namespace-ids.js';
import { NetlinkSocket } from './socket.js';
import { MSG_DONTWAIT } from '../native/socket-constants.js';

/** A bound, not a reservation: some 150,000 events. */
const RECEIVE_BUFFER = 64 * 1024 * 1024;
const DATAGRAM_BYTES = 64 * 1024;
/** After so many milliseconds others get their turn: what is left is still ready. */
const TURN_MS = 4;
/** Those of which more is told went a moment ago. */
const MAX_GONE = 10_000;

const STRUCTURE = [
  RTNLGRP_LINK,
  RTNLGRP_IPV4_IFADDR,
  RTNLGRP_IPV6_IFADDR,
  RTNLGRP_IPV4_ROUTE,
  RTNLGRP_IPV6_ROUTE,
];

interface Sockets {
  /** Links, addresses and routes, of the workloads too. */
  readonly structure: number;
  /** FDB and neighbour rows of the fabric alone: workloads have neighbours in plenty. */
  readonly rows: number;
  /** For names that are not known yet. */
  readonly questions: NetlinkSocket;
}

/** The host's namespace. The fabric's vxlan devices come from there, so what happens there is told as well. */
export interface HostNamespace {
  /** Path. */
  readonly path: string;
  /** An endpoint is plugged into it: then it is a workload's too. */
  readonly isWorkload: () => boolean;
  /** A link of ours there, as a tap: what happens to it calls for a look. */
  readonly ownsLink?: (name: string, ifindex: number) => boolean;
}

export interface NetlinkWatchOptions {
  /** Bytes of events that may wait for us. */
  readonly receiveBuffer?: number;
  /** Whose doings are left out. */
  readonly host?: HostNamespace;
}

export class NetlinkWatch implements Watcher {
  readonly #native: Native;
  readonly #fabric: string;
  readonly #options: NetlinkWatchOptions;
  readonly #receiver: DatagramReceiver;
  readonly #rows = Buffer.alloc(DATAGRAM_BYTES);
  readonly #names = new Map<number, string>();
  /** Indexes of links that went, which the kernel does not give again: their rows are told one by one afterwards. */
  readonly #gone = new Set<number>();
  readonly #plugged = new Plugged();
  #sockets: Sockets | undefined;
  /** Number of the host's namespace in the fabric; it is given with the first link between them and stays. */
  #hostId: number | undefined;
  #listener: ((event: KernelEvent) => void) | undefined;

  /** `fabric` is the path of the namespace. */
  constructor(native: Native, fabric: string, options: NetlinkWatchOptions = {}) {
    this.#options = options;
    this.#native = native;
    this.#fabric = fabric;
    this.#receiver = new DatagramReceiver(native, DATAGRAM_BYTES);
  }

  /** Throws `netns-missing`, `kernel-refused`, `SystemCallError`. */
  start(listener: (event: KernelEvent) => void): void {
    this.#listener = listener;
    this.#open();
  }

  settle(): void {
    this.#read(Infinity);
  }

  /** Throws like `start`; what happened before the new sockets is for a dump to see. */
  restart(): Promise<void> {
    this.#close();
    return new Promise((resolve) => {
      if (this.#listener) this.#open();
      resolve();
    });
  }

  stop(): Promise<void> {
    this.#listener = undefined;
    this.#close();
    return Promise.resolve();
  }

  #open(): void {
    const questions = NetlinkSocket.open(this.#native, this.#fabric);
    const opened: number[] = [];
    try {
      opened.push(this.#listen(STRUCTURE, true));
      opened.push(this.#listen([RTNLGRP_NEIGH], false));
      for (const fd of opened) {
        Readiness.shared(this.#native).add(fd, () => this.#read(TURN_MS));
      }
    } catch (error) {
      opened.forEach(closeSync);
      questions.close();
      throw error;
    }
    const [structure = -1, rows = -1] = opened;
    this.#sockets = { structure, rows, questions };
    void this.#learnAll();
  }

  #listen(groups: readonly number[], everywhere: boolean): number {
    const { receiveBuffer = RECEIVE_BUFFER } = this.#options;
    const switches = everywhere ? [NETLINK_LISTEN_ALL_NSID] : [];
    const of = { protocol: NETLINK_ROUTE, groups, receiveBuffer, switches };
    return openListener(this.#native, { netns: this.#fabric, ...of });
  }

  #close(): void {
    this.#names.clear();
    this.#gone.clear();
    this.#plugged.clear();
    this.#hostId = undefined;
    const sockets = this.#sockets;
    this.#sockets = undefined;
    if (!sockets) return;
    for (const fd of [sockets.structure, sockets.rows]) {
      Readiness.shared(this.#native).remove(fd);
      closeSync(fd);
    }
    sockets.questions.close();
  }

  #read(forMs: number): void {
    const sockets = this.#sockets;
    if (!sockets) return;
    const until = performance.now() + forMs;
    let read = 0;
    // The clock costs more than a row.
    const isOver = (): boolean => ++read % 64 === 0 && performance.now() > until;
    while (this.#receiveStructure(sockets)) if (isOver()) return;
    while (this.#receiveRows(sockets.rows)) if (isOver()) return;
  }

  #receiveStructure({ structure }: Sockets): boolean {
    return this.#receive(structure, (message, nsid) => this.#structure(message, nsid));
  }

  /** The same without what comes beside: there are many. */
  #receiveRows(fd: number): boolean {
    const { c } = this.#native;
    return this.#unlessOverflow(() => {
      const length = c.recv(fd, this.#rows, DATAGRAM_BYTES, MSG_DONTWAIT);
      if (length < 0) return false;
      for (const message of readMessages(this.#rows.subarray(0, length))) this.#row(message);
      return true;
    });
  }

  /** One datagram; false when there is none. */
  #receive(fd: number, each: (message: NetlinkMessage, nsid: number | undefined) => void): boolean {
    return this.#unlessOverflow(() => {
      const datagram = this.#receiver.receive(fd);
      if (!datagram) return false;
      const nsid = datagram.control?.level === SOL_NETLINK ? datagram.control.value : undefined;
      for (const message of readMessages(datagram.bytes)) each(message, nsid);
      return true;
    });
  }

  #unlessOverflow(read: () => boolean): boolean {
    try {
      return read();
    } catch (error) {
      if (!isOverflow(error)) throw error;
      this.#listener?.({ object: 'overflow' });
      return true;
    }
  }

  #structure(message: NetlinkMessage, nsid: number | undefined): void {
    if (nsid !== undefined && this.#isOfHost(nsid)) return this.#hostLink(message);
    if (nsid === undefined) this.#learn(message);
    const event =
      nsid === undefined
        ? fabricLinkEvent(message, (ifindex) => this.#nameOf(ifindex))
        : workloadEvent(message);
    const ports = nsid === undefined ? undefined : this.#plugged.portsIn(nsid);
    if (event) this.#listener?.(ports ? { ...event, ports } : event);
  }

  #isOfHost(nsid: number): boolean {
    const { host } = this.#options;
    if (!host || host.isWorkload()) return false;
    this.#hostId ??= this.#numberOf(host.path);
    return nsid === this.#hostId;
  }

  #hostLink(message: NetlinkMessage): void {
    const link = readLink(message);
    if (!link || this.#options.host?.ownsLink?.(link.name, link.ifindex) !== true) return;
    this.#listener?.({ object: 'link', dev: link.name });
  }

  #numberOf(path: string): number | undefined {
    const fd = openSync(path, 'r');
    try {
      const answer = this.#sockets?.questions.ask((writer, seq) =>
        writeNamespaceRequest(writer, fd, seq),
      );
      return answer && 'body' in answer ? readNamespaceId(answer) : undefined;
    } finally {
      closeSync(fd);
    }
  }

  #row(message: NetlinkMessage): void {
    const event = rowEvent(
      message,
      (ifindex) => this.#nameOf(ifindex),
      (ifindex) => this.#macOf(ifindex),
    );
    if (event) this.#listener?.(event);
  }

  /** What was plugged in before. Until it is known, and where it cannot be, whoever is told looks everywhere. */
  async #learnAll(): Promise<void> {
    const sockets = this.#sockets;
    let socket: NetlinkSocket | undefined;
    try {
      socket = NetlinkSocket.open(this.#native, this.#fabric);
      const links = await socket.dump(writeLinkDump, (message) => readLink(message));
      if (this.#sockets !== sockets) return;
      for (const link of links) if (!link.ofBridge) this.#plugged.learn(link);
    } catch {
      // Nothing is missed without it.
    } finally {
      socket?.close();
    }
  }

  #learn(message: NetlinkMessage): void {
    const link = readLink(message);
    if (!link || link.ofBridge) return;
    this.#plugged.learn(link);
    if (!link.gone) {
      this.#names.set(link.ifindex, link.name);
      this.#gone.delete(link.ifindex);
      return;
    }
    this.#names.delete(link.ifindex);
    if (this.#gone.size >= MAX_GONE) this.#gone.clear();
    this.#gone.add(link.ifindex);
  }

  #nameOf(ifindex: number): string | undefined {
    const known = this.#names.get(ifindex);
    if (known !== undefined || this.#gone.has(ifindex)) return known;
    const answer = this.#ask(ifindex);
    const link = answer && readLink(answer);
    if (link) this.#names.set(ifindex, link.name);
    return link?.name;
  }

  /** Asked each time: only of a MAC that the kernel itself may have put somewhere. */
  #macOf(ifindex: number): string | undefined {
    const answer = this.#ask(ifindex);
    return answer && readLinkMac(answer);
  }

  #ask(ifindex: number): NetlinkMessage | undefined {
    const answer = this.#sockets?.questions.ask((writer, seq) =>
      writeLinkRequest(writer, { ifindex }, seq),
    );
    return answer && 'body' in answer ? answer : undefined;
  }
}

function isOverflow(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOBUFS';
}
