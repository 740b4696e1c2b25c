/** Three member processes of raft-ts on loopback, with mTLS between them, in a directory of their own. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { freePorts } from '../peer/free-ports.js';
import { issueCertificates } from '../peer/certificates.js';
import { MemberProcess } from './member-process.js';
import type { MachineKind, MemberSetup } from './protocol.js';

const MEMBERS = [1, 2, 3] as const;
const ELECTION_TIMEOUT_MS = 10_000;

export interface RaftClusterOptions {
  readonly machine: MachineKind;
  /** Holds the directory that is made, on the disk to be measured. */
  readonly root: string;
}

export class RaftCluster {
  readonly members: MemberProcess[];
  /** By member id; nobody listens with the machine that does nothing. */
  readonly clientPorts: ReadonlyMap<number, number>;
  readonly #dir: string;
  readonly #setups = new Map<number, MemberSetup>();
  readonly #onLeader: () => void;
  #waiting: (() => void)[] = [];

  private constructor(dir: string, clientPorts: ReadonlyMap<number, number>) {
    this.#dir = dir;
    this.clientPorts = clientPorts;
    this.#onLeader = () => {
      for (const look of this.#waiting.splice(0)) look();
    };
    this.members = MEMBERS.map((id) => new MemberProcess(id, this.#onLeader));
  }

  static async up({ machine, root }: RaftClusterOptions): Promise<RaftCluster> {
    mkdirSync(root, { recursive: true });
    const dir = mkdtempSync(join(root, 'raft-'));
    const ports = await freePorts(2 * MEMBERS.length);
    const clientPorts = new Map(MEMBERS.map((id) => [id, ports[2 * id - 1] ?? 0]));
    const cluster = new RaftCluster(dir, clientPorts);
    try {
      await cluster.#start(machine, ports);
      return cluster;
    } catch (error) {
      await cluster.down();
      throw error;
    }
  }

  get pids(): readonly number[] {
    return this.members.map(({ pid }) => pid);
  }

  /** Resolves when one member leads and every other follows it. */
  async leader(): Promise<MemberProcess> {
    const deadline = performance.now() + ELECTION_TIMEOUT_MS;
    for (;;) {
      const [first] = this.members;
      const agreed = this.members.every(({ leader }) => leader === first?.leader);
      const leader = this.members.find(({ id }) => id === first?.leader);
      if (agreed && leader !== undefined) return leader;
      if (performance.now() > deadline) throw new Error('no leader was elected');
      await this.#changed(deadline - performance.now());
    }
  }

  /** With what it stored before. */
  async restart(member: MemberProcess): Promise<MemberProcess> {
    await member.kill();
    const setup = this.#setups.get(member.id);
    if (setup === undefined) throw new Error(`member ${member.id} was never started`);
    const again = new MemberProcess(member.id, this.#onLeader);
    this.members[this.members.indexOf(member)] = again;
    await again.start(setup);
    return again;
  }

  /** Every member records a CPU profile from here to `saveProfiles`. */
  async beginProfiles(): Promise<void> {
    await Promise.all(this.members.map((member) => member.profile()));
  }

  /** One file per member in `directory`. */
  async saveProfiles(directory: string): Promise<void> {
    mkdirSync(directory, { recursive: true });
    const leader = await this.leader();
    for (const member of this.members) {
      const role = member === leader ? 'leader' : 'follower';
      await member.profile(join(directory, `${role}-${member.id}.cpuprofile`));
    }
  }

  async down(): Promise<void> {
    await Promise.all(this.members.map((member) => member.kill()));
    rmSync(this.#dir, { recursive: true, force: true });
  }

  async #start(machine: MachineKind, ports: readonly number[]): Promise<void> {
    const clusterId = 'bench';
    const names = MEMBERS.map((id) => `node-${id}`);
    const certificates = await issueCertificates(clusterId, names, ['127.0.0.1', 'localhost']);
    const addresses = Object.fromEntries(
      MEMBERS.map((id) => [id, `127.0.0.1:${ports[2 * id - 2] ?? 0}`]),
    );
    const starts = this.members.map(async (member) => {
      const dir = join(this.#dir, String(member.id));
      mkdirSync(dir);
      const credentials = certificates.get(`node-${member.id}`);
      if (credentials === undefined) throw new Error(`node-${member.id} has no certificate`);
      const { id } = member;
      const clientPort = this.clientPorts.get(id);
      const setup: MemberSetup = {
        id,
        clusterId,
        dir,
        addresses,
        credentials,
        machine,
        ...(machine === 'kv' && clientPort !== undefined && { clientPort }),
      };
      this.#setups.set(id, setup);
      await member.start(setup);
    });
    await Promise.all(starts);
  }

  #changed(withinMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, Math.max(withinMs, 0));
      this.#waiting.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}
