/** Changes one after the other, each until all workers concerned have applied it. */
import { feedUse, loopLateness, type FeedUse, type LoopLateness } from '../measure/readings.js';
import { trafficOf } from '../measure/traffic.js';
import type { FleetCluster } from './fleet-cluster.js';

export interface Changes {
  /** From sending a change to the answer that all have applied it, in ms. */
  readonly times: readonly number[];
  readonly feed: FeedUse;
  /** On the wires of the agents' hosts, acknowledgements and idling included. */
  readonly wireBytes: number;
  readonly lateness: LoopLateness;
}

export async function changes(
  cluster: FleetCluster,
  count: number,
  network: (turn: number) => number | 'wide',
): Promise<Changes> {
  const times: number[] = [];
  const before = await cluster.readings();
  const traffic = await trafficOf(cluster.agentHosts);
  for (let turn = 0; turn < count; turn++) {
    const { sentAt, answeredAt, body } = await cluster.change(network(turn), turn);
    const { converged } = body as { readonly converged?: boolean };
    if (converged === false) {
      throw new Error(`not converged: ${JSON.stringify(body).slice(0, 500)}`);
    }
    times.push(answeredAt - sentAt);
  }
  const wireBytes = (await trafficOf(cluster.agentHosts)).bytes - traffic.bytes;
  const after = await cluster.readings();
  return { times, wireBytes, feed: feedUse(before, after), lateness: loopLateness(after) };
}
