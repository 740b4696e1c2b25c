/**
 * The least that a manager can take for an agent: a stream in the same process, without gRPC, TLS or a set of its own. Frames
 * are those of the product, read once for all agents; what they claim is acknowledged as applied.
 */
import type { AgentMessage, Have, ManagerMessage } from '../../proto/agent-messages.js';
import { encodeAgentMessage } from '../../proto/agent-codec.js';
import { decodeManagerMessage } from '../../proto/manager-codec.js';
import type { AgentService } from '../../server/dispatch/agent-service.js';
import type { SessionCall } from '../../server/dispatch/agent-stream.js';

type Listener = (bytes: Buffer) => void;
type Message<K extends ManagerMessage['kind']> = ManagerMessage & { kind: K };

const HEARTBEAT_MS = 4_000;
/** Agents that read before the event loop turns. */
const PER_TURN = 100;
/** Agents that connect together. */
const GROUP = 250;

/** All agents of the process: whose frames are waiting, and what frames say. */
export class InProcessAgents {
  readonly agents: InProcessAgent[] = [];
  readonly #read = new WeakMap<Buffer, ManagerMessage>();
  readonly #waiting = new Set<InProcessAgent>();
  readonly #timer: NodeJS.Timeout;
  #onSynced: (() => void) | undefined;
  #scheduled = false;

  constructor() {
    this.#timer = setInterval(() => {
      for (const agent of this.agents) agent.say({ kind: 'heartbeat' });
    }, HEARTBEAT_MS);
  }

  /** Group by group, so that nobody waits for so long that he is given up. Resolves when all are in sync. */
  async attach(service: AgentService, nodeIds: readonly string[]): Promise<void> {
    for (let from = 0; from < nodeIds.length; from += GROUP) {
      await this.#attach(service, nodeIds.slice(from, from + GROUP));
    }
  }

  #attach(service: AgentService, nodeIds: readonly string[]): Promise<void> {
    return new Promise((resolve, reject) => {
      let missing = nodeIds.length;
      this.#onSynced = () => {
        missing -= 1;
        if (missing === 0) resolve();
      };
      for (const nodeId of nodeIds) {
        const agent = new InProcessAgent(this, () => reject(new Error(`${nodeId} was given up`)));
        this.agents.push(agent);
        service.serve(agent, nodeId, reject);
        agent.say({ kind: 'hello', bootId: 'boot', version: 'simulated', ...NOTHING });
      }
    });
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  message(frame: Buffer): ManagerMessage {
    const known = this.#read.get(frame);
    if (known) return known;
    const message = decodeManagerMessage(frame);
    this.#read.set(frame, message);
    return message;
  }

  synced(): void {
    this.#onSynced?.();
  }

  wake(agent: InProcessAgent): void {
    this.#waiting.add(agent);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      let turn = 0;
      for (const agent of this.#waiting) {
        if (turn++ === PER_TURN) break;
        this.#waiting.delete(agent);
        agent.receive();
      }
      if (this.#waiting.size > 0) this.#schedule();
    });
  }
}

const NOTHING = { capabilities: [], have: [], vtep: '' };

export class InProcessAgent implements SessionCall {
  readonly #all: InProcessAgents;
  readonly #held = new Map<string, Have>();
  #frames: Buffer[] = [];
  #listener: Listener = () => undefined;
  readonly #givenUp: () => void;

  constructor(all: InProcessAgents, givenUp: () => void) {
    this.#all = all;
    this.#givenUp = givenUp;
  }

  on(event: string, listener: Listener): void {
    if (event === 'data') this.#listener = listener;
  }

  write(frame: Buffer): boolean {
    this.#frames.push(frame);
    this.#all.wake(this);
    return true;
  }

  end(): void {
    this.#frames = [];
    this.#givenUp();
  }

  say(message: AgentMessage): void {
    this.#listener(encodeAgentMessage(message));
  }

  receive(): void {
    const frames = this.#frames;
    this.#frames = [];
    const changed = new Set<string>();
    for (const frame of frames) this.#take(this.#all.message(frame), changed);
    for (const networkId of changed) this.#ack(networkId);
  }

  #take(message: ManagerMessage, changed: Set<string>): void {
    if (message.kind === 'image' && message.last) this.#hold(message, message.revision, changed);
    if (message.kind === 'delta') this.#delta(message, changed);
    if (message.kind !== 'synced') return;
    this.#all.synced();
    for (const networkId of this.#held.keys()) changed.add(networkId);
  }

  #delta(delta: Message<'delta'>, changed: Set<string>): void {
    const held = this.#held.get(delta.networkId)?.revision;
    if (held !== delta.from)
      throw new Error(`a delta from ${delta.from}, held is ${held ?? 'none'}`);
    this.#hold(delta, delta.to, changed);
  }

  #hold(
    { networkId, epoch, digest }: Pick<Have, 'networkId' | 'epoch' | 'digest'>,
    revision: number,
    changed: Set<string>,
  ): void {
    this.#held.set(networkId, { networkId, epoch, revision, digest });
    changed.add(networkId);
  }

  #ack(networkId: string): void {
    const held = this.#held.get(networkId);
    if (held) this.say({ kind: 'ack', ...held, failed: [], gone: false });
  }
}
