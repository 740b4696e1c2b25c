/** Subjects measured in turns, so that what changes on the machine meanwhile meets all of them. */
import type { SyncFloor } from './floors.js';
import { cpuMs } from './processes.js';

export interface Rounds {
  /** Numbers of clients, each measured once per round. */
  readonly clients: readonly number[];
  readonly rounds: number;
}

/** After every number of clients; milliseconds. */
const SYNC_SAMPLES = 20;

/** Each subject goes first as often as the others. Resolves with the times of synced writes between the turns. */
export async function inRounds<S>(
  subjects: readonly S[],
  { clients, rounds }: Rounds,
  turn: (subject: S, clients: number) => Promise<void>,
  floor: Pick<SyncFloor, 'measure'>,
): Promise<number[]> {
  const syncs: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const first = round % Math.max(1, subjects.length);
    const ordered = [...subjects.slice(first), ...subjects.slice(0, first)];
    for (const count of clients) {
      for (const subject of ordered) await turn(subject, count);
      for (let sample = 0; sample < SYNC_SAMPLES; sample++) syncs.push(await floor.measure());
    }
  }
  return syncs;
}

/** Of the flags `--clients 1,64 --rounds N --seconds N`. */
export function roundsOf(flags: {
  readonly clients: string;
  readonly rounds: string;
  readonly seconds: string;
}): Rounds & { readonly measureMs: number } {
  return {
    clients: flags.clients.split(',').map(Number),
    rounds: Number(flags.rounds),
    measureMs: Number(flags.seconds) * 1000,
  };
}

/** CPU time that the processes have used, in ms. */
export function cpuOf(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + cpuMs(pid), 0);
}
