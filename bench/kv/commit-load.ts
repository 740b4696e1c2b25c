/** Proposals made inside the leader, without any client protocol: closed loops with many outstanding. */
import { randomBytes } from 'node:crypto';
import type { RaftNode } from '../../raft/node/raft-node.js';
import { summarize } from '../measure/quantiles.js';
import type { CommitLoad, LoadedAnswer, RowLoad } from './protocol.js';
import { rowsEntry } from './rows-machine.js';

export function commitLoad(node: RaftNode, load: CommitLoad): Promise<LoadedAnswer> {
  const data = randomBytes(load.valueBytes);
  return loop(node, load, () => data);
}

let written = 0;

/** Rows of this process get ever higher numbers. */
export function rowLoad(node: RaftNode, load: RowLoad): Promise<LoadedAnswer> {
  const { rows, rowsPerEntry, rowBytes } = load;
  const end = written + rows;
  return loop(node, load, () => {
    const count = Math.min(rowsPerEntry, end - written);
    if (count <= 0) return undefined;
    const text = randomBytes(Math.ceil((count * rowBytes) / 2)).toString('hex');
    const entry = rowsEntry(written, count, Buffer.from(text.slice(0, count * rowBytes), 'latin1'));
    written += count;
    return entry;
  });
}

/** `next`: the data of the next proposal; undefined ends the loop before its time. */
async function loop(
  node: RaftNode,
  load: { readonly outstanding: number; readonly measureMs: number },
  next: () => Uint8Array | undefined,
): Promise<LoadedAnswer> {
  const times: number[] = [];
  let failed = 0;
  const beganAt = performance.now();
  const endAt = beganAt + load.measureMs;
  const one = async (): Promise<void> => {
    for (;;) {
      const at = performance.now();
      const data = at >= endAt ? undefined : next();
      if (data === undefined) return;
      try {
        await node.propose(data);
        times.push(performance.now() - at);
      } catch {
        failed += 1;
        return;
      }
    }
  };
  await Promise.all(Array.from({ length: load.outstanding }, one));
  const { count, p50, p99, max } = summarize(times);
  const seconds = (performance.now() - beganAt) / 1000;
  return { kind: 'loaded', done: count, failed, seconds, p50, p99, max };
}
