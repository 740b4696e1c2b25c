/** An agent without a kernel: speaks the agent stream over mTLS, keeps the sets it is sent, acknowledges what it is told to. */
import { Client, credentials, type ClientDuplexStream } from '@grpc/grpc-js';
import type { Credentials } from '../../identity/data-dir.js';
import { managerFault } from '../../identity/https.js';
import type { DesiredEntry } from '../../model/desired.js';
import { digestOf } from '../../model/digest.js';
import type { AgentMessage, Failure, Have, ManagerMessage } from '../../proto/agent-messages.js';
import { AGENT_SERVICE } from '../../proto/services.js';

type Stream = ClientDuplexStream<AgentMessage, ManagerMessage>;
export type Kind = ManagerMessage['kind'];
export type Of<K extends Kind> = Extract<ManagerMessage, { kind: K }>;

export interface HeldSet {
  epoch: number;
  revision: number;
  entries: Map<string, DesiredEntry>;
}

export interface AgentBehaviour {
  /** Acknowledge every set as soon as it is held. Default true. */
  readonly acks?: boolean;
  /** What it was started with. Default: says nothing of it. */
  readonly vtep?: string;
  /** What it says that it can do. Default: nothing. */
  readonly capabilities?: readonly string[];
  /** What an acknowledgement lists as failed. */
  readonly failed?: (networkId: string) => readonly Failure[];
}

export class TestAgent {
  readonly received: ManagerMessage[] = [];
  readonly sets: Map<string, HeldSet>;
  readonly #behaviour: AgentBehaviour;
  readonly #client: Client;
  readonly #stream: Stream;
  #wake: () => void = () => undefined;
  #partial: DesiredEntry[] = [];
  #ended = false;

  constructor(
    target: string,
    own: Credentials,
    sets = new Map<string, HeldSet>(),
    behaviour: AgentBehaviour = {},
  ) {
    this.sets = sets;
    this.#behaviour = behaviour;
    const tls = credentials.createSsl(
      Buffer.from(own.ca),
      Buffer.from(own.key),
      Buffer.from(own.certificate),
      { checkServerIdentity: (_host, peer) => managerFault(peer) },
    );
    this.#client = new Client(target, tls, { 'grpc.ssl_target_name_override': 'localhost' });
    const { path, requestSerialize, responseDeserialize } = AGENT_SERVICE.session;
    this.#stream = this.#client.makeBidiStreamRequest<AgentMessage, ManagerMessage>(
      path,
      requestSerialize,
      responseDeserialize,
    );
    this.#stream.on('data', (message: ManagerMessage) => this.#take(message));
    this.#stream.on('error', () => undefined);
    this.#stream.on('status', () => {
      this.#ended = true;
      this.#wake();
    });
    const have = this.have();
    const { vtep = '', capabilities = [] } = behaviour;
    this.say({ kind: 'hello', bootId: 'boot', version: 'test', capabilities, have, vtep });
  }

  have(): Have[] {
    return [...this.sets].map(([networkId, { epoch, revision, entries }]) => {
      return { networkId, epoch, revision, digest: digestOf(entries.values()) };
    });
  }

  say(message: AgentMessage): void {
    this.#stream.write(message);
  }

  /** Sends an acknowledgement for what is held. */
  ack(networkId: string, failed: readonly Failure[] = []): void {
    const set = this.sets.get(networkId);
    if (!set) throw new Error(`nothing is held of ${networkId}`);
    const { epoch, revision, entries } = set;
    const digest = digestOf(entries.values());
    this.say({ kind: 'ack', networkId, epoch, revision, digest, failed, gone: false });
  }

  /** The first message of the kind, from `start` on, that fits; waits for it. */
  async next<K extends Kind>(
    kind: K,
    fits: (message: Of<K>) => boolean = () => true,
    start = 0,
  ): Promise<Of<K>> {
    return this.#until(`${kind} to arrive`, () =>
      this.received
        .slice(start)
        .find((message): message is Of<K> => message.kind === kind && fits(message as Of<K>)),
    );
  }

  /** Until the agent holds the network's set at the revision. */
  async holds(networkId: string, revision: number): Promise<HeldSet> {
    return this.#until(`${networkId} to reach ${revision}`, () => {
      const set = this.sets.get(networkId);
      return set && set.revision >= revision ? set : undefined;
    });
  }

  async ended(): Promise<void> {
    await this.#until('the stream to end', () => this.#ended || undefined);
  }

  /** Reads nothing any more, as a stopped process. */
  pause(): void {
    this.#stream.pause();
  }

  resume(): void {
    this.#stream.resume();
  }

  close(): void {
    this.#stream.cancel();
    this.#client.close();
  }

  #take(message: ManagerMessage): void {
    this.received.push(message);
    if (message.kind === 'image') this.#takeImage(message);
    if (message.kind === 'delta') this.#takeDelta(message);
    if (message.kind === 'gone') {
      const { networkId, epoch, revision } = message;
      this.sets.delete(networkId);
      if (this.#acks) {
        const rest = { digest: '', failed: [], gone: true };
        this.say({ kind: 'ack', networkId, epoch, revision, ...rest });
      }
    }
    this.#wake();
  }

  #takeImage({ networkId, epoch, revision, chunk, last, entries, digest }: Of<'image'>): void {
    if (chunk === 0) this.#partial = [];
    this.#partial.push(...entries);
    if (!last) return;
    const held = new Map(this.#partial.map((entry) => [`${entry.kind}/${entry.id}`, entry]));
    if (digestOf(held.values()) !== digest) throw new Error('the digest of the image is wrong');
    this.sets.set(networkId, { epoch, revision, entries: held });
    this.#confirm(networkId);
  }

  #takeDelta({ networkId, from, to, upserts, removals, digest }: Of<'delta'>): void {
    const set = this.sets.get(networkId);
    if (set?.revision !== from) throw new Error(`a delta from ${from}, not ${set?.revision ?? 0}`);
    for (const entry of upserts) set.entries.set(`${entry.kind}/${entry.id}`, entry);
    for (const key of removals) set.entries.delete(key);
    set.revision = to;
    if (digestOf(set.entries.values()) !== digest) throw new Error('the digest is wrong');
    this.#confirm(networkId);
  }

  get #acks(): boolean {
    return this.#behaviour.acks ?? true;
  }

  #confirm(networkId: string): void {
    if (this.#acks) this.ack(networkId, this.#behaviour.failed?.(networkId) ?? []);
  }

  async #until<T>(what: string, find: () => T | undefined): Promise<T> {
    const deadline = performance.now() + 30_000;
    for (;;) {
      const found = find();
      if (found !== undefined) return found;
      if (this.#ended || performance.now() > deadline) {
        throw new Error(
          `waited in vain for ${what}; got ${this.received.map((m) => m.kind).join()}`,
        );
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 1000);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }
}
