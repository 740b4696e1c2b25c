/** A manager's API over an in-process state: writes are applied at once, in order; convergence is what the test says. */
import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { DEFAULT_DATA_PORT, DEFAULT_VNI_RANGE } from '../../model/defaults.js';
import { OvnetError } from '../../model/errors.js';
import { mintId } from '../../model/id.js';
import type { ApiRole, NodeRole } from '../../model/objects.js';
import { createLogger } from '../../observe/logger.js';
import { Metrics } from '../../observe/metrics.js';
import type { RaftStatus } from '../../raft/node/status.js';
import { buildApi } from '../../server/api/app.js';
import type { Entrance } from '../../server/api/caller.js';
import { ApiContext } from '../../server/api/context.js';
import type { ApiDeps } from '../../server/api/deps.js';
import { CertificateAuthority, createRoot } from '../../server/identity/certificate-authority.js';
import { SecretMint } from '../../server/identity/secret-mint.js';
import type { Proposer, ProposeRequest } from '../../server/propose/port.js';
import type { WorkerQuery } from '../../server/dispatch/query-port.js';
import { WatchFeed } from '../../server/feed/watch-feed.js';
import { apply } from '../../server/state/apply.js';
import type { Command, Proposal } from '../../server/state/command.js';
import type { ApplyResult } from '../../server/state/event.js';
import { FEATURE_LEVEL } from '../../server/state/feature-level.js';
import { State } from '../../server/state/state.js';
import { stateHash } from '../../server/state/state-hash.js';
import { LocalConvergence } from './local-convergence.js';

export const CLUSTER_ID = 'c-test';

export class LocalProposer implements Proposer {
  readonly state: State;
  index = 0;
  barriers = 0;
  nowMs: () => number;
  /** What the next barriers and proposals fail with. */
  failure: Error | undefined = undefined;
  onApplied: () => void = () => undefined;

  constructor(state: State, nowMs: () => number) {
    this.state = state;
    this.nowMs = nowMs;
  }

  propose(request: ProposeRequest): Promise<ApplyResult> {
    if (this.failure) return Promise.reject(this.failure);
    // As through a log: what arrives is a copy made of JSON.
    const text = JSON.stringify({ ...request, timeMs: this.nowMs() });
    const { result } = apply(this.state, JSON.parse(text) as Proposal, { index: ++this.index });
    this.onApplied();
    return Promise.resolve(result);
  }

  readBarrier(): Promise<void> {
    this.barriers += 1;
    return this.failure ? Promise.reject(this.failure) : Promise.resolve();
  }
}

export class LocalManager {
  readonly state = new State();
  readonly proposer: LocalProposer;
  readonly convergence: LocalConvergence;
  readonly watch: WatchFeed;
  readonly authority: CertificateAuthority;
  readonly secrets: SecretMint;
  readonly deps: ApiDeps;
  #context: ApiContext | undefined;
  #keys: Readonly<Record<ApiRole, string>> = { admin: '', operator: '', viewer: '' };
  nowMs = Date.now();
  /** Of ids that the API mints. */
  random: (bytes: number) => Uint8Array = randomBytes;
  /** What workers answer; by default none has a stream. */
  onQuery: (query: WorkerQuery) => unknown = ({ nodeId }) => {
    throw new OvnetError('worker-unreachable', `no manager has a stream of ${nodeId}`);
  };
  transferredTo: (number | undefined)[] = [];

  /** With one manager m1, workers w1 and w2 (ready) and a key of each role. */
  static async start(featureLevel = FEATURE_LEVEL): Promise<LocalManager> {
    const files = await createRoot(CLUSTER_ID, Date.now());
    const manager = LocalManager.over(await CertificateAuthority.open(files));
    manager.#populate(featureLevel);
    return manager;
  }

  /** With nothing in its state. */
  static over(authority: CertificateAuthority): LocalManager {
    return new LocalManager(authority);
  }

  private constructor(authority: CertificateAuthority) {
    this.authority = authority;
    this.secrets = new SecretMint(authority.key);
    this.proposer = new LocalProposer(this.state, () => this.nowMs);
    this.convergence = new LocalConvergence(this.state);
    this.watch = new WatchFeed({ view: this.state });
    this.proposer.onApplied = () => this.watch.publish();
    this.deps = this.#makeDeps();
  }

