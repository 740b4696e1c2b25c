/** Turns pino's JSON lines into lines for people: time, level, component, message, fields. */
import type { DestinationStream } from 'pino';

interface LogLine {
  readonly time: string;
  readonly level: string;
  readonly component: string;
  readonly msg?: string;
  readonly err?: ErrorFields;
  readonly [field: string]: unknown;
}

interface ErrorFields {
  readonly stack?: string;
  readonly message?: string;
}

export function textLines(sink: DestinationStream): DestinationStream {
  return {
    write: (line) => {
      sink.write(textOf(line));
    },
  };
}

/** One JSON line → one line of text, plus the stack of `err` if there is one. */
export function textOf(line: string): string {
  const { time, level, component, msg, err, ...fields } = JSON.parse(line) as LogLine;
  const clock = time.slice(11, 23);
  const data = Object.entries(fields).map(([name, value]) => ` ${name}=${valueOf(value)}`);
  const head = `${clock} ${level.padEnd(5)} ${component}: ${msg ?? ''}`;
  const trace = err === undefined ? '' : `\n  ${err.stack ?? err.message ?? ''}`;
  return `${head}${data.join('')}${trace}\n`;
}

function valueOf(value: unknown): string {
  if (typeof value === 'string') return /^[^\s"=]+$/.test(value) ? value : JSON.stringify(value);
  return JSON.stringify(value);
}
