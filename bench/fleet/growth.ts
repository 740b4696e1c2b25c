/** The same fleet in one process, at two sizes: what one agent more costs a manager. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { FleetShape } from './fleet-cluster.js';
import type { InProcessResult } from './in-process.js';

const BASE = 1_000;
const HEAP_MIB = 6_144;
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;
const TIMEOUT_MS = 300_000;

/** `agents`: of the larger one. Each size has a process of its own. */
export async function growth(
  agents: number,
  { networks, members }: Pick<FleetShape, 'networks' | 'members'>,
): Promise<InProcessResult[]> {
  const program = fileURLToPath(new URL('./in-process.js', import.meta.url));
  const results: InProcessResult[] = [];
  for (const size of agents > BASE ? [BASE, agents] : [agents]) {
    const argv = [`--max-old-space-size=${HEAP_MIB}`, program, '--agents', String(size)];
    const shape = ['--networks', String(networks), '--members', String(members)];
    const { stdout } = await promisify(execFile)(process.execPath, [...argv, ...shape], {
      maxBuffer: MAX_OUTPUT_BYTES,
      timeout: TIMEOUT_MS,
    });
    results.push(JSON.parse(stdout) as InProcessResult);
  }
  return results;
}
