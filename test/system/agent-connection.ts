/** A worker's stream to one manager: real bytes both ways, the manager's end as gRPC shows it, the agent's as `Dial` does. */
import type {
  AgentMessage,
  ManagerMessage,
  SingleManagerMessage,
} from '../../proto/agent-messages.js';
import { encodeAgentMessage } from '../../proto/agent-codec.js';
import { decodeManagerMessage } from '../../proto/manager-codec.js';
import type { AgentStream, StreamEnd, StreamHandlers } from '../../agent/sync/dial.js';
import type { SessionCall } from '../../server/dispatch/agent-stream.js';
import { Pipe, type Network, type PipeEnds } from './network.js';

/** Frames that wait for the reader before `write` asks for a pause. */
const HIGH_WATER = 4;
/** gRPC status UNAVAILABLE. */
const UNAVAILABLE = 14;

const NOTHING = Buffer.alloc(0);

type Listeners = Record<string, ((bytes: Buffer) => void)[]>;

function messagesIn(message: ManagerMessage): readonly SingleManagerMessage[] {
  return message.kind === 'batch' ? message.messages : [message];
}

class ServerEnd implements SessionCall {
  readonly pipe: Pipe<Buffer | 'end'>;
  /** The manager has taken the worker in; undefined until it has said anything. */
  isWelcome: boolean | undefined;
  readonly #listeners: Listeners = {};
  readonly #isLive: () => boolean;

  constructor(pipe: Pipe<Buffer | 'end'>, isLive: () => boolean) {
    this.pipe = pipe;
    this.#isLive = isLive;
    pipe.onEmpty = () => this.emit('drain');
  }

  on(event: string, listener: (bytes: Buffer) => void): unknown {
    (this.#listeners[event] ??= []).push(listener);
    return this;
  }

  emit(event: string, bytes: Buffer = NOTHING): void {
    for (const listener of this.#listeners[event] ?? []) listener(bytes);
  }

  write(frame: Buffer): boolean {
    this.isWelcome ??= messagesIn(decodeManagerMessage(frame))[0]?.kind === 'welcome';
    if (this.#isLive()) this.pipe.push(Buffer.from(frame));
    return this.pipe.length < HIGH_WATER;
  }

  end(): void {
    this.pipe.push('end');
  }
}

export interface ConnectionDeps {
  readonly network: Network;
  readonly handlers: StreamHandlers;
  /** Begins the call at the manager. */
  readonly serve: (call: SessionCall) => void;
  /** How long the agent takes to read one frame. */
  readonly readMs: () => number;
  /** A session ends at one of its ends. */
  readonly sessionEnds: () => void;
  /** What the agent is told, as it is told. */
  readonly onMessage?: (message: SingleManagerMessage) => void;
}

/** `from` is the worker, `to` the manager. */
export class AgentConnection implements AgentStream {
  readonly client = undefined;
  readonly #deps: ConnectionDeps;
  readonly #server: ServerEnd;
  readonly #up: Pipe<Buffer | 'cancel'>;
  readonly #down: Pipe<Buffer | 'end'>;
  readonly #forget: () => void;
  #isClientOpen = true;
  #isServerOpen = true;

  constructor(deps: ConnectionDeps, ends: PipeEnds) {
    this.#deps = deps;
    const { network } = deps;
    const { from, to } = ends;
    this.#down = new Pipe(network, { from: to, to: from }, (item) => this.#atClient(item));
    this.#down.readMs = deps.readMs;
    this.#up = new Pipe(network, ends, (item) => this.#atServer(item));
    this.#server = new ServerEnd(this.#down, () => this.#isServerOpen);
    this.#forget = network.onCut(from, to, () => this.break());
    deps.serve(this.#server);
  }

  /** The manager serves the worker, and neither end has noticed otherwise. */
  get isSession(): boolean {
    return this.#isClientOpen && this.#isServerOpen && this.#server.isWelcome === true;
  }

  send(message: AgentMessage): void {
    if (this.#isClientOpen) this.#up.push(encodeAgentMessage(message));
  }

  /** The agent is done with it; the manager learns when the word arrives. */
  close(): void {
    if (!this.#isClientOpen) return;
    this.#closeClient();
    this.#down.close();
    this.#up.push('cancel');
  }

  /** Both ends notice, each in its time. */
  break(): void {
    this.#forget();
    const { chance } = this.#deps.network;
    this.#up.close();
    this.#down.close();
    setTimeout(() => this.#endServer(), chance.integer(0, 50));
    setTimeout(() => this.#endClient({ status: UNAVAILABLE, detail: 'broken' }), 1);
  }

  /** The worker's process died: nothing of it hears or speaks any more. */
  abandon(): void {
    this.#closeClient();
    this.break();
  }

  #atServer(item: Buffer | 'cancel'): void {
    if (!this.#isServerOpen) return;
    if (item === 'cancel') this.#endServer();
    else this.#server.emit('data', item);
  }

  #atClient(item: Buffer | 'end'): void {
    if (!this.#isClientOpen) return;
    if (item === 'end') return this.#endClient({ status: 0, detail: '' });
    const message = decodeManagerMessage(item);
    for (const one of messagesIn(message)) this.#deps.onMessage?.(one);
    this.#deps.handlers.message(message);
  }

  #endServer(): void {
    if (!this.#isServerOpen) return;
    if (this.isSession) this.#deps.sessionEnds();
    this.#isServerOpen = false;
    this.#forget();
    this.#server.emit('cancelled');
  }

  #closeClient(): void {
    if (this.isSession) this.#deps.sessionEnds();
    this.#isClientOpen = false;
  }

  #endClient(end: Omit<StreamEnd, 'code'>): void {
    if (!this.#isClientOpen) return;
    this.#closeClient();
    this.#up.push('cancel');
    this.#deps.handlers.ended({ ...end, code: undefined });
  }
}

/** Nobody listens there. */
export function refuseConnection(handlers: StreamHandlers, delayMs: number): AgentStream {
  let isOpen = true;
  setTimeout(() => {
    if (isOpen) handlers.ended({ status: UNAVAILABLE, detail: 'no connection', code: undefined });
  }, delayMs);
  return {
    client: undefined,
    send: () => undefined,
    close: () => {
      isOpen = false;
    },
  };
}