  #populate(featureLevel: number): void {
    const { authority } = this;
    this.apply({
      kind: 'cluster.init',
      id: CLUSTER_ID,
      name: 'lab',
      caBundle: authority.certificate,
      pools: [],
      vniRange: DEFAULT_VNI_RANGE,
      dataPort: DEFAULT_DATA_PORT,
      featureLevel,
    });
    this.#join('manager', 'm1');
    this.#keys = {
      admin: this.#key('admin'),
      operator: this.#key('operator'),
      viewer: this.#key('viewer'),
    };
    const { hash } = this.secrets.tokenSecret('tok-start');
    this.apply({
      kind: 'token.create',
      id: 'tok-start',
      role: 'worker',
      secretHash: hash,
      ttlMs: 1,
    });
    for (const name of ['w1', 'w2']) this.#join('worker', name, hash);
    this.apply({ kind: 'token.delete', token: 'tok-start' });
  }

  /** API keys of each role. */
  get keys(): Readonly<Record<ApiRole, string>> {
    return this.#keys;
  }

  app(entrance: Entrance = 'https'): FastifyInstance {
    this.#context ??= new ApiContext(this.deps);
    return buildApi(this.#context, entrance);
  }

  /** As that of another manager with the same state. */
  freshApp(): FastifyInstance {
    return buildApi(new ApiContext({ ...this.deps, metrics: new Metrics() }), 'https');
  }

  /** Throws when refused. */
  apply(command: Command): Extract<ApplyResult, { ok: true }> {
    const proposal = { command, actor: 'system', timeMs: this.nowMs };
    const { result } = apply(this.state, proposal, { index: ++this.proposer.index });
    this.watch.publish();
    if (!result.ok) throw new Error(`${result.refusal.code}: ${result.refusal.detail}`);
    return result;
  }

  /** Changes exactly when an object does. */
  hash(): string {
    return `${this.state.revision} ${stateHash(this.state)}`;
  }

  #makeDeps(): ApiDeps {
    return {
      view: this.state,
      proposer: this.proposer,
      convergence: this.convergence,
      // Errors of the function become rejections.
      workers: { ask: (query) => Promise.resolve(query).then((asked) => this.onQuery(asked)) },
      watch: this.watch,
      raft: {
        group: CLUSTER_ID,
        status: () => RAFT_STATUS,
        own: () => ({ status: RAFT_STATUS, lastContactMs: {} }),
        leading: () => Promise.resolve({ status: RAFT_STATUS, lastContactMs: {} }),
        transfer: (to) => {
          this.transferredTo.push(to);
          return Promise.resolve();
        },
      },
      health: () => ({ ready: true }),
      readiness: () => ({ ready: true }),
      backup: () =>
        Promise.resolve({
          head: { clusterId: CLUSTER_ID, revision: this.state.revision },
          bytes: Readable.from([Buffer.from('a backup')]),
          abandoned: new AbortController().signal,
          close: () => Promise.resolve(),
        }),
      authority: this.authority,
      secrets: this.secrets,
      metrics: new Metrics(),
      log: createLogger({
        component: 'api',
        level: 'error',
        format: 'text',
        destination: { write: (line) => process.stderr.write(line) },
      }),
      nowMs: () => this.nowMs,
      random: (bytes) => this.random(bytes),
      version: '0.0.0-test',
    };
  }

  #join(role: NodeRole, name: string, tokenHash?: string): void {
    const id = mintId('node', this.nowMs, randomBytes(10));
    const place = role === 'manager' ? MANAGER_PLACE : { vtep: `192.0.2.1${name.slice(1)}` };
    const token = tokenHash === undefined ? {} : { tokenHash };
    this.apply({ kind: 'node.join', id, role, name, keyDigest: `key-${name}`, ...place, ...token });
    this.apply({ kind: 'node.status', changes: [{ node: id, status: 'ready' }] });
  }

  #key(role: ApiRole): string {
    const id = mintId('key', this.nowMs, randomBytes(10));
    const { secret, hash } = this.secrets.apiKey(id);
    this.apply({ kind: 'key.create', id, name: role, role, secretHash: hash });
    return secret;
  }
}

const MANAGER_PLACE = {
  address: '192.0.2.1',
  apiPort: 7070,
  grpcPort: 7071,
  raftId: 1,
  featureLevel: FEATURE_LEVEL,
};

const RAFT_STATUS: RaftStatus = {
  id: 1,
  role: 'leader',
  term: 3,
  vote: 1,
  leader: 1,
  commit: 20,
  applied: 20,
  firstIndex: 1,
  lastIndex: 20,
  configuration: {
    voters: [1],
    learners: [],
    votersOutgoing: [],
    learnersNext: [],
    autoLeave: false,
  },
  progress: [],
  diskFull: false,
  dropped: 0,
};
