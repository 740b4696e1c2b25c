/** What agents measure between members of a network, from inside the workloads' namespaces. */

export const QUERY_CHECK = 'check';

export interface CheckTarget {
  /** Whatever tells one from another: it is in the answer. */
  readonly to: string;
  /** Without length. */
  readonly address: string;
}

/** Request of `check`. */
export interface CheckRequest {
  /** Of the network, in bytes: the size of the largest packet. */
  readonly mtu: number;
  /** No pair is begun later than so long after the start, in ms. */
  readonly budgetMs: number;
  readonly sources: readonly {
    readonly from: string;
    readonly netns: string;
    readonly targets: readonly CheckTarget[];
  }[];
}

export interface CheckedPair {
  readonly from: string;
  readonly to: string;
  /** Echo requests and the answers to them. */
  readonly sent: number;
  readonly received: number;
  /** Round trip, mean and longest, in ms; 0 without an answer. */
  readonly rttMs: number;
  readonly maxMs: number;
  /** Bytes of the largest packet that passes both ways, at most the network's MTU; 0: none. */
  readonly pathMtu: number;
  /** Why it was not measured: `netns-missing`, `query-timeout`; empty otherwise. */
  readonly code: string;
}

/** Answer to `check`. */
export interface CheckFacts {
  readonly pairs: readonly CheckedPair[];
}
