/**
 * Measures the way to other tunnel ends all the time, a few of them a round: loss, round trip, and whether the largest packet
 * that the networks send there passes. One that vanishes without a word is a black hole (RFC 2923, section 2.1).
 */
import type { Timers } from '../reconcile/timers.js';
import type { EchoPath, OpenEchoPath } from './echo-path.js';
import type { Peer } from './peers.js';

export interface PathProbeDeps {
  readonly timers: Timers;
  readonly open: OpenEchoPath;
  readonly peers: () => readonly Peer[];
  /** The set of black holes, or one of their sizes, is another one. */
  readonly changed: () => void;
  readonly failed: (vtep: string, error: unknown) => void;
}

export interface PathProbeOptions {
  readonly local: string;
  readonly everyMs?: number;
  /** Peers a round: what it costs does not grow with the cluster, how long until each was measured does. */
  readonly perRound?: number;
}

export interface PathState {
  readonly vtep: string;
  /** Of the last echoes, mean, in ms; 0: none came back. */
  readonly rttMs: number;
  /** 0 to 1, of the last echoes. */
  readonly loss: number;
  /** Largest packet that passes, at most what is needed; 0: none came back, so nobody knows. */
  readonly mtu: number;
  /** Of the largest packet that is sent there. */
  readonly needed: number;
}

const EVERY_MS = 15_000;
const PER_ROUND = 8;
const ECHOES = 3;
/** Loss is told of so many. */
const REMEMBERED = 30;
const WAIT_MS = 1_000;
const LEAST_WAIT_MS = 300;
/** One packet may be lost; a black hole swallows all. */
const TRIES = 3;
const SMALL = 84;
/** What every link carries: RFC 791 (576 to be received whole), RFC 8200. */
const LEAST = { 4: 576, 6: 1280 } as const;

interface Known {
  /** Newest last; undefined: lost. */
  readonly rtts: readonly (number | undefined)[];
  readonly mtu: number;
}

export class PathProbe {
  readonly #deps: PathProbeDeps;
  readonly #local: string;
  readonly #everyMs: number;
  readonly #perRound: number;
  readonly #known = new Map<string, Known>();
  #peers: readonly Peer[] = [];
  #after = '';
  #cancel: (() => void) | undefined;
  #isStopped = false;

  constructor(deps: PathProbeDeps, options: PathProbeOptions) {
    this.#deps = deps;
    const { local, everyMs = EVERY_MS, perRound = PER_ROUND } = options;
    this.#local = local;
    this.#everyMs = everyMs;
    this.#perRound = perRound;
  }

  start(): void {
    this.#cancel = this.#deps.timers.after(this.#everyMs, () => {
      void this.round().then(() => {
        if (!this.#isStopped) this.start();
      });
    });
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancel?.();
  }

  /** Peers of the last round. */
  get peers(): readonly Peer[] {
    return this.#peers;
  }

  /** Of those that were measured. */
  states(): readonly PathState[] {
    return this.#peers.flatMap(({ vtep, bytes }) => {
      const known = this.#known.get(vtep);
      if (!known) return [];
      const back = known.rtts.filter((rtt) => rtt !== undefined);
      const rttMs = back.reduce((sum, rtt) => sum + rtt, 0) / Math.max(1, back.length);
      const loss = (known.rtts.length - back.length) / known.rtts.length;
      return [{ vtep, rttMs, loss, mtu: known.mtu, needed: bytes }];
    });
  }

  /** Measures the next few peers, all at once. Never rejects. */
  async round(): Promise<void> {
    const before = this.#holes();
    const peers = (this.#peers = this.#deps.peers());
    const isPeer = new Set(peers.map(({ vtep }) => vtep));
    for (const vtep of this.#known.keys()) if (!isPeer.has(vtep)) this.#known.delete(vtep);
    const next = peers.findIndex(({ vtep }) => vtep > this.#after);
    const from = Math.max(0, next);
    const chosen = peers.slice(from, from + this.#perRound);
    this.#after = chosen.at(-1)?.vtep ?? '';
    await Promise.all(chosen.map((peer) => this.#measure(peer)));
    if (!this.#isStopped && this.#holes() !== before) this.#deps.changed();
  }

  #holes(): string {
    const holes = this.states().filter(isBlackHole);
    return JSON.stringify(holes.map(({ vtep, mtu }) => [vtep, mtu]));
  }

  async #measure({ vtep, bytes }: Peer): Promise<void> {
    const rtts: (number | undefined)[] = [];
    let mtu = 0;
    let path: EchoPath | undefined;
    try {
      path = this.#deps.open({ local: this.#local, peer: vtep });
      for (let echo = 0; echo < ECHOES; echo += 1) rtts.push(await path.echo(SMALL, WAIT_MS));
      const back = rtts.filter((rtt) => rtt !== undefined);
      const way = { path, vtep, waitMs: Math.max(LEAST_WAIT_MS, 3 * Math.max(0, ...back)) };
      if (back.length > 0) mtu = await largest(way, bytes);
    } catch (error) {
      rtts.push(undefined);
      this.#deps.failed(vtep, error);
    } finally {
      path?.close();
    }
    const all = [...(this.#known.get(vtep)?.rtts ?? []), ...rtts].slice(-REMEMBERED);
    this.#known.set(vtep, { rtts: all, mtu });
  }
}

/** Small packets pass, the largest do not. */
export function isBlackHole({ mtu, needed }: PathState): boolean {
  return mtu > 0 && mtu < needed;
}

interface Way {
  readonly path: EchoPath;
  readonly vtep: string;
  /** For an answer. */
  readonly waitMs: number;
}

/** `wanted` at best; between what passes and what does not the half is tried. */
async function largest(way: Way, wanted: number): Promise<number> {
  if (await passes(way, wanted)) return wanted;
  let [good, bad] = [Math.min(LEAST[way.vtep.includes(':') ? 6 : 4], wanted - 1), wanted];
  if (!(await passes(way, good))) return 0;
  while (bad - good > 1) {
    const half = Math.floor((good + bad) / 2);
    if (await passes(way, half)) good = half;
    else bad = half;
  }
  return good;
}

async function passes({ path, waitMs }: Way, bytes: number): Promise<boolean> {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    if ((await path.echo(bytes, waitMs)) !== undefined) return true;
  }
  return false;
}
