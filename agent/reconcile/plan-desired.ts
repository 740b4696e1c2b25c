/** One network's desired set with the rows it implies, kept up to date per change so that a delta costs what it changes. */
import {
  addToDigest,
  EMPTY_DIGEST,
  formatDigest,
  removeFromDigest,
  type DigestSum,
} from '../../model/digest.js';
import type {
  DesiredEntry,
  DesiredKey,
  EndpointSpec,
  EntryFault,
  MemberSpec,
  NetworkSpec,
  SubnetSpec,
} from '../../model/desired.js';
import { formatIp, readIp } from '../../model/ip.js';
import { AUTOMATIC_MTU, effectiveMtu } from '../../model/mtu.js';

/** A wanted FDB or neighbour row and the endpoint it comes from. */
export interface DesiredRow {
  readonly value: string;
  readonly endpointId: string;
}

/** What one change touches: everything (`structure`), links and ports of endpoints here (`ports`), single rows. */
export interface Dirty {
  structure: boolean;
  ports: boolean;
  readonly macs: Set<string>;
  readonly addresses: Set<string>;
}

export type DesiredHost = ReadonlyMap<string, DesiredNetwork>;

export function nothingDirty(): Dirty {
  return { structure: false, ports: false, macs: new Set(), addresses: new Set() };
}

/** Endpoints here may have come, gone or changed. */
export function changesPorts({ structure, ports }: Dirty): boolean {
  return structure || ports;
}

/** Removals first, then upserts: a row taken over by another endpoint stays. */
export class DesiredNetwork {
  readonly networkId: string;
  readonly entries = new Map<DesiredKey, DesiredEntry>();
  readonly subnets = new Map<string, SubnetSpec>();
  /** By node id. */
  readonly members = new Map<string, MemberSpec>();
  /** Endpoints on this node, by id. */
  readonly locals = new Map<string, EndpointSpec>();
  /** MAC → VTEP, address → MAC, of remote endpoints. */
  readonly fdb = new Map<string, DesiredRow>();
  readonly neighbours = new Map<string, DesiredRow>();
  /** Endpoints anywhere that have the gateway addresses; managers see to it that there is one at most. */
  readonly routers = new Map<string, EndpointSpec>();
  /** What cannot be taken, by id of the endpoint, member, subnet or network; all else is as if it were not there. */
  readonly faults = new Map<string, EntryFault>();
  spec: NetworkSpec | undefined;
  /** A manager sent it in this process: what it does not list may be removed. */
  confirmed = false;
  readonly #nodeId: string;
  #sum: DigestSum = EMPTY_DIGEST;

  constructor(networkId: string, nodeId: string) {
    this.networkId = networkId;
    this.#nodeId = nodeId;
  }

  static of(networkId: string, nodeId: string, entries: Iterable<DesiredEntry>): DesiredNetwork {
    const network = new DesiredNetwork(networkId, nodeId);
    network.change([...entries], []);
    return network;
  }

  digest(): string {
    return formatDigest(this.#sum);
  }

  /** Digest the set would have after the change, which is not made. */
  digestAfter(upserts: readonly DesiredEntry[], removals: readonly DesiredKey[]): string {
    const changed = new Map<DesiredKey, DesiredEntry | undefined>();
    for (const key of removals) changed.set(key, undefined);
    for (const entry of upserts) changed.set(keyOf(entry), entry);
    let sum = this.#sum;
    for (const [key, after] of changed) {
      const before = this.entries.get(key);
      if (before) sum = removeFromDigest(sum, before);
      if (after) sum = addToDigest(sum, after);
    }
    return formatDigest(sum);
  }

  /** Tunnel ends of all other members, each once, where the network floods; otherwise none. */
  floodTo(): readonly string[] {
    if (this.spec?.flood !== true) return [];
    const v6 = this.members.get(this.#nodeId)?.vtep.includes(':');
    const others = [...this.members.values()].filter(
      ({ nodeId, vtep }) =>
        nodeId !== this.#nodeId && (v6 === undefined || vtep.includes(':') === v6),
    );
    return [...new Set(others.map(({ vtep }) => bareAddress(vtep)))].sort();
  }

  /** Bytes, of every interface in the network. */
  mtu(): number {
    return effectiveMtu(this.spec?.mtu ?? AUTOMATIC_MTU, this.members.values());
  }

  change(upserts: readonly DesiredEntry[], removals: readonly DesiredKey[]): Dirty {
    const dirty = nothingDirty();
    for (const key of removals) this.#remove(key, dirty);
    // Members before endpoints: a row needs its VTEP.
    for (const entry of upserts) if (entry.kind !== 'endpoint') this.#put(entry, dirty);
    for (const entry of upserts) if (entry.kind === 'endpoint') this.#put(entry, dirty);
    if (dirty.structure) this.#rebuildRows();
    return dirty;
  }

  #put(entry: DesiredEntry, dirty: Dirty): void {
    this.#remove(keyOf(entry), dirty);
    this.entries.set(keyOf(entry), entry);
    this.#sum = addToDigest(this.#sum, entry);
    if (entry.fault) return this.#putFaulty(entry, entry.fault, dirty);
    if (entry.kind === 'network') this.spec = entry.value;
    else if (entry.kind === 'subnet') this.subnets.set(entry.id, entry.value);
    else if (entry.kind === 'member') this.members.set(entry.value.nodeId, entry.value);
    else return this.#putEndpoint(entry.value, dirty);
    dirty.structure = true;
  }

  /** Of an endpoint elsewhere the place does not matter. One here keeps what it has in the kernel, and gets no more. */
  #putFaulty(entry: DesiredEntry, fault: EntryFault, dirty: Dirty): void {
    const { kind, id, value } = entry;
    const isHere = kind === 'endpoint' && value.nodeId === this.#nodeId;
    if (kind === 'endpoint' && fault.scope === 'place' && !isHere) {
      return this.#putEndpoint(value, dirty);
    }
    this.faults.set(id, fault);
    dirty.ports = true;
    if (isHere) this.#putEndpoint({ ...value, attachment: undefined }, dirty);
    else if (kind !== 'endpoint') dirty.structure = true;
  }

