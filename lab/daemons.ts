/** Starts the daemons of a lab's hosts, by the same commands that a user types. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { OvnetError } from '../model/errors.js';
import type { LabHost } from './host.js';
import type { HostRole } from './layout.js';
import { isStopped, signal, whenGone } from './process-ref.js';
import { membersAt } from './raft-members.js';
import { inGroups } from './underlay.js';

export type Settings = Readonly<Record<string, unknown>>;

/** Members of manager.yaml and worker.yaml beyond what the lab sets; see config/. */
export interface DaemonSettings {
  readonly manager?: Settings | undefined;
  readonly worker?: Settings | undefined;
}

const START_TIMEOUT_MS = 60_000;
const POLL_MS = 20;
const STOP_TIMEOUT_MS = 15_000;
const TOKEN = /OVTKN-1-[0-9a-z]+-[0-9a-z]+@[^\s"]+/;

export class LabDaemons {
  readonly #hosts: readonly LabHost[];

  constructor(hosts: readonly LabHost[]) {
    this.#hosts = hosts;
  }

  /** The first manager begins the cluster, the others join one by one, then the workers together. */
  async startCluster(
    settings: DaemonSettings = {},
    onStep: (step: string) => void = () => undefined,
  ): Promise<void> {
    const [first, ...managers] = this.#hosts.filter(({ role }) => role === 'manager');
    if (first === undefined) throw new OvnetError('usage', 'a cluster needs a manager');
    const workers = this.#hosts.filter(({ role }) => role === 'worker');
    onStep(`starting manager ${first.name}`);
    await this.startManager(first, { settings: settings.manager });
    if (managers.length > 0) {
      const token = await this.token(first, 'manager', managers.length);
      for (const host of managers) {
        onStep(`starting manager ${host.name}`);
        await this.startManager(host, { settings: settings.manager, token });
      }
    }
    onStep('waiting until every manager votes');
    await this.whenVoting(first, managers.length + 1);
    if (workers.length === 0) return;
    onStep(`starting ${workers.length} workers`);
    const token = await this.token(first, 'worker');
    await inGroups(workers, (host) => this.startWorker(host, { settings: settings.worker, token }));
  }

  /** Without a token it begins a cluster (`manager init`), with one it joins. Resolves with what ovctl printed. */
  async startManager(
    host: LabHost,
    options: { readonly token?: string; readonly settings?: Settings | undefined } = {},
  ): Promise<string> {
    writeSettings(host, 'manager', { advertise: host.address, ...options.settings });
    const { token } = options;
    return token === undefined
      ? ovctl(host, ['manager', 'init', '--detach', '-o', 'json'])
      : ovctl(host, ['manager', 'join', '-', '--detach'], `${token}\n`);
  }

  async startWorker(
    host: LabHost,
    options: { readonly token: string; readonly settings?: Settings | undefined },
  ): Promise<string> {
    writeSettings(host, 'worker', { vtep: host.address, ...options.settings });
    return ovctl(host, ['worker', 'join', '-', '--detach'], `${options.token}\n`);
  }

  /** A join token, minted on a manager. */
  async token(manager: LabHost, role: HostRole, uses?: number): Promise<string> {
    const limit = uses === undefined ? [] : ['--uses', String(uses)];
    const argv = ['token', 'create', '--role', role, ...limit, '-o', 'json'];
    const printed = await ovctl(manager, argv);
    const token = TOKEN.exec(printed)?.[0];
    if (token !== undefined) return token;
    throw new OvnetError('lab-failed', `ovctl ${argv.join(' ')} on ${manager.name} gave no token`);
  }

  /** Until so many managers are voters: only then does the cluster survive the loss of one. */
  async whenVoting(manager: LabHost, count: number): Promise<void> {
    const deadline = performance.now() + START_TIMEOUT_MS;
    for (;;) {
      const members = await membersAt(manager).catch((error: unknown) => error as OvnetError);
      const known = members instanceof Error ? [] : members;
      if (known.filter(({ role }) => role !== 'learner').length >= count) return;
      if (performance.now() > deadline) {
        const why = members instanceof Error ? members.message : JSON.stringify(members);
        throw new OvnetError('lab-failed', `not all managers vote: ${why}`);
      }
      await delay(POLL_MS);
    }
  }

  /** The leader by the word of the managers that run; undefined while they know none. */
  async leader(): Promise<LabHost | undefined> {
    for (const host of this.#hosts) {
      const daemon = host.daemon('manager');
      if (daemon === undefined || isStopped(daemon)) continue;
      const members = await membersAt(host).catch(() => []);
      const name = members.find(({ role }) => role === 'leader')?.name;
      const leader = this.#hosts.find((candidate) => candidate.name === name);
      if (leader?.daemon('manager') !== undefined) return leader;
    }
    return undefined;
  }

  /** Starts whatever the host has been a member with: `manager run`, `worker run`, or both. */
  async run(host: LabHost): Promise<void> {
    const roles = (['manager', 'worker'] as const).filter((role) =>
      existsSync(join(host.paths.data, role)),
    );
    if (roles.length === 0) {
      throw new OvnetError('lab-failed', `${host.name} has not joined a cluster`);
    }
    for (const role of roles) await ovctl(host, [role, 'run', '--detach']);
  }

  /** Ends the daemons as an operator would (SIGTERM) and starts them again; dead ones are just started. */
  async restart(host: LabHost): Promise<void> {
    const refs = (['manager', 'agent'] as const).flatMap((name) => host.daemon(name) ?? []);
    for (const ref of refs) {
      signal(ref, 'SIGCONT');
      signal(ref, 'SIGTERM');
    }
    if (!(await whenGone(refs, STOP_TIMEOUT_MS))) {
      throw new OvnetError('lab-failed', `the daemon of ${host.name} does not end on SIGTERM`);
    }
    await this.run(host);
  }
}

/** JSON is YAML; read by `init`, `join` and every later `run`. */
function writeSettings(host: LabHost, role: HostRole, settings: Settings): void {
  mkdirSync(host.paths.etc, { recursive: true });
  const text = `${JSON.stringify(settings, undefined, 2)}\n`;
  writeFileSync(join(host.paths.etc, `${role}.yaml`), text);
}

async function ovctl(host: LabHost, argv: readonly string[], input = ''): Promise<string> {
  const { code, stdout, stderr } = await host.exec(['ovctl', ...argv], {
    input,
    timeout: START_TIMEOUT_MS,
  });
  if (code === 0) return stdout;
  throw new OvnetError(
    'lab-failed',
    `on ${host.name}, ovctl ${argv.join(' ')} ended with ${code}: ${stderr.trim()}`,
  );
}
