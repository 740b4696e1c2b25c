/** Faults that hosts suffer: daemons killed or paused, packets dropped in one direction or both. */
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { OvnetError } from '../model/errors.js';
import { readIfThere } from './files.js';
import type { DaemonName, LabHost } from './host.js';
import { isAlive, isStopped, signal, whenGone, type ProcessRef } from './process-ref.js';

/** The lab's own chain, in the table that sees packets first: ahead of every rule of ours or the user's. */
const CHAIN = 'OVNET-LAB-FAULT';
const DAEMONS: readonly DaemonName[] = ['manager', 'agent'];
const POLL_MS = 2;
const TIMEOUT_MS = 10_000;

export interface PartitionOptions {
  /** Only packets from the first group to the second are lost. */
  readonly oneWay?: boolean;
}

export interface HostFaults {
  /** Daemons that stand still. */
  readonly paused: readonly DaemonName[];
  /** Underlay addresses from which nothing arrives. */
  readonly dropsFrom: readonly string[];
}

export class LabFaults {
  readonly #hosts: readonly LabHost[];

  constructor(hosts: readonly LabHost[]) {
    this.#hosts = hosts;
  }

  /** SIGKILL to the host's daemons; resolves when they are gone. `lab-failed` if none runs. */
  async kill(host: LabHost): Promise<void> {
    const refs = this.#signal(host, 'SIGKILL');
    if (!(await whenGone(refs, TIMEOUT_MS))) {
      throw new OvnetError('lab-failed', `the daemon of ${host.name} does not die`);
    }
  }

  /** SIGSTOP: it neither answers nor closes its connections. Resolves when it stands still. */
  async pause(host: LabHost): Promise<void> {
    const refs = this.#signal(host, 'SIGSTOP');
    await until(() => refs.every((ref) => isStopped(ref) || !isAlive(ref)));
  }

  resume(host: LabHost): void {
    this.#signal(host, 'SIGCONT');
  }

  /**
   * Drops packets between the groups, both ways or only from `left` to `right`. Adds to what is cut already.
   * An empty `right` means all other hosts.
   */
  async partition(
    left: readonly LabHost[],
    right: readonly LabHost[],
    options: PartitionOptions = {},
  ): Promise<void> {
    const others = right.length > 0 ? right : this.#hosts.filter((host) => !left.includes(host));
    const both = left.filter((host) => others.includes(host));
    if (both.length > 0) {
      throw new OvnetError('usage', `${namesOf(both)} cannot be on both sides of a partition`);
    }
    await Promise.all([
      ...others.map((host) => this.#drop(host, left)),
      ...(options.oneWay === true ? [] : left.map((host) => this.#drop(host, others))),
    ]);
  }

  /** Ends every partition; daemons are resumed, dead ones stay dead. */
  async heal(): Promise<void> {
    for (const host of this.#hosts) {
      for (const daemon of DAEMONS) {
        const ref = host.daemon(daemon);
        if (ref !== undefined && isStopped(ref)) signal(ref, 'SIGCONT');
      }
    }
    await Promise.all(this.#hosts.map((host) => this.#undrop(host)));
  }

  /** Whether the daemon runs and does not stand still. */
  answers(host: LabHost, name: DaemonName): boolean {
    const ref = host.daemon(name);
    return ref !== undefined && !isStopped(ref);
  }

  of(host: LabHost): HostFaults {
    const paused = DAEMONS.filter((daemon) => {
      const ref = host.daemon(daemon);
      return ref !== undefined && isStopped(ref);
    });
    return { paused, dropsFrom: droppedBy(host) };
  }

  #signal(host: LabHost, name: NodeJS.Signals): ProcessRef[] {
    const refs = DAEMONS.flatMap((daemon) => host.daemon(daemon) ?? []);
    const taken = refs.filter((ref) => signal(ref, name));
    if (taken.length === 0) {
      throw new OvnetError('lab-failed', `no daemon runs on ${host.name}`);
    }
    return taken;
  }

  async #drop(host: LabHost, from: readonly LabHost[]): Promise<void> {
    const addresses = new Set([...droppedBy(host), ...from.map(({ address }) => address)]);
    // Written first: what heal has to undo is then known even if this is interrupted.
    writeFileSync(host.paths.faults, JSON.stringify([...addresses]));
    const rules = [...addresses].map((address) => `-A ${CHAIN} -s ${address} -j DROP`);
    const input = ['*raw', `:${CHAIN} - [0:0]`, ...rules, 'COMMIT', ''].join('\n');
    await inHost(host, ['iptables-restore', '--wait', '5', '--noflush'], input);
    const jump = ['PREROUTING', '-j', CHAIN];
    const present = await host.exec(['iptables', '-w', '5', '-t', 'raw', '-C', ...jump]);
    if (present.code !== 0) await inHost(host, ['iptables', '-w', '5', '-t', 'raw', '-I', ...jump]);
  }

  async #undrop(host: LabHost): Promise<void> {
    if (!existsSync(host.paths.faults)) return;
    for (const rule of [
      ['-D', 'PREROUTING', '-j', CHAIN],
      ['-F', CHAIN],
      ['-X', CHAIN],
    ]) {
      // A partition that was interrupted may have made only part of them.
      await host.exec(['iptables', '-w', '5', '-t', 'raw', ...rule]);
    }
    rmSync(host.paths.faults, { force: true });
  }
}

async function until(holds: () => boolean): Promise<void> {
  const deadline = performance.now() + TIMEOUT_MS;
  while (!holds()) {
    if (performance.now() > deadline) throw new OvnetError('lab-failed', 'a process does not stop');
    await delay(POLL_MS);
  }
}

async function inHost(host: LabHost, argv: readonly string[], input?: string): Promise<void> {
  const { code, stderr } = await host.exec(argv, input === undefined ? {} : { input });
  if (code !== 0) {
    throw new OvnetError('lab-failed', `${argv[0] ?? ''} on ${host.name}: ${stderr.trim()}`);
  }
}

function droppedBy(host: LabHost): readonly string[] {
  const text = readIfThere(host.paths.faults);
  return text === undefined ? [] : (JSON.parse(text) as string[]);
}

function namesOf(hosts: readonly LabHost[]): string {
  return hosts.map(({ name }) => name).join(', ');
}
