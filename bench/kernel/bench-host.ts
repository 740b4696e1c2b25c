/** A host of the benchmark's own: namespaces for host, fabric and workload, removed afterwards. */
import { run } from '../../lab/command.js';
import { Iproute2Kernel } from '../../agent/kernel/iproute2.js';
import type { TransportChoice } from '../../agent/kernel/port.js';
import { OWN_VTEP } from './remote-endpoints.js';

export interface BenchHostNames {
  readonly host: string;
  readonly fabric: string;
  readonly workload: string;
}

export function hostNames(tag: string): BenchHostNames {
  return { host: `ovb-${tag}-h`, fabric: `ovb-${tag}-f`, workload: `ovb-${tag}-w` };
}

export async function makeHost({ host, workload }: BenchHostNames): Promise<void> {
  for (const name of [host, workload]) await must(['ip', 'netns', 'add', name]);
  const inside = (...words: string[]): Promise<string> =>
    must(['nsenter', `--net=/run/netns/${host}`, 'ip', ...words]);
  await inside('link', 'add', 'under0', 'type', 'bridge');
  await inside('addr', 'add', `${OWN_VTEP}/24`, 'dev', 'under0');
  await inside('link', 'set', 'under0', 'up');
}

export async function removeHost({ host, fabric, workload }: BenchHostNames): Promise<void> {
  for (const name of [fabric, workload, host]) await run(['ip', 'netns', 'del', name]);
}

export function kernelOf(names: BenchHostNames, transport: TransportChoice): Iproute2Kernel {
  return new Iproute2Kernel({
    fabric: names.fabric,
    vtep: OWN_VTEP,
    hostNetns: names.host,
    transport,
  });
}

export async function must(command: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await run(command);
  if (code !== 0) throw new Error(`${command.join(' ')}: ${stderr.trim()}`);
  return stdout;
}
