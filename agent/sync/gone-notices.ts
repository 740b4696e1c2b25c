/** Networks that are gone from this worker, as far as the next manager may not have heard of it. */
import type { AppliedNotice } from '../reconcile/notices.js';

/** The oldest are forgotten: managers ask about what they know, and that they have dropped long ago. */
const MAX_GONE = 1_000;

export class GoneNotices {
  readonly #byNetwork = new Map<string, AppliedNotice>();

  /** A network that is applied again is not gone. */
  note(notice: AppliedNotice): void {
    this.#byNetwork.delete(notice.networkId);
    if (!notice.gone) return;
    this.#byNetwork.set(notice.networkId, notice);
    if (this.#byNetwork.size <= MAX_GONE) return;
    const [oldest] = this.#byNetwork.keys();
    if (oldest !== undefined) this.#byNetwork.delete(oldest);
  }

  /** Highest revision at which one of them went; 0 without any. */
  get upTo(): number {
    return Math.max(0, ...[...this.all()].map(({ revision }) => revision));
  }

  all(): Iterable<AppliedNotice> {
    return this.#byNetwork.values();
  }
}
