/**
 * Makes loggers: JSON lines or text for people, on stderr. The message is a static phrase; data are fields:
 * component nodeId clusterId role term index revision vni endpointId requestId peer durationMs err.
 *
 * Levels: error = an operator must act; warn = degraded, heals itself; info = changes of state; debug = per message;
 * trace = bytes.
 */
import { pino, stdTimeFunctions, type DestinationStream, type Logger as PinoLogger } from 'pino';
import type { LogLevel } from '../model/log-level.js';
import { LevelSwitch } from './log-level.js';
import { textLines } from './log-text.js';

export const LOG_FORMATS = ['json', 'text'] as const;
export type LogFormat = (typeof LOG_FORMATS)[number];

/** What the parts take; a child per component: `logger.child({ component: 'feed' })`. */
export type Logger = PinoLogger;

export interface LoggerOptions {
  readonly component: string;
  /** At first: see `setLogLevel`. */
  readonly level: LogLevel;
  /** Default: text if stderr is a terminal, else JSON. */
  readonly format?: LogFormat | undefined;
  /** Default: stderr. */
  readonly destination?: DestinationStream;
}

const SECRETS = ['token', 'secret', 'key', 'privateKey', 'csr', 'authorization', 'password'];

/** Members that hold secrets, at the top and one level down. */
const REDACTED = [
  ...SECRETS,
  ...SECRETS.map((name) => `*.${name}`),
  'headers.authorization',
  'req.headers.authorization',
];

export function createLogger(options: LoggerOptions): Logger {
  // fd 2 written synchronously: the last lines before a crash are the ones that matter.
  const sink = options.destination ?? pino.destination({ dest: 2, sync: true });
  const format = options.format ?? (process.stderr.isTTY ? 'text' : 'json');
  const level = new LevelSwitch(options.level);
  const logger = pino(
    {
      // A child keeps the level it was made with: so all pass everything on, and one place decides.
      level: 'trace',
      hooks: {
        logMethod(given, write, value) {
          if (level.passes(value)) write.apply(this, given);
        },
      },
      base: null,
      // A child names its own: as a binding of both it would stand twice in the line.
      mixin: (_fields, _level, logger) =>
        'component' in logger.bindings() ? {} : { component: options.component },
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: REDACTED, censor: '[redacted]' },
    },
    format === 'json' ? sink : textLines(sink),
  );
  return level.govern(logger);
}
