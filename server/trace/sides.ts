/** What a trace is judged from: the intent of the cluster, what workers acknowledged, and the facts of both hosts. */
import type { TraceFacts, TracePort } from '../../model/trace.js';

export interface TracedNetwork {
  readonly id: string;
  readonly name: string;
  readonly vni: number;
  readonly mtu: number;
}

/** Why there are no facts of a host. */
export interface NoFacts {
  readonly code: string;
  readonly detail: string;
}

export interface Side {
  readonly node: { readonly id: string; readonly name: string; readonly vtep: string };
  readonly endpoint: {
    readonly id: string;
    /** `NAME.NETWORK`, or the id. */
    readonly label: string;
    /** With length. */
    readonly addresses: readonly string[];
    readonly mac: string;
    readonly netns: string;
    readonly ifname: string;
    /** `ifname` is a tap: what is behind it is a virtual machine's. */
    readonly tap?: true;
  };
  /** Without length, of the family that is traced. */
  readonly address: string;
  /** What the worker has acknowledged: `applied`, or what it lacks; absent: not known. */
  readonly applied?: string;
  readonly facts: TraceFacts | NoFacts;
}

export interface TraceInput {
  readonly network: TracedNetwork;
  readonly dataPort: number;
  readonly from: Side;
  readonly to: Side;
  /** Of `to`. */
  readonly port?: TracePort;
}

export function factsOf({ facts }: Side): TraceFacts | undefined {
  return 'code' in facts ? undefined : facts;
}
