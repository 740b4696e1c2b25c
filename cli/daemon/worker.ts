/** The actions behind `ovctl worker`: membership, the agent in the foreground or detached, and what it says of itself. */
import type { RunningAgent } from '../../agent/agent.js';
import type { AgentStatus } from '../../agent/local/status.js';
import type { WorkerConfig } from '../../config/worker.js';
import { OvnetError } from '../../model/errors.js';
import type { CliContext } from '../context.js';
import { printAs, type OutputFormat } from '../output/print.js';
import { formatTable } from '../output/table.js';
import { detach } from './detach.js';
import { runForeground, type RunningDaemon } from './foreground.js';
import { ownVersion } from './own-version.js';
import type { Invocation } from './settings.js';
import { stopDaemon } from './stop.js';
import { readToken } from './token.js';

export interface RunOptions {
  readonly detach?: boolean;
}

export interface JoinOptions extends RunOptions {
  readonly token?: string | undefined;
  readonly tokenFile?: string;
  /** False after `--no-start`. */
  readonly start?: boolean;
}

export interface LeaveOptions {
  readonly force?: boolean;
}

export interface StatusOptions {
  readonly output: OutputFormat;
}

type Called = Invocation<WorkerConfig>;

/** Who only starts, asks or ends the agent does not load it. */
const membership = () => import('../../agent/join/worker.js');

interface Report {
  readonly name: string;
  readonly clusterName: string;
  readonly inSync: boolean;
}

const LOG_FILE = '/var/log/ovnet/worker.log';
/** How long a start waits for a manager; then the agent goes on alone from its cache. */
const SYNC_MS = 10_000;
const STATUS_MS = 5_000;

/** A token that is refused leaves nothing behind; joining again with the same membership just starts. */
export async function join(
  context: CliContext,
  called: Called,
  options: JoinOptions,
): Promise<void> {
  const token = await readToken(context, options.token, options.tokenFile);
  // The token is gone from the process list once joining begins.
  process.title = 'ovctl worker join';
  const { joinWorker } = await membership();
  const { node, alreadyMember } = await joinWorker(token, called.config);
  const how = alreadyMember ? 'is a member already' : 'has joined';
  context.stderr.write(`Worker ${node.name} ${how} (cluster ${node.clusterName}).\n`);
  if (options.start !== false) await run(context, called, options);
}

export async function run(context: CliContext, called: Called, options: RunOptions): Promise<void> {
  if (options.detach === true) {
    const argv = ['worker', 'run', ...called.argv];
    say(context, await detach({ argv, input: '', logFile: LOG_FILE, env: context.env }));
    return;
  }
  const isChild = process.connected;
  const begin = async (): Promise<RunningDaemon> => {
    const { runWorker } = await import('../../agent/start.js');
    const agent = await runWorker(called.config, await ownVersion());
    return { report: await reportOf(agent), done: ended(agent), stop: () => agent.stop() };
  };
  await runForeground(context, 'ovnet-worker', begin, (report) => {
    if (!isChild) say(context, report);
    return Promise.resolve();
  });
}

export async function stop(
  context: CliContext,
  { config }: Called,
  timeoutMs: number,
): Promise<void> {
  const wasRunning = await stopDaemon(config.socket, 'agent', timeoutMs);
  context.stderr.write(wasRunning ? 'The agent has ended.\n' : 'No agent was running.\n');
}

export async function leave(
  context: CliContext,
  { config }: Called,
  options: LeaveOptions,
): Promise<void> {
  await stopDaemon(config.socket, 'agent', SYNC_MS);
  const { leaveWorker } = await membership();
  const { node, told } = await leaveWorker(config, { force: options.force === true });
  const note = told ? '' : ' No manager was told: remove the node with `ovctl node rm`.';
  context.stderr.write(`Worker ${node.name} has left.${note}\n`);
}

export async function status(
  context: CliContext,
  { config }: Called,
  options: StatusOptions,
): Promise<void> {
  const { RestClient } = await import('../client/rest-client.js');
  const target = { kind: 'socket', path: config.socket, only: 'worker' } as const;
  const client = new RestClient(target, { timeoutMs: STATUS_MS });
  try {
    const answer = await client.get<AgentStatus>('/status');
    await printAs(context, options.output, answer, () => describe(answer));
  } finally {
    await client.close();
  }
}

async function reportOf(agent: RunningAgent): Promise<Report> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), SYNC_MS);
  });
  const inSync = await Promise.race([
    agent.inSync.then(() => true),
    late,
    agent.done.then(() => false),
  ]);
  clearTimeout(timer);
  const { node: name, clusterName } = agent.status();
  return { name, clusterName, inSync };
}

async function ended(agent: RunningAgent): Promise<void> {
  const { reason } = await agent.done;
  if (reason !== 'removed') return;
  throw new OvnetError('node-removed', 'the cluster removed this node; its kernel state is gone');
}

function say(context: CliContext, report: unknown): void {
  const { name, clusterName, inSync } = report as Report;
  const text = inSync ? 'is in sync' : 'runs from its cache: no manager answers yet';
  context.stdout.write(`Worker ${name} ${text} (cluster ${clusterName}).\n`);
}

function namesOf({ dns }: AgentStatus): string {
  if (dns === null) return 'switched off';
  const { state, pid, report, troubles } = dns;
  const wrong = troubles.map(({ netns, code }) => `, ${netns}: ${code}`).join('');
  if (state === 'idle') return 'nobody to answer';
  if (!report || state !== 'up') return `${state}${wrong}`;
  const queries = Object.values(report.counters.queries).reduce((sum, n) => sum + n, 0);
  const { served, names } = report;
  return `${names} for ${served} namespaces, ${queries} queries, process ${pid ?? '?'}${wrong}`;
}

function transportOf({ kernelTransport: { name, reason } }: AgentStatus): string {
  return reason === null ? name : `${name} (${reason})`;
}

function egressOf({ egress }: AgentStatus): string {
  if (egress === null) return 'off';
  const { bridge, subnet, forwarding, namespaces } = egress;
  if (subnet === null) return `by ${bridge}, when a workload needs it`;
  return `${subnet} by ${bridge}, forwarding ${forwarding}, ${namespaces.length} namespaces`;
}

function describe(answer: AgentStatus): string {
  const { manager, cache } = answer;
  const contact =
    manager === null
      ? `none since ${answer.lastContactAt ?? 'the start'}`
      : `${manager.address} since ${manager.since}`;
  return [
    `worker    ${answer.node} (${answer.nodeId}), cluster ${answer.clusterName}`,
    `state     ${answer.state}`,
    `manager   ${contact}`,
    `revision  ${answer.revision}`,
    `cache     written ${cache.writtenAt ?? 'never'}${cache.error === null ? '' : `, ${cache.error}`}`,
    `names     ${namesOf(answer)}`,
    `kernel    ${answer.kernelWrites} writes since ${answer.startedAt}, by ${transportOf(answer)}`,
    `egress    ${egressOf(answer)}`,
    '',
    formatTable(
      [
        { title: 'network', value: ({ name }) => name },
        { title: 'vni', value: ({ vni }) => vni },
        { title: 'revision', value: ({ revision }) => revision },
        { title: 'applied', value: ({ applied }) => applied ?? undefined },
        { title: 'endpoints', value: ({ endpoints }) => endpoints },
        { title: 'local', value: ({ localEndpoints }) => localEndpoints },
        { title: 'failed', value: ({ failed }) => failed.map(({ code }) => code).join(',') },
      ],
      answer.networks,
    ),
  ].join('\n');
}
