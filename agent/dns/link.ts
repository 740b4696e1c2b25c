/** The agent's end of the resolver: finds or starts the process, tells it, and starts it anew when it dies. */
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { ProcessMark } from '../../identity/pid-file.js';
import { resolverSocket } from './paths.js';
import { endResolver, killResolver, lastWords, liveResolver, spawnResolver } from './process.js';
import {
  line,
  LineReader,
  PROTOCOL,
  type HeldNames,
  type OrderBody,
  type ResolverReport,
  type Said,
} from './protocol.js';

export interface LinkEvents {
  /** Connected; it holds so much. What is sent from here on is all it learns. */
  welcomed(held: readonly HeldNames[]): void;
  reported(report: ResolverReport): void;
  /** `settled` or `state` has changed. */
  changed(): void;
}

export interface LinkDeps {
  readonly events: LinkEvents;
  readonly log: { warn(fields: object, message: string): void };
}

/** `idle`: no process was asked for; `down`: it died or does not start, and nothing is answered until it does. */
export type LinkState = 'idle' | 'starting' | 'up' | 'down';

export interface ResolverIdentity {
  readonly pid: number;
  readonly startedAt: string;
}

export interface LinkOptions {
  readonly dataDir: string;
  /** An order is carried out within this time, or the process is killed: it might answer with what was taken back. */
  readonly answerMs?: number;
}

const CONNECT_TRIES_MS = 10;
const START_MS = 15_000;
const ANSWER_MS = 10_000;
const RESTART_MS = { first: 250, longest: 5_000 };

export class ResolverLink {
  readonly #deps: LinkDeps;
  readonly #dataDir: string;
  readonly #answerMs: number;
  #state: LinkState = 'idle';
  #identity: ResolverIdentity | undefined;
  #reason = '';
  #socket: Socket | undefined;
  #seq = 0;
  #done = 0;
  #isOpening = false;
  #isClosed = false;
  #failures = 0;
  #watchdog: NodeJS.Timeout | undefined;
  #retry: NodeJS.Timeout | undefined;

  constructor(deps: LinkDeps, { dataDir, answerMs = ANSWER_MS }: LinkOptions) {
    this.#deps = deps;
    this.#dataDir = dataDir;
    this.#answerMs = answerMs;
  }

  get state(): LinkState {
    return this.#state;
  }

  /** While `up`. */
  get identity(): ResolverIdentity | undefined {
    return this.#identity;
  }

  /** Why it is `down`. */
  get reason(): string {
    return this.#reason;
  }

  /** Number of the last order sent; `done` is that of the last one that took effect. */
  get sent(): number {
    return this.#seq;
  }

  get done(): number {
    return this.#done;
  }

