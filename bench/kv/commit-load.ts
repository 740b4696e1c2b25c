/** Proposals made inside the leader, without any client protocol: a closed loop with many outstanding. */
import { randomBytes } from 'node:crypto';
import type { RaftNode } from '../../raft/node/raft-node.js';
import { summarize } from '../measure/quantiles.js';
import type { CommitLoad, LoadedAnswer } from './protocol.js';

export async function commitLoad(node: RaftNode, load: CommitLoad): Promise<LoadedAnswer> {
  const { outstanding, measureMs, valueBytes } = load;
  const data = randomBytes(valueBytes);
  const times: number[] = [];
  let failed = 0;
  const beganAt = performance.now();
  const endAt = beganAt + measureMs;
  const one = async (): Promise<void> => {
    for (;;) {
      const at = performance.now();
      if (at >= endAt) return;
      try {
        await node.propose(data);
        times.push(performance.now() - at);
      } catch {
        failed += 1;
        return;
      }
    }
  };
  await Promise.all(Array.from({ length: outstanding }, one));
  const { count, p50, p99, max } = summarize(times);
  const seconds = (performance.now() - beganAt) / 1000;
  return { kind: 'loaded', done: count, failed, seconds, p50, p99, max };
}
