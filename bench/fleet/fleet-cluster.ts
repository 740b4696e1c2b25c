/** Three managers in the lab and a fleet of simulated agents, with the networks and endpoints of a large site. */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LabDaemons } from '../../lab/daemons.js';
import type { LabHost } from '../../lab/host.js';
import { Lab } from '../../lab/lab.js';
import { ClientProcess } from '../load/client-process.js';
import type { SingleAnswer } from '../load/protocol.js';
import { cpuMs } from '../measure/processes.js';
import type { Readings } from '../measure/readings.js';
import { Fleet, type FleetNode } from './fleet.js';
import {
  beginProfiles,
  heldBytes,
  installMemoryProbe,
  readingsOf,
  saveProfiles,
} from './managers.js';

export interface FleetShape {
  readonly agents: number;
  readonly processes: number;
  /** Networks of `members` agents each; one more has all. */
  readonly networks: number;
  readonly members: number;
  /** A directory for CPU profiles of the storms; the figures then mean little. */
  readonly profile?: string | undefined;
}

export interface CpuUse {
  readonly managersMs: number;
  readonly agentsMs: number;
}

/** What was used since. */
export function cpuSince(before: CpuUse, after: CpuUse): CpuUse {
  return {
    managersMs: after.managersMs - before.managersMs,
    agentsMs: after.agentsMs - before.agentsMs,
  };
}

const API_PORT = 7070;
const BATCH = 1_000;
const WIDE = 'wide';
const FIRST = { origin: 0, method: 'GET' } as const;
const APPLIED_TIMEOUT_MS = 180_000;

export class FleetCluster {
  readonly managers: readonly LabHost[];
  readonly agentHosts: readonly LabHost[];
  readonly fleet: Fleet;
  readonly client: ClientProcess;
  readonly shape: FleetShape;
  nodes: readonly FleetNode[] = [];
  readonly #lab: Lab;
  readonly #daemons: LabDaemons;

  private constructor(lab: Lab, shape: FleetShape) {
    this.#lab = lab;
    this.shape = shape;
    this.managers = lab.hosts.filter(({ role }) => role === 'manager');
    this.agentHosts = lab.hosts.filter(({ role }) => role === 'worker');
    this.#daemons = new LabDaemons(this.managers);
    this.fleet = new Fleet(this.agentHosts);
    this.client = this.newClient();
  }

  static async up(name: string, shape: FleetShape): Promise<FleetCluster> {
    const workers = shape.processes;
    const lab = await Lab.up({ name, managers: 3, workers, plain: true, owned: true });
    try {
      installMemoryProbe(lab);
      const managers = lab.hosts.filter(({ role }) => role === 'manager');
      await new LabDaemons(managers).startCluster({}, (step) => process.stderr.write(`${step}\n`));
      return new FleetCluster(lab, shape);
    } catch (error) {
      await lab.down();
      throw error;
    }
  }

  /** Every manager's API, with an administrator's key. It runs beside the first manager. */
  newClient(): ClientProcess {
    const [first] = this.managers;
    if (first === undefined) throw new Error('a cluster needs a manager');
    const admin = (file: string): string =>
      readFileSync(join(first.paths.data, 'manager', 'admin', file), 'utf8');
    return new ClientProcess(first, {
      origins: this.managers.map(({ address }) => `https://${address}:${API_PORT}`),
      ca: admin('ca.pem'),
      bearer: admin('key').trim(),
    });
  }

  /** Resolves with the time the joins took, in ms. */
  async join(): Promise<number> {
    const [first] = this.managers;
    if (first === undefined) throw new Error('a cluster needs a manager');
    const token = await this.#daemons.token(first, 'worker');
    const { nodes, tookMs } = await this.fleet.join(token, this.shape.agents);
    this.nodes = nodes;
    return tookMs;
  }

  /** One endpoint for every membership. Resolves with how many. */
  async populate(): Promise<number> {
    const { networks } = this.shape;
    for (let network = 0; network < networks; network++) {
      const cidr = `10.${16 + network}.0.0/20`;
      await this.post('/v1/networks', { name: nameOf(network), subnets: [{ cidr }] });
      await this.#endpoints(nameOf(network), this.membersOf(network));
    }
    await this.post('/v1/networks', { name: WIDE, subnets: [{ cidr: '10.200.0.0/16' }] });
    await this.#endpoints(WIDE, this.nodes);
    return networks * this.shape.members + this.nodes.length;
  }

