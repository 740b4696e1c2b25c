/** What the machine itself needs for the steps of a create: one fsync, one FDB entry through a pipe. */
import type { ChildProcess } from 'node:child_process';
import { closeSync, fdatasync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { FdbMonitor, type Spawn } from '../cluster/fdb-monitor.js';
import { monotonicMs } from './clock.js';

const sync = promisify(fdatasync);
const FILE_BYTES = 4 * 1024 * 1024;
/** About what one endpoint create is in the log. */
const RECORD_BYTES = 512;

/** Overwrites in a file that was written before, as the write-ahead log does. */
export class SyncFloor {
  readonly #path: string;
  readonly #fd: number;
  #position = 0;

  /** `directory` lies on the disk of the managers. */
  constructor(directory: string) {
    this.#path = join(directory, 'sync-floor');
    this.#fd = openSync(this.#path, 'w', 0o600);
    writeSync(this.#fd, Buffer.alloc(FILE_BYTES));
  }

  /** Time for one record to be durable. */
  async measure(): Promise<number> {
    const started = monotonicMs();
    writeSync(this.#fd, Buffer.alloc(RECORD_BYTES, 1), 0, RECORD_BYTES, this.#position);
    await sync(this.#fd);
    this.#position = (this.#position + RECORD_BYTES) % FILE_BYTES;
    return monotonicMs() - started;
  }

  close(): void {
    closeSync(this.#fd);
    rmSync(this.#path);
  }
}

const DEVICE = 'vx-floor';
const TIMEOUT_MS = 5_000;

/** `bridge fdb replace` written to a running `bridge -batch -` until a monitor beside it reports the entry. */
export class FdbFloor {
  readonly #pipe: ChildProcess;
  readonly #monitor: FdbMonitor;
  #count = 0;

  /** `netns` holds the device `vx-floor`; see `floorCommands`. */
  constructor(spawn: Spawn, netns: string) {
    this.#monitor = new FdbMonitor(spawn, netns);
    this.#pipe = spawn(['nsenter', `--net=${netns}`, '--', 'bridge', '-force', '-batch', '-']);
  }

  async measure(): Promise<number> {
    this.#count += 1;
    const tail = this.#count.toString(16).padStart(4, '0');
    const mac = `02:00:00:00:${tail.slice(0, 2)}:${tail.slice(2)}`;
    const started = monotonicMs();
    this.#pipe.stdin?.write(`fdb replace ${mac} dev ${DEVICE} dst 192.0.2.1 self permanent\n`);
    return (await this.#monitor.seen(mac, TIMEOUT_MS)) - started;
  }

  stop(): void {
    this.#monitor.stop();
    this.#pipe.kill('SIGKILL');
  }
}

/** Makes a namespace of its own for the floor: entries there are nobody's drift. */
export function floorCommands(name: string): (readonly string[])[] {
  const device = ['link', 'add', DEVICE, 'type', 'vxlan', 'id', '1', 'dstport', '14789'];
  return [
    ['ip', 'netns', 'add', name],
    ['ip', '-n', name, ...device, 'local', '127.0.0.1', 'nolearning'],
    ['ip', '-n', name, 'link', 'set', DEVICE, 'up'],
  ];
}
