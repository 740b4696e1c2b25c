/** A state with so many endpoints: networks of 10,000 on 1,000 workers, made by commands as the log carries them. */
import { mintId, type MintedKind } from '../../model/id.js';
import { apply } from '../../server/state/apply.js';
import type { Command } from '../../server/state/command.js';
import { State } from '../../server/state/state.js';

const PER_NETWORK = 10_000;
const WORKERS = 1_000;
const START_MS = 1_790_000_000_000;

export class Population {
  readonly state = new State();
  #endpoints = 0;
  #timeMs = START_MS;

  constructor() {
    this.apply({
      kind: 'cluster.init',
      id: 'cluster-1',
      name: 'bench',
      caBundle: 'pem',
      pools: [],
      vniRange: { first: 1_048_576, last: 16_777_215 },
      dataPort: 4789,
    });
    this.apply({
      kind: 'token.create',
      id: this.mint('token'),
      role: 'worker',
      secretHash: 'h',
      ttlMs: 1e12,
    });
    for (let n = 0; n < WORKERS; n++) {
      this.apply({
        kind: 'node.join',
        id: this.mint('node'),
        role: 'worker',
        name: `w${n}`,
        keyDigest: `key-${n}`,
        vtep: `192.0.${n >> 8}.${n & 255}`,
        tokenHash: 'h',
      });
    }
  }

  get endpoints(): number {
    return this.#endpoints;
  }

  /** Grows to so many endpoints. */
  grow(endpoints: number): void {
    while (this.#endpoints < endpoints) {
      if (this.#endpoints % PER_NETWORK === 0) this.#addNetwork();
      this.add();
    }
  }

  /** One endpoint more, in the last network. */
  add(): void {
    this.apply({
      kind: 'endpoint.create',
      id: this.mint('endpoint'),
      network: `n${Math.floor(this.#endpoints / PER_NETWORK)}`,
      node: `w${this.#endpoints % WORKERS}`,
      name: `workload-${this.#endpoints}`,
    });
    this.#endpoints += 1;
  }

  /** As an entry comes from the log: its texts are nobody else's. Throws when refused. */
  apply(command: Command): void {
    this.#timeMs += 1;
    const proposal = { command, actor: 'bench', timeMs: this.#timeMs };
    const read = JSON.parse(JSON.stringify(proposal)) as typeof proposal;
    const { result } = apply(this.state, read, { index: this.state.appliedIndex + 1 });
    if (!result.ok) throw new Error(`${result.refusal.code}: ${result.refusal.detail}`);
  }

  #addNetwork(): void {
    const n = Math.floor(this.#endpoints / PER_NETWORK);
    this.apply({
      kind: 'network.create',
      id: this.mint('network'),
      name: `n${n}`,
      subnets: [{ id: this.mint('subnet'), cidr: `10.${n}.0.0/16` }],
      defaultSubnetId: this.mint('subnet'),
    });
  }

  mint(kind: MintedKind): string {
    const random = Uint8Array.from({ length: 10 }, () => Math.floor(Math.random() * 256));
    return mintId(kind, this.#timeMs, random);
  }
}
