/** A manager without its HTTP side: consensus, dispatch and the gRPC port, wired, started and stopped in order. */
import { performance } from 'node:perf_hooks';
import type { Logger } from '../../observe/logger.js';
import type { Metrics } from '../../observe/metrics.js';
import type { RaftNode } from '../../raft/node/raft-node.js';
import { WatchFeed } from '../feed/watch-feed.js';
import type { Proposer } from '../propose/port.js';
import type { State } from '../state/state.js';
import { AckLinks } from './ack-links.js';
import { startConsensus, type ConsensusDeps, type ConsensusOptions } from './consensus.js';
import { Dispatch } from './dispatch-parts.js';
import { GrpcServer } from './grpc-server.js';
import { Membership } from './membership.js';
import { raftMetrics } from './metrics.js';
import { serverCredentials } from './peer-credentials.js';

export interface ManagerCoreDeps extends ConsensusDeps {
  readonly metrics: Metrics;
  readonly logger: Logger;
}

export interface ManagerCoreOptions extends ConsensusOptions {
  /** `host:port`; port 0 = any. */
  readonly grpcAddress: string;
}

export class ManagerCore {
  readonly state: State;
  readonly watch: WatchFeed;
  readonly raft: RaftNode;
  readonly proposer: Proposer;
  readonly dispatch: Dispatch;
  readonly grpcPort: number;
  readonly #parts: Parts;
  #stopped = false;

  private constructor(parts: Parts) {
    this.#parts = parts;
    this.state = parts.state;
    this.watch = parts.watch;
    this.raft = parts.raft;
    this.proposer = parts.proposer;
    this.dispatch = parts.dispatch;
    this.grpcPort = parts.grpcPort;
  }

  /** Throws `port-in-use`, `state-corrupt`, `log-corrupt`. Owns log and store from then on. */
  static async start(deps: ManagerCoreDeps, options: ManagerCoreOptions): Promise<ManagerCore> {
    const parts = build(deps, options);
    const { credentials } = options.identity;
    try {
      const grpcPort = await parts.server.listen(
        options.grpcAddress,
        serverCredentials(credentials),
      );
      return new ManagerCore({ ...parts, grpcPort });
    } catch (error) {
      await new ManagerCore({ ...parts, grpcPort: 0 }).stop();
      throw error;
    }
  }

  /** True once entries up to the index are applied here; false when that takes longer. */
  caughtUp(index: number, timeoutMs: number): Promise<boolean> {
    return this.#parts.applied.wait(index, timeoutMs);
  }

  get stopped(): boolean {
    return this.#stopped;
  }

  /** Hands leadership over first, so that writes go on without an election timeout. */
  async stop(handOverMs = 2000): Promise<void> {
    const { membership, ackLinks, server, clients, applied, raft, snapshots, store } = this.#parts;
    this.#stopped = true;
    membership.stop();
    if (raft.status().role === 'leader' && raft.status().configuration.voters.length > 1) {
      // Without a successor in time the others elect one.
      const late = new Promise((resolve) => setTimeout(resolve, handOverMs).unref());
      await Promise.race([raft.transferLeadership().catch(() => undefined), late]);
    }
    this.dispatch.stop();
    ackLinks.stop();
    await server.stop();
    await raft.stop();
    applied.stop();
    clients.close();
    await snapshots.close();
    await store.close();
  }
}

type Parts = ReturnType<typeof build> & { readonly grpcPort: number };

function build(deps: ManagerCoreDeps, options: ManagerCoreOptions) {
  const { metrics, logger, store, snapshots } = deps;
  const consensus = startConsensus(deps, options);
  const { state, raft, proposer, submitter, transport, directory, clients, guard } = consensus;
  const watch = new WatchFeed({ from: state.revision });
  const dispatch = new Dispatch(
    {
      view: state,
      raft,
      proposer,
      metrics,
      log: logger.child({ component: 'dispatch' }),
      now: () => performance.now(),
    },
    { managerId: options.identity.node.nodeId },
  );
  consensus.onApplied((entry) => {
    watch.publish(entry.events);
    dispatch.applied(entry);
  });
  consensus.onReplaced(() => {
    logger.info({ index: state.appliedIndex }, 'state received from the leader');
    watch.restart(state.revision);
    dispatch.replaced();
  });
  raftMetrics(metrics, raft, state);
  const { agents, nodeApi, board } = dispatch;
  const server = new GrpcServer({ guard, transport, submitter, board, agents, nodeApi });
  const ackLinks = new AckLinks({ directory, clients, board });
  const membership = new Membership(
    {
      view: state,
      raft,
      proposer,
      disconnect: (id) => transport.disconnect(id),
      log: logger.child({ component: 'membership' }),
    },
    { selfId: options.identity.node.nodeId },
  );
  dispatch.start();
  ackLinks.start();
  membership.start();
  return { ...consensus, watch, dispatch, server, ackLinks, membership, snapshots, store };
}
