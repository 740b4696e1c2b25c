/** Whole states in the loop: sends them for the leader, takes them for the others, and shortens the log behind them. */
import { Compactor } from './compactor.js';
import { SnapshotReceiver } from './snapshot-receiver.js';
import { SnapshotSender } from './snapshot-sender.js';
import type { CompactionOptions } from './compactor.js';
import type { LogStore, SnapshotStore, SnapshotTransport } from './ports.js';
import type { MemberId } from '../core/types.js';
import type { Message } from '../core/message.js';
import type { RaftCore } from '../core/raft.js';

export interface SnapshotsDeps {
  readonly id: MemberId;
  readonly core: RaftCore;
  readonly log: LogStore;
  readonly store: SnapshotStore | undefined;
  readonly transport: SnapshotTransport | undefined;
  readonly serial: (work: () => Promise<void>) => Promise<void>;
  /** Runs in the next turn. */
  readonly act: (action: (core: RaftCore) => void) => void;
  readonly fail: (error: unknown) => void;
}

export class Snapshots {
  readonly #deps: SnapshotsDeps;
  readonly #sender: SnapshotSender;
  readonly #receiver: SnapshotReceiver;
  readonly #compactor: Compactor;

  constructor(deps: SnapshotsDeps, options: Partial<CompactionOptions>) {
    const { core, store, transport, act, fail } = deps;
    this.#deps = deps;
    this.#compactor = new Compactor(deps, options);
    this.#sender = new SnapshotSender({
      store,
      transport,
      fail,
      report: (peer, outcome) => act(() => core.reportSnapshot(peer, outcome)),
    });
    this.#receiver = new SnapshotReceiver({
      store,
      look: () => ({ term: core.term, commit: core.commit, installing: core.installing }),
      heard: (from, term) => this.#step({ type: 'heartbeat', from, term, commit: 0, round: 0 }),
      arrived: (from, term, snapshot) => {
        // At once: the core has to know before another one is accepted.
        this.#stepNow({ type: 'install-snapshot', from, term, snapshot });
        act(() => undefined);
      },
    });
  }

  start(): void {
    this.#deps.transport?.start((arrival) => this.#receiver.accept(arrival));
  }

  /** The core wants a member to get a state. */
  offer(to: MemberId, term: number): void {
    this.#sender.send(to, term);
  }

  applied(): void {
    this.#compactor.consider();
  }

  leadershipLost(): void {
    this.#sender.abort();
  }

  async stop(): Promise<void> {
    this.#sender.abort();
    await this.#compactor.settled();
  }

  #step(message: Unaddressed): void {
    this.#deps.act(() => this.#stepNow(message));
  }

  #stepNow(message: Unaddressed): void {
    const { core, id, fail } = this.#deps;
    try {
      core.step({ ...message, to: id });
    } catch (error) {
      fail(error);
    }
  }
}

type OfType<T> = Extract<Message, { type: T }>;
type Unaddressed = Omit<OfType<'heartbeat'>, 'to'> | Omit<OfType<'install-snapshot'>, 'to'>;
