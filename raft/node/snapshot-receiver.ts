/** The other side of whole states: takes one at a time, and hands it to the core when it is complete and durable. */
import type { MemberId, SnapshotMeta } from '../core/types.js';
import type { SnapshotArrival, SnapshotIntake, SnapshotSink, SnapshotStore } from './ports.js';

export interface SnapshotReceiverDeps {
  readonly store: SnapshotStore | undefined;
  /** What the core thinks of it now. */
  readonly look: () => {
    readonly term: number;
    readonly commit: number;
    readonly installing: boolean;
  };
  /** A chunk is as good as a heartbeat. */
  readonly heard: (from: MemberId, term: number) => void;
  readonly arrived: (from: MemberId, term: number, snapshot: SnapshotMeta) => void;
}

/** Told to the sender; it offers again when it has reason to. */
export class SnapshotRefused extends Error {
  override readonly name = 'SnapshotRefused';
}

export class SnapshotReceiver {
  readonly #deps: SnapshotReceiverDeps;
  #current: SnapshotSink | undefined;
  /** Between the last chunk and the core's decision nothing may take the place of what arrived. */
  #finishing = false;
  /** The end of the last offer that was looked at: a store begins one state at a time. */
  #looked: Promise<unknown> = Promise.resolve();

  constructor(deps: SnapshotReceiverDeps) {
    this.#deps = deps;
  }

  /** Rejects with `SnapshotRefused` what is old, not needed, or comes while another one is being installed. */
  accept(arrival: SnapshotArrival): Promise<SnapshotIntake> {
    const accepted = this.#looked.then(() => this.#accept(arrival));
    this.#looked = accepted.catch(() => undefined);
    return accepted;
  }

  async #accept(arrival: SnapshotArrival): Promise<SnapshotIntake> {
    const { store } = this.#deps;
    this.#requireUse(arrival);
    if (store === undefined) throw new SnapshotRefused('this member takes no states');
    await this.#drop();
    this.#requireUse(arrival);
    const sink = await store.receive(arrival.offer);
    this.#current = sink;
    this.#deps.heard(arrival.from, arrival.term);
    // A stream may end at any time: what is being written or verified is not closed under its hands.
    const serial = inTurn();
    return {
      chunks: sink.chunks,
      write: (chunk) => serial(() => this.#write(sink, arrival, chunk)),
      finish: () => serial(() => this.#finish(sink, arrival)),
      close: () => serial(() => (this.#current === sink ? this.#drop() : Promise.resolve())),
    };
  }

  #requireUse({ term, offer }: SnapshotArrival): void {
    const { term: own, commit, installing } = this.#deps.look();
    if (term < own) throw new SnapshotRefused(`term ${term} is over, this is term ${own}`);
    if (installing || this.#finishing)
      throw new SnapshotRefused('another state is being installed');
    if (offer.snapshot.index <= commit) {
      throw new SnapshotRefused(`everything up to ${commit} is here already`);
    }
  }

  async #drop(): Promise<void> {
    const sink = this.#current;
    this.#current = undefined;
    await sink?.close();
  }

  async #write(
    sink: SnapshotSink,
    { from, term }: SnapshotArrival,
    chunk: Uint8Array,
  ): Promise<void> {
    if (this.#current !== sink) throw new SnapshotRefused('another state took its place');
    await sink.write(chunk);
    this.#deps.heard(from, term);
  }

  async #finish(sink: SnapshotSink, { from, term, offer }: SnapshotArrival): Promise<void> {
    if (this.#current !== sink) throw new SnapshotRefused('another state took its place');
    this.#finishing = true;
    try {
      await sink.finish();
      this.#deps.arrived(from, term, offer.snapshot);
    } finally {
      this.#finishing = false;
    }
  }
}

/** Runs each work when the one before has ended, whichever way. */
function inTurn(): (work: () => Promise<void>) => Promise<void> {
  let last: Promise<void> = Promise.resolve();
  return (work) => {
    const result = last.then(work);
    last = result.catch(() => undefined);
    return result;
  };
}
