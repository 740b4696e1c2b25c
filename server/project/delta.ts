/** From the events of an entry to the change of each network's set: what feeds append and workers apply. */
import type { DesiredEntry, DesiredKey } from '../../model/desired.js';
import { canonicalText, changedDigest, type DigestSum } from '../../model/digest.js';
import type { Cluster, ClusterNode } from '../../model/objects.js';
import type { StateEvent } from '../state/event.js';
import { atOnce, inBatches } from '../state/steps.js';
import type { StateView } from '../state/view.js';
import {
  endpointEntry,
  keyOf,
  memberEntry,
  needNode,
  networkEntry,
  subnetEntry,
} from './entries.js';

/** Change of one network's set. A network whose set stays the same has none. */
export interface ProjectedDelta {
  readonly networkId: string;
  readonly upserts: readonly DesiredEntry[];
  readonly removals: readonly DesiredKey[];
  /** Entries as they were before, of all upserts that replace and of all removals: for the digest. */
  readonly dropped: readonly DesiredEntry[];
  /** Nodes that host an endpoint of the network just before or after, sorted. */
  readonly concerned: readonly string[];
  /** The network itself was deleted. */
  readonly gone: boolean;
}

type EventOf<K extends StateEvent['kind']> = Extract<StateEvent, { kind: K }>;

interface EntryChange {
  readonly before: DesiredEntry | undefined;
  after: DesiredEntry | undefined;
}

interface NetworkChange {
  readonly entries: Map<DesiredKey, EntryChange>;
  /** By node: endpoints gained less endpoints lost. */
  readonly gained: Map<string, number>;
  gone: boolean;
}

/** As `deltasOf`, at once. */
export function deltaOf(
  events: readonly StateEvent[],
  view: StateView,
): Map<string, ProjectedDelta> {
  return atOnce(deltasOf(events, view, Infinity));
}

/** `view` is the state after the events. By network id, in order of the first event that touches it. In steps of so many events. */
export function* deltasOf(
  events: readonly StateEvent[],
  view: StateView,
  perStep: number,
): Generator<void, Map<string, ProjectedDelta>> {
  const projection = new Projection(view);
  // The cluster first: what it was before is part of every network's entry.
  for (const event of events) if (event.kind === 'cluster') projection.take(event);
  yield* inBatches(events, perStep, (event) => {
    if (event.kind !== 'cluster') projection.take(event);
  });
  return yield* projection.finish(perStep);
}

export function foldDigest(sum: DigestSum, delta: ProjectedDelta): DigestSum {
  return atOnce(foldingDigest(sum, delta, Infinity));
}

/** As `foldDigest`, in steps of so many entries. */
export function* foldingDigest(
  sum: DigestSum,
  { dropped, upserts }: ProjectedDelta,
  perStep: number,
): Generator<void, DigestSum> {
  let folded = sum;
  for (let at = 0; at < Math.max(dropped.length, upserts.length); at += perStep) {
    if (at > 0) yield;
    folded = changedDigest(folded, {
      dropped: dropped.slice(at, at + perStep),
      added: upserts.slice(at, at + perStep),
    });
  }
  return folded;
}

class Projection {
  readonly #view: StateView;
  readonly #networks = new Map<string, NetworkChange>();
  /** Nodes and cluster as they were before the first event about them. */
  readonly #nodesBefore = new Map<string, ClusterNode | undefined>();
  #clusterBefore: Cluster | undefined;

  constructor(view: StateView) {
    this.#view = view;
  }

  take(event: StateEvent): void {
    switch (event.kind) {
      case 'cluster':
        this.#clusterBefore ??= event.before;
        return;
      case 'node':
        return this.#takeNode(event);
      case 'network':
        return this.#takeNetwork(event);
      case 'subnet':
        return this.#note(event.object.network, event, subnetEntry);
      case 'endpoint':
        return this.#takeEndpoint(event);
      case 'reservation':
      case 'token':
      case 'key':
        return;
    }
  }

  /** Most of what is said of nodes is no part of a member: whether it is ready, its routes, its version. */
  #takeNode({ id, type, before, object }: EventOf<'node'>): void {
    if (this.#nodesBefore.has(id)) return;
    const isUpdate = type === 'updated' && before !== undefined;
    if (isUpdate && isSame(memberEntry(before), memberEntry(object))) return;
    this.#nodesBefore.set(id, before);
  }

