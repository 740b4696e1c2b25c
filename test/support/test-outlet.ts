/** The writing half of an agent's stream, which takes everything. */
import type { Outlet, UpdateType } from '../../server/dispatch/session.js';

export class TestOutlet implements Outlet {
  readonly frames: Buffer[] = [];
  readonly updates: UpdateType[] = [];
  ended = false;

  write(frame: Buffer): boolean {
    this.frames.push(frame);
    return true;
  }

  end(): void {
    this.ended = true;
  }

  /** What was scheduled is written. */
  settled(): Promise<void> {
    return new Promise((resolve) => setImmediate(resolve));
  }
}
