/** What the reconciler tells the rest of the agent: what the kernel holds, what failed, what was repaired. */
import type { MemberSpec } from '../../model/desired.js';
import type { ErrorCode } from '../../model/errors.js';

/** One thing the kernel does not hold although it is desired. An empty `endpointId` means the network as a whole. */
export interface ApplyFailure {
  readonly endpointId: string;
  readonly code: ErrorCode;
  readonly detail: string;
}

/**
 * The kernel holds the network's set of `revision`, except `failed`. Sent once per accepted image, delta or removal
 * (several that arrive together give one, for the last), and again whenever `failed` changes afterwards.
 */
export interface AppliedNotice {
  readonly networkId: string;
  readonly epoch: number;
  readonly revision: number;
  /** Our own sum over the set we hold (model/digest); that of the empty set when gone. */
  readonly digest: string;
  readonly failed: readonly ApplyFailure[];
  /** Answers removeNetwork: nothing of the network is left in the kernel. */
  readonly gone: boolean;
}

/** Up to where everything that concerns this worker was sent. */
export interface SyncPoint {
  readonly epoch: number;
  readonly revision: number;
}

/** What is held of one network, as Hello needs it. */
export interface HeldNetwork {
  readonly networkId: string;
  readonly epoch: number;
  readonly revision: number;
  readonly digest: string;
}

/** Of a network that is held. */
export interface Membership {
  readonly networkId: string;
  /** Of its interfaces, in bytes. */
  readonly mtu: number;
  /** UDP destination port of its tunnels; undefined while only part of it is known. */
  readonly dataPort?: number | undefined;
  readonly members: Iterable<MemberSpec>;
}

/** `unknown-network`, `gap` and `digest-mismatch` call for a fresh image; the set held is unchanged by a refusal. */
export type Acceptance =
  | { readonly accepted: true }
  | {
      readonly accepted: false;
      readonly reason: 'unknown-network' | 'gap' | 'digest-mismatch';
      readonly detail: string;
    };

export type DriftObject = 'link' | 'fdb' | 'neighbour' | 'address' | 'route' | 'firewall';

/** Repairs since start, per object; only objects that drifted are listed. */
export type DriftCounters = ReadonlyMap<DriftObject, number>;
