/** The leader's side of whole states: at most one on its way to each member, a few at once. */
import type { MemberId } from '../core/types.js';
import type { SnapshotStore, SnapshotTransport } from './ports.js';

export interface SnapshotSenderDeps {
  readonly store: SnapshotStore | undefined;
  readonly transport: SnapshotTransport | undefined;
  /** The member may go on, or has to be offered a state again. */
  readonly report: (peer: MemberId, outcome: 'finished' | 'failed') => void;
  /** The own state cannot be read. */
  readonly fail: (error: unknown) => void;
}

const MAX_TRANSFERS = 2;

export class SnapshotSender {
  readonly #deps: SnapshotSenderDeps;
  readonly #underway = new Map<MemberId, AbortController>();

  constructor(deps: SnapshotSenderDeps) {
    this.#deps = deps;
  }

  /** What cannot be begun is reported as failed: the core offers it again when the member is heard. */
  send(to: MemberId, term: number): void {
    const { store, transport, report } = this.#deps;
    const isFull = this.#underway.has(to) || this.#underway.size >= MAX_TRANSFERS;
    if (store === undefined || transport === undefined || isFull) {
      report(to, 'failed');
      return;
    }
    const controller = new AbortController();
    this.#underway.set(to, controller);
    this.#transfer(store, transport, { to, term, signal: controller.signal }).then(
      () => this.#ended(to, controller, 'finished'),
      // Why is known to the transport, which tells it to whoever listens there.
      () => this.#ended(to, controller, 'failed'),
    );
  }

  /** Leadership ended, or the node stops. */
  abort(): void {
    for (const controller of this.#underway.values()) controller.abort();
    this.#underway.clear();
  }

  async #transfer(
    store: SnapshotStore,
    transport: SnapshotTransport,
    { to, term, signal }: { to: MemberId; term: number; signal: AbortSignal },
  ): Promise<void> {
    const source = await store.open().catch((error: unknown) => {
      this.#deps.fail(error);
      throw error;
    });
    try {
      await transport.send(to, term, source, signal);
    } finally {
      await source.close();
    }
  }

  #ended(peer: MemberId, controller: AbortController, outcome: 'finished' | 'failed'): void {
    if (this.#underway.get(peer) !== controller) return;
    this.#underway.delete(peer);
    this.#deps.report(peer, outcome);
  }
}
