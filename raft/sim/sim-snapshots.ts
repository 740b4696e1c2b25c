/** Whole states of a simulated member: read from its rows, received beside them chunk by chunk, switched to as one. */
import { asError } from './breach.js';
import { crc32 } from 'node:zlib';
import { randomInteger } from '../core/random.js';
import type { RandomSource } from '../core/random.js';
import type { SimKv } from './sim-kv.js';
import type { SimMachine } from './sim-machine.js';
import type { SimProcess } from './sim-process.js';
import type { SnapshotMeta } from '../core/types.js';
import type { SnapshotOffer, SnapshotSink, SnapshotSource, SnapshotStore } from '../node/ports.js';
import type { VirtualTime } from './virtual-time.js';

type Rows = readonly (readonly [string, string])[];

const ROWS_PER_CHUNK = 3;

/** The part of a disk where a received state is kept until it is switched to. */
export class ReceivedState {
  readonly #random: RandomSource;
  offer: SnapshotOffer | undefined;
  chunks: Uint8Array[] = [];
  isFinished = false;

  constructor(random: RandomSource) {
    this.#random = random;
  }

  begin(offer: SnapshotOffer): void {
    if (this.offer?.id === offer.id) return;
    this.offer = offer;
    this.chunks = [];
    this.isFinished = false;
  }

  /** Of an unfinished one some chunks survive, from the front. */
  powerCut(): void {
    if (this.isFinished) return;
    this.chunks = this.chunks.slice(0, randomInteger(this.#random, 0, this.chunks.length));
  }

  rows(): Rows {
    const text = Buffer.concat(this.chunks.slice(0, -1)).toString('latin1');
    const lines = text.split('\n').filter((line) => line !== '');
    return lines.map((line) => JSON.parse(line) as [string, string]);
  }
}

export interface SnapshotParts {
  readonly time: VirtualTime;
  readonly random: RandomSource;
  readonly process: SimProcess;
  readonly kv: SimKv;
  readonly received: ReceivedState;
  readonly machine: SimMachine;
  readonly onInstalled: (snapshot: SnapshotMeta) => void;
}

export class SimSnapshots implements SnapshotStore {
  readonly #parts: SnapshotParts;

  constructor(parts: SnapshotParts) {
    this.#parts = parts;
  }

  async sync(): Promise<number> {
    const { kv, machine } = this.#parts;
    const { appliedIndex } = machine;
    const { written } = kv;
    await this.#later(() => kv.settle(written));
    return appliedIndex;
  }

  async open(): Promise<SnapshotSource> {
    const { machine, random } = this.#parts;
    const snapshot = machine.snapshot;
    const chunks = chunksOf(machine.rows());
    const offer = { id: `${snapshot.index}-${randomInteger(random, 0, 2 ** 31)}`, snapshot };
    await this.#later(() => undefined);
    return {
      offer,
      chunks: (from) => inOrder(chunks.slice(from)),
      close: () => Promise.resolve(),
    };
  }

  async receive(offer: SnapshotOffer): Promise<SnapshotSink> {
    const { received } = this.#parts;
    await this.#later(() => received.begin(offer));
    const requireSame = (): void => {
      if (received.offer?.id !== offer.id) throw new Error('another state is being received');
    };
    return {
      chunks: received.chunks.length,
      write: (chunk) =>
        this.#later(() => {
          requireSame();
          received.chunks.push(chunk);
        }),
      finish: () =>
        this.#later(() => {
          requireSame();
          requireWhole(received.chunks);
          received.isFinished = true;
        }),
      close: () => Promise.resolve(),
    };
  }

  async install(snapshot: SnapshotMeta): Promise<void> {
    await this.#later(() => installReceived(this.#parts, snapshot));
    this.#parts.onInstalled(snapshot);
  }

  #later(work: () => void): Promise<void> {
    const { time, random, process } = this.#parts;
    return new Promise((resolve, reject) => {
      time.after(0.1 + random.next() * 3, () =>
        process.run(() => {
          try {
            work();
            resolve();
          } catch (error) {
            reject(asError(error));
          }
        }),
      );
    });
  }
}

/** The rows received take the place of all others. Throws when another state, or none, was received whole. */
export function installReceived(
  parts: Pick<SnapshotParts, 'kv' | 'received' | 'machine'>,
  snapshot: SnapshotMeta,
): void {
  const { kv, received, machine } = parts;
  if (!received.isFinished || received.offer?.snapshot.index !== snapshot.index) {
    throw new Error(`the state at ${snapshot.index} was not received`);
  }
  kv.replace(received.rows());
  machine.load();
}

/** A process that died between the log and the state switches to it now. */
export function repairInstall(
  parts: Pick<SnapshotParts, 'kv' | 'received' | 'machine'>,
  snapshot: SnapshotMeta,
): boolean {
  if (snapshot.index <= parts.machine.appliedIndex) return false;
  installReceived(parts, snapshot);
  return true;
}

/** The last chunk is the checksum of all others. */
function chunksOf(rows: Rows): readonly Uint8Array[] {
  const chunks: Uint8Array[] = [];
  for (let from = 0; from < rows.length; from += ROWS_PER_CHUNK) {
    const lines = rows.slice(from, from + ROWS_PER_CHUNK).map((row) => `${JSON.stringify(row)}\n`);
    chunks.push(Buffer.from(lines.join(''), 'latin1'));
  }
  return [...chunks, checksum(chunks)];
}

function requireWhole(chunks: readonly Uint8Array[]): void {
  const last = chunks.at(-1);
  if (last === undefined || Buffer.compare(last, checksum(chunks.slice(0, -1))) !== 0) {
    throw new Error('the received state is incomplete');
  }
}

function checksum(chunks: readonly Uint8Array[]): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt32BE(crc32(Buffer.concat(chunks)), 0);
  bytes.writeUInt32BE(chunks.length, 4);
  return bytes;
}

async function* inOrder(chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) {
    await Promise.resolve();
    yield chunk;
  }
}
