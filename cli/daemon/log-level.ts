/** The actions behind `ovctl manager log-level` and `ovctl worker log-level`: of the daemon that runs on this host. */
import type { LogLevel } from '../../model/log-level.js';
import { answerOf } from '../client/calls.js';
import { RestClient } from '../client/rest-client.js';
import type { CliContext } from '../context.js';
import { printAs, type OutputFormat } from '../output/print.js';
import type { Invocation } from './settings.js';

export interface LogLevelOptions {
  readonly output: OutputFormat;
}

/** Of either daemon. */
type Called = Invocation<{ readonly socket: string }>;

interface Answer {
  readonly level: LogLevel;
}

const CALL_MS = 5_000;

/** Shows the level, or changes it first. */
export function ofManager(
  context: CliContext,
  { config }: Called,
  level: LogLevel | undefined,
  options: LogLevelOptions,
): Promise<void> {
  return tell(context, { path: config.socket, only: 'manager' }, options, ({ api }) => {
    const call = level === undefined ? api.GET(PATH) : api.PATCH(PATH, { body: { level } });
    return answerOf<Answer>(call);
  });
}

/** As `ofManager`. */
export function ofWorker(
  context: CliContext,
  { config }: Called,
  level: LogLevel | undefined,
  options: LogLevelOptions,
): Promise<void> {
  return tell(context, { path: config.socket, only: 'worker' }, options, (client) =>
    level === undefined
      ? client.get<Answer>('/log-level')
      : client.call<Answer>('PATCH', '/log-level', { body: { level } }),
  );
}

const PATH = '/v1/log-level';

async function tell(
  context: CliContext,
  daemon: { readonly path: string; readonly only: 'manager' | 'worker' },
  options: LogLevelOptions,
  ask: (client: RestClient) => Promise<Answer>,
): Promise<void> {
  const client = new RestClient({ kind: 'socket', ...daemon }, { timeoutMs: CALL_MS });
  try {
    const answer = await ask(client);
    await printAs(context, options.output, answer, () => answer.level);
  } finally {
    await client.close();
  }
}
