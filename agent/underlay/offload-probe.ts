/**
 * Tries whether packets that leave part of their work to the underlay's device arrive whole at other tunnel ends, each once
 * and then rarely, and answers the probes of others. Whoever sends is judged: answers leave nothing to a device.
 */
import { tunnelOverhead } from '../../model/mtu.js';
import type { Timers } from '../reconcile/timers.js';
import { measureOffload } from './offload-measure.js';
import type { Answer, Ask, Heard } from './offload-frames.js';
import type { OffloadLink, OpenOffloadLink } from './offload-link.js';
import { judged, UNJUDGED, type OffloadFault, type Standing } from './offload-verdict.js';
import type { Peer } from './peers.js';

export interface OffloadProbeDeps {
  readonly timers: Timers;
  readonly open: OpenOffloadLink;
  readonly peers: () => readonly Peer[];
  /** UDP port of the cluster's tunnels; undefined: no network is held. */
  readonly port: () => number | undefined;
  /** Who is blamed for what is another set. */
  readonly changed: () => void;
  readonly failed: (error: unknown) => void;
}

export interface OffloadProbeOptions {
  readonly local: string;
  readonly advertised: string;
  readonly everyMs?: number;
  /** Peers a round. */
  readonly perRound?: number;
}

export interface OffloadState {
  readonly vtep: string;
  /** What is broken on the way there. */
  readonly fault: OffloadFault | undefined;
  /** Neither sound nor broken: it says nothing, or too little. */
  readonly isSound: boolean;
}

interface Known extends Standing {
  readonly dueAt: number;
}

interface Tunnel {
  readonly port: number;
  readonly link: OffloadLink;
}

const EVERY_MS = 15_000;
const PER_ROUND = 8;
/** From the first knowledge of a network until it is built here and there. */
const SOON_MS = 1_000;
const RARELY_MS = 3_600_000;
/** Of all others together. */
const ANSWERS_A_SECOND = 200;

export class OffloadProbe {
  readonly #deps: OffloadProbeDeps;
  readonly #options: Required<OffloadProbeOptions>;
  readonly #known = new Map<string, Known>();
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #tunnel: Tunnel | undefined;
  #peers: readonly Peer[] = [];
  #device: string | undefined;
  #answers = { since: 0, count: 0 };
  #lookedAt = -Infinity;
  #cancel: (() => void) | undefined;
  #isSoon = false;
  #round: Promise<void> | undefined;
  #isStopped = false;

  constructor(deps: OffloadProbeDeps, options: OffloadProbeOptions) {
    this.#deps = deps;
    this.#options = { everyMs: EVERY_MS, perRound: PER_ROUND, ...options };
  }

  start(): void {
    this.#next(this.#options.everyMs);
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancel?.();
    this.#close();
  }

