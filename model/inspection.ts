/** What agents answer to managers' questions about their hosts, as JSON of the agent stream's Answer. */

/** One thing in a host's kernel that is not as the cluster decided. Null: nothing is there, or nothing should be. */
export interface Difference {
  /** bridge, vxlan, port, interface, address, route, fdb, neighbour, firewall, or a failure of `endpoint` or `network`. */
  readonly object: string;
  /** As the kernel names it, in the fabric namespace unless it says otherwise. */
  readonly name: string;
  /** Ids; empty: of the host, of no endpoint. */
  readonly network: string;
  readonly endpoint: string;
  readonly found: string | null;
  readonly wanted: string | null;
  /** Why it cannot be repaired (model/errors). */
  readonly code?: string;
}

/** Answer to `verify`. */
export interface VerifyFacts {
  readonly networks: readonly {
    readonly network: string;
    readonly epoch: number;
    readonly revision: number;
  }[];
  /** Highest revision held. */
  readonly revision: number;
  readonly differences: readonly Difference[];
  /** Differences beyond those listed. */
  readonly omitted: number;
  /** False: the agent was changing the kernel all the while, so that what differs may just be under way. */
  readonly settled: boolean;
}

/** Request of `verify`. */
export interface VerifyRequest {
  /** Id; absent: all networks, and what belongs to none. */
  readonly network?: string;
}

export const QUERY_VERIFY = 'verify';
