/** A program: one manager and agents on streams within this process; prints one JSON object (`InProcessResult`). */
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { monotonicMs } from '../measure/clock.js';
import { heldMemory } from './held-memory.js';
import { InProcessAgents } from './in-process-agent.js';
import { endpointOf, InProcessManager, type InProcessShape } from './in-process-manager.js';

export interface InProcessResult {
  readonly shape: InProcessShape;
  /** From the write to the last acknowledgement, in ms. */
  readonly narrow: readonly number[];
  readonly wide: readonly number[];
  /** Until all were in sync. */
  readonly attachMs: number;
  /** Objects and buffers of the process that came with the agents, both ends, after garbage collection. */
  readonly bytesPerAgent: number;
}

const TIMEOUT_MS = 60_000;
const SETTLE_MS = 3_000;
const WARM_UP = 20;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      agents: { type: 'string', default: '1000' },
      networks: { type: 'string', default: '40' },
      members: { type: 'string', default: '250' },
      changes: { type: 'string', default: '200' },
      wide: { type: 'string', default: '50' },
    },
  });
  const shape = {
    agents: Number(values.agents),
    networks: Number(values.networks),
    members: Number(values.members),
  };
  const host = await InProcessManager.up();
  const agents = new InProcessAgents();
  try {
    const { nodes, narrow, wide } = await host.populate(shape);
    step(`${nodes.length} nodes made`);
    const before = (await heldMemory()).heldBytes;
    const began = monotonicMs();
    await agents.attach(host.manager.core.dispatch.agents, nodes);
    const attachMs = monotonicMs() - began;
    step(`all in sync after ${(attachMs / 1000).toFixed(1)} s`);
    await delay(SETTLE_MS);
    const bytesPerAgent = ((await heldMemory()).heldBytes - before) / nodes.length;
    const node = (turn: number): string => nodes[turn % nodes.length] ?? '';
    const inNarrow = (turn: number): Promise<number> => {
      const network = turn % shape.networks;
      const first = Math.floor((network * shape.agents) / shape.networks);
      return change(host, narrow[network] ?? '', node(first + (turn % shape.members)));
    };
    const inWide = (turn: number): Promise<number> => change(host, wide, node(turn));
    await times(WARM_UP, inNarrow);
    const result: InProcessResult = {
      ...{ shape, attachMs, bytesPerAgent },
      narrow: await times(Number(values.changes), inNarrow),
      wide: await times(Number(values.wide), inWide),
    };
    process.stdout.write(`${JSON.stringify(result)}\n`);
  } finally {
    agents.stop();
    await host.down();
  }
}

function step(text: string): void {
  process.stderr.write(`${text}\n`);
}

async function times(count: number, one: (turn: number) => Promise<number>): Promise<number[]> {
  const all: number[] = [];
  for (let turn = 0; turn < count; turn++) all.push(await one(turn));
  return all;
}

async function change(host: InProcessManager, network: string, node: string): Promise<number> {
  const began = monotonicMs();
  const revision = await host.propose(endpointOf(network, node));
  const report = await host.manager.core.dispatch.convergence.wait({
    ...{ revision, network, mode: 'applied', timeoutMs: TIMEOUT_MS },
    signal: new AbortController().signal,
  });
  if (!report.converged) throw new Error(`revision ${revision} was not applied by all`);
  return monotonicMs() - began;
}

await main();
