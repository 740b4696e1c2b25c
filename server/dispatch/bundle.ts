/**
 * What is written to one stream in one turn travels as one message: each message has a price of its own at both ends, in gRPC, TLS
 * and the kernel. For agents that take batches.
 */
import { joinManagerMessages } from '../../proto/manager-codec.js';
import type { Outlet } from './session.js';

/** The stream behind it. */
export interface BundleTarget extends Outlet {
  /** Waits for its `drained`. */
  readonly isFull: boolean;
}

export interface BundleOptions {
  /** Calls it at the end of the turn. */
  readonly later: (flush: () => void) => void;
}

/** More is written at once, so that no stream gets further ahead of its reader than without. */
const MAX_BYTES = 64 * 1024;

export class Bundle implements Outlet {
  readonly #target: BundleTarget;
  readonly #options: BundleOptions;
  #frames: Buffer[] = [];
  #bytes = 0;
  #isWaiting = false;
  #hasSpoken = false;

  constructor(target: BundleTarget, options: BundleOptions) {
    this.#target = target;
    this.#options = options;
  }

  write(frame: Buffer): boolean {
    this.#frames.push(frame);
    this.#bytes += frame.length;
    if (this.#bytes >= MAX_BYTES) this.flush();
    else this.#wait();
    return !this.#target.isFull;
  }

  end(): void {
    this.flush();
    this.#target.end();
  }

  #wait(): void {
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    this.#options.later(() => {
      this.#isWaiting = false;
      this.flush();
    });
  }

  /** Writes at once what waits for the end of the turn. */
  flush(): void {
    const frames = this.#frames;
    const [first] = frames;
    if (first === undefined) return;
    this.#frames = [];
    this.#bytes = 0;
    // The first one is a batch in any case: it tells the agent that this manager takes them as well.
    const isAlone = frames.length === 1 && this.#hasSpoken;
    this.#hasSpoken = true;
    this.#target.write(isAlone ? first : joinManagerMessages(frames));
  }
}
