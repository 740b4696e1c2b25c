/** What answers in a namespace of its own: the resolver of a worker, and dnsmasq with the same names. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ResolverLink } from '../../agent/dns/link.js';
import type { NameEntry } from '../../agent/dns/names.js';
import { idAt } from '../../agent/kernel/namespaces.js';
import { must, run } from '../../lab/command.js';
import type { DnsPrograms } from '../peer/dns-programs.js';

export interface DnsServer {
  readonly name: string;
  readonly netns: string;
  readonly pid: number;
  stop(): Promise<void>;
}

/** A name and its address. */
export type Host = readonly [name: string, address: string];

const POLL_MS = 20;
const START_MS = 30_000;

export async function makeNamespace(netns: string): Promise<void> {
  await must(['ip', 'netns', 'add', netns]);
  await must(['nsenter', `--net=/run/netns/${netns}`, 'ip', 'link', 'set', 'lo', 'up']);
}

export async function dropNamespace(netns: string): Promise<void> {
  await run(['ip', 'netns', 'del', netns]);
}

/** `dir`: for its files. */
export async function startResolver(
  netns: string,
  dataDir: string,
  hosts: readonly Host[],
): Promise<DnsServer> {
  const entries: NameEntry[] = [
    { kind: 'network', id: 'net-b', name: 'blue', internal: false },
    ...hosts.map(([name, address], i) => ({
      ...{ kind: 'endpoint' as const, id: `ep-${i}`, names: [name], addresses: [address] },
    })),
  ];
  const link = new ResolverLink(
    {
      events: {
        welcomed: () => {
          link.send({ kind: 'set', networkId: 'net-b', epoch: 1, revision: 1, entries });
          const place = { netns, pin: idAt(netns) ?? '', networkIds: ['net-b'] };
          link.send({ kind: 'places', places: [place] });
        },
        reported: () => undefined,
        changed: () => undefined,
      },
      log: {
        warn: (fields, message) => process.stderr.write(`${message} ${JSON.stringify(fields)}\n`),
      },
    },
    { dataDir },
  );
  link.ensure();
  await until('the resolver', () => link.state === 'up' && link.sent > 0 && link.done >= link.sent);
  return { name: 'ovnet', netns, pid: link.identity?.pid ?? 0, stop: () => link.end() };
}

export async function startDnsmasq(
  netns: string,
  dir: string,
  hosts: readonly Host[],
  programs: DnsPrograms,
): Promise<DnsServer> {
  const file = join(dir, 'hosts');
  writeFileSync(file, hosts.map(([name, address]) => `${address} ${name}.blue\n`).join(''));
  const options = [
    ...[
      '--keep-in-foreground',
      '--conf-file=/dev/null',
      '--no-resolv',
      '--no-hosts',
      '--user=root',
    ],
    ...[
      '--listen-address=127.0.0.11',
      '--bind-interfaces',
      `--addn-hosts=${file}`,
      '--local-ttl=5',
    ],
    `--pid-file=${join(dir, 'dnsmasq.pid')}`,
  ];
  const child = spawn(
    'nsenter',
    [`--net=/run/netns/${netns}`, '--', programs.dnsmasq, ...options],
    {
      env: programs.env,
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  const ended = once(child, 'exit');
  await until('dnsmasq', async () => {
    if (child.exitCode !== null) throw new Error('dnsmasq has ended');
    const { stdout } = await run(['nsenter', `--net=/run/netns/${netns}`, 'ss', '-Huln']);
    return stdout.includes('127.0.0.11:53');
  });
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
  };
  return { name: 'dnsmasq', netns, pid: child.pid ?? 0, stop };
}

async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  for (const since = performance.now(); !(await holds()); await delay(POLL_MS)) {
    if (performance.now() - since > START_MS) throw new Error(`${what} does not start`);
  }
}
