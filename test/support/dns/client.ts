/** Asks the resolver from inside a namespace. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export interface DnsAnswer {
  readonly rcode: string;
  readonly truncated: boolean;
  readonly authoritative: boolean;
  readonly records: readonly {
    readonly type: string;
    readonly data: string;
    readonly ttl: number;
  }[];
  readonly bytes: number;
}

export interface AskOptions {
  readonly type?: string;
  readonly transport?: 'udp' | 'tcp';
  /** Bytes that the client would take over UDP; absent: no EDNS. */
  readonly edns?: number;
}

const PROGRAM = fileURLToPath(new URL('./ask.js', import.meta.url));

/** The command, to be run inside a namespace. */
export function askCommand(name: string, options: AskOptions = {}): string[] {
  const { type = 'A', transport = 'udp', edns } = options;
  const size = edns === undefined ? [] : [String(edns)];
  return [process.execPath, PROGRAM, 'once', transport, name, type, ...size];
}

/** Asks until it is interrupted, then prints `{answered, unanswered, wrong}`. */
export function loopCommand(name: string): string[] {
  return [process.execPath, PROGRAM, 'loop', name];
}

export async function ask(
  netns: string,
  name: string,
  options: AskOptions = {},
): Promise<DnsAnswer> {
  const argv = [`--net=/run/netns/${netns}`, '--', ...askCommand(name, options)];
  const { stdout } = await promisify(execFile)('nsenter', argv);
  return JSON.parse(stdout) as DnsAnswer;
}

export function dataOf(answer: DnsAnswer): readonly string[] {
  return answer.records.map(({ data }) => data).sort();
}
