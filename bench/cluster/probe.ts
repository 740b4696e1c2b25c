/**
 * Loaded ahead of a daemon's own code (`node --import`): notes when a create passes the seams between the layers.
 * The product has no hook for it and pays nothing when it is not loaded.
 */
import { renameSync, writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { join } from 'node:path';
import { Iproute2Kernel } from '../../agent/kernel/iproute2.js';
import { Reconciler } from '../../agent/reconcile/reconciler.js';
import { decodeManagerMessage } from '../../proto/manager-codec.js';
import { WriteAheadLog } from '../../raft/wal/write-ahead-log.js';
import { AgentStream } from '../../server/dispatch/agent-stream.js';
import { LeaderSubmitter } from '../../server/propose/leader-submitter.js';
import { LogProposer } from '../../server/propose/proposer.js';
import type { Command } from '../../server/state/command.js';
import { CommandMachine } from '../../server/storage/state-machine.js';
import { monotonicMs } from '../measure/clock.js';
import { noStamps, PROBE_DIR, PROBE_PROFILE, PROBE_SIGNAL, type Stamps } from './stamps.js';

interface Frame {
  readonly nodeId: string;
  readonly frame: Buffer;
  readonly at: number;
}

/** A create keeps a process busy for about a millisecond. */
const SAMPLE_US = 100;

class Probe {
  readonly #dir: string;
  readonly #profiler: Session | undefined;
  #stamps: Stamps = noStamps();
  #frames: Frame[] = [];
  #begun = false;

  constructor(dir: string, profiled: boolean) {
    this.#dir = dir;
    this.#profiler = profiled ? new Session() : undefined;
  }

  install(): void {
    this.#onManager();
    this.#onAgent();
    process.on(PROBE_SIGNAL, () => void this.#signalled());
  }

  #onManager(): void {
    const note = (): Stamps => this.#stamps;
    const frames = (): Frame[] => this.#frames;
    wrap(
      LogProposer.prototype,
      'propose',
      (propose) =>
        function (this: LogProposer, request) {
          const id = idOf(request.command);
          if (id !== undefined) note().proposals.push({ id, at: monotonicMs() });
          return propose.call(this, request);
        },
    );
    wrap(
      LeaderSubmitter.prototype,
      'submit',
      (submit) =>
        async function (this: LeaderSubmitter, proposal) {
          const at = monotonicMs();
          const outcome = await submit.call(this, proposal);
          const id = idOf(proposal.command);
          if (id !== undefined && outcome.kind === 'done') {
            note().submissions.push({ id, index: outcome.index, at, doneAt: monotonicMs() });
          }
          return outcome;
        },
    );
    wrap(
      AgentStream.prototype,
      'write',
      (write) =>
        function (this: AgentStream, frame) {
          const nodeId = this.session?.nodeId;
          if (nodeId !== undefined) frames().push({ nodeId, frame, at: monotonicMs() });
          return write.call(this, frame);
        },
    );
    this.#onLog();
  }

  #onLog(): void {
    const note = (): Stamps => this.#stamps;
    wrap(
      CommandMachine.prototype,
      'applying',
      (applying) =>
        function* (this: CommandMachine, entries) {
          const at = monotonicMs();
          const results = yield* applying.call(this, entries);
          const [first, last] = [entries[0]?.index ?? 0, entries.at(-1)?.index ?? 0];
          note().applies.push({ first, last, at, doneAt: monotonicMs() });
          return results;
        },
    );
    wrap(
      WriteAheadLog.prototype,
      'append',
      (append) =>
        async function (this: WriteAheadLog, batch) {
          const at = monotonicMs();
          await append.call(this, batch);
          if (!batch.mustSync) return;
          note().appends.push({ entries: batch.entries.length, at, doneAt: monotonicMs() });
        },
    );
  }

  #onAgent(): void {
    const note = (): Stamps => this.#stamps;
    wrap(
      Reconciler.prototype,
      'applyDelta',
      (applyDelta) =>
        function (this: Reconciler, delta) {
          note().deltas.push({ revision: delta.to, at: monotonicMs() });
          return applyDelta.call(this, delta);
        },
    );
    wrap(
      Iproute2Kernel.prototype,
      'execute',
      (execute) =>
        async function (this: Iproute2Kernel, operations) {
          const at = monotonicMs();
          const results = await execute.call(this, operations);
          const names = operations.map(({ op }) => op);
          note().executions.push({ operations: names, at, doneAt: monotonicMs() });
          return results;
        },
    );
    wrap(
      Iproute2Kernel.prototype,
      'observe',
      (observe) =>
        async function (this: Iproute2Kernel, scope) {
          const at = monotonicMs();
          const state = await observe.call(this, scope);
          note().observations.push({ scope: scope ?? 'all', at, doneAt: monotonicMs() });
          return state;
        },
    );
  }

  async #signalled(): Promise<void> {
    if (this.#begun) {
      await this.#dump();
      return;
    }
    this.#begun = true;
    this.#stamps = noStamps();
    this.#frames = [];
    this.#profiler?.connect();
    await this.#profiler?.post('Profiler.enable');
    await this.#profiler?.post('Profiler.setSamplingInterval', { interval: SAMPLE_US });
    await this.#profiler?.post('Profiler.start');
  }

  async #dump(): Promise<void> {
    if (this.#profiler) {
      const { profile } = await this.#profiler.post('Profiler.stop');
      this.#write('cpuprofile', profile);
    }
    for (const { nodeId, frame, at } of this.#frames) {
      const message = decodeManagerMessage(frame);
      if (message.kind === 'delta') this.#stamps.pushes.push({ nodeId, revision: message.to, at });
    }
    this.#write('json', this.#stamps);
  }

  /** Complete as soon as it is there. */
  #write(suffix: string, content: object): void {
    const path = join(this.#dir, `${process.pid}.${suffix}`);
    writeFileSync(`${path}.new`, JSON.stringify(content));
    renameSync(`${path}.new`, path);
  }
}

function wrap<T extends object, K extends keyof T>(
  prototype: T,
  name: K,
  around: (original: T[K]) => T[K],
): void {
  prototype[name] = around(prototype[name]);
}

function idOf(command: Command): string | undefined {
  return command.kind === 'endpoint.create' ? command.id : undefined;
}

/** ovctl's short-lived commands, and the one that only starts a daemon, are left alone. */
function isDaemon(argv: readonly string[]): boolean {
  const [role = '', verb = ''] = argv.slice(2);
  const starts = ['manager', 'worker'].includes(role) && ['init', 'join', 'run'].includes(verb);
  return starts && !argv.includes('--detach');
}

const dir = process.env[PROBE_DIR];
if (dir !== undefined && isDaemon(process.argv)) {
  new Probe(dir, process.env[PROBE_PROFILE] === '1').install();
}