  /** Goes on with a resolver that runs already. Resolves when it was met, or there is none. */
  async adopt(): Promise<void> {
    if (await liveResolver(this.#dataDir)) await this.#open();
  }

  /** Starts the process unless it runs or is being started. */
  ensure(): void {
    if (this.#state === 'idle' && !this.#isClosed) void this.#open();
  }

  /** Without a connection nothing is sent: what it has to know is sent after `welcomed`. */
  send(order: OrderBody): void {
    if (this.#state !== 'up' || !this.#socket) return;
    this.#seq++;
    this.#socket.write(line({ seq: this.#seq, ...order }));
    this.#watchdog ??= this.#watch();
  }

  /** Leaves the process to the next agent. */
  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#retry);
    clearTimeout(this.#watchdog);
    this.#socket?.destroy();
  }

  /** Ends the process too. */
  async end(): Promise<void> {
    this.close();
    await endResolver(this.#dataDir);
  }

  async #open(): Promise<void> {
    if (this.#isOpening) return;
    this.#isOpening = true;
    this.#become('starting');
    try {
      const mark = (await liveResolver(this.#dataDir)) ?? (await this.#start());
      await this.#meet(mark);
      this.#failures = 0;
    } catch (error) {
      this.#lost(error instanceof Error ? error.message : String(error));
    } finally {
      this.#isOpening = false;
    }
  }

  async #start(): Promise<ProcessMark> {
    const child = spawnResolver(this.#dataDir);
    let ended: string | undefined;
    child.once('error', (error) => (ended = error.message));
    child.once('exit', (code, signal) => (ended = `it ended with ${signal ?? code ?? 0}`));
    for (const since = performance.now(); ended === undefined; await delay(CONNECT_TRIES_MS)) {
      const mark = await liveResolver(this.#dataDir);
      if (mark) return mark;
      if (performance.now() - since > START_MS) {
        child.kill('SIGKILL');
        ended = 'it did not start in time';
      }
    }
    throw new Error([ended, lastWords(this.#dataDir)].filter((text) => text !== '').join(': '));
  }

  /** Kills a process that lives and does not answer, or speaks another version. */
  async #meet(mark: ProcessMark): Promise<void> {
    try {
      const [socket, welcome] = await this.#connected();
      if (welcome.protocol !== PROTOCOL) {
        socket.destroy();
        throw new Error(`it speaks version ${welcome.protocol}`);
      }
      this.#begin(socket, mark, welcome);
    } catch (error) {
      if (!this.#isClosed) await killResolver(mark, 'SIGTERM');
      throw error;
    }
  }

  /** The socket is there a moment after the process. */
  async #connected(): Promise<[Socket, Extract<Said, { kind: 'welcome' }>]> {
    for (const since = performance.now(); ; await delay(CONNECT_TRIES_MS)) {
      try {
        return await welcomed(resolverSocket(this.#dataDir), START_MS);
      } catch (error) {
        if (this.#isClosed || performance.now() - since > START_MS) throw error;
      }
    }
  }

  #begin(socket: Socket, mark: ProcessMark, welcome: Extract<Said, { kind: 'welcome' }>): void {
    if (this.#isClosed) return void socket.destroy();
    this.#socket = socket;
    this.#done = this.#seq;
    this.#identity = { pid: welcome.pid, startedAt: welcome.startedAt };
    const reader = new LineReader((text) => this.#read(JSON.parse(text) as Said));
    socket.on('data', (text) => reader.add(String(text)));
    socket.once('close', () => void this.#closed(socket, mark));
    socket.resume();
    this.#state = 'up';
    this.#deps.events.welcomed(welcome.held);
    this.#deps.events.changed();
  }

  #read(said: Said): void {
    const { events } = this.#deps;
    if (said.kind === 'report') events.reported(said.report);
    if (said.kind !== 'done') return;
    this.#done = said.seq;
    clearTimeout(this.#watchdog);
    this.#watchdog = this.#done < this.#seq ? this.#watch() : undefined;
    events.changed();
  }

  #watch(): NodeJS.Timeout {
    return setTimeout(() => {
      const { pid = 0 } = this.#identity ?? {};
      this.#deps.log.warn({ pid }, 'the resolver does not answer; killing it');
      this.#socket?.destroy();
    }, this.#answerMs).unref();
  }

  /** Whatever the reason, it is not left to answer with what it knew. */
  async #closed(socket: Socket, mark: ProcessMark): Promise<void> {
    if (this.#isClosed || this.#socket !== socket) return;
    this.#socket = undefined;
    clearTimeout(this.#watchdog);
    this.#watchdog = undefined;
    await killResolver(mark, 'SIGKILL');
    this.#lost(['the resolver ended', lastWords(this.#dataDir)].filter(Boolean).join(': '));
  }

  #lost(reason: string): void {
    if (this.#isClosed) return;
    this.#identity = undefined;
    this.#reason = reason;
    this.#done = this.#seq;
    const { first, longest } = RESTART_MS;
    const pause = Math.min(longest, first * 2 ** this.#failures++);
    this.#deps.log.warn({ reason, pause }, 'no resolver; starting it again');
    this.#become('down');
    this.#retry = setTimeout(() => void this.#open(), pause).unref();
  }

  #become(state: LinkState): void {
    if (this.#state === 'down' && state === 'starting') return;
    this.#state = state;
    this.#deps.events.changed();
  }
}

/** Connects and waits for the first word. */
function welcomed(
  path: string,
  timeoutMs: number,
): Promise<[Socket, Extract<Said, { kind: 'welcome' }>]> {
  return new Promise((resolve, reject) => {
    const socket = connect(path).setEncoding('utf8');
    const fail = (error: Error): void => {
      clearTimeout(timer);
      socket.destroy();
      reject(error);
    };
    const timer = setTimeout(() => fail(new Error('it says nothing')), timeoutMs);
    let text = '';
    const onData = (part: string): void => {
      text += part;
      const end = text.indexOf('\n');
      if (end < 0) return;
      const said = JSON.parse(text.slice(0, end)) as Said;
      if (said.kind !== 'welcome') return fail(new Error('its first word is no welcome'));
      clearTimeout(timer);
      socket.pause().off('data', onData).off('error', fail).off('close', onClose);
      socket.on('error', () => socket.destroy());
      const rest = text.slice(end + 1);
      if (rest !== '') socket.unshift(rest);
      resolve([socket, said]);
    };
    const onClose = (): void => fail(new Error('it closed the connection'));
    socket.on('data', onData).once('error', fail).once('close', onClose);
  });
}
