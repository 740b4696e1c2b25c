/** What a worker holds on its host: memory, descriptors, processes, links, rules. What only grows is a leak. */
import { readdirSync, readFileSync } from 'node:fs';
import { FABRIC, type E2eCluster } from '../e2e-cluster.js';

export interface Held {
  readonly rssMiB: number;
  readonly descriptors: number;
  /** Children of the agent. */
  readonly processes: number;
  /** In the fabric and in the host. */
  readonly links: number;
  /** Lines of `iptables -S` and of the table nat. */
  readonly rules: number;
}

export async function heldBy(cluster: E2eCluster, name: string): Promise<Held> {
  const host = cluster.lab.host(name);
  const pid = host.daemon('agent')?.pid;
  if (pid === undefined) throw new Error(`no agent runs on ${name}`);
  const lines = async (script: string): Promise<number> => {
    const { stdout } = await host.exec(['sh', '-c', script]);
    return stdout.split('\n').filter((line) => line !== '').length;
  };
  return {
    rssMiB:
      Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024,
    descriptors: readdirSync(`/proc/${pid}/fd`).length,
    processes: readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(/\s+/).length,
    links: await lines(`ip -br link; ip -n ${FABRIC} -br link 2>/dev/null`),
    rules: await lines('iptables -S; iptables -t nat -S'),
  };
}
