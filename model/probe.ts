/** A marked packet between two endpoints: what managers ask the agents of both hosts, and where it was seen. */
import type { TracePort } from './trace.js';

/** Looks out for the packet from now on; answers as soon as nothing can be missed any more. */
export const QUERY_PROBE_WATCH = 'probe-watch';
/** Sends it from an endpoint's namespace. */
export const QUERY_PROBE_SEND = 'probe-send';
/** Ends the look-out and tells what was seen. */
export const QUERY_PROBE_COLLECT = 'probe-collect';

/** Copies of the packet that are sent, one after the other. */
export const PROBE_COPIES = 3;
/** Marks of the copies are this far apart: an answer carries the mark of what it answers, plus one at most. */
export const PROBE_MARK_STEP = 2;

/** An echo request, or what opens a conversation with the port: a SYN, a datagram. */
export interface Probe {
  /** Of the first copy: 32 bits that are found in the packet and in its answer. */
  readonly mark: number;
  /** Without length, of one family. */
  readonly from: string;
  readonly to: string;
  /** Of `to`; absent: an echo request. */
  readonly port?: TracePort;
}

export interface ProbeWatchRequest {
  readonly probe: Probe;
  /** UDP port of the tunnels. */
  readonly dataPort: number;
  readonly vni: number;
  readonly endpoint: { readonly id: string; readonly netns: string; readonly ifname: string };
  /** How long to look out, in ms, if nobody collects. */
  readonly forMs: number;
}

export interface ProbeSendRequest {
  readonly probe: Probe;
  readonly netns: string;
}

export interface ProbeSent {
  readonly sent: number;
  /** Why no more were: `EPERM`, `ENETUNREACH`, …; empty: nothing was in the way. */
  readonly error: string;
}

export interface ProbeCollectRequest {
  readonly mark: number;
  /** Of the look-out. */
  readonly endpoint: string;
  /** For the answers to all copies to come back to the workload; then, or before, it tells what was seen. */
  readonly waitMs: number;
}

/** In the order in which a packet that leaves a host meets them. */
export type ProbePlace = 'workload' | 'port' | 'vxlan' | 'underlay';

export interface Sighting {
  readonly place: ProbePlace;
  /** Interface, as the kernel names it. */
  readonly name: string;
  readonly way: 'there' | 'back';
  /** Seen by what leaves the interface, or by what comes in. */
  readonly direction: 'in' | 'out';
  /** Different copies, at most `PROBE_COPIES`. */
  readonly copies: number;
}

export interface ProbeSightings {
  readonly sightings: readonly Sighting[];
}
