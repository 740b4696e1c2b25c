/** Under which conditions a figure was taken: without them it means nothing. */
import { execFileSync } from 'node:child_process';
import { cpus, loadavg, release, totalmem } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';

export interface Conditions {
  readonly date: string;
  readonly commit: string;
  readonly kernel: string;
  readonly cpus: string;
  readonly memoryGiB: number;
  readonly node: string;
  /** Cores that other work kept busy in the two seconds before the cluster was started. */
  readonly busyCoresBefore: number;
  /** 1-minute load average before the cluster was started. */
  readonly loadBefore: number;
  /** The same at the end; it contains the benchmark itself. */
  readonly loadAfter: number;
}

/** To be called first; the returned function completes the record at the end. */
export async function observeConditions(): Promise<() => Conditions> {
  const loadBefore = loadavg()[0] ?? NaN;
  const date = new Date().toISOString().slice(0, 16).replace('T', ' ');
  const cores = cpus();
  const busyCoresBefore = await busyCores();
  return () => ({
    date: `${date} UTC`,
    commit: commitHere(),
    kernel: release(),
    cpus: `${cores.length} × ${cores[0]?.model.trim() ?? 'unknown'}`,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    busyCoresBefore,
    loadBefore,
    loadAfter: loadavg()[0] ?? NaN,
  });
}

/** Above this, figures describe other work as well. */
const QUIET_CORES = 0.2;
const SAMPLE_MS = 2_000;

async function busyCores(): Promise<number> {
  const busyMs = (): number =>
    cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0);
  const before = busyMs();
  await delay(SAMPLE_MS);
  return (busyMs() - before) / SAMPLE_MS;
}

export function conditionLines(conditions: Conditions): string[] {
  const { date, commit, kernel, cpus: cores, memoryGiB, node } = conditions;
  const { busyCoresBefore, loadBefore, loadAfter } = conditions;
  const busy =
    busyCoresBefore > QUIET_CORES
      ? ' **The machine was not quiet: other work shared the cores.**'
      : '';
  return [
    `${date}, commit ${commit}, Linux ${kernel}, ${cores}, ${memoryGiB} GiB, Node ${node};`,
    `${busyCoresBefore.toFixed(2)} cores busy with other work before, load average ${loadBefore.toFixed(1)} before, ${loadAfter.toFixed(1)} after.${busy}`,
  ];
}

function commitHere(): string {
  try {
    const options = { cwd: import.meta.dirname, encoding: 'utf8' } as const;
    const id = execFileSync('git', ['rev-parse', '--short', 'HEAD'], options).trim();
    const changed = execFileSync('git', ['status', '--porcelain', '-uno'], options) !== '';
    return changed ? `${id} with changes` : id;
  } catch {
    return 'unknown';
  }
}