  #putEndpoint(endpoint: EndpointSpec, dirty: Dirty): void {
    const { id, nodeId, attachment } = endpoint;
    const isLocal = nodeId === this.#nodeId;
    if (attachment?.router) this.routers.set(id, endpoint);
    // Where the default routes of the others lead hangs on it.
    if (attachment?.router) dirty.structure = true;
    if (!isLocal) return this.#addRows(endpoint, dirty);
    // The first one brings the network here.
    if (this.locals.size === 0) dirty.structure = true;
    this.locals.set(id, endpoint);
    dirty.ports = true;
  }

  #remove(key: DesiredKey, dirty: Dirty): void {
    const entry = this.entries.get(key);
    if (!entry) return;
    this.entries.delete(key);
    this.#sum = removeFromDigest(this.#sum, entry);
    if (this.faults.delete(entry.id)) dirty.ports = true;
    if (entry.kind === 'network') this.spec = undefined;
    else if (entry.kind === 'subnet') this.subnets.delete(entry.id);
    else if (entry.kind === 'member') this.members.delete(entry.value.nodeId);
    else return this.#removeEndpoint(entry.value, dirty);
    dirty.structure = true;
  }

  #removeEndpoint(endpoint: EndpointSpec, dirty: Dirty): void {
    if (this.routers.delete(endpoint.id)) dirty.structure = true;
    if (!this.locals.delete(endpoint.id)) return this.#dropRows(endpoint, dirty);
    if (this.locals.size === 0) dirty.structure = true;
    dirty.ports = true;
  }

  #addRows(endpoint: EndpointSpec, dirty: Dirty): void {
    dirty.macs.add(endpoint.mac);
    const vtep = this.members.get(endpoint.nodeId)?.vtep;
    if (vtep === undefined) return;
    this.fdb.set(endpoint.mac, { value: vtep, endpointId: endpoint.id });
    for (const address of this.#addressesOf(endpoint)) {
      const bare = bareAddress(address);
      this.neighbours.set(bare, { value: endpoint.mac, endpointId: endpoint.id });
      dirty.addresses.add(bare);
    }
  }

  #dropRows(endpoint: EndpointSpec, dirty: Dirty): void {
    dirty.macs.add(endpoint.mac);
    if (this.fdb.get(endpoint.mac)?.endpointId === endpoint.id) this.fdb.delete(endpoint.mac);
    for (const address of this.#addressesOf(endpoint)) {
      const bare = bareAddress(address);
      dirty.addresses.add(bare);
      if (this.neighbours.get(bare)?.endpointId === endpoint.id) this.neighbours.delete(bare);
    }
  }

  #addressesOf({ addresses, attachment }: EndpointSpec): readonly string[] {
    if (!attachment?.router) return addresses;
    const gateways = [...this.subnets.values()].flatMap(({ gateway }) => gateway || []);
    return [...addresses, ...gateways];
  }

  #rebuildRows(): void {
    this.fdb.clear();
    this.neighbours.clear();
    const ignored = nothingDirty();
    for (const entry of this.entries.values()) {
      const isRemote = entry.kind === 'endpoint' && !this.locals.has(entry.id);
      if (isRemote && !this.faults.has(entry.id)) this.#addRows(entry.value, ignored);
    }
  }
}

export function keyOf(entry: DesiredEntry): DesiredKey {
  return `${entry.kind}/${entry.id}`;
}

export function idInKey(key: DesiredKey): string {
  return key.slice(key.indexOf('/') + 1);
}

/** Without the prefix length, in the kernel's spelling (RFC 5952). */
export function bareAddress(address: string): string {
  const text = address.split('/')[0] ?? address;
  const ip = readIp(text);
  return ip ? formatIp(ip) : text;
}
