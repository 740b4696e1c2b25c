/**
 * One stream to one manager, from Hello to its end: hands what arrives to the reconciler, records what was accepted,
 * keeps heartbeats both ways. Whatever does not fit ends the session with the reason.
 */
import type {
  Directions,
  ManagerAddress,
  ManagerMessage,
  Report,
  SingleAgentMessage,
  SingleManagerMessage,
} from '../../proto/agent-messages.js';
import type { AgentQuery, QueryAnswer } from '../inspect/inspector.js';
import type { AppliedNotice } from '../reconcile/notices.js';
import type { Timers } from '../reconcile/timers.js';
import { Content, isContent, type ContentDeps, type Misfit } from './content.js';
import type { AgentStream, Dial, StreamEnd } from './dial.js';
import { Outbox } from './outbox.js';

type Message<K extends SingleManagerMessage['kind']> = SingleManagerMessage & { kind: K };

export type SessionEnd =
  | Misfit
  | ({ readonly kind: 'elsewhere' } & Directions)
  | { readonly kind: 'unanswered'; readonly reason: string }
  | { readonly kind: 'removed' }
  | { readonly kind: 'stopped' };

export interface SessionDeps extends Omit<ContentDeps, 'events'> {
  readonly dial: Dial;
  readonly timers: Timers;
  readonly report: () => Promise<Report>;
  readonly answer: (query: AgentQuery) => Promise<QueryAnswer>;
  readonly events: SessionEvents;
}

export interface SessionEvents {
  welcome(message: Message<'welcome'>): void;
  synced(message: Message<'synced'>): void;
  /** Anything at all was heard. */
  heard(): void;
  move(directions: Directions): void;
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
  /** A manager of any other epoch is left; undefined: any that is not older than what is held. */
  readonly epoch?: number | undefined;
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

/** Between two looks for silence, at least. */
const LOOK_MS = 500;
/** In which what has arrived is read. */
const READ_MS = 50;

export class Session {
  readonly content: Content;
  readonly #deps: SessionDeps;
  readonly #options: SessionOptions;
  readonly #cancels = new Set<() => void>();
  #stream: AgentStream | undefined;
  #outbox: Outbox | undefined;
  #resolve: ((end: SessionEnd) => void) | undefined;
  #welcomed = false;
  #heardAt = 0;
  /** By network: what was acknowledged last, until the manager begins anew with a welcome. */
  readonly #acked = new Map<string, string>();
  #lastReport = '';
  #reporting = false;

  constructor(deps: SessionDeps, options: SessionOptions) {
    this.#deps = deps;
    this.#options = options;
    this.content = new Content(deps);
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
    this.#outbox = new Outbox(stream);
    const have = this.content.begin(withoutHave);
    stream.send({ kind: 'hello', bootId, version, capabilities, have, vtep });
    this.#after(timing.welcomeMs, () => {
      const isUnanswered = (): boolean => !this.#welcomed;
      this.#endIfStill(isUnanswered, { kind: 'unanswered', reason: 'no welcome in time' });
    });
    return ended;
  }

  /** Undefined until welcomed. */
  get stream(): AgentStream | undefined {
    return this.#welcomed && this.#resolve ? this.#stream : undefined;
  }

  /** What this manager was told already, and has not forgotten, is not told again. */
  ack(notice: AppliedNotice): void {
    if (!this.stream) return;
    const text = JSON.stringify(notice);
    if (this.#acked.get(notice.networkId) === text) return;
    this.#acked.set(notice.networkId, text);
    this.#say({ kind: 'ack', ...notice });
  }

  stop(): void {
    this.#end({ kind: 'stopped' });
  }

  /** From here on what was held back counts, and all that follows. */
  release(): void {
    if (this.#resolve) this.#fit(this.content.release());
  }

  /** Sends a report unless nothing changed since the last one of this session. */
  async report(): Promise<void> {
    const { stream } = this;
    if (!stream || this.#reporting) return;
    this.#reporting = true;
    try {
      const report = await this.#deps.report();
      const text = JSON.stringify(report);
      // It may have ended meanwhile: nobody is told, and nothing has failed.
      if (this.stream !== stream) return;
      if (text !== this.#lastReport) this.#say({ kind: 'report', ...report });
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
    if (message.kind !== 'batch') return this.#take(message);
    this.#outbox?.batch();
    for (const one of message.messages) this.#take(one);
  }

  #take(message: SingleManagerMessage): void {
    if (!this.#resolve) return;
    if (message.kind === 'welcome') this.#onWelcome(message);
    else if (message.kind === 'removed') this.#end({ kind: 'removed' });
    else if (message.kind === 'elsewhere') this.#end(message);
    else if (this.#welcomed) this.#onContent(message);
    else this.#end({ kind: 'lost', reason: `${message.kind} before welcome` });
  }

  #onContent(message: SingleManagerMessage): void {
    if (isContent(message)) this.#fit(this.content.take(message));
    else if (message.kind === 'query') void this.#onQuery(message);
    else if (message.kind === 'move') this.#deps.events.move(message);
  }

  #fit(misfit: Misfit | undefined): void {
    if (misfit) this.#end(misfit);
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
    const { epoch } = this.#options;
    if (epoch !== undefined && message.epoch !== epoch) {
      return this.#end({ kind: 'lost', reason: `manager of another epoch ${message.epoch}` });
    }
    this.#acked.clear();
    this.#deps.cache.record(message);
    this.#deps.events.welcome(message);
    if (this.#welcomed) return;
    this.#welcomed = true;
    this.#every(timing.heartbeatMs, () => this.#say({ kind: 'heartbeat' }));
    this.#look();
    this.#every(timing.reportMs, () => void this.report());
    void this.report();
  }

  /** And again when the manager could have been silent for long enough. */
  #look(): void {
    const { silenceMs } = this.#options.timing;
    const silentMs = (): number => this.#deps.timers.now() - this.#heardAt;
    this.#endIfStill(() => silentMs() > silenceMs, {
      kind: 'lost',
      reason: 'the manager is silent',
    });
    this.#after(Math.max(LOOK_MS, silenceMs - silentMs() + 1), () => this.#look());
  }

  /** A process that was held up finds its timers over first, and what has arrived meanwhile afterwards. */
  #endIfStill(isOver: () => boolean, end: SessionEnd): void {
    if (!isOver()) return;
    this.#after(READ_MS, () => {
      if (isOver()) this.#end(end);
    });
  }

  /** The answer may come after the end of the session: then nobody waits for it. */
  async #onQuery({ id, query: kind, payload: request }: Message<'query'>): Promise<void> {
    const answer = await this.#deps.answer({ kind, payload: request });
    const payload = Buffer.from('json' in answer ? JSON.stringify(answer.json) : '');
    const [errorCode, errorDetail] =
      'code' in answer ? [answer.code, answer.detail] : (['', ''] as const);
    this.#say({ kind: 'answer', id, payload, errorCode, errorDetail });
  }

  #say(message: SingleAgentMessage): void {
    if (this.stream) this.#outbox?.put(message);
  }

  #end(end: SessionEnd): void {
    const resolve = this.#resolve;
    if (!resolve) return;
    this.#resolve = undefined;
    for (const cancel of this.#cancels) cancel();
    this.#outbox?.close();
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

/** A refusal on an authenticated stream counts like the message. */
function fromStream(end: StreamEnd): SessionEnd {
  if (end.code === 'node-removed') return { kind: 'removed' };
  const detail = end.detail === '' ? `stream ended (status ${end.status})` : end.detail;
  return { kind: 'lost', reason: detail };
}
