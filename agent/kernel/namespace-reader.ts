/** Interfaces and routes of a namespace, in the words of `ip -j`: read over netlink, or by a program. */
import type { AddressJson, RouteJson } from './parse/workload.js';
import { inNetns, run } from './run.js';

export interface InNamespace {
  readonly links: readonly AddressJson[];
  readonly routes: readonly RouteJson[];
}

/** `path` leads to a namespace. Throws `kernel-refused`. */
export interface NamespaceReader {
  /** Unicast routes of all tables. */
  workload(path: string): Promise<InNamespace>;
  /** IPv4 routes of the main table. */
  gatewayEnd(path: string): Promise<InNamespace>;
  /** All routes of the main table. Without a path: of this process. */
  host(path: string | undefined): Promise<InNamespace>;
}

/** One program for a workload, three for a host. What is no longer there reads as empty. */
export class NamespacePrograms implements NamespaceReader {
  workload(path: string): Promise<InNamespace> {
    return inOneGo(path, 'route show table all type unicast');
  }

  gatewayEnd(path: string): Promise<InNamespace> {
    return inOneGo(path, 'route show table main');
  }

  async host(path: string | undefined): Promise<InNamespace> {
    const [addresses, v4, v6] = await Promise.all([
      run(inNetns(path, ['ip', '-j', '-batch', '-']), 'addr show\n'),
      run(inNetns(path, ['ip', '-j', '-batch', '-']), 'route show table main\n'),
      run(inNetns(path, ['ip', '-j', '-6', 'route', 'show', 'table', 'main'])),
    ]);
    const rows = [v4.stdout, v6.stdout].map((text) => JSON.parse(text || '[]') as RouteJson[]);
    return { links: JSON.parse(addresses.stdout || '[]') as AddressJson[], routes: rows.flat() };
  }
}

/** `routes` is a line for `ip -batch`. */
async function inOneGo(path: string, routes: string): Promise<InNamespace> {
  const command = inNetns(path, ['ip', '-j', '-batch', '-']);
  const { stdout } = await run(command, `addr show\n${routes}\n`);
  const [first = '[]', second = '[]'] = stdout.split('\n').filter((line) => line !== '');
  return { links: JSON.parse(first) as AddressJson[], routes: JSON.parse(second) as RouteJson[] };
}
