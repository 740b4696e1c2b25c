/** The result of the fleet benchmark as JSON and Markdown. */
import type { Bulk } from '../fleet/bulk.js';
import type { Changes } from '../fleet/changes.js';
import type { FleetSync } from '../fleet/fleet.js';
import type { Storm } from '../fleet/storms.js';
import { conditionLines } from './conditions.js';
import { goalTable, latenessOf, peakRatio } from './fleet-goals.js';
import type { FleetResult } from './fleet-result.js';
import { summarize } from './quantiles.js';
import { ms, table, type Report } from './report.js';

const MIB = 2 ** 20;

export function fleetReport(result: FleetResult): Report {
  const { shape, endpoints, joinMs, conditions, faults } = result;
  const sections = [
    [
      `${shape.agents} simulated agents, each with a certificate and a connection of its own, in ${shape.processes} processes; ` +
        `${shape.networks} networks of ${shape.members} workers, one of ${shape.agents}; ${endpoints} endpoints; three managers. ` +
        `The ${shape.agents} nodes joined in ${seconds(joinMs)} s.`,
    ],
    faults.map(({ phase, reason }) => `**${phase}: failed.** ${reason}`),
    goalTable(result),
    changeTable(result),
    idleLines(result),
    syncTable(result),
    stormCpuTable(result),
    endedLines(result),
    memoryLines(result),
    latenessTable(result),
    bulkLines(result),
    growthTable(result),
    totalLines(result),
  ];
  const markdown = [
    ...conditionLines(conditions),
    ...sections.filter((lines) => lines.length > 0).flatMap((lines) => ['', ...lines]),
  ];
  return { name: 'fleet', json: result, markdown };
}

function changeTable({ narrow, wide, shape }: FleetResult): string[] {
  const row = (workers: number, changes: Changes | undefined): string[][] => {
    if (changes === undefined) return [];
    const { count, p50, p99, max } = summarize(changes.times);
    const { reuse, updateBytes } = changes.feed;
    const bytes = [updateBytes / count, changes.wireBytes / count].map((one) => one.toFixed(0));
    return [
      [`${workers} workers`, String(count), ms(p50), ms(p99), ms(max), reuse.toFixed(0), ...bytes],
    ];
  };
  const header = ['change → all have applied it, ms', 'changes', 'p50', 'p99', 'max'];
  const feed = ['deltas sent per encoding', 'delta bytes per change', 'on the wire, all traffic'];
  return table([...header, ...feed], [...row(shape.members, narrow), ...row(shape.agents, wide)]);
}

function idleLines({ quiet }: FleetResult): string[] {
  if (quiet === undefined) return [];
  const { bytesPerAgentSecond, packetsPerAgentSecond, managerCpuMsPerSecond } = quiet;
  return [
    `Idle: ${bytesPerAgentSecond.toFixed(0)} B/s in ${packetsPerAgentSecond.toFixed(2)} packets/s per worker, ` +
      `${managerCpuMsPerSecond.toFixed(1)} ms CPU/s per manager, ${quiet.agentCpuMsPerSecond.toFixed(3)} per simulated agent; ` +
      `managers hold ${quiet.managerBytes.map((bytes) => (bytes / MIB).toFixed(0)).join(', ')} MiB resident.`,
  ];
}

function syncTable({ first, cut, out, attached }: FleetResult): string[] {
  const row = (name: string, sync: FleetSync, storm?: Storm): string[] => {
    const { p50, p99 } = summarize(sync.attempts.map(({ tookMs }) => tookMs));
    const lastDial = Math.max(...sync.attempts.map(({ dialledMs }) => dialledMs));
    const peak = storm === undefined ? '–' : peakRatio(storm).toFixed(2);
    const images = storm === undefined ? '–' : String(storm.images);
    return [name, seconds(sync.tookMs), seconds(lastDial), ms(p50), ms(p99), peak, images];
  };
  const storm = (name: string, of: Storm | undefined): string[][] =>
    of ? [row(name, of.sync, of), row('– bare streams at the same instants', of.bare)] : [];
  const rows = [
    row('first start, whole images', first),
    ...(attached ? [row('bare streams, all at once', attached.bare)] : []),
    ...(attached ? [row('agents were cut off, nothing was missed', attached.again)] : []),
    ...storm('agents were cut off, changes meanwhile', cut),
    ...storm('managers were away', out),
  ];
  const header = ['all are there', 'after s', 'last dial s', 'attempt p50 ms', 'p99 ms'];
  const lines = table([...header, 'peak / steady memory', 'images'], rows);
  const rate = attached && attached.bare.attempts.length / (attached.bare.tookMs / 1000);
  const notes = [
    ...(rate === undefined ? [] : [`Bare streams at once: ${rate.toFixed(0)} a second.`]),
    ...(out ? [`Managers served again ${seconds(out.servingMs)} s after their start.`] : []),
  ];
  return notes.length > 0 ? [...lines, '', notes.join(' ')] : lines;
}

