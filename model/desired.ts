/** What a worker needs of one network: the content of an image, produced by server/project, consumed by the agent. */
import type { Attachment } from './objects.js';

/** The network itself. `mtu` is the one asked for (`effectiveMtu` of model/mtu.ts). */
export interface NetworkSpec {
  readonly id: string;
  readonly name: string;
  readonly vni: number;
  readonly mtu: number;
  readonly internal: boolean;
  readonly flood: boolean;
  /** UDP destination port of the cluster's VXLAN (RFC 7348). */
  readonly dataPort: number;
}

export interface SubnetSpec {
  readonly id: string;
  readonly cidr: string;
  readonly gateway: string;
}

/** A worker that hosts at least one endpoint of the network. */
export interface MemberSpec {
  readonly nodeId: string;
  readonly vtep: string;
  /** Of its underlay, in bytes; assumed until the worker reported it. */
  readonly mtu: number;
}

export interface EndpointSpec {
  readonly id: string;
  readonly name: string;
  readonly nodeId: string;
  readonly mac: string;
  /** With prefix length. */
  readonly addresses: readonly string[];
  readonly aliases: readonly string[];
  readonly attachment: Attachment | undefined;
}

/**
 * Why a worker cannot take an entry: the member and its rule. `place`: only where an endpoint is to be plugged in, so that
 * it matters to its own host alone.
 */
export interface EntryFault {
  readonly scope: 'entry' | 'place';
  readonly detail: string;
}

interface EntryOf<Kind extends string, Value> {
  readonly kind: Kind;
  readonly id: string;
  /** With a fault as it came, so that digests are those of whoever sent it. */
  readonly value: Value;
  /** Set by the codec of whoever receives it (model/desired-form.ts). */
  readonly fault?: EntryFault;
}

/** One entry of the set that digests cover (docs: architecture, "image and digest"). */
export type DesiredEntry =
  | EntryOf<'network', NetworkSpec>
  | EntryOf<'subnet', SubnetSpec>
  | EntryOf<'member', MemberSpec>
  | EntryOf<'endpoint', EndpointSpec>;

export type DesiredKind = DesiredEntry['kind'];

/** `kind/id`: the key of an entry within its network. */
export type DesiredKey = `${DesiredKind}/${string}`;

/** One network's complete set at a revision. */
export interface NetworkImage {
  readonly networkId: string;
  readonly epoch: number;
  readonly revision: number;
  readonly digest: string;
  readonly entries: readonly DesiredEntry[];
}

/** Change from the set at `from` to the set at `to`; `digest` is that of the set at `to`. */
export interface NetworkDelta {
  readonly networkId: string;
  readonly epoch: number;
  readonly from: number;
  readonly to: number;
  readonly upserts: readonly DesiredEntry[];
  readonly removals: readonly DesiredKey[];
  readonly digest: string;
}
