/** NodeApi on the agent's gRPC socket: bytes passed on to the manager that serves us, with the node's certificate. */
import {
  Metadata,
  Server,
  ServerCredentials,
  status,
  type Client,
  type handleUnaryCall,
} from '@grpc/grpc-js';
import { prepareSocket, restrictSocket } from '../../identity/local-socket.js';
import { CODE_METADATA, NODE_API_BYTES } from '../../proto/services.js';

/** Longer than any wait that a request may ask for. */
const TIMEOUT_MS = 70_000;

export interface NodeApiProxyDeps {
  /** Connection to the manager; undefined while there is none. */
  readonly client: () => Client | undefined;
}

export class NodeApiProxy {
  readonly #deps: NodeApiProxyDeps;
  readonly #path: string;
  readonly #server = new Server();

  constructor(deps: NodeApiProxyDeps, options: { readonly path: string }) {
    this.#deps = deps;
    this.#path = options.path;
    const { attach, detach, reserve } = NODE_API_BYTES;
    this.#server.addService(NODE_API_BYTES, {
      attach: this.#passOn(attach.path),
      detach: this.#passOn(detach.path),
      reserve: this.#passOn(reserve.path),
    });
  }

  async start(): Promise<void> {
    await prepareSocket(this.#path);
    await new Promise<void>((resolve, reject) => {
      this.#server.bindAsync(`unix:${this.#path}`, ServerCredentials.createInsecure(), (error) => {
        if (error) reject(error);
        else resolve();
      });
    });
    await restrictSocket(this.#path);
  }

  stop(): void {
    this.#server.forceShutdown();
  }

  #passOn(path: string): handleUnaryCall<Buffer, Buffer> {
    return (call, callback) => {
      const client = this.#deps.client();
      if (!client) {
        const metadata = new Metadata();
        metadata.set(CODE_METADATA, 'unreachable');
        const details = 'the agent is connected to no manager';
        return callback({ code: status.UNAVAILABLE, details, metadata });
      }
      const onward = client.makeUnaryRequest(
        path,
        (bytes: Buffer) => bytes,
        (bytes) => bytes,
        call.request,
        new Metadata(),
        { deadline: Date.now() + TIMEOUT_MS },
        callback,
      );
      call.on('cancelled', () => onward.cancel());
    };
  }
}
