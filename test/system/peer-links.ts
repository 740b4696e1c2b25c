/** Streams of acks and presence between managers, which break and are opened anew; the newest is the one that counts. */
import { decodePeerAcks } from '../../proto/peer-codec.js';
import { Pipe, type Network } from './network.js';
import type { SimManager } from './sim-manager.js';

const CHECK_MS = 200;
/** Keepalives that are not answered end a connection. */
const SILENCE_MS = 10_000;

interface Link {
  readonly from: SimManager;
  readonly to: SimManager;
  readonly lives: string;
  readonly pipe: Pipe<Buffer>;
  readonly detach: () => void;
  readonly forget: () => void;
  cutMs: number;
}

export class PeerLinks {
  readonly #network: Network;
  readonly #managers: () => readonly SimManager[];
  /** By `from to`. */
  readonly #links = new Map<string, Link>();

  constructor(network: Network, managers: () => readonly SimManager[]) {
    this.#network = network;
    this.#managers = managers;
  }

  start(): void {
    setInterval(() => this.#check(), CHECK_MS);
  }

  #check(): void {
    const managers = this.#managers();
    for (const [key, link] of [...this.#links]) {
      link.cutMs = this.#network.reaches(link.from.place, link.to.place)
        ? 0
        : link.cutMs + CHECK_MS;
      if (livesOf(link) !== link.lives || link.cutMs > SILENCE_MS) this.#close(key);
    }
    for (const from of managers) {
      for (const to of managers)
        if (from !== to && from.isAlive && to.isAlive) this.#open(from, to);
    }
  }

  #open(from: SimManager, to: SimManager): void {
    const key = `${from.place} ${to.place}`;
    if (this.#links.has(key) || !this.#network.reaches(from.place, to.place)) return;
    const pipe = new Pipe<Buffer>(this.#network, { from: from.place, to: to.place }, (frame) => {
      if (to.isAlive) to.dispatch.board.told(from.nodeId, decodePeerAcks(frame));
    });
    const write = (frame: Buffer): boolean => {
      pipe.push(Buffer.from(frame));
      return true;
    };
    const detach = from.dispatch.board.attach({ write, drained: () => undefined });
    const forget = this.#network.onCut(from.place, to.place, () => this.#close(key));
    const link = { from, to, pipe, detach, forget, lives: '', cutMs: 0 };
    this.#links.set(key, { ...link, lives: livesOf(link) });
  }

  #close(key: string): void {
    const link = this.#links.get(key);
    if (!link) return;
    this.#links.delete(key);
    link.pipe.close();
    link.detach();
    link.forget();
    const { to, from } = link;
    const lives = to.lives;
    setTimeout(
      () => {
        // A newer stream has taken its place by then, or the other end is another one.
        if (!this.#links.has(key) && to.isAlive && to.lives === lives)
          to.dispatch.board.lost(from.nodeId);
      },
      this.#network.chance.integer(0, 100),
    );
  }
}

function livesOf({ from, to }: Pick<Link, 'from' | 'to'>): string {
  return `${from.isAlive} ${from.lives} ${to.isAlive} ${to.lives}`;
}