  /** There may be other ends that were not tried yet. */
  soon(): void {
    if (this.#isSoon || this.#round || this.#isStopped) return;
    this.#isSoon = true;
    this.#next(Math.min(SOON_MS, this.#options.everyMs));
  }

  /** What the device is and does, in any words: others than before, and everything is tried again. */
  deviceIs(text: string): void {
    const before = this.#device;
    this.#device = text;
    if (before === undefined || before === text) return;
    for (const [vtep, known] of this.#known) this.#known.set(vtep, { ...known, dueAt: 0 });
  }

  /** Of those that were tried, in the order of their addresses. */
  states(): readonly OffloadState[] {
    return [...this.#known]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([vtep, { fault, isSound }]) => ({ vtep, fault, isSound }));
  }

  /** Tries those that are due, some of them, all at once. Never rejects. */
  round(): Promise<void> {
    this.#round ??= this.#measureDue()
      .catch((error: unknown) => this.#deps.failed(error))
      .finally(() => (this.#round = undefined));
    return this.#round;
  }

  #blamed(): string {
    const broken = this.states().filter(({ fault }) => fault !== undefined);
    return JSON.stringify(broken.map(({ vtep, fault }) => [vtep, fault]));
  }

  #next(ms: number): void {
    this.#cancel?.();
    this.#cancel = this.#deps.timers.after(ms, () => {
      this.#isSoon = false;
      void this.round().then(() => {
        if (!this.#isStopped) this.#next(this.#pauseMs());
      });
    });
  }

  /** What was found for the first time is looked at once more before long. */
  #pauseMs(): number {
    const { everyMs } = this.#options;
    const isFirst = ({ fault, suspected, unheard }: Standing): boolean =>
      fault === undefined && (suspected === 1 || unheard === 1);
    return [...this.#known.values()].some(isFirst) ? everyMs / 3 : everyMs;
  }

  async #measureDue(): Promise<void> {
    const before = this.#blamed();
    this.#look();
    const isPeer = new Set(this.#peers.map(({ vtep }) => vtep));
    for (const vtep of this.#known.keys()) if (!isPeer.has(vtep)) this.#known.delete(vtep);
    const link = await this.#link();
    if (link) await Promise.all(this.#due().map((peer) => this.#measure(link, peer)));
    if (!this.#isStopped && this.#blamed() !== before) this.#deps.changed();
  }

  /** A device has one family of addresses. */
  #look(): void {
    const isV6 = this.#options.local.includes(':');
    this.#peers = this.#deps.peers().filter(({ vtep }) => vtep.includes(':') === isV6);
    this.#lookedAt = this.#deps.timers.now();
  }

  #due(): readonly Peer[] {
    const now = this.#deps.timers.now();
    const dueAt = ({ vtep }: Peer): number => this.#known.get(vtep)?.dueAt ?? 0;
    return this.#peers
      .filter((peer) => dueAt(peer) <= now)
      .sort((a, b) => dueAt(a) - dueAt(b))
      .slice(0, this.#options.perRound);
  }

  /** Undefined where nobody is to be tried. */
  async #link(): Promise<OffloadLink | undefined> {
    const port = this.#peers.length === 0 ? undefined : this.#deps.port();
    if (this.#tunnel?.port !== port) this.#close();
    if (port === undefined || this.#tunnel) return this.#tunnel?.link;
    const { local } = this.#options;
    const link = await this.#deps.open({ local, port }, (heard) => this.#hear(heard));
    if (this.#isStopped) {
      link.close();
      return undefined;
    }
    this.#tunnel = { port, link };
    return link;
  }

  #close(): void {
    this.#tunnel?.link.close();
    this.#tunnel = undefined;
  }

  async #measure(link: OffloadLink, { vtep, bytes }: Peer): Promise<void> {
    const mtu = bytes - tunnelOverhead(vtep);
    const { timers } = this.#deps;
    const known = this.#known.get(vtep) ?? UNJUDGED;
    try {
      const way = await link.to(vtep);
      try {
        const ask = (one: Omit<Ask, 'from'>): void =>
          way.ask({ ...one, from: this.#options.advertised }, mtu);
        const verdict = await measureOffload({ timers, ask, waiting: this.#waiting }, mtu);
        const standing = judged(known, verdict);
        this.#known.set(vtep, { ...standing, dueAt: timers.now() + this.#pause(standing) });
      } finally {
        await way.close();
      }
    } catch (error) {
      this.#known.set(vtep, { ...known, dueAt: timers.now() + this.#options.everyMs });
      if (!this.#isStopped) this.#deps.failed(error);
    }
  }

  /** Who is suspected is tried in the next round, who says nothing ever more rarely. */
  #pause({ suspected, unheard }: Standing): number {
    if (suspected > 0) return 0;
    if (unheard === 0) return RARELY_MS;
    return Math.min(RARELY_MS, this.#options.everyMs * (2 ** (unheard - 1) - 1));
  }

  #hear(heard: Heard): void {
    if (heard.what === 'answer') return this.#waiting.get(heard.answer.id)?.(heard.answer);
    const { ask, isIntact, bytes } = heard;
    // An address that whoever asks has made up is sent nothing.
    if (!this.#mayAnswer() || !this.#isPeer(ask.from)) return;
    try {
      this.#tunnel?.link.answer(ask.from, { id: ask.id, kind: ask.kind, isIntact, bytes });
    } catch (error) {
      this.#deps.failed(error);
    }
  }

  #isPeer(from: string): boolean {
    const isKnown = (): boolean => this.#peers.some(({ vtep }) => vtep === from);
    if (isKnown()) return true;
    if (this.#deps.timers.now() - this.#lookedAt < SOON_MS) return false;
    this.#look();
    return isKnown();
  }

  #mayAnswer(): boolean {
    const now = this.#deps.timers.now();
    if (now - this.#answers.since >= 1_000) this.#answers = { since: now, count: 0 };
    this.#answers.count += 1;
    return this.#answers.count <= ANSWERS_A_SECOND;
  }
}
