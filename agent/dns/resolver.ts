/**
 * The resolver of a worker: a process of its own, which answers in the workloads' namespaces while its agent is away.
 * It knows what an agent has told it, and ends with the data directory.
 */
import { statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { claimPidFile } from '../../identity/pid-file.js';
import { formatTime } from '../../model/time.js';
import { Namespaces } from '../kernel/namespaces.js';
import type { Native } from '../kernel/native/native.js';
import { Tally } from './counters.js';
import { Forwarder } from './forwarder.js';
import { HostResolvers } from './host-resolvers.js';
import { Listener } from './listener.js';
import { NamesTable } from './names.js';
import { resolverPid, resolverSocket } from './paths.js';
import { Places } from './places.js';
import {
  line,
  LineReader,
  PROTOCOL,
  type HeldNames,
  type Order,
  type OrderBody,
  type ResolverReport,
  type Said,
} from './protocol.js';
import { Serving } from './serving.js';

/** Looks after namespaces, its own socket and the host's resolv.conf, and reports. */
const TICK_MS = 1000;

export class Resolver {
  readonly #dir: string;
  readonly #table = new NamesTable();
  readonly #held = new Map<string, HeldNames>();
  readonly #tally = new Tally();
  readonly #host = new HostResolvers();
  readonly #places: Places;
  readonly #startedAt = formatTime(Date.now());
  readonly #server: Server = createServer((socket) => this.#take(socket));
  #upstreams: readonly string[] | 'host' = [];
  #agent: Socket | undefined;
  #reported = '';
  #timer: NodeJS.Timeout | undefined;
  #socketId = '';
  #release: () => Promise<void> = () => Promise.resolve();

  /** `native` is asked for each time a socket is to be opened: it may not load. */
  constructor(dir: string, native: () => Promise<Native>) {
    this.#dir = dir;
    const forwarder = new Forwarder(() => this.#resolvers());
    const forwards = (): boolean => this.#resolvers().length > 0;
    const deps = { table: this.#table, forwarder, tally: this.#tally, forwards };
    this.#places = new Places({
      namespaces: new Namespaces(native),
      open: async (path, serve, onError) =>
        Listener.open(path, { native: await native(), serve, onError }),
      serving: (networkIds) => new Serving(deps, networkIds),
      onChange: () => this.#report(),
    });
  }

  /** Throws OvnetError `data-locked` when another resolver of the directory lives. */
  async start(): Promise<void> {
    this.#release = await claimPidFile(resolverPid(this.#dir));
    const path = resolverSocket(this.#dir);
    await rm(path, { force: true });
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject).listen(path, resolve);
    });
    this.#socketId = fileId(path);
    this.#timer = setInterval(() => void this.#tick(), TICK_MS);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#server.close();
    this.#agent?.destroy();
    await this.#places.close();
    await this.#release();
  }

  async #tick(): Promise<void> {
    if (fileId(resolverSocket(this.#dir)) !== this.#socketId) {
      // Nobody can reach it any more: the worker's data was removed, or another resolver took over.
      process.exit(0);
    }
    if (this.#upstreams === 'host') this.#host.refresh();
    await this.#places.check();
    this.#report();
  }

  #resolvers(): readonly string[] {
    return this.#upstreams === 'host' ? this.#host.addresses : this.#upstreams;
  }

  /** An agent; the one before it is gone, or will not be heard any more. */
  #take(socket: Socket): void {
    this.#agent?.destroy();
    this.#agent = socket;
    this.#reported = '';
    const held = [...this.#held.values()];
    const { pid } = process;
    this.#say({ kind: 'welcome', protocol: PROTOCOL, pid, startedAt: this.#startedAt, held });
    this.#report();
    // Orders take effect one after the other.
    let work = Promise.resolve();
    const reader = new LineReader((text) => {
      work = work.then(() => this.#obey(JSON.parse(text) as Order));
    });
    socket.setEncoding('utf8');
    socket.on('data', (text) => reader.add(String(text)));
    socket.on('error', () => socket.destroy());
  }

  async #obey(order: Order): Promise<void> {
    await this.#carryOut(order);
    this.#say({ kind: 'done', seq: order.seq });
  }

  async #carryOut(order: OrderBody): Promise<void> {
    switch (order.kind) {
      case 'set':
        this.#table.set(order.networkId, order.entries);
        return this.#note(order);
      case 'change':
        this.#table.change(order.networkId, order.upserts, order.removals);
        return this.#note(order);
      case 'drop':
        return this.#drop(order.networkId);
      case 'keep': {
        const kept = new Set(order.networkIds);
        for (const id of this.#table.ids()) if (!kept.has(id)) this.#drop(id);
        return;
      }
      case 'places':
        return this.#places.set(order.places);
      case 'settings':
        this.#upstreams = order.upstreams;
        this.#host.refresh();
    }
  }

  #note({ networkId, epoch, revision }: HeldNames): void {
    this.#held.set(networkId, { networkId, epoch, revision });
  }

  #drop(networkId: string): void {
    this.#table.drop(networkId);
    this.#held.delete(networkId);
  }

  #report(): void {
    const report: ResolverReport = {
      served: this.#places.served,
      names: [...this.#table.all()].reduce((sum, { endpoints }) => sum + endpoints, 0),
      counters: this.#tally.counters(),
      troubles: this.#places.troubles(),
    };
    const text = JSON.stringify(report);
    if (text === this.#reported) return;
    this.#reported = text;
    this.#say({ kind: 'report', report });
  }

  #say(message: Said): void {
    if (this.#agent?.writable === true) this.#agent.write(line(message));
  }
}

function fileId(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  return found ? `${found.dev}:${found.ino}` : '';
}
