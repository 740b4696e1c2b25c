/** What a resolver counts since it started. */

/** Of each query exactly one; `forwarded` ones end as one of `UPSTREAM_OUTCOMES`. */
export const QUERY_RESULTS = [
  'answered',
  'no-data',
  'unknown',
  'refused',
  'malformed',
  'forwarded',
] as const;
export type QueryResult = (typeof QUERY_RESULTS)[number];

export const UPSTREAM_OUTCOMES = ['answered', 'failed', 'limited'] as const;
export type UpstreamOutcome = (typeof UPSTREAM_OUTCOMES)[number];

export interface Counters {
  readonly queries: Readonly<Record<QueryResult, number>>;
  readonly upstream: Readonly<Record<UpstreamOutcome, number>>;
  /** Messages that got no answer: answers themselves, or cut short. */
  readonly dropped: number;
}

export class Tally {
  readonly #queries = zeros(QUERY_RESULTS);
  readonly #upstream = zeros(UPSTREAM_OUTCOMES);
  #dropped = 0;

  query(result: QueryResult): void {
    this.#queries[result]++;
  }

  upstream(outcome: UpstreamOutcome): void {
    this.#upstream[outcome]++;
  }

  drop(): void {
    this.#dropped++;
  }

  counters(): Counters {
    return {
      queries: { ...this.#queries },
      upstream: { ...this.#upstream },
      dropped: this.#dropped,
    };
  }
}

function zeros<K extends string>(keys: readonly K[]): Record<K, number> {
  return Object.fromEntries(keys.map((key) => [key, 0])) as Record<K, number>;
}
