/** The level of a logger and of all that are made from it: one for all of them, changed while they are used. */
import type { Logger } from 'pino';
import { LOG_LEVELS, type LogLevel } from '../model/log-level.js';

const LEVEL = Symbol('level');

interface Levelled {
  /** Of the first logger; those made from it inherit from it. */
  readonly [LEVEL]?: LevelSwitch;
}

export class LevelSwitch {
  level: LogLevel;

  constructor(level: LogLevel) {
    this.level = level;
  }

  /** `value`: pino's number of a level. */
  passes(value: number): boolean {
    return value >= valueOf(this.level);
  }

  /** Makes it that of the logger and of all that will be made from it. */
  govern(logger: Logger): Logger {
    return Object.defineProperty(logger, LEVEL, { value: this });
  }
}

export function logLevel(logger: Logger): LogLevel {
  return switchOf(logger).level;
}

/** Told in the log at whichever of both levels shows more. */
export function setLogLevel(logger: Logger, level: LogLevel): void {
  const levelSwitch = switchOf(logger);
  const before = levelSwitch.level;
  if (before === level) return;
  const tell = (): void => logger.info({ before, after: level }, 'log level changes');
  const more = valueOf(level) < valueOf(before);
  if (!more) tell();
  levelSwitch.level = level;
  if (more) tell();
}

function switchOf(logger: Logger): LevelSwitch {
  const found = (logger as Levelled)[LEVEL];
  if (!found) throw new Error('this logger was not made by createLogger');
  return found;
}

/** Pino's numbers are 10 for the first and go up by 10; nothing is logged at the last. */
function valueOf(level: LogLevel): number {
  return 10 * (1 + LOG_LEVELS.indexOf(level));
}
