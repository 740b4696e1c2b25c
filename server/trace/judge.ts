/** Judges a trace: every hop from one endpoint to the other and back, and the first that is not as it should be. Pure. */
import type { TraceFacts } from '../../model/trace.js';
import { faultOf, Walk, type Hop } from './hop.js';
import { factsOf, type Side, type TraceInput } from './sides.js';
import {
  checkBridge,
  checkFiltersRead,
  checkReceiving,
  checkSending,
  checkVxlan,
} from './tunnel.js';
import { checkListener, checkPort, checkWorkload } from './workload.js';

export interface Judgement {
  /** In the order in which a packet, then its answer, meets them. */
  readonly hops: readonly Hop[];
  readonly fault: Hop | undefined;
}

export function judge(input: TraceInput): Judgement {
  const { from, to } = input;
  const isLocal = from.node.id === to.node.id;
  const hops = [
    ...appliedHops(from),
    ...appliedHops(to),
    ...(isLocal ? withinHost(input) : acrossHosts(input)),
  ];
  return { hops, fault: faultOf(hops) };
}

function appliedHops(side: Side): readonly Hop[] {
  if (side.applied === undefined) return [];
  const walk = new Walk(side.node.name, 'there');
  const name = `changes of ${side.endpoint.label}`;
  walk.check(
    { object: 'applied', name, found: side.applied, wanted: 'applied' },
    `ovctl endpoint inspect ${side.endpoint.label}; ovctl verify --node ${side.node.name}`,
  );
  return walk.hops;
}

type Look = (walk: Walk, facts: TraceFacts) => void;

/** Where a host tells nothing, that is its hop. */
function on(side: Side, way: Hop['way'], look: Look): readonly Hop[] {
  const walk = new Walk(side.node.name, way);
  const facts = factsOf(side);
  if (facts) look(walk, facts);
  else if ('code' in side.facts && way === 'there') {
    const { code, detail } = side.facts;
    walk.check(
      { object: 'agent', name: side.node.name, found: `${code}: ${detail}`, wanted: 'answers' },
      `see whether ${side.node.name} and its agent run and reach a manager: ovctl worker status there`,
    );
  }
  return walk.hops;
}

function withinHost(input: TraceInput): readonly Hop[] {
  const { from, to, network, dataPort, port } = input;
  const there = { network, dataPort, side: from, other: to };
  const back = { network, dataPort, side: to, other: from };
  const first = on(from, 'there', (walk, facts) => {
    checkWorkload(walk, facts, there);
    checkPort(walk, facts, there);
    checkBridge(walk, facts, there);
  });
  if (!factsOf(from)) return first;
  const second = on(to, 'there', (walk, facts) => {
    checkPort(walk, facts, back);
    checkWorkload(walk, facts, back);
    if (port) checkListener(walk, facts, { side: to, port });
  });
  return [...first, ...second];
}

function acrossHosts(input: TraceInput): readonly Hop[] {
  const { from, to, network, dataPort, port } = input;
  const there = { network, dataPort, side: from, other: to };
  const back = { network, dataPort, side: to, other: from };
  return [
    ...on(from, 'there', (walk, facts) => {
      checkWorkload(walk, facts, there);
      checkPort(walk, facts, there);
      checkBridge(walk, facts, there);
      checkVxlan(walk, facts, there);
      checkSending(walk, facts, there);
      checkFiltersRead(walk, facts, from);
    }),
    ...on(to, 'there', (walk, facts) => {
      checkFiltersRead(walk, facts, to);
      checkReceiving(walk, facts, back);
      checkVxlan(walk, facts, back);
      checkBridge(walk, facts, back);
      checkPort(walk, facts, back);
      checkWorkload(walk, facts, back);
      if (port) checkListener(walk, facts, { side: to, port });
    }),
    ...on(to, 'back', (walk, facts) => checkSending(walk, facts, back)),
    ...on(from, 'back', (walk, facts) => checkReceiving(walk, facts, there)),
  ];
}
