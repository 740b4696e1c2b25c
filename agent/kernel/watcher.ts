/** Who tells of changes in the fabric: monitors by `ip` and `bridge`, or sockets of our own. */
import type { KernelEvent } from './port.js';

export interface Watcher {
  start(listener: (event: KernelEvent) => void): void;
  /** Tells now of everything that has happened so far, where that is possible. */
  settle(): void;
  /** Follows a fabric that was made anew. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}
