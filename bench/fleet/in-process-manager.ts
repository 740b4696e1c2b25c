/** One manager in this process with the nodes, networks and endpoints of a fleet, written through its log. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ID_RANDOM_BYTES, mintId, type MintedKind } from '../../model/id.js';
import { createLogger } from '../../observe/logger.js';
import { initManager, type RunningManager } from '../../server/manager.js';
import type { Command } from '../../server/state/command.js';
import { freePorts } from '../peer/free-ports.js';

const BATCH = 1_000;
const TOKEN_HASH = 'h';
const TOKEN_TTL_MS = 3_600_000;

export interface InProcessShape {
  readonly agents: number;
  /** Networks of `members` agents each; one more has all. */
  readonly networks: number;
  readonly members: number;
}

/** Ids of networks: `narrow` in order, `wide`. */
export interface InProcessFleet {
  readonly nodes: readonly string[];
  readonly narrow: readonly string[];
  readonly wide: string;
}

export class InProcessManager {
  readonly manager: RunningManager;
  readonly #dir: string;

  private constructor(manager: RunningManager, dir: string) {
    this.manager = manager;
    this.#dir = dir;
  }

  static async up(): Promise<InProcessManager> {
    const dir = await mkdtemp(join(tmpdir(), 'ovnet-bench-'));
    const [apiPort = 0, grpcPort = 0] = await freePorts(2);
    const { manager } = await initManager({
      dataDir: join(dir, 'data'),
      socket: join(dir, 'manager.sock'),
      listen: '127.0.0.1',
      apiPort,
      grpcPort,
      advertise: { host: '127.0.0.1' },
      version: 'bench',
      logger: createLogger({ component: 'bench', level: 'silent' }),
      name: 'm1',
      clusterName: 'bench',
      pools: [],
      vniRange: { first: 1_048_576, last: 16_777_215 },
      dataPort: 4789,
    });
    return new InProcessManager(manager, dir);
  }

  /** One endpoint for every membership. */
  async populate({ agents, networks, members }: InProcessShape): Promise<InProcessFleet> {
    const token = { id: newId('token'), role: 'worker', secretHash: TOKEN_HASH } as const;
    await this.propose({ kind: 'token.create', ...token, ttlMs: TOKEN_TTL_MS });
    const nodes = Array.from({ length: agents }, () => newId('node'));
    await this.#all(nodes.map((id, at) => joinOf(id, at)));
    const narrow = Array.from({ length: networks }, () => newId('network'));
    const wide = newId('network');
    const all = [...narrow, wide];
    await this.#all(all.map((id, at) => networkOf(id, `n${at}`, `10.${16 + at}.0.0/16`)));
    const memberships = narrow.flatMap((network, at) =>
      Array.from({ length: members }, (_, member) => {
        const node = nodes[(Math.floor((at * agents) / networks) + member) % agents] ?? '';
        return endpointOf(network, node);
      }),
    );
    await this.#all([...memberships, ...nodes.map((node) => endpointOf(wide, node))]);
    return { nodes, narrow, wide };
  }

  /** Resolves with the revision. Throws what the state refuses. */
  async propose(command: Command): Promise<number> {
    const result = await this.manager.core.proposer.propose({ command, actor: 'bench' });
    if (!result.ok) throw new Error(`${result.refusal.code}: ${result.refusal.detail}`);
    return result.revision;
  }

  async down(): Promise<void> {
    await this.manager.stop();
    await rm(this.#dir, { recursive: true, force: true });
  }

  async #all(commands: readonly Command[]): Promise<void> {
    for (let from = 0; from < commands.length; from += BATCH) {
      await this.propose({ kind: 'batch', commands: commands.slice(from, from + BATCH) });
    }
  }
}

export function endpointOf(network: string, node: string): Command {
  const id = newId('endpoint');
  return { kind: 'endpoint.create', id, network, node };
}

function joinOf(id: string, at: number): Command {
  const vtep = `198.18.${at >> 8}.${at & 255}`;
  const name = `agent-${at}`;
  const node = { id, role: 'worker', name, keyDigest: `key-${at}`, vtep } as const;
  return { kind: 'node.join', ...node, tokenHash: TOKEN_HASH };
}

function networkOf(id: string, name: string, cidr: string): Command {
  const subnets = [{ id: newId('subnet'), cidr }];
  return { kind: 'network.create', id, name, subnets, defaultSubnetId: newId('subnet') };
}

function newId(kind: MintedKind): string {
  return mintId(kind, Date.now(), randomBytes(ID_RANDOM_BYTES));
}
