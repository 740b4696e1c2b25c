/** Options that many commands share, so that they are spelled and parsed alike everywhere. */
import { InvalidArgumentError, Option } from 'commander';
import { OUTPUT_FORMATS, type OutputFormat } from './output/print.js';

export interface OutputOptions {
  readonly output: OutputFormat;
}

export function outputOption(): Option {
  return new Option('-o, --output <format>', 'how to print')
    .choices(OUTPUT_FORMATS)
    .default('table');
}

export function yesOption(): Option {
  return new Option('-y, --yes', 'do not ask');
}

/** For `.argParser` of a repeatable option: collects the values in order. */
export function collect(value: string, previous: readonly string[] | undefined): string[] {
  return [...(previous ?? []), value];
}

/** For `.argParser`: an integer within bounds, or a usage error naming them. */
export function integer(min: number, max: number): (value: string) => number {
  return (value) => {
    const number = Number(value);
    if (!/^\d+$/.test(value) || number < min || number > max) {
      throw new InvalidArgumentError(`It must be an integer from ${min} to ${max}.`);
    }
    return number;
  };
}

/** `--family 4|6` */
export function family(): Option {
  return new Option('--family <version>', 'only this IP version; default: all that both ends have')
    .choices(['4', '6'])
    .argParser((value) => {
      if (value === '4' || value === '6') return Number(value);
      throw new InvalidArgumentError('It must be 4 or 6.');
    });
}

const UNIT_MS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const;

/** For `.argParser`: `500ms`, `10s`, `5m`, `1h` → ms, or a usage error. */
export function durationMs(value: string): number {
  const match = /^(\d+)(ms|s|m|h)$/.exec(value);
  const unit = match?.[2] as keyof typeof UNIT_MS | undefined;
  if (unit === undefined) {
    throw new InvalidArgumentError('It must be a duration such as 500ms, 10s, 5m or 1h.');
  }
  return Number(match?.[1]) * UNIT_MS[unit];
}

/** An option that takes a duration, with a default that is shown as it may be given. Its value is in ms. */
export function durationOption(flags: string, description: string, text: string): Option {
  return new Option(flags, description).argParser(durationMs).default(durationMs(text), text);
}
