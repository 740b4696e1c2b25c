/**
 * One stream to one manager, from Hello to its end: hands what arrives to the reconciler, records what was accepted,
 * keeps heartbeats both ways. Whatever does not fit ends the session with the reason.
 */
import type { NetworkDelta } from '../../model/desired.js';
import type {
  Have,
  ManagerAddress,
  ManagerMessage,
  Report,
  TraceMark,
} from '../../proto/agent-messages.js';
import type { Cache } from '../cache/cache.js';
import type { AppliedNotice } from '../reconcile/notices.js';
import type { Reconciler } from '../reconcile/reconciler.js';
import type { Timers } from '../reconcile/timers.js';
import type { AgentStream, Dial, StreamEnd } from './dial.js';
import { ImageAssembler } from './image-assembler.js';

type Message<K extends ManagerMessage['kind']> = ManagerMessage & { kind: K };

/** `resync`: the set of that network does not fit, a complete one is needed. */
export type SessionEnd =
  | { readonly kind: 'lost'; readonly reason: string }
  | {
      readonly kind: 'elsewhere';
      readonly reason: string;
      readonly managers: readonly ManagerAddress[];
    }
  | { readonly kind: 'resync'; readonly networkId: string; readonly reason: string }
  | { readonly kind: 'removed' }
  | { readonly kind: 'stopped' };

export type SyncTarget = Pick<
  Reconciler,
  'setImage' | 'applyDelta' | 'removeNetwork' | 'synced' | 'held'
> & {
  /** The change that follows is traced. */
  readonly traced?: (mark: TraceMark) => void;
};

export interface SessionDeps {
  readonly dial: Dial;
  readonly target: SyncTarget;
  readonly cache: Pick<Cache, 'record' | 'recordImage'>;
  readonly timers: Timers;
  readonly report: () => Promise<Report>;
  /** JSON answer to a query, or a code of model/errors.ts. */
  readonly answer: (query: string) => { readonly json: unknown } | { readonly code: string };
  readonly events: SessionEvents;
}

export interface SessionEvents {
  welcome(message: Message<'welcome'>): void;
  synced(message: Message<'synced'>): void;
  /** Anything at all was heard. */
  heard(): void;
  olderRefused(): void;
  digestMismatch(): void;
  reportFailed(error: unknown): void;
}

export interface SessionOptions {
  readonly clusterId: string;
  readonly nodeId: string;
  readonly bootId: string;
  readonly version: string;
  readonly capabilities: readonly string[];
  /** Advertised. */
  readonly vtep: string;
  /** Networks to claim nothing of, so that a complete image comes. */
  readonly withoutHave: ReadonlySet<string>;
  readonly timing: SessionTiming;
}

export interface SessionTiming {
  /** A manager may take 3 s to catch up before it answers. */
  readonly welcomeMs: number;
  /** How often something is said when nothing happens; the manager answers each time. */
  readonly heartbeatMs: number;
  /** A manager that says nothing for so long is given up. */
  readonly silenceMs: number;
  readonly reportMs: number;
}

/** How often silence is looked for: costs nothing on the wire. */
const LOOK_MS = 500;

export class Session {
  readonly #deps: SessionDeps;
  readonly #options: SessionOptions;
  readonly #assembler = new ImageAssembler();
  /** Networks that the manager knows we hold, or has spoken of. */
  readonly #named = new Set<string>();
  readonly #cancels = new Set<() => void>();
  #stream: AgentStream | undefined;
  #resolve: ((end: SessionEnd) => void) | undefined;
  #welcomed = false;
  #heardAt = 0;
  #lastReport = '';
  #reporting = false;

  constructor(deps: SessionDeps, options: SessionOptions) {
    this.#deps = deps;
    this.#options = options;
  }

