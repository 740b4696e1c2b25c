/** The desired sets this worker holds: takes images and deltas, refuses what does not fit, remembers what changed. */
import { OvnetError } from '../../model/errors.js';
import type { EndpointSpec, NetworkDelta, NetworkImage } from '../../model/desired.js';
import type { Acceptance, HeldNetwork, Membership } from './notices.js';
import {
  changesPorts,
  DesiredNetwork,
  idInKey,
  keyOf,
  nothingDirty,
  type Dirty,
} from './plan-desired.js';

interface Version {
  readonly epoch: number;
  readonly revision: number;
}

type Locals = ReadonlyMap<string, EndpointSpec>;

const NOBODY: Locals = new Map();

export class DesiredStore {
  readonly networks = new Map<string, DesiredNetwork>();
  readonly #versions = new Map<string, Version>();
  readonly #nodeId: string;
  #dirty = new Map<string, Dirty>();
  #displaced = new Set<string>();

  constructor(nodeId: string) {
    this.#nodeId = nodeId;
  }

  /** From the cache: not confirmed, nothing becomes dirty. */
  load(image: NetworkImage): void {
    const network = DesiredNetwork.of(image.networkId, this.#nodeId, image.entries);
    this.networks.set(image.networkId, network);
    this.#versions.set(image.networkId, { epoch: image.epoch, revision: image.revision });
  }

  setImage(image: NetworkImage): Acceptance {
    const { networkId, epoch, revision, digest } = image;
    const network = DesiredNetwork.of(networkId, this.#nodeId, image.entries);
    const own = network.digest();
    if (own !== digest) return mismatch(own, digest, revision);
    network.confirmed = true;
    const before = this.networks.get(networkId)?.locals ?? NOBODY;
    this.networks.set(networkId, network);
    this.#versions.set(networkId, { epoch, revision });
    this.touch(networkId);
    this.#displace(before, network.locals);
    return { accepted: true };
  }

  applyDelta(delta: NetworkDelta): Acceptance {
    const { networkId, epoch, from, to, upserts, removals, digest } = delta;
    const network = this.networks.get(networkId);
    const held = this.#versions.get(networkId);
    if (!network || !held) {
      return { accepted: false, reason: 'unknown-network', detail: `${networkId} is not held` };
    }
    if (held.epoch !== epoch || held.revision !== from) {
      const detail = `holds ${held.epoch}/${held.revision}, the delta starts at ${epoch}/${from}`;
      return { accepted: false, reason: 'gap', detail };
    }
    const after = network.digestAfter(upserts, removals);
    if (after !== digest) return mismatch(after, digest, to);
    // What the kernel has beyond a set from the cache may be removed from here on.
    if (!network.confirmed) this.touch(networkId);
    network.confirmed = true;
    this.#versions.set(networkId, { epoch, revision: to });
    const before = localsAmong(network, delta);
    merge(this.#dirtyOf(networkId), network.change(upserts, removals));
    this.#displace(before, network.locals);
    return { accepted: true };
  }

  remove(networkId: string): void {
    this.#displace(this.networks.get(networkId)?.locals ?? NOBODY, NOBODY);
    this.networks.delete(networkId);
    this.#versions.delete(networkId);
    this.#dirty.delete(networkId);
  }

  /** Everything of the network is to be compared with the kernel. */
  touch(networkId: string): void {
    this.#dirtyOf(networkId).structure = true;
  }

  isDirty(networkId: string): boolean {
    return this.#dirty.has(networkId);
  }

  get anyDirty(): boolean {
    return this.#dirty.size > 0;
  }

  /** More than rows. */
  get anyPortsDirty(): boolean {
    for (const dirty of this.#dirty.values()) if (changesPorts(dirty)) return true;
    return false;
  }

  /** Hands over what is dirty and starts anew. */
  takeDirty(): ReadonlyMap<string, Dirty> {
    const dirty = this.#dirty;
    this.#dirty = new Map();
    return dirty;
  }

  /** Endpoints (by id) that have left the place they had here, of whose ports nobody else tells when they are not there. */
  takeDisplaced(): readonly string[] {
    const displaced = [...this.#displaced];
    this.#displaced.clear();
    return displaced;
  }

  held(): readonly HeldNetwork[] {
    return [...this.networks.keys()].map((networkId) => this.heldOf(networkId));
  }

  heldOf(networkId: string): HeldNetwork {
    const network = this.networks.get(networkId);
    const version = this.#versions.get(networkId);
    if (!network || !version) throw new OvnetError('internal', `${networkId} is not held`);
    return { networkId, ...version, digest: network.digest() };
  }

  image(networkId: string): NetworkImage | undefined {
    const network = this.networks.get(networkId);
    return network && { ...this.heldOf(networkId), entries: [...network.entries.values()] };
  }

  *memberships(): Generator<Membership> {
    for (const [networkId, network] of this.networks) {
      const { spec, members } = network;
      const dataPort = spec?.dataPort;
      yield { networkId, mtu: network.mtu(), dataPort, members: members.values() };
    }
  }

  #displace(before: Locals, after: Locals): void {
    for (const [id, { attachment }] of before) {
      const isThere = after.get(id)?.attachment?.netns === attachment?.netns;
      if (attachment && !isThere) this.#displaced.add(id);
    }
  }

  #dirtyOf(networkId: string): Dirty {
    let dirty = this.#dirty.get(networkId);
    if (!dirty) this.#dirty.set(networkId, (dirty = nothingDirty()));
    return dirty;
  }
}

/** Of the endpoints that it touches, those that are here before it. */
function localsAmong(network: DesiredNetwork, { upserts, removals }: NetworkDelta): Locals {
  const before = new Map<string, EndpointSpec>();
  const keys = [...removals, ...upserts.map(keyOf)];
  for (const key of keys) {
    const local = network.locals.get(idInKey(key));
    if (local) before.set(local.id, local);
  }
  return before;
}

function merge(into: Dirty, from: Dirty): void {
  into.structure ||= from.structure;
  into.ports ||= from.ports;
  for (const mac of from.macs) into.macs.add(mac);
  for (const address of from.addresses) into.addresses.add(address);
}

function mismatch(own: string, theirs: string, revision: number): Acceptance {
  const detail = `own digest ${own}, theirs ${theirs} at revision ${revision}`;
  return { accepted: false, reason: 'digest-mismatch', detail };
}
