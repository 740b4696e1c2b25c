/** A manager's gRPC port for tests of the agent: real mTLS, the test says every word. */
import {
  Server,
  ServerCredentials,
  type handleUnaryCall,
  type ServerDuplexStream,
} from '@grpc/grpc-js';
import type { AgentMessage, ManagerAddress, ManagerMessage } from '../../proto/agent-messages.js';
import { encodeManagerMessage } from '../../proto/manager-codec.js';
import { AGENT_SERVICE, NODE_API_BYTES } from '../../proto/services.js';
import type { TestCa } from './test-ca.js';

type Call = ServerDuplexStream<AgentMessage, Buffer>;
type Heard<K extends AgentMessage['kind']> = AgentMessage & { kind: K };

/** One stream of an agent: what it said, and a way to wait for more. */
export class FakeSession {
  readonly heard: AgentMessage[] = [];
  ended = false;
  readonly #call: Call;
  readonly #waiting = new Set<() => void>();

  constructor(call: Call) {
    this.#call = call;
    call.on('data', (message: AgentMessage) => {
      this.heard.push(message);
      this.#wake();
    });
    for (const event of ['end', 'cancelled', 'error']) {
      call.on(event, () => {
        this.ended = true;
        this.#wake();
      });
    }
  }

  say(...messages: ManagerMessage[]): void {
    for (const message of messages) this.#call.write(encodeManagerMessage(message));
  }

  end(): void {
    this.#call.end();
  }

  /** The first message of the kind that fits, said already or in time. */
  async hear<K extends AgentMessage['kind']>(
    kind: K,
    fits: (message: Heard<K>) => boolean = () => true,
  ): Promise<Heard<K>> {
    const find = () =>
      this.heard.find((m): m is Heard<K> => m.kind === kind && fits(m as Heard<K>));
    await this.#until(() => find() !== undefined, `the agent to say ${kind}`);
    return find()!;
  }

  async over(): Promise<void> {
    await this.#until(() => this.ended, 'the end of the stream');
  }

  async #until(condition: () => boolean, what: string): Promise<void> {
    const deadline = AbortSignal.timeout(15_000);
    while (!condition()) {
      await new Promise<void>((resolve, reject) => {
        this.#waiting.add(resolve);
        deadline.onabort = () => reject(new Error(`waited in vain for ${what}`));
      });
    }
  }

  #wake(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}

export class FakeManager {
  readonly address: ManagerAddress;
  readonly #server: Server;
  readonly #arrived: FakeSession[] = [];
  readonly #awaited: ((session: FakeSession) => void)[] = [];

  private constructor(server: Server, address: ManagerAddress) {
    this.#server = server;
    this.address = address;
  }

  static async start(ca: TestCa, nodeId = 'node-m1', clusterId = 'clu-1'): Promise<FakeManager> {
    const own = await ca.issue({ clusterId, role: 'manager', nodeId });
    const server = new Server();
    const box: { manager?: FakeManager } = {};
    const echo: handleUnaryCall<Buffer, Buffer> = (call, callback) => callback(null, call.request);
    server.addService(AGENT_SERVICE, {
      session: (call: Call) => box.manager?.accept(new FakeSession(call)),
    });
    server.addService(NODE_API_BYTES, { attach: echo, detach: echo, reserve: echo });
    const pair = { private_key: Buffer.from(own.key), cert_chain: Buffer.from(own.certificate) };
    const tls = ServerCredentials.createSsl(Buffer.from(ca.root), [pair], true);
    const grpcPort = await new Promise<number>((resolve, reject) => {
      server.bindAsync('127.0.0.1:0', tls, (error, port) =>
        error ? reject(error) : resolve(port),
      );
    });
    box.manager = new FakeManager(server, { nodeId, address: '127.0.0.1', grpcPort, apiPort: 1 });
    return box.manager;
  }

  accept(session: FakeSession): void {
    const waiter = this.#awaited.shift();
    if (waiter) waiter(session);
    else this.#arrived.push(session);
  }

  /** The next stream that an agent opens, or has opened and nobody took. */
  async session(): Promise<FakeSession> {
    return this.#arrived.shift() ?? new Promise((resolve) => this.#awaited.push(resolve));
  }

  welcome(managers: readonly ManagerAddress[] = [this.address], epoch = 1): ManagerMessage {
    return {
      kind: 'welcome',
      clusterId: 'clu-1',
      clusterName: 'test',
      nodeId: 'node-w1',
      nodeName: 'w1',
      epoch,
      managers,
      managerId: this.address.nodeId,
    };
  }

  stop(): void {
    this.#server.forceShutdown();
  }
}
