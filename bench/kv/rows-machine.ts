/** A state machine of rows alone, kept and sent by the product's own state database. */
import { decodeConfiguration } from '../../raft/core/configuration.js';
import type { Configuration, Entry } from '../../raft/core/types.js';
import type { StateMachine } from '../../raft/node/ports.js';
import type { RowWrite } from '../../server/state/event.js';
import type { StateSnapshots } from '../../server/storage/state-snapshots.js';
import type { StateStore } from '../../server/storage/state-store.js';

/** What an entry holds: how many rows, the number of the first, and their text one after the other. */
const HEAD_BYTES = 8;
const TABLE = 'endpoints';

/** `text`: ASCII, the same length for each row. */
export function rowsEntry(first: number, count: number, text: Buffer): Buffer {
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUInt32BE(first, 0);
  head.writeUInt32BE(count, 4);
  return Buffer.concat([head, text]);
}

function rowsOf(data: Uint8Array): RowWrite[] {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  const [first, count] = [bytes.readUInt32BE(0), bytes.readUInt32BE(4)];
  const length = (bytes.length - HEAD_BYTES) / count;
  return Array.from({ length: count }, (_, at) => {
    const begin = HEAD_BYTES + at * length;
    const text = bytes.toString('latin1', begin, begin + length);
    return { table: TABLE, key: `row-${first + at}`, value: { text } };
  });
}

export class RowsMachine implements StateMachine {
  readonly snapshots: StateSnapshots;
  readonly #store: StateStore;
  /** A state is sent only with the members it goes with; the first ones are in no entry. */
  #configuration: Configuration;

  constructor(store: StateStore, snapshots: StateSnapshots, founders: Configuration) {
    this.#configuration = store.stored.configuration ?? founders;
    this.#store = store;
    this.snapshots = snapshots;
  }

  get appliedIndex(): number {
    return this.#store.appliedIndex;
  }

  apply(entries: readonly Entry[]): readonly unknown[] {
    const rows = entries.flatMap(({ type, data }) => (type === 'normal' ? rowsOf(data) : []));
    const last = entries.at(-1);
    const change = entries.findLast(({ type }) => type === 'config');
    if (change) this.#configuration = decodeConfiguration(change.data);
    if (last !== undefined) {
      this.#store.write({
        rows,
        appliedIndex: last.index,
        term: last.term,
        configuration: this.#configuration,
      });
    }
    return entries.map(() => undefined);
  }
}
