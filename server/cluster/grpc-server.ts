/** The gRPC port of a manager: mTLS, the table of roles, and the handlers of raft, peers, agents and NodeApi. */
import {
  Server,
  type handleBidiStreamingCall,
  type handleUnaryCall,
  type ServerCredentials,
} from '@grpc/grpc-js';
import { OvnetError } from '../../model/errors.js';
import type { AttachRequest, DetachRequest, ReserveRequest } from '../../proto/node-api-codec.js';
import type { ControlRequest, PeerAcks, QueryRequest } from '../../proto/peer-codec.js';
import { AGENT_BYTES, NODE_API_SERVICE, PEER_SERVICE } from '../../proto/services.js';
import type { GrpcTransport } from '../../raft/transport/grpc-transport.js';
import { MAX_MESSAGE_BYTES, raftServiceDefinition } from '../../raft/transport/raft-service.js';
import type { AgentService } from '../dispatch/agent-service.js';
import type { NodeApi } from '../dispatch/node-api.js';
import type { PeerBoard } from '../dispatch/peer-board.js';
import type { LeaderSubmitter } from '../propose/leader-submitter.js';
import { AckStreams } from './ack-streams.js';
import { serveForwards, type ForwardCall } from './forward-stream.js';
import type { LeaderControl } from './leader-control.js';
import { answerForward } from './leader-link.js';
import type { ManagerDirectory } from './manager-directory.js';
import type { RoutedQueries } from './worker-queries.js';
import { rpcError, type Caller, type RpcGuard } from './rpc-guard.js';

export interface GrpcServerDeps {
  readonly guard: RpcGuard;
  readonly transport: GrpcTransport;
  readonly submitter: LeaderSubmitter;
  readonly board: Pick<PeerBoard, 'told' | 'lost'>;
  readonly agents: AgentService;
  readonly nodeApi: NodeApi;
  readonly control: LeaderControl;
  readonly workers: Pick<RoutedQueries, 'answer'>;
  readonly directory: Pick<ManagerDirectory, 'said'>;
}

const OPTIONS = {
  'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
  // Agents and managers beat on their streams, which notices silence sooner: this is for connections without a stream.
  'grpc.keepalive_time_ms': 30_000,
  'grpc.keepalive_timeout_ms': 5000,
  'grpc.http2.min_ping_interval_without_data_ms': 1000,
};

export class GrpcServer {
  readonly #deps: GrpcServerDeps;
  readonly #server = new Server(OPTIONS);
  readonly #ackStreams: AckStreams;

  constructor(deps: GrpcServerDeps) {
    this.#deps = deps;
    const { board, directory } = deps;
    this.#ackStreams = new AckStreams({ board, directory, now: () => performance.now() });
    const { transport, agents, nodeApi, submitter, guard, control, workers } = deps;
    this.#server.addService(raftServiceDefinition, transport.handlers);
    const session: handleBidiStreamingCall<Buffer, Buffer> = (call) => {
      const refuse = (error: unknown): void => {
        call.emit('error', rpcError(error));
      };
      try {
        agents.serve(call, guard.check(call), refuse);
      } catch (error) {
        refuse(error);
      }
    };
    this.#server.addService(AGENT_BYTES, { session });
    this.#server.addService(PEER_SERVICE, {
      forward: this.#forward(submitter),
      control: this.#unary((_nodeId, request: ControlRequest) => control.answer(request)),
      query: this.#unary((_nodeId, request: QueryRequest) => workers.answer(request)),
      acks: this.#acks(),
    });
    this.#server.addService(NODE_API_SERVICE, {
      attach: this.#unary((nodeId, request: AttachRequest) => nodeApi.attach(nodeId, request)),
      detach: this.#unary((nodeId, request: DetachRequest) => nodeApi.detach(nodeId, request)),
      reserve: this.#unary((nodeId, request: ReserveRequest) => nodeApi.reserve(nodeId, request)),
    });
  }

  /** Resolves with the port. Throws `port-in-use`. */
  listen(address: string, credentials: ServerCredentials): Promise<number> {
    this.#ackStreams.start();
    return new Promise((resolve, reject) => {
      this.#server.bindAsync(address, credentials, (error, port) => {
        if (!error) resolve(port);
        else reject(new OvnetError('port-in-use', `cannot listen on ${address}: ${error.message}`));
      });
    });
  }

  /** Ends streams that do not end by themselves within the time. */
  async stop(graceMs = 300): Promise<void> {
    this.#ackStreams.stop();
    await new Promise<void>((resolve) => {
      const force = setTimeout(() => {
        this.#server.forceShutdown();
        resolve();
      }, graceMs);
      this.#server.tryShutdown(() => {
        clearTimeout(force);
        resolve();
      });
    });
  }

  /** A manager was removed: what it had open here ends, and says so. */
  expel(nodeId: string): void {
    const error = new OvnetError('node-removed', `node ${nodeId} was removed`);
    this.#ackStreams.expel(nodeId, rpcError(error));
  }

  #unary<Q, A>(answer: (nodeId: string, request: Q) => Promise<A>): handleUnaryCall<Q, A> {
    return (call, callback) => {
      const run = async (): Promise<A> => answer(this.#deps.guard.check(call), call.request);
      run().then(
        (response) => callback(null, response),
        (error: unknown) => callback(rpcError(error)),
      );
    };
  }

  #forward(submitter: LeaderSubmitter): (call: ForwardCall) => void {
    const { guard } = this.#deps;
    return (call) => {
      try {
        const nodeId = guard.check(call);
        serveForwards(call, {
          admit: () => guard.requireMember(nodeId),
          answer: (request) => answerForward(submitter, request),
          toError: rpcError,
        });
      } catch (error) {
        call.emit('error', rpcError(error));
      }
    };
  }

  #acks(): handleBidiStreamingCall<PeerAcks, Buffer> {
    const { guard } = this.#deps;
    return (call) => {
      try {
        this.#ackStreams.serve(call, guard.check(call satisfies Caller));
      } catch (error) {
        call.emit('error', rpcError(error));
      }
    };
  }
}
