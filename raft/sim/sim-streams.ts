/** Moves whole states through the simulated network: each step can be delayed, lost with the connection, or answered late. */
import { asError } from './breach.js';
import type { MemberId } from '../core/types.js';
import type { RandomSource } from '../core/random.js';
import type { SimNetwork } from './sim-network.js';
import type { SimProcess } from './sim-process.js';
import type {
  SnapshotArrival,
  SnapshotIntake,
  SnapshotSource,
  SnapshotTransport,
} from '../node/ports.js';
import type { VirtualTime } from './virtual-time.js';

interface Port {
  readonly process: SimProcess;
  readonly accept: (arrival: SnapshotArrival) => Promise<SnapshotIntake>;
}

interface Ends {
  readonly from: MemberId;
  readonly to: MemberId;
  readonly process: SimProcess;
}

const ANSWER_MS = 2000;
const CONNECTIONS = 4;
const PAUSE_MS = 200;

export class SimStreams {
  readonly #time: VirtualTime;
  readonly #random: RandomSource;
  readonly #network: SimNetwork;
  readonly #ports = new Map<MemberId, Port>();
  /** States that arrived whole. */
  arrived = 0;

  constructor(time: VirtualTime, random: RandomSource, network: SimNetwork) {
    this.#time = time;
    this.#random = random;
    this.#network = network;
  }

  transport(id: MemberId, process: SimProcess): SnapshotTransport {
    return {
      start: (accept) => {
        this.#ports.set(id, { process, accept });
      },
      send: (to, term, source, signal) =>
        this.#send({ from: id, to, process }, term, source, signal),
    };
  }

  /** Goes on where a broken connection left off, a few times. */
  async #send(
    ends: Ends,
    term: number,
    source: SnapshotSource,
    signal: AbortSignal,
  ): Promise<void> {
    for (let connection = 1; ; connection += 1) {
      try {
        await this.#connect(ends, term, source, signal);
        this.arrived += 1;
        return;
      } catch (error) {
        if (connection >= CONNECTIONS || signal.aborted) throw error;
      }
      await this.#pause(ends.process);
    }
  }

  async #connect(
    ends: Ends,
    term: number,
    source: SnapshotSource,
    signal: AbortSignal,
  ): Promise<void> {
    const arrival = { from: ends.from, term, offer: source.offer };
    const intake = await this.#call(ends, (port) => port.accept(arrival));
    try {
      for await (const chunk of source.chunks(intake.chunks)) {
        if (signal.aborted) throw new Error('given up');
        await this.#call(ends, () => intake.write(chunk));
      }
      await this.#call(ends, () => intake.finish());
    } finally {
      // The other side sees the connection end, however it ended.
      void this.#call(ends, () => intake.close()).catch(() => undefined);
    }
  }

  #pause(process: SimProcess): Promise<void> {
    return new Promise((resolve) => {
      this.#time.after(PAUSE_MS, () => process.run(resolve));
    });
  }

  /** Runs `ask` in the other process and brings the answer back, unless the connection breaks. */
  #call<T>(ends: Ends, ask: (port: Port) => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const fail = (): void => ends.process.run(() => reject(new Error('the connection broke')));
      this.#time.after(ANSWER_MS, fail);
      this.#travel(ends.from, ends.to, fail, () => {
        const port = this.#ports.get(ends.to);
        if (port?.process.alive !== true) {
          fail();
          return;
        }
        const back = (settle: () => void): void =>
          this.#travel(ends.to, ends.from, fail, () => ends.process.run(settle));
        port.process.run(() => {
          ask(port).then(
            (answer) => back(() => resolve(answer)),
            (error: unknown) => back(() => reject(asError(error))),
          );
        });
      });
    });
  }

  #travel(from: MemberId, to: MemberId, fail: () => void, arrive: () => void): void {
    const { quality } = this.#network;
    const delay = quality.minMs + this.#random.next() * (quality.maxMs - quality.minMs);
    this.#time.after(delay, () => {
      const isLost = this.#network.isCut(from, to) || this.#random.next() < quality.loss / 4;
      if (isLost) fail();
      else arrive();
    });
  }
}
