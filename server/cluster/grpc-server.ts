/** The gRPC port of a manager: mTLS, the table of roles, and the handlers of raft, peers, agents and NodeApi. */
import {
  Metadata,
  Server,
  type handleBidiStreamingCall,
  type handleUnaryCall,
  type ServerDuplexStream,
  type ServerCredentials,
} from '@grpc/grpc-js';
import { OvnetError } from '../../model/errors.js';
import type { AttachRequest, DetachRequest, ReserveRequest } from '../../proto/node-api-codec.js';
import type { ControlRequest, PeerAcks } from '../../proto/peer-codec.js';
import {
  AGENT_BYTES,
  NODE_API_SERVICE,
  PEER_METADATA,
  PEER_SERVICE,
} from '../../proto/services.js';
import type { GrpcTransport } from '../../raft/transport/grpc-transport.js';
import { MAX_MESSAGE_BYTES, raftServiceDefinition } from '../../raft/transport/raft-service.js';
import type { AgentService } from '../dispatch/agent-service.js';
import type { NodeApi } from '../dispatch/node-api.js';
import type { PeerBoard } from '../dispatch/peer-board.js';
import type { LeaderSubmitter } from '../propose/leader-submitter.js';
import { serveForwards, type ForwardCall } from './forward-stream.js';
import type { LeaderControl } from './leader-control.js';
import { answerForward } from './leader-link.js';
import type { ManagerDirectory } from './manager-directory.js';
import { rpcError, type Caller, type RpcGuard } from './rpc-guard.js';

export interface GrpcServerDeps {
  readonly guard: RpcGuard;
  readonly transport: GrpcTransport;
  readonly submitter: LeaderSubmitter;
  readonly board: Pick<PeerBoard, 'told' | 'lost'>;
  readonly agents: AgentService;
  readonly nodeApi: NodeApi;
  readonly control: LeaderControl;
  readonly directory: Pick<ManagerDirectory, 'said'>;
}

const OPTIONS = {
  'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
  'grpc.keepalive_time_ms': 5000,
  'grpc.keepalive_timeout_ms': 5000,
  'grpc.http2.min_ping_interval_without_data_ms': 1000,
};

type AckCall = ServerDuplexStream<PeerAcks, Buffer>;

export class GrpcServer {
  readonly #deps: GrpcServerDeps;
  readonly #server = new Server(OPTIONS);
  readonly #ackStreams = new Map<string, AckCall>();

  constructor(deps: GrpcServerDeps) {
    this.#deps = deps;
    const { transport, agents, nodeApi, submitter, guard, control } = deps;
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
    return new Promise((resolve, reject) => {
      this.#server.bindAsync(address, credentials, (error, port) => {
        if (!error) resolve(port);
        else reject(new OvnetError('port-in-use', `cannot listen on ${address}: ${error.message}`));
      });
    });
  }

  /** Ends streams that do not end by themselves within the time. */
  async stop(graceMs = 300): Promise<void> {
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
    const stream = this.#ackStreams.get(nodeId);
    stream?.emit('error', rpcError(new OvnetError('node-removed', `node ${nodeId} was removed`)));
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

  /** Another manager's acks; its newest stream is the one that counts. */
  #acks(): handleBidiStreamingCall<PeerAcks, Buffer> {
    const { guard, board, directory } = this.#deps;
    return (call) => {
      let nodeId: string;
      try {
        nodeId = guard.check(call satisfies Caller);
        const place = call.metadata.get(PEER_METADATA.place)[0];
        if (place !== undefined) directory.said(nodeId, String(place));
        // Tells the other end that it is welcome.
        call.sendMetadata(new Metadata());
      } catch (error) {
        call.emit('error', rpcError(error));
        return;
      }
      this.#ackStreams.set(nodeId, call);
      const closed = (): void => {
        if (this.#ackStreams.get(nodeId) !== call) return;
        this.#ackStreams.delete(nodeId);
        board.lost(nodeId);
      };
      call.on('data', (message: PeerAcks) => {
        if (this.#ackStreams.get(nodeId) === call) board.told(nodeId, message);
      });
      call.on('end', () => {
        call.end();
        closed();
      });
      call.on('error', closed);
      call.on('cancelled', closed);
    };
  }
}
