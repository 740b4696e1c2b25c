/** Beside each manager, in its host and with its certificate, a server of bare streams. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LabHost } from '../../lab/host.js';
import { identityDir } from '../../server/identity/init.js';
import { RequestProcess } from '../load/request-process.js';
import { cpuMs } from '../measure/processes.js';
import type { HeldMemory } from './held-memory.js';

export class BareServers {
  /** `host:port` of each. */
  readonly targets: readonly string[];
  readonly #processes: readonly RequestProcess[];
  readonly #pids: readonly number[];

  private constructor(
    processes: readonly RequestProcess[],
    pids: readonly number[],
    targets: readonly string[],
  ) {
    this.#processes = processes;
    this.#pids = pids;
    this.targets = targets;
  }

  static async up(managers: readonly LabHost[]): Promise<BareServers> {
    const program = fileURLToPath(new URL('./bare-server.js', import.meta.url));
    const children = managers.map((host) => {
      const dir = identityDir(join(host.paths.data, 'manager'));
      const argv = [process.execPath, program, dir, host.address];
      return host.spawn(argv, { stdio: ['pipe', 'pipe', 'inherit'] });
    });
    const processes = children.map((child) => new RequestProcess(child));
    const pids = children.map(({ pid }) => pid ?? 0);
    const targets = await Promise.all(
      managers.map(async ({ address }, at) => {
        const { port } = (await processes[at]?.ask({})) as { readonly port: number };
        return `${address}:${port}`;
      }),
    );
    return new BareServers(processes, pids, targets);
  }

  /** Time that all have used so far. */
  cpuMs(): number {
    return this.#pids.reduce((total, pid) => total + cpuMs(pid), 0);
  }

  /** Of all together, after their garbage was collected. */
  async heldBytes(): Promise<number> {
    const all = await Promise.all(this.#processes.map((one) => one.ask({})));
    return all.reduce<number>((sum, one) => sum + (one as HeldMemory).heldBytes, 0);
  }

  stop(): void {
    for (const one of this.#processes) one.stop();
  }
}
