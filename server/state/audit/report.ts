/** What an audit of the addresses has counted and found. */

export interface Finding {
  /** As `endpoint`; of an index, its name. */
  readonly kind: string;
  readonly id: string;
  readonly detail: string;
}

/** All of one revision. */
export interface AuditReport {
  readonly revision: number;
  /** Nothing was found. */
  readonly clean: boolean;
  readonly networks: number;
  readonly subnets: number;
  readonly endpoints: number;
  readonly reservations: number;
  /** Addresses of endpoints. */
  readonly leases: number;
  /** Rows without their owner, and keys, cursors and marks that no row vouches for. */
  readonly leaks: readonly Finding[];
  /** Unique keys that two rows claim. */
  readonly duplicates: readonly Finding[];
  /** Counts that differ from what the rows add up to. */
  readonly miscounts: readonly Finding[];
  /** Findings beyond the first of each list. */
  readonly omitted: number;
}

type List = 'leaks' | 'duplicates' | 'miscounts';

const MAX_LISTED = 100;

export class Findings {
  readonly leaks: Finding[] = [];
  readonly duplicates: Finding[] = [];
  readonly miscounts: Finding[] = [];
  omitted = 0;

  add(list: List, kind: string, id: string, detail: string): void {
    if (this[list].length < MAX_LISTED) this[list].push({ kind, id, detail });
    else this.omitted += 1;
  }

  get clean(): boolean {
    return this.leaks.length + this.duplicates.length + this.miscounts.length === 0;
  }
}
