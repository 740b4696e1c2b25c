/** One member: a machine with its disks and clocks, and the lives of the process on it. */
import { healthyDisk, SimFiles } from './sim-files.js';
import { LogError } from '../wal/errors.js';
import { LogMirror } from './log-mirror.js';
import { RaftNode } from '../node/raft-node.js';
import { randomInteger, SeededRandom } from '../core/random.js';
import { SimClock, SimProcess } from './sim-process.js';
import { SimDisk } from './sim-disk.js';
import { SimKv } from './sim-kv.js';
import { ReceivedState, repairInstall, SimSnapshots } from './sim-snapshots.js';
import { SimMachine } from './sim-machine.js';
import { WriteAheadLog } from '../wal/write-ahead-log.js';
import type { AppliedEntry } from './sim-machine.js';
import type { Configuration, Entry, MemberId, SnapshotMeta } from '../core/types.js';
import type { CompactionOptions } from '../node/compactor.js';
import type { CoreOptions } from '../core/options.js';
import type { DiskHealth } from './sim-files.js';
import type { LogStore, Transport } from '../node/ports.js';
import type { RaftStatus } from '../node/status.js';
import type { RandomSource } from '../core/random.js';
import type { VirtualTime } from './virtual-time.js';

export interface LogShape {
  readonly segmentBytes: number;
  readonly preallocate: boolean;
}

export interface MemberSurroundings {
  readonly time: VirtualTime;
  readonly random: RandomSource;
  readonly tickMs: number;
  readonly limits: CoreOptions;
  readonly logShape: LogShape;
  readonly compaction: Partial<CompactionOptions>;
  readonly wrapLog?: (log: LogStore) => LogStore;
  readonly transport: (id: MemberId, process: SimProcess) => Transport;
  readonly onRun: (member: SimMember) => void;
  /** Once, until `takeTouched`. */
  readonly onTouched: (member: SimMember) => void;
  readonly onApplied: (member: SimMember, applied: AppliedEntry) => void;
  readonly onDurable: (id: MemberId, entries: readonly Entry[], previousTerm: number) => void;
  readonly onInstalled: (id: MemberId, snapshot: SnapshotMeta, stateHash: number) => void;
  readonly onRestarted: (id: MemberId) => void;
  readonly onLeader: (id: MemberId) => void;
  readonly guard: (action: () => void) => void;
  readonly fail: (error: unknown) => void;
}

const DIRECTORY = '/log';
const isLogFile = (path: string): boolean => path.endsWith('.wal');

export class SimMember {
  readonly id: MemberId;
  readonly clock: SimClock;
  readonly mirror: LogMirror;
  readonly health: DiskHealth = healthyDisk();
  readonly #disk: SimDisk;
  readonly #around: MemberSurroundings;
  readonly #founding: Configuration;
  readonly #kv: SimKv;
  readonly #received: ReceivedState;
  #process: SimProcess;
  #machine: SimMachine | undefined;
  #node: RaftNode | undefined;
  #touched = false;
  /** When its marks are to be looked at again. */
  lookAt = 0;
  /** As it last told. */
  seen: Pick<RaftStatus, 'role' | 'term'> = { role: 'follower', term: 0 };
  /** Durable bytes were damaged: the disk may be refused from now on. */
  isDamaged = false;
  /** The disk was refused, or the operator took the machine away: it does not come back. */
  isGone = false;
  isRefused = false;

  constructor(
    id: MemberId,
    founding: Configuration,
    clockRate: number,
    around: MemberSurroundings,
  ) {
    const { time, random } = around;
    this.id = id;
    this.#around = around;
    this.#founding = founding;
    this.clock = new SimClock(time, clockRate);
    this.#disk = new SimDisk(random);
    this.#kv = new SimKv(random);
    this.#received = new ReceivedState(random);
    this.mirror = new LogMirror({
      isUnsynced: () => this.#disk.hasUnsynced(isLogFile),
      onDurable: (entries, previousTerm) => around.onDurable(id, entries, previousTerm),
      guard: around.guard,
    });
    this.#process = this.#begin();
  }

  get process(): SimProcess {
    return this.#process;
  }

  /** Undefined while it starts, and while it is down. */
  get node(): RaftNode | undefined {
    return this.#process.alive ? this.#node : undefined;
  }

  get machine(): SimMachine | undefined {
    return this.#process.alive ? this.#machine : undefined;
  }

