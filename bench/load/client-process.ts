/** The client process as its benchmark sees it. */
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { LabHost } from '../../lab/host.js';
import { onLines } from '../measure/lines.js';
import type {
  ClientRequest,
  ClientSetup,
  LoadAnswer,
  LoadRequest,
  SingleAnswer,
  SingleRequest,
} from './protocol.js';

interface Waiting {
  resolve(answer: unknown): void;
  reject(error: Error): void;
}

export class ClientProcess {
  readonly #child: ChildProcess;
  readonly #waiting: Waiting[] = [];

  /** Runs on the host, in its network namespace. */
  constructor(host: LabHost, setup: ClientSetup) {
    const program = fileURLToPath(new URL('./client.js', import.meta.url));
    this.#child = host.spawn([process.execPath, program], { stdio: ['pipe', 'pipe', 'inherit'] });
    const { stdout } = this.#child;
    if (stdout === null) throw new Error('the client has no stdout');
    onLines(stdout, (line) => this.#waiting.shift()?.resolve(JSON.parse(line)));
    this.#child.once('exit', (code) => {
      const error = new Error(`the client ended with ${code ?? 'a signal'}`);
      for (const waiting of this.#waiting.splice(0)) waiting.reject(error);
    });
    this.#send(setup);
  }

  async single(request: Omit<SingleRequest, 'kind'>): Promise<SingleAnswer> {
    return (await this.#ask({ kind: 'single', ...request })) as SingleAnswer;
  }

  async load(request: Omit<LoadRequest, 'kind'>): Promise<LoadAnswer> {
    return (await this.#ask({ kind: 'load', ...request })) as LoadAnswer;
  }

  stop(): void {
    this.#child.removeAllListeners('exit');
    this.#child.kill('SIGKILL');
  }

  #ask(request: ClientRequest): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#send(request);
    });
  }

  #send(message: object): void {
    this.#child.stdin?.write(`${JSON.stringify(message)}\n`);
  }
}
