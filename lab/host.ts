/** One host of a lab: runs programs inside it, and knows where its files are. */
import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run, type ExecOptions, type ExecResult } from './command.js';
import { liveHolder, recordedHolder } from './holder.js';
import {
  netnsPath,
  type HostPaths,
  type HostPlan,
  type HostRole,
  type LabLayout,
} from './layout.js';
import { isAlive, namespaceAt, refOf, type ProcessRef } from './process-ref.js';

export type DaemonName = 'manager' | 'agent';

export interface SpawnOptions {
  /** Default: nothing on stdin, pipes for stdout and stderr. */
  readonly stdio?: StdioOptions;
  readonly env?: NodeJS.ProcessEnv;
}

/** What programs in a host inherit. Neither ovctl's own variables nor options for Node leak in. */
const INHERITED = ['HOME', 'USER', 'LANG', 'LC_ALL', 'TERM', 'TZ', 'NO_COLOR'];

export class LabHost {
  readonly name: string;
  readonly role: HostRole;
  /** IPv4 on the underlay. */
  readonly address: string;
  /** Name of its network namespace in the machine's /run/netns. */
  readonly netns: string;
  /** Its directories as the machine sees them: `paths.run` is its /run, so `socket()` works from outside. */
  readonly paths: HostPaths;
  readonly #layout: LabLayout;

  constructor(layout: LabLayout, plan: HostPlan) {
    this.name = plan.name;
    this.role = plan.role;
    this.address = plan.address;
    this.netns = layout.netns(plan.name);
    this.paths = layout.host(plan.name);
    this.#layout = layout;
  }

  /** False when its holder is gone, as after a reboot. */
  get isUp(): boolean {
    const holder = recordedHolder(this.#layout, this.name);
    return holder !== undefined && isAlive(holder);
  }

  /** The local socket of a daemon, reachable from outside the host. */
  socket(daemon: DaemonName): string {
    return join(this.paths.run, 'ovnet', `${daemon}.sock`);
  }

  /** The daemon's log, as the machine sees it. */
  logFile(daemon: DaemonName): string {
    return join(this.paths.log, daemon === 'manager' ? 'manager.log' : 'worker.log');
  }

  /** Runs a program to its end. An exit code other than 0 is a result, not an error. */
  async exec(argv: readonly string[], options: ExecOptions = {}): Promise<ExecResult> {
    return run(this.#entering(argv), { ...options, env: this.#env(options.env) });
  }

  /** Starts a program; the child's pid is the program's own. It is killed with the lab. */
  spawn(argv: readonly string[], options: SpawnOptions = {}): ChildProcess {
    const [program = '', ...rest] = this.#entering(argv);
    return spawn(program, rest, {
      stdio: options.stdio ?? ['ignore', 'pipe', 'pipe'],
      env: this.#env(options.env),
      cwd: '/',
    });
  }

  /** The daemon that runs now, by its pid file; undefined if there is none. */
  daemon(daemon: DaemonName): ProcessRef | undefined {
    let file: { readonly pid?: unknown; readonly startTime?: unknown };
    try {
      const text = readFileSync(join(this.paths.run, 'ovnet', `${daemon}.pid`), 'utf8');
      file = JSON.parse(text) as typeof file;
    } catch {
      return undefined;
    }
    const ref = typeof file.pid === 'number' ? refOf(file.pid) : undefined;
    if (ref === undefined || !isAlive(ref) || !this.#owns(ref)) return undefined;
    const started = file.startTime;
    const unsaid = typeof started !== 'string' && typeof started !== 'number';
    return unsaid || String(started) === ref.startTime ? ref : undefined;
  }

  #owns(ref: ProcessRef): boolean {
    const own = namespaceAt(this.paths.uts);
    return own !== undefined && namespaceAt(`/proc/${ref.pid}/ns/uts`)?.ino === own.ino;
  }

  #entering(argv: readonly string[]): string[] {
    const { pid } = liveHolder(this.#layout, this.name);
    return [
      ...['nsenter', `--net=${netnsPath(this.netns)}`, `--uts=${this.paths.uts}`],
      ...[`--mount=/proc/${pid}/ns/mnt`, '--', ...argv],
    ];
  }

  #env(extra: NodeJS.ProcessEnv | undefined): NodeJS.ProcessEnv {
    const env: NodeJS.ProcessEnv = {};
    for (const name of INHERITED) {
      const value = process.env[name];
      if (value !== undefined) env[name] = value;
    }
    const path = process.env['PATH'] ?? '/usr/bin:/bin';
    env['PATH'] = `${this.#layout.binDir}:${path}:/usr/sbin:/sbin`;
    return { ...env, ...extra };
  }
}