  /** Whether anything ran since the last call. */
  takeTouched(): boolean {
    const touched = this.#touched;
    this.#touched = false;
    return touched;
  }

  /** The process ends; what it wrote is in the page cache. */
  kill(): void {
    this.#process.kill();
    this.#node = undefined;
    this.#machine = undefined;
    this.seen = { role: 'follower', term: 0 };
  }

  /** The machine loses its power, and with it what was not synced. */
  powerCut(): void {
    if (this.#process.alive) this.kill();
    this.#disk.powerCut();
    this.#kv.powerCut();
    this.#received.powerCut();
  }

  restart(): void {
    if (this.#process.alive || this.isGone) return;
    this.#process = this.#begin();
  }

  rot(): boolean {
    return this.#damaged(this.#disk.rot(isLogFile));
  }

  misdirect(): boolean {
    return this.#damaged(this.#disk.misdirect(isLogFile));
  }

  #damaged(happened: boolean): boolean {
    if (happened) this.isDamaged = true;
    return happened;
  }

  #begin(): SimProcess {
    const { time } = this.#around;
    const process = new SimProcess(time, this.clock, () => {
      this.#around.onRun(this);
      if (this.#touched) return;
      this.#touched = true;
      this.#around.onTouched(this);
    });
    this.health.hasFailed = false;
    time.after(0, () =>
      process.run(() => {
        this.#boot(process).catch((error: unknown) => this.#failed(process, error));
      }),
    );
    return process;
  }

  async #boot(process: SimProcess): Promise<void> {
    const { mirror } = this;
    const log = await this.#openLog(process);
    this.#around.guard(() => mirror.opened(log.image));
    this.#around.onRestarted(this.id);
    const watched = mirror.watch(log);
    const machine = this.#openMachine(process, log.image.snapshot);
    const { tickMs, random, limits, wrapLog, transport, compaction } = this.#around;
    const node = RaftNode.start(
      {
        log: wrapLog?.(watched) ?? watched,
        transport: transport(this.id, process),
        stateMachine: machine,
        clock: process.clock(),
        random: new SeededRandom(randomInteger(random, 0, 2 ** 31)),
        onFatal: (error) => this.#failed(process, error),
      },
      { ...limits, id: this.id, tickMs, compaction, readTimeoutMs: 60 * tickMs },
    );
    this.#node = node;
    node.onChange((status) => {
      this.seen = status;
      this.lookAt = 0;
      if (status.role === 'leader') this.#around.onLeader(this.id);
    });
  }

  #openMachine(process: SimProcess, begin: SnapshotMeta): SimMachine {
    const { time, random } = this.#around;
    const onInstalled = (snapshot: SnapshotMeta): void =>
      this.#around.onInstalled(this.id, snapshot, machine.stateHash);
    const machine: SimMachine = new SimMachine(this.#kv, this.#founding, (applied) =>
      this.#around.onApplied(this, applied),
    );
    const parts = { kv: this.#kv, received: this.#received, machine };
    if (repairInstall(parts, begin)) onInstalled(begin);
    machine.snapshots = new SimSnapshots({ ...parts, time, random, process, onInstalled });
    this.#machine = machine;
    return machine;
  }

  async #openLog(process: SimProcess): Promise<WriteAheadLog> {
    const { time, random, logShape } = this.#around;
    const { health } = this;
    const files = new SimFiles({ time, random, disk: this.#disk, health, process });
    const options = { clusterId: 'sim', memberId: this.id, ...logShape };
    const deps = { files, now: () => this.clock.monotonic };
    try {
      return await WriteAheadLog.open(DIRECTORY, options, deps);
    } catch (error) {
      if (!(error instanceof LogError) || error.code !== 'log-missing') throw error;
      const snapshot = { index: 0, term: 0, configuration: this.#founding };
      return WriteAheadLog.create(DIRECTORY, { ...options, snapshot }, deps);
    }
  }

  /** A failing disk ends the process, a damaged one the member; anything else is a breach. */
  #failed(process: SimProcess, error: unknown): void {
    if (!process.alive) return;
    const isRefused = error instanceof LogError && error.code === 'log-corrupt' && this.isDamaged;
    if (!isRefused && !this.health.hasFailed) {
      this.#around.fail(error);
      return;
    }
    this.kill();
    if (isRefused) this.isRefused = this.isGone = true;
  }
}
