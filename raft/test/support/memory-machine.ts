/** A state machine in memory that can be sent whole: a list of texts, one chunk each. */
import { decodeConfiguration } from '../../core/configuration.js';
import { EMPTY_CONFIGURATION } from '../../core/types.js';
import type { Configuration, Entry, SnapshotMeta } from '../../core/types.js';
import type {
  SnapshotOffer,
  SnapshotSink,
  SnapshotSource,
  SnapshotStore,
  StateMachine,
} from '../../node/ports.js';

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

interface Incoming {
  readonly offer: SnapshotOffer;
  readonly texts: string[];
  complete: boolean;
}

export class MemoryMachine implements StateMachine, SnapshotStore {
  readonly snapshots = this;
  texts: string[] = [];
  installed: SnapshotMeta[] = [];
  incoming: Incoming | undefined;
  appliedIndex: number;
  #term: number;
  #configuration: Configuration;
  #opened = 0;
  readonly #name: string;

  /** `name` makes the ids of its states its own. */
  constructor(
    name: string,
    start: SnapshotMeta = { index: 0, term: 0, configuration: EMPTY_CONFIGURATION },
  ) {
    this.#name = name;
    this.appliedIndex = start.index;
    this.#term = start.term;
    this.#configuration = start.configuration;
  }

  apply(entries: readonly Entry[]): readonly unknown[] {
    return entries.map((entry) => {
      this.appliedIndex = entry.index;
      this.#term = entry.term;
      if (entry.type === 'config') this.#configuration = decodeConfiguration(entry.data);
      if (entry.type === 'normal') this.texts.push(text(entry.data));
      return this.texts.length;
    });
  }

  sync(): Promise<number> {
    return Promise.resolve(this.appliedIndex);
  }

  open(): Promise<SnapshotSource> {
    const texts = [...this.texts];
    this.#opened += 1;
    const snapshot = {
      index: this.appliedIndex,
      term: this.#term,
      configuration: this.#configuration,
    };
    return Promise.resolve({
      offer: { id: `${this.#name}-${this.#opened}`, snapshot },
      async *chunks(from) {
        for (const one of texts.slice(from)) {
          yield await Promise.resolve(new TextEncoder().encode(one));
        }
      },
      close: () => Promise.resolve(),
    });
  }

  receive(offer: SnapshotOffer): Promise<SnapshotSink> {
    if (this.incoming?.offer.id !== offer.id) {
      this.incoming = { offer, texts: [], complete: false };
    }
    const { incoming } = this;
    return Promise.resolve({
      chunks: incoming.texts.length,
      write: (chunk) => Promise.resolve(void incoming.texts.push(text(chunk))),
      finish: () => Promise.resolve(void (incoming.complete = true)),
      close: () => Promise.resolve(),
    });
  }

  install(snapshot: SnapshotMeta): Promise<void> {
    if (this.incoming?.complete !== true || this.incoming.offer.snapshot.index !== snapshot.index)
      return Promise.reject(new Error('another state was received'));
    this.texts = this.incoming.texts;
    this.appliedIndex = snapshot.index;
    this.#term = snapshot.term;
    this.#configuration = snapshot.configuration;
    this.incoming = undefined;
    this.installed.push(snapshot);
    return Promise.resolve();
  }
}
