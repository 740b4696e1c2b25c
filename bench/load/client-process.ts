/** The client process as its benchmark sees it. */
import { fileURLToPath } from 'node:url';
import type { LabHost } from '../../lab/host.js';
import type {
  ClientSetup,
  LoadAnswer,
  LoadRequest,
  SingleAnswer,
  SingleRequest,
} from './protocol.js';
import { RequestProcess } from './request-process.js';

export class ClientProcess {
  readonly #process: RequestProcess;

  /** Runs on the host, in its network namespace. */
  constructor(host: LabHost, setup: ClientSetup) {
    const program = fileURLToPath(new URL('./client.js', import.meta.url));
    const stdio = ['pipe', 'pipe', 'inherit'] as const;
    this.#process = new RequestProcess(
      host.spawn([process.execPath, program], { stdio: [...stdio] }),
    );
    this.#process.tell(setup);
  }

  get pid(): number {
    return this.#process.pid;
  }

  async single(request: Omit<SingleRequest, 'kind'>): Promise<SingleAnswer> {
    return (await this.#process.ask({ kind: 'single', ...request })) as SingleAnswer;
  }

  async load(request: Omit<LoadRequest, 'kind'>): Promise<LoadAnswer> {
    return (await this.#process.ask({ kind: 'load', ...request })) as LoadAnswer;
  }

  stop(): void {
    this.#process.stop();
  }
}