function stormCpuTable({ cut, out, shape }: FleetResult): string[] {
  const row = (name: string, storm: Storm | undefined): string[][] => {
    if (storm === undefined) return [];
    const { cpu, bareCpu } = storm;
    const each = [cpu.agentsMs, bareCpu.agentsMs, cpu.managersMs, bareCpu.managersMs];
    const total = (of: typeof cpu): number => of.agentsMs + of.managersMs;
    const ratio = (total(cpu) / total(bareCpu)).toFixed(2);
    return [[name, ...each.map((one) => ms(one / shape.agents)), ratio]];
  };
  const rows = [...row('agents come back', cut), ...row('managers come back', out)];
  if (rows.length === 0) return [];
  const header = ['CPU ms per agent', 'agent', 'bare stream', 'managers', 'bare servers'];
  return table([...header, 'all / all bare'], rows);
}

function endedLines({ first, cut, out }: FleetResult): string[] {
  const line = (name: string, sync: FleetSync | undefined): string[] => {
    const reasons = Object.entries(sync?.ended ?? {});
    if (reasons.length === 0) return [];
    return [`${name}: ${reasons.map(([reason, count]) => `${count} × ${reason}`).join('; ')}.`];
  };
  const lines = [
    ...line('first start', first),
    ...line('agents come back', cut?.sync),
    ...line('managers come back', out?.sync),
  ];
  return lines.length === 0 ? [] : ['Sessions that ended before all were in sync:', '', ...lines];
}

function memoryLines({ attached }: FleetResult): string[] {
  if (attached === undefined) return [];
  const { agentBytes, bareBytes } = attached;
  return [
    `Memory of the managers per attached agent: ${agentBytes.toFixed(0)} B; of bare servers per stream: ${bareBytes.toFixed(0)} B.`,
  ];
}

function latenessTable(result: FleetResult): string[] {
  const rows = latenessOf(result).map(([phase, { leaderP99, leaderMax, worstP99 }]) => [
    phase,
    ms(leaderP99),
    ms(leaderMax),
    ms(worstP99),
  ]);
  if (rows.length === 0) return [];
  return table(['event loop late, ms', 'leader p99', 'leader max', 'worst manager p99'], rows);
}

function bulkLines({ bulk }: FleetResult): string[] {
  if (bulk === undefined) return [];
  const { endpoints, batch, networks, members, ackedMs, appliedMs, repeats } = bulk;
  return [
    `Bulk: ${endpoints} endpoints in batches of ${batch}, in ${networks} networks of ${members} workers: ` +
      `acknowledged in ${seconds(ackedMs)} s, applied by all agents after ${seconds(appliedMs)} s; ${repeats} batches were sent again.`,
    '',
    `CPU of it per endpoint, µs: ${bulkCpuText(bulk)}.`,
  ];
}

function bulkCpuText({ cpu, endpoints }: Bulk): string {
  const { managersMainMs, managersOthersMs, agentsMs, clientsMs } = cpu;
  const each = (ms: number): string => ((ms * 1000) / endpoints).toFixed(1);
  const all = managersMainMs + managersOthersMs + agentsMs + clientsMs;
  return (
    `main threads of the managers ${each(managersMainMs)}, their other threads ${each(managersOthersMs)}, ` +
    `agents ${each(agentsMs)}, clients ${each(clientsMs)}; in all ${each(all)}`
  );
}

function growthTable({ growth = [] }: FleetResult): string[] {
  const rows = growth.map(({ shape, narrow, wide, bytesPerAgent, attachMs }) => {
    const [few, all] = [summarize(narrow), summarize(wide)];
    const times = [few.p50, few.p99, all.p50, all.p99].map(ms);
    return [String(shape.agents), ...times, seconds(attachMs), bytesPerAgent.toFixed(0)];
  });
  if (rows.length === 0) return [];
  const members = growth[0]?.shape.members ?? 0;
  const times = [`${members} workers: p50 ms`, 'p99', 'all workers: p50', 'p99'];
  const header = ['agents on in-process streams', ...times, 'all in sync s', 'B per agent'];
  const [small, large] = [growth[0], growth.at(-1)];
  if (!small || !large || small === large) return table(header, rows);
  const agents = large.shape.agents - small.shape.agents;
  const more = summarize(large.wide).p50 - summarize(small.wide).p50;
  const micros = ((1000 * more) / agents).toFixed(1);
  return [...table(header, rows), '', `One worker more in a network: ${micros} µs per change.`];
}

function totalLines({ status }: FleetResult): string[] {
  if (status === undefined) return [];
  const { images, deltas, acks, resyncs, mismatches } = status;
  return [
    `In all: ${images} images, ${deltas} deltas, ${acks} acknowledgements, ${resyncs} resyncs, ${mismatches} wrong digests.`,
  ];
}

function seconds(value: number): string {
  return (value / 1000).toFixed(1);
}
