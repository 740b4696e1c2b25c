/** Sends a marked packet from one endpoint to the other, with both hosts on the look-out, and has what was seen judged. */
import { randomInt } from 'node:crypto';
import {
  PROBE_COPIES,
  PROBE_MARK_STEP,
  QUERY_PROBE_COLLECT,
  QUERY_PROBE_SEND,
  QUERY_PROBE_WATCH,
  type Probe,
  type ProbeCollectRequest,
  type ProbeSendRequest,
  type ProbeSent,
  type ProbeWatchRequest,
  type Sighting,
} from '../../model/probe.js';
import type { WorkerQueries } from '../dispatch/query-port.js';
import type { Hop } from '../trace/hop.js';
import { liveHops } from '../trace/live.js';
import type { Side, TraceInput } from '../trace/sides.js';
import { readProbeSent, readProbeSightings } from './answers.js';

/** For the last answer to come back. */
const ANSWER_MS = 1_000;

/** Throws what `WorkerQueries.ask` throws; `native-unavailable` from an agent that cannot look at packets. */
export async function followProbe(
  workers: WorkerQueries,
  { from, to, network, dataPort, port }: TraceInput,
  timeoutMs: number,
): Promise<readonly Hop[]> {
  const probe: Probe = {
    mark: randomInt(1, 2 ** 32 - PROBE_COPIES * PROBE_MARK_STEP),
    from: from.address,
    to: to.address,
    ...(port && { port }),
  };
  const ask = (side: Side, kind: string, request: object): Promise<unknown> =>
    workers.ask({ nodeId: side.node.id, kind, request, timeoutMs });
  const watch = (side: Side): Promise<unknown> => {
    const { id, netns, ifname } = side.endpoint;
    const endpoint = { id, netns, ifname };
    const forMs = 3 * timeoutMs;
    const request: ProbeWatchRequest = { probe, dataPort, vni: network.vni, endpoint, forMs };
    return ask(side, QUERY_PROBE_WATCH, request);
  };
  const collect = async (side: Side, waitMs: number): Promise<readonly Sighting[]> => {
    const endpoint = side.endpoint.id;
    const request: ProbeCollectRequest = { mark: probe.mark, endpoint, waitMs };
    return readProbeSightings(await ask(side, QUERY_PROBE_COLLECT, request)).sightings;
  };
  const send = async (): Promise<ProbeSent> => {
    for (const one of watching) if (one.status === 'rejected') throw one.reason;
    const request: ProbeSendRequest = { probe, netns: from.endpoint.netns };
    return readProbeSent(await ask(from, QUERY_PROBE_SEND, request));
  };
  const sides = [from, to];
  const watching = await Promise.allSettled(sides.map(watch));
  const sent = await send().catch(async (error: unknown) => {
    // Nobody waits any more for what those see who look out.
    const ready = sides.filter((_, at) => watching[at]?.status === 'fulfilled');
    await Promise.allSettled(ready.map((side) => collect(side, 0)));
    throw error;
  });
  // Once the answers are back, or will not come, the other host has seen what it will see.
  const first = await collect(from, sent.sent === 0 ? 0 : ANSWER_MS);
  const second = await collect(to, 0);
  return liveHops({
    from: { nodeName: from.node.name, sightings: first },
    to: { nodeName: to.node.name, sightings: second },
    isLocal: from.node.id === to.node.id,
    ...{ dataPort, sent },
    ...(port && { port }),
  });
}
