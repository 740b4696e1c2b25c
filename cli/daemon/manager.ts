/** The actions behind `ovctl manager`: settings in, a running manager out, in the foreground or detached. */
import type { ManagerConfig } from '../../config/manager.js';
import { defaultAddress } from '../../identity/default-address.js';
import { OvnetError } from '../../model/errors.js';
import type { AddressPool } from '../../model/objects.js';
import type { ManagerOptions, RunningManager } from '../../server/manager.js';
import type { CliContext } from '../context.js';
import { printAs, type OutputFormat } from '../output/print.js';
import { detach } from './detach.js';
import { runForeground, type RunningDaemon } from './foreground.js';
import { letHeapGrow } from './heap-growth.js';
import { ownVersion } from './own-version.js';
import type { Invocation, Unread } from './settings.js';
import { stopDaemon } from './stop.js';
import { readToken } from './token.js';

export interface RunOptions {
  readonly detach?: boolean;
}

export interface StartOptions extends RunOptions {
  /** False after `--no-start`. */
  readonly start?: boolean;
}

export interface InitOptions extends StartOptions {
  readonly output: OutputFormat;
}

export interface JoinOptions extends StartOptions {
  readonly token?: string | undefined;
  readonly tokenFile?: string;
}

type Called = Unread<ManagerConfig>;

/** Who only starts or ends a daemon does not load it. */
const server = () => import('../../server/manager.js');

const LOG_FILE = '/var/log/ovnet/manager.log';

/** What `init` prints as JSON; the secrets in it are shown this once. */
interface InitReport {
  readonly clusterId: string;
  readonly nodeId: string;
  readonly name: string;
  readonly adminDir: string;
  readonly tokens: { readonly manager: string; readonly worker: string };
}

export async function init(
  context: CliContext,
  called: Called,
  options: InitOptions,
): Promise<void> {
  const show = (report: unknown): Promise<void> =>
    printAs(context, options.output, report, () => describeInit(report as InitReport));
  if (options.detach === true) {
    await show(await detached(context, called, ['init'], '', options));
    return;
  }
  const begin = async (): Promise<RunningDaemon> => {
    const config = await called.config();
    const { pools, vniRange, clusterName, dataPort } = config;
    const { initManager } = await server();
    const { manager, workerToken, managerToken, adminDir } = await initManager({
      ...(await managerOptions(config)),
      name: config.name,
      clusterName,
      pools: pools.map(parsePool),
      vniRange: parseRange(vniRange),
      dataPort,
    });
    const { clusterId, nodeId, name } = manager.info;
    const tokens = { manager: managerToken, worker: workerToken };
    const report: InitReport = { clusterId, nodeId, name, adminDir, tokens };
    return daemonOf(manager, report);
  };
  await serve(context, options, begin, show);
}

export async function join(
  context: CliContext,
  called: Called,
  options: JoinOptions,
): Promise<void> {
  const token = await readToken(context, options.token, options.tokenFile);
  const show = (report: unknown): Promise<void> => say(context, report, 'joined');
  if (options.detach === true) {
    await show(await detached(context, called, ['join', '-'], `${token}\n`, options));
    return;
  }
  const begin = async (): Promise<RunningDaemon> => {
    const config = await called.config();
    const { joinManager } = await server();
    const manager = await joinManager({
      ...(await managerOptions(config)),
      name: config.name,
      token,
    });
    return daemonOf(manager, manager.info);
  };
  await serve(context, options, begin, show);
}

export async function run(context: CliContext, called: Called, options: RunOptions): Promise<void> {
  const show = (report: unknown): Promise<void> => say(context, report, 'serves');
  if (options.detach === true) {
    await show(await detached(context, called, ['run'], '', options));
    return;
  }
  const begin = async (): Promise<RunningDaemon> => {
    const config = await called.config();
    const { runManager } = await server();
    const manager = await runManager(await managerOptions(config));
    return daemonOf(manager, manager.info);
  };
  await serve(context, options, begin, show);
}

export async function stop(
  context: CliContext,
  { config }: Invocation<ManagerConfig>,
  timeoutMs: number,
): Promise<void> {
  const wasRunning = await stopDaemon(config.socket, 'manager', timeoutMs);
  context.stderr.write(wasRunning ? 'The manager has ended.\n' : 'No manager was running.\n');
}

/** A detached daemon's report goes to who started it, never into its log. */
async function serve(
  context: CliContext,
  options: StartOptions,
  begin: () => Promise<RunningDaemon>,
  show: (report: unknown) => Promise<void>,
): Promise<void> {
  if (options.start === false) {
    const prepared = await begin();
    await prepared.stop();
    await show(prepared.report);
    return;
  }
  const isChild = process.connected;
  await runForeground(context, 'ovnet-manager', begin, async (report) => {
    if (!isChild) await show(report);
  });
}

function detached(
  context: CliContext,
  called: Called,
  verb: readonly string[],
  input: string,
  options: StartOptions,
): Promise<unknown> {
  if (options.start === false) {
    throw new OvnetError('usage', '--detach and --no-start exclude each other');
  }
  const argv = ['manager', ...verb, ...called.argv];
  return detach({ argv, input, logFile: LOG_FILE, env: context.env });
}

function daemonOf(manager: RunningManager, report: unknown): RunningDaemon {
  return { report, done: manager.done, stop: () => manager.stop() };
}

async function managerOptions(config: Readonly<ManagerConfig>): Promise<ManagerOptions> {
  const { dataDir, socket, listen, apiPort, grpcPort, nice, otlpEndpoint } = config;
  letHeapGrow();
  const given = config.advertise ?? (await defaultAddress('--advertise'));
  const { createLogger } = await import('../../observe/logger.js');
  const logger = createLogger({
    component: 'manager',
    level: config.logLevel,
    format: config.logFormat,
  });
  const options = { dataDir, socket, listen, apiPort, grpcPort, nice, otlpEndpoint, logger };
  return { ...options, advertise: parseAdvertise(given), version: await ownVersion() };
}

/** `HOST`, `HOST:PORT`, `[V6]`, `[V6]:PORT` or a bare IPv6 address. */
export function parseAdvertise(text: string): { host: string; apiPort?: number } {
  const match = /^(?:\[(?<v6>[^\]]+)\]|(?<name>[^:]+))(?::(?<port>\d{1,5}))?$/.exec(text);
  const { v6, name, port } = match?.groups ?? {};
  const host = v6 ?? name ?? text;
  return port === undefined ? { host } : { host, apiPort: Number(port) };
}

function parsePool(text: string): AddressPool {
  const at = text.lastIndexOf('/');
  return { cidr: text.slice(0, at), subnetPrefix: Number(text.slice(at + 1)) };
}

function parseRange(text: string): { first: number; last: number } {
  const [first = '', last = ''] = text.split('-');
  return { first: Number(first), last: Number(last) };
}

function describeInit(report: InitReport): string {
  return [
    `Manager ${report.name} leads a new cluster. Keys for remote use are in ${report.adminDir}.`,
    '',
    'A further manager joins with (once, within 24 h):',
    '',
    `    ovctl manager join ${report.tokens.manager}`,
    '',
    'A worker joins with (within 24 h):',
    '',
    `    ovctl worker join ${report.tokens.worker}`,
    '',
  ].join('\n');
}

async function say(context: CliContext, report: unknown, what: string): Promise<void> {
  const { name, clusterName } = report as { name: string; clusterName: string };
  await printAs(
    context,
    'table',
    report,
    () => `Manager ${name} ${what} (cluster ${clusterName}).`,
  );
}
