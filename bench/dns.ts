/** Names: queries a second and losses of a worker's resolver inside a namespace, by dnsperf, next to dnsmasq's. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { must } from '../lab/command.js';
import {
  dropNamespace,
  makeNamespace,
  startDnsmasq,
  startResolver,
  type DnsServer,
  type Host,
} from './dns/servers.js';
import { observeConditions } from './measure/conditions.js';
import { dnsReport, parseDnsperf, type DnsRun } from './measure/dns-report.js';
import { memoryOf } from './measure/memory.js';
import { cpuMs } from './measure/processes.js';
import { writeReport } from './measure/report.js';
import { DnsPrograms } from './peer/dns-programs.js';

interface Load {
  readonly programs: DnsPrograms;
  readonly queries: string;
  readonly clients: number;
  readonly outstanding: number;
  readonly seconds: number;
}

async function measure(server: DnsServer, load: Load): Promise<DnsRun> {
  const { programs, queries, clients, outstanding, seconds } = load;
  const before = cpuMs(server.pid);
  const text = await must(
    [
      ...['nsenter', `--net=/run/netns/${server.netns}`, '--', programs.dnsperf],
      ...['-s', '127.0.0.11', '-d', queries, '-l', String(seconds)],
      ...['-c', String(clients), '-q', String(outstanding)],
    ],
    { env: programs.env, timeout: (seconds + 30) * 1000 },
  );
  const run = parseDnsperf(text);
  const cpuUsPerQuery = ((cpuMs(server.pid) - before) * 1000) / run.sent;
  return { server: server.name, ...run, cpuUsPerQuery };
}

function hostsOf(count: number): readonly Host[] {
  return Array.from({ length: count }, (_, i) => [
    `ep${i}`,
    `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`,
  ]);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      names: { type: 'string', default: '10000' },
      clients: { type: 'string', default: '4' },
      outstanding: { type: 'string', default: '64' },
      rounds: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '5' },
      publish: { type: 'boolean', default: false },
    },
  });
  const [names, clients, outstanding] = [values.names, values.clients, values.outstanding].map(
    Number,
  ) as [number, number, number];
  const [rounds, seconds] = [Number(values.rounds), Number(values.seconds)];
  const conditions = await observeConditions();
  const dir = mkdtempSync(join(tmpdir(), 'ovnet-dns-bench-'));
  const own = `ovdn-bench-${process.pid}`;
  const peer = `${own}-peer`;
  const servers: DnsServer[] = [];
  let programs: DnsPrograms | undefined;
  try {
    programs = await DnsPrograms.fetch();
    const hosts = hostsOf(names);
    const queries = join(dir, 'queries');
    writeFileSync(queries, hosts.map(([name]) => `${name}.blue A\n`).join(''));
    await makeNamespace(own);
    await makeNamespace(peer);
    servers.push(await startResolver(own, dir, hosts));
    servers.push(await startDnsmasq(peer, dir, hosts, programs));
    const load = { programs, queries, clients, outstanding, seconds };
    const runs: DnsRun[] = [];
    for (const server of servers) await measure(server, { ...load, seconds: 2 });
    for (let round = 0; round < rounds; round++) {
      for (const server of servers) runs.push(await measure(server, load));
    }
    const { residentBytes } = memoryOf(servers[0]?.pid ?? 0);
    const result = { names, clients, outstanding, seconds, runs, residentBytes };
    const report = dnsReport({ ...result, conditions: conditions() });
    const root = join(import.meta.dirname, '..', '..');
    writeReport(report, { root, publish: values.publish });
  } finally {
    for (const server of servers) await server.stop();
    programs?.remove();
    for (const netns of [own, peer]) await dropNamespace(netns);
    rmSync(dir, { recursive: true, force: true });
  }
}

await main();
