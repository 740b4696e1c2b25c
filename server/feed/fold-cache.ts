/** What leads on from positions that many subscribers share, as when all were away: encoded once, until the next change. */
import type { Lead, Position } from './position.js';

/** Bytes of frames kept; the newest is kept however large it is. */
const MAX_BYTES = 1024 * 1024;

interface Kept {
  readonly digest: string;
  readonly lead: Lead;
}

export class FoldCache {
  /** By revision of the position, oldest first. */
  readonly #kept = new Map<number, Kept>();
  #bytes = 0;

  get({ revision, digest }: Position): Lead | undefined {
    const kept = this.#kept.get(revision);
    return kept?.digest === digest ? kept.lead : undefined;
  }

  keep({ revision, digest }: Position, lead: Lead): Lead {
    this.#drop(revision);
    this.#kept.set(revision, { digest, lead });
    this.#bytes += lead.frame.length;
    for (const oldest of this.#kept.keys()) {
      if (this.#bytes <= MAX_BYTES || oldest === revision) break;
      this.#drop(oldest);
    }
    return lead;
  }

  clear(): void {
    this.#kept.clear();
    this.#bytes = 0;
  }

  #drop(revision: number): void {
    this.#bytes -= this.#kept.get(revision)?.lead.frame.length ?? 0;
    this.#kept.delete(revision);
  }
}
