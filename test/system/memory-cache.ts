/** The agent's journal in memory: real messages in the real encoding, replayed as from disk; it may lose its end. */
import type { NetworkImage } from '../../model/desired.js';
import type { ManagerMessage } from '../../proto/agent-messages.js';
import { decodeManagerMessage, encodeManagerMessage } from '../../proto/manager-codec.js';
import type { Recorded } from '../../agent/cache/cache.js';
import { replay, type CachedState } from '../../agent/cache/replay.js';

export class MemoryCache {
  #journal: Buffer[] = [];
  /** Nothing is written any more: the disk is full. */
  isStuck = false;

  record(message: Recorded): void {
    this.#append(message);
  }

  recordImage(image: NetworkImage): void {
    this.#append({ kind: 'image', ...image, chunk: 0, last: true });
  }

  read(): CachedState {
    return replay(this.#journal.map((frame) => decodeManagerMessage(frame)));
  }

  loseLast(entries: number): void {
    this.#journal = this.#journal.slice(0, Math.max(0, this.#journal.length - entries));
  }

  clear(): void {
    this.#journal = [];
  }

  #append(message: ManagerMessage): void {
    if (!this.isStuck) this.#journal.push(encodeManagerMessage(message));
  }
}