  /** The agents of a network: every agent is in equally many. */
  membersOf(network: number): readonly FleetNode[] {
    const { agents, networks, members } = this.shape;
    const stride = Math.max(1, Math.floor(agents / networks));
    return Array.from({ length: members }, (_, at) => {
      const node = this.nodes[(network * stride + at) % agents];
      if (node === undefined) throw new Error('agents have not joined yet');
      return node;
    });
  }

  /** A new endpoint; answered when every concerned agent has applied it. */
  async change(network: number | 'wide', turn: number): Promise<SingleAnswer> {
    const members = network === 'wide' ? this.nodes : this.membersOf(network);
    const node = members[turn % members.length]?.nodeId;
    const name = network === 'wide' ? WIDE : nameOf(network);
    const path = '/v1/endpoints?wait=applied&timeout=60s';
    return this.post(path, { network: name, node }, turn % this.managers.length);
  }

  async post(path: string, body: object, origin = 0): Promise<SingleAnswer> {
    const answer = await this.client.single({ origin, method: 'POST', path, body });
    if (answer.status > 0 && answer.status < 300) return answer;
    throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  }

  /** Waits until all workers have applied all that is written by now. Resolves with when, on the shared clock. */
  async allApplied(): Promise<number> {
    const path = '/v1/convergence?wait=applied&timeout=60s';
    const deadline = performance.now() + APPLIED_TIMEOUT_MS;
    for (;;) {
      const { status, body, answeredAt } = await this.client.single({ ...FIRST, path });
      if ((body as { readonly converged?: boolean }).converged === true) return answeredAt;
      if (status >= 300 || performance.now() > deadline) {
        throw new Error(`${path}: ${status} ${JSON.stringify(body).slice(0, 500)}`);
      }
    }
  }

  managerPids(): readonly number[] {
    return this.managers.map((host) => {
      const daemon = host.daemon('manager');
      if (daemon === undefined) throw new Error(`no manager runs on ${host.name}`);
      return daemon.pid;
    });
  }

  /** By manager. A scrape begins anew what is counted since the last one. */
  readings(): Promise<readonly Readings[]> {
    return readingsOf(this.managers);
  }

  /** Objects and buffers of all managers, after their garbage was collected. */
  heldBytes(): Promise<number> {
    return heldBytes(this.#lab, this.managerPids());
  }

  /** CPU time so far, of all managers and of all processes of agents. */
  cpu(): CpuUse {
    const sum = (pids: readonly number[]): number =>
      pids.reduce((total, pid) => total + cpuMs(pid), 0);
    return { managersMs: sum(this.managerPids()), agentsMs: sum(this.fleet.pids) };
  }

  /** CPU profiles of managers and agents while something runs, one file for each process; none without a directory. */
  async profiled<T>(name: string, run: () => Promise<T>): Promise<T> {
    const dir = this.shape.profile;
    if (dir === undefined) return run();
    mkdirSync(dir, { recursive: true });
    const pids = this.managerPids();
    beginProfiles(pids);
    await this.fleet.profile();
    try {
      return await run();
    } finally {
      await saveProfiles(this.#lab, pids, (at) => join(dir, `${name}-manager-${at}.cpuprofile`));
      await this.fleet.profile((at) => join(dir, `${name}-agents-${at}.cpuprofile`));
    }
  }

  async killManagers(): Promise<void> {
    for (const host of this.managers) await this.#lab.fault.kill(host);
  }

  async startManagers(): Promise<void> {
    await Promise.all(this.managers.map((host) => this.#daemons.run(host)));
  }

  async down(): Promise<void> {
    this.client.stop();
    this.fleet.stop();
    await this.#lab.down();
  }

  async #endpoints(network: string, nodes: readonly FleetNode[]): Promise<void> {
    for (let from = 0; from < nodes.length; from += BATCH) {
      const operations = nodes.slice(from, from + BATCH).map(({ nodeId }) => ({
        op: 'create',
        kind: 'endpoint',
        body: { network, node: nodeId },
      }));
      await this.post('/v1/batch', { operations });
    }
  }
}

function nameOf(network: number): string {
  return `narrow-${network}`;
}
