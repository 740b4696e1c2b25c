/** The probe client as its benchmark sees it: every answer, and questions about the stream of acknowledgements. */
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { LabHost } from '../../lab/host.js';
import { onLines } from '../measure/lines.js';
import type { ProbeAnswer, ProbeSetup } from './probe-protocol.js';

interface Waiting {
  readonly wanted: (answer: ProbeAnswer) => boolean;
  readonly take: (answer: ProbeAnswer) => void;
}

export class ProbeProcess {
  readonly answers: ProbeAnswer[] = [];
  readonly #child: ChildProcess;
  #waiting: Waiting[] = [];

  /** Runs on the host, in its network namespace. */
  constructor(host: LabHost, setup: ProbeSetup) {
    const program = fileURLToPath(new URL('./probe-client.js', import.meta.url));
    this.#child = host.spawn([process.execPath, program], { stdio: ['pipe', 'pipe', 'inherit'] });
    const { stdout, stdin } = this.#child;
    if (stdout === null || stdin === null) throw new Error('the probe client has no pipes');
    onLines(stdout, (line) => this.#read(JSON.parse(line) as ProbeAnswer));
    stdin.write(`${JSON.stringify(setup)}\n`);
  }

  /** The next acknowledgement of a write sent after `sinceMs` (shared clock). */
  async acknowledged(sinceMs: number, timeoutMs: number, origin?: number): Promise<ProbeAnswer> {
    const wanted = (answer: ProbeAnswer): boolean =>
      answer.done && answer.sentAt >= sinceMs && (origin ?? answer.origin) === answer.origin;
    const known = this.answers.find(wanted);
    if (known !== undefined) return known;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting = this.#waiting.filter((other) => other !== waiting);
        reject(new Error(`nothing was acknowledged for ${timeoutMs} ms`));
      }, timeoutMs);
      const take = (answer: ProbeAnswer): void => {
        clearTimeout(timer);
        resolve(answer);
      };
      const waiting = { wanted, take };
      this.#waiting.push(waiting);
    });
  }

  /** Longest time without an acknowledgement between two moments of the shared clock, in ms. */
  longestGap(fromMs: number, toMs: number): number {
    const acknowledged = this.answers
      .filter(({ done, answeredAt }) => done && answeredAt > fromMs && answeredAt < toMs)
      .map(({ answeredAt }) => answeredAt)
      .sort((a, b) => a - b);
    const times = [fromMs, ...acknowledged, toMs];
    return Math.max(...times.slice(1).map((at, before) => at - (times[before] ?? at)));
  }

  stop(): void {
    this.#child.kill('SIGKILL');
  }

  #read(answer: ProbeAnswer): void {
    this.answers.push(answer);
    const met = this.#waiting.filter(({ wanted }) => wanted(answer));
    this.#waiting = this.#waiting.filter((one) => !met.includes(one));
    for (const { take } of met) take(answer);
  }
}