  #takeNetwork(event: EventOf<'network'>): void {
    const cluster = this.#view.cluster();
    if (!cluster) throw new Error(`network ${event.id} without a cluster`);
    const old = this.#clusterBefore ?? cluster;
    const change = this.#change(event.id);
    change.gone = event.type === 'deleted';
    record(
      change,
      event.before && networkEntry(event.before, old),
      change.gone ? undefined : networkEntry(event.object, cluster),
    );
  }

  #takeEndpoint(event: EventOf<'endpoint'>): void {
    const { before, object, type } = event;
    this.#note(object.network, event, endpointEntry);
    const { gained } = this.#change(object.network);
    if (before) count(gained, before.node, -1);
    if (type !== 'deleted') count(gained, object.node, 1);
  }

  #note<E extends EventOf<'subnet' | 'endpoint'>>(
    networkId: string,
    event: E,
    entry: (object: E['object']) => DesiredEntry,
  ): void {
    const after = event.type === 'deleted' ? undefined : entry(event.object);
    record(this.#change(networkId), event.before && entry(event.before), after);
  }

  *finish(perStep: number): Generator<void, Map<string, ProjectedDelta>> {
    this.#spreadCluster();
    for (const nodeId of this.#nodesBefore.keys()) {
      for (const networkId of this.#view.networksOn(nodeId)) {
        count(this.#change(networkId).gained, nodeId, 0);
      }
    }
    const deltas = new Map<string, ProjectedDelta>();
    let left = perStep;
    for (const [networkId, change] of this.#networks) {
      if ((left -= change.entries.size) < 0) {
        yield;
        left = perStep;
      }
      const gone = this.#recordMembers(networkId, change);
      // Whom it concerns is a look at every member: not for what changes nothing, as most that is said of nodes.
      const concerned = (): readonly string[] => this.#concerned(networkId, gone);
      const delta = yield* deltaFrom({ networkId, change, concerned }, perStep);
      if (delta) deltas.set(networkId, delta);
    }
    return deltas;
  }

  /** A new data port is in the entry of every network. */
  #spreadCluster(): void {
    const before = this.#clusterBefore;
    const after = this.#view.cluster();
    if (!before || !after || before.dataPort === after.dataPort) return;
    for (const network of this.#view.networks()) {
      record(this.#change(network.id), networkEntry(network, before), networkEntry(network, after));
    }
  }

  /** Records members that come, go or move their tunnel endpoint; answers those that have gone. */
  #recordMembers(networkId: string, change: NetworkChange): string[] {
    const gone: string[] = [];
    for (const [nodeId, gained] of change.gained) {
      const after = this.#view.hostedCount(networkId, nodeId);
      const before = after - gained;
      if (before > 0 && after === 0) gone.push(nodeId);
      record(
        change,
        before > 0 ? memberEntry(this.#nodeBefore(nodeId)) : undefined,
        after > 0 ? memberEntry(needNode(this.#view, nodeId)) : undefined,
      );
    }
    return gone;
  }

  #concerned(networkId: string, gone: readonly string[]): readonly string[] {
    const members = this.#view.membersOf(networkId);
    return gone.length === 0 ? members : [...members, ...gone].sort();
  }

  #nodeBefore(nodeId: string): ClusterNode {
    return this.#nodesBefore.get(nodeId) ?? needNode(this.#view, nodeId);
  }

  #change(networkId: string): NetworkChange {
    const known = this.#networks.get(networkId);
    if (known) return known;
    const change: NetworkChange = { entries: new Map(), gained: new Map(), gone: false };
    this.#networks.set(networkId, change);
    return change;
  }
}

/** Keeps the first `before` and the last `after` of an entry. */
function record(
  change: NetworkChange,
  before: DesiredEntry | undefined,
  after: DesiredEntry | undefined,
): void {
  const entry = after ?? before;
  if (!entry) return;
  const key = keyOf(entry);
  const known = change.entries.get(key);
  if (known) known.after = after;
  else change.entries.set(key, { before, after });
}

function isSame(a: DesiredEntry, b: DesiredEntry): boolean {
  return canonicalText(a) === canonicalText(b);
}

function* deltaFrom(
  {
    networkId,
    change: { entries, gone },
    concerned,
  }: {
    readonly networkId: string;
    readonly change: NetworkChange;
    readonly concerned: () => readonly string[];
  },
  perStep: number,
): Generator<void, ProjectedDelta | undefined> {
  const upserts: DesiredEntry[] = [];
  const removals: DesiredKey[] = [];
  const dropped: DesiredEntry[] = [];
  yield* inBatches(entries, perStep, ([key, { before, after }]) => {
    if (before && after && isSame(before, after)) return;
    if (before) dropped.push(before);
    if (after) upserts.push(after);
    else if (before) removals.push(key);
  });
  if (upserts.length === 0 && removals.length === 0) return undefined;
  return { networkId, upserts, removals, dropped, concerned: concerned(), gone };
}

function count(counts: Map<string, number>, key: string, by: number): void {
  counts.set(key, (counts.get(key) ?? 0) + by);
}
