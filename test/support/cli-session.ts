/** ovctl within the test's process against a manager over an in-process state: what it printed and how it ended. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import type { Test } from 'tap';
import { main } from '../../cli/main.js';
import type { Entrance } from '../../server/api/caller.js';
import { LocalManager } from './local-manager.js';

export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface RunOptions {
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** What a person at a terminal types. */
  readonly typed?: string;
}

export class CliSession {
  readonly manager: LocalManager;
  /** Empty at the start; the home directory of the user. */
  readonly home: string;
  readonly socket: string;

  /** By default ovctl is admin; at the `https` entrance it needs credentials, which a socket cannot carry. */
  static async start(t: Test, entrance: Entrance = 'socket'): Promise<CliSession> {
    const manager = await LocalManager.start();
    // Short: the path of a socket has at most 107 characters (unix(7)).
    const home = mkdtempSync(join(tmpdir(), 'cli-'));
    const app = manager.app(entrance);
    const session = new CliSession(manager, home);
    await app.listen({ path: session.socket });
    t.teardown(async () => {
      await app.close();
      rmSync(home, { recursive: true });
    });
    return session;
  }

  private constructor(manager: LocalManager, home: string) {
    this.manager = manager;
    this.home = home;
    this.socket = join(home, 's');
  }

  async run(argv: readonly string[], options: RunOptions = {}): Promise<Ended> {
    const stdout = new PassThrough();
    const stderr = new PassThrough();
    const terminal = options.typed === undefined ? {} : { isTTY: true };
    const stdin = Object.assign(Readable.from([options.typed ?? options.stdin ?? '']), terminal);
    const code = await main(argv, {
      env: { HOME: this.home, OVNET_SOCKET: this.socket, ...options.env },
      stdin,
      stdout,
      stderr,
      signal: new AbortController().signal,
      onInterrupt: () => () => undefined,
    });
    return { code, out: textOf(stdout), err: textOf(stderr) };
  }
}

function textOf(stream: PassThrough): string {
  return String(stream.read() ?? '');
}
