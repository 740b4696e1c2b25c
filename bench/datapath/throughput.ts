/** TCP throughput between two namespaces on two hosts, one stream. */
import { setTimeout as delay } from 'node:timers/promises';
import type { LabHost } from '../../lab/host.js';
import type { IperfProgram } from '../peer/iperf-program.js';

export interface End {
  readonly host: LabHost;
  readonly netns: string;
  readonly address: string;
}

const POLL_MS = 20;
const LISTENS_WITHIN_MS = 5_000;

/** Gbit/s at the receiver. @throws Error with iperf3's own words */
export async function throughput(
  program: IperfProgram,
  [client, server]: readonly [End, End],
  seconds: number,
): Promise<number> {
  const inside = (end: End, args: readonly string[]) =>
    ['ip', 'netns', 'exec', end.netns, program.path, ...args] as const;
  const { env } = program;
  const served = server.host.exec(inside(server, ['-s', '-1', '-B', server.address]), { env });
  await listening(server);
  const call = inside(client, ['-c', server.address, '-t', String(seconds), '-J']);
  const { stdout } = await client.host.exec(call, { env });
  await served;
  const answer = JSON.parse(stdout) as Answer;
  const bits = answer.end?.sum_received?.bits_per_second;
  if (bits === undefined) throw new Error(`iperf3: ${answer.error ?? stdout}`);
  return bits / 1e9;
}

interface Answer {
  readonly error?: string;
  readonly end?: { readonly sum_received?: { readonly bits_per_second?: number } };
}

async function listening({ host, netns }: End): Promise<void> {
  const until = performance.now() + LISTENS_WITHIN_MS;
  for (;;) {
    const { stdout } = await host.exec([
      'ip',
      'netns',
      'exec',
      netns,
      'ss',
      '-Hltn',
      'sport',
      '=',
      ':5201',
    ]);
    if (stdout.trim() !== '') return;
    if (performance.now() > until) throw new Error('iperf3 does not listen');
    await delay(POLL_MS);
  }
}