  /** Resolves with why the session ended; never rejects. */
  async run(manager: ManagerAddress): Promise<SessionEnd> {
    const { bootId, version, capabilities, vtep, withoutHave, timing } = this.#options;
    const ended = new Promise<SessionEnd>((resolve) => {
      this.#resolve = resolve;
    });
    const stream = this.#deps.dial(manager, {
      message: (message) => this.#receive(message),
      ended: (end) => this.#end(fromStream(end)),
    });
    this.#stream = stream;
    const have: Have[] = this.#deps.target.held().filter((h) => !withoutHave.has(h.networkId));
    for (const { networkId } of have) this.#named.add(networkId);
    stream.send({ kind: 'hello', bootId, version, capabilities, have, vtep });
    this.#after(timing.welcomeMs, () => {
      if (!this.#welcomed) this.#end({ kind: 'lost', reason: 'no welcome in time' });
    });
    return ended;
  }

  /** Undefined until welcomed. */
  get stream(): AgentStream | undefined {
    return this.#welcomed && this.#resolve ? this.#stream : undefined;
  }

  ack(notice: AppliedNotice): void {
    this.stream?.send({ kind: 'ack', ...notice });
  }

  stop(): void {
    this.#end({ kind: 'stopped' });
  }

  /** Sends a report unless nothing changed since the last one of this session. */
  async report(): Promise<void> {
    if (!this.stream || this.#reporting) return;
    this.#reporting = true;
    try {
      const report = await this.#deps.report();
      const text = JSON.stringify(report);
      if (text !== this.#lastReport) this.stream.send({ kind: 'report', ...report });
      this.#lastReport = text;
    } catch (error) {
      this.#deps.events.reportFailed(error);
    } finally {
      this.#reporting = false;
    }
  }

  #receive(message: ManagerMessage): void {
    if (!this.#resolve) return;
    this.#heardAt = this.#deps.timers.now();
    this.#deps.events.heard();
    if (message.kind === 'welcome') this.#onWelcome(message);
    else if (message.kind === 'removed') this.#end({ kind: 'removed' });
    else if (message.kind === 'elsewhere') this.#end(message);
    else if (this.#welcomed) this.#onContent(message);
    else this.#end({ kind: 'lost', reason: `${message.kind} before welcome` });
  }

  #onContent(message: ManagerMessage): void {
    if (message.kind === 'image') this.#onImage(message);
    else if (message.kind === 'delta') this.#onDelta(message);
    else if (message.kind === 'gone') this.#onGone(message);
    else if (message.kind === 'synced') this.#onSynced(message);
    else if (message.kind === 'query') this.#onQuery(message);
    else if (message.kind === 'trace') this.#deps.target.traced?.(message);
  }

  #onWelcome(message: Message<'welcome'>): void {
    const { clusterId, nodeId, timing } = this.#options;
    if (message.clusterId !== clusterId || message.nodeId !== nodeId) {
      const reason = `welcomed as ${message.nodeId} of cluster ${message.clusterId}`;
      return this.#end({ kind: 'lost', reason });
    }
    if (this.#deps.target.held().some(({ epoch }) => epoch > message.epoch)) {
      this.#deps.events.olderRefused();
      return this.#end({ kind: 'lost', reason: `manager of an older epoch ${message.epoch}` });
    }
    this.#deps.cache.record(message);
    this.#deps.events.welcome(message);
    if (this.#welcomed) return;
    this.#welcomed = true;
    this.#every(timing.heartbeatMs, () => this.stream?.send({ kind: 'heartbeat' }));
    this.#every(LOOK_MS, () => this.#look());
    this.#every(timing.reportMs, () => void this.report());
    void this.report();
  }

  #look(): void {
    const silentMs = this.#deps.timers.now() - this.#heardAt;
    if (silentMs <= this.#options.timing.silenceMs) return;
    this.#end({ kind: 'lost', reason: 'the manager is silent' });
  }

  #onImage(chunk: Message<'image'>): void {
    const { networkId } = chunk;
    this.#named.add(networkId);
    const held = this.#deps.target.held().find((h) => h.networkId === networkId);
    if (held && isOlder(chunk, held)) {
      this.#deps.events.olderRefused();
      const reason = `offers ${networkId} at ${chunk.revision}, held is ${held.revision}`;
      return this.#end({ kind: 'lost', reason });
    }
    const image = this.#assembler.add(chunk);
    if (image === undefined) return;
    if (image === 'broken') {
      return this.#end({ kind: 'resync', networkId, reason: 'chunks do not follow each other' });
    }
    const acceptance = this.#deps.target.setImage(image);
    if (acceptance.accepted) return this.#deps.cache.recordImage(image);
    this.#refused(networkId, acceptance);
  }

  #onDelta(delta: Message<'delta'> & NetworkDelta): void {
    this.#named.add(delta.networkId);
    const acceptance = this.#deps.target.applyDelta(delta);
    if (acceptance.accepted) return this.#deps.cache.record(delta);
    this.#refused(delta.networkId, acceptance);
  }

  #refused(networkId: string, refusal: { reason: string; detail: string }): void {
    if (refusal.reason === 'digest-mismatch') this.#deps.events.digestMismatch();
    const reason = `${refusal.reason}: ${refusal.detail}`;
    this.#end({ kind: 'resync', networkId, reason });
  }

  #onGone(message: Message<'gone'>): void {
    this.#named.add(message.networkId);
    const held = this.#deps.target.held().find((h) => h.networkId === message.networkId);
    if (held && isOlder(message, held)) {
      this.#deps.events.olderRefused();
      return this.#end({ kind: 'lost', reason: `${message.networkId} gone at an older revision` });
    }
    this.#deps.target.removeNetwork(message);
    this.#deps.cache.record(message);
  }

  /** What is held without the manager knowing, or from another epoch, was not named: it is not ours any more. */
  #onSynced(message: Message<'synced'>): void {
    const { epoch, revision } = message;
    for (const { networkId, epoch: heldEpoch } of this.#deps.target.held()) {
      if (this.#named.has(networkId) && heldEpoch === epoch) continue;
      this.#onGone({ kind: 'gone', networkId, epoch, revision });
    }
    if (!this.#resolve) return;
    this.#deps.target.synced({ epoch, revision });
    this.#deps.cache.record(message);
    this.#deps.events.synced(message);
  }

  #onQuery({ id, query }: Message<'query'>): void {
    const answer = this.#deps.answer(query);
    const payload = Buffer.from('json' in answer ? JSON.stringify(answer.json) : '');
    const errorCode = 'code' in answer ? answer.code : '';
    this.stream?.send({ kind: 'answer', id, payload, errorCode });
  }

  #end(end: SessionEnd): void {
    const resolve = this.#resolve;
    if (!resolve) return;
    this.#resolve = undefined;
    for (const cancel of this.#cancels) cancel();
    this.#stream?.close();
    resolve(end);
  }

  #after(ms: number, callback: () => void): void {
    const cancel = this.#deps.timers.after(ms, () => {
      this.#cancels.delete(cancel);
      callback();
    });
    this.#cancels.add(cancel);
  }

  #every(ms: number, callback: () => void): void {
    this.#after(ms, () => {
      callback();
      if (this.#resolve) this.#every(ms, callback);
    });
  }
}

interface Version {
  readonly epoch: number;
  readonly revision: number;
}

function isOlder(offered: Version, held: Version): boolean {
  return (
    offered.epoch < held.epoch || (offered.epoch === held.epoch && offered.revision < held.revision)
  );
}

/** A refusal on an authenticated stream counts like the message. */
function fromStream(end: StreamEnd): SessionEnd {
  if (end.code === 'node-removed') return { kind: 'removed' };
  const detail = end.detail === '' ? `stream ended (status ${end.status})` : end.detail;
  return { kind: 'lost', reason: detail };
}
