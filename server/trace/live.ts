/** Judges a probe that was sent: every place on its way there and back, and the first that it did not come to. Pure. */
import { PROBE_COPIES, type ProbePlace, type ProbeSent, type Sighting } from '../../model/probe.js';
import type { TracePort } from '../../model/trace.js';
import { Walk, type Hop } from './hop.js';

export interface WatchedSide {
  readonly nodeName: string;
  readonly sightings: readonly Sighting[];
}

export interface LiveInput {
  readonly from: WatchedSide;
  readonly to: WatchedSide;
  readonly isLocal: boolean;
  readonly dataPort: number;
  readonly port?: TracePort;
  readonly sent: ProbeSent;
}

interface Stop {
  readonly side: WatchedSide;
  readonly way: Hop['way'];
  readonly place: ProbePlace;
  readonly direction: Sighting['direction'];
}

const ACROSS: readonly ProbePlace[] = ['workload', 'port', 'vxlan', 'underlay'];
const WITHIN: readonly ProbePlace[] = ['workload', 'port'];

export function liveHops(input: LiveInput): readonly Hop[] {
  const { from, to, sent } = input;
  const walk = new Walk(from.nodeName, 'there');
  const found = sent.error === '' ? 'sent' : `${sent.error} after ${sent.sent}`;
  const isSent = walk.check(
    { object: 'probe', name: describeProbe(input.port), found, wanted: 'sent' },
    sent.error === 'EPERM'
      ? "the packet filter of the sender's namespace refuses it"
      : "see the sender's routes and addresses: ip route get, inside its namespace",
  );
  const hops = [...walk.hops];
  if (!isSent && sent.sent === 0) return hops;
  const stops = [...oneWay(input, 'there', from, to)];
  if (expectsAnswer(input)) stops.push(...oneWay(input, 'back', to, from));
  for (const stop of stops) {
    const { hop, isSeen } = hopOf(stop, input);
    hops.push(hop);
    if (!isSeen) break;
  }
  return hops;
}

/** A datagram is answered by who wants to. */
function expectsAnswer({ port, from, to }: LiveInput): boolean {
  const isAnswered = [...from.sightings, ...to.sightings].some(({ way }) => way === 'back');
  return port?.protocol !== 'udp' || isAnswered;
}

function oneWay(
  { isLocal }: LiveInput,
  way: Hop['way'],
  sender: WatchedSide,
  receiver: WatchedSide,
): readonly Stop[] {
  const places = isLocal ? WITHIN : ACROSS;
  // The port is the other end of the workload's interface: what leaves one comes in at the other.
  const leaves = (place: ProbePlace): boolean => place !== 'port';
  const stop = (side: WatchedSide, place: ProbePlace, isOut: boolean): Stop => {
    return { side, way, place, direction: isOut ? 'out' : 'in' };
  };
  return [
    ...places.map((place) => stop(sender, place, leaves(place))),
    ...places.toReversed().map((place) => stop(receiver, place, !leaves(place))),
  ];
}

function hopOf(stop: Stop, input: LiveInput): { readonly hop: Hop; readonly isSeen: boolean } {
  const { side, way, place, direction } = stop;
  const seen = side.sightings.filter(
    (one) => one.way === way && one.place === place && one.direction === direction,
  );
  const copies = Math.max(0, ...seen.map((one) => one.copies));
  const names = seen.length === 0 ? place : seen.map(({ name }) => name).join(', ');
  const walk = new Walk(side.nodeName, way);
  walk.check(
    {
      object: 'probe',
      name: direction === 'out' ? `leaving ${names}` : `entering ${names}`,
      found: `${copies} of ${PROBE_COPIES}`,
      wanted: `${PROBE_COPIES} of ${PROBE_COPIES}`,
    },
    adviceFor(stop, input),
    copies === 0 ? 'differs' : 'doubtful',
  );
  return { hop: walk.hops[0] as Hop, isSeen: copies > 0 };
}

function adviceFor({ side, way, place, direction }: Stop, { dataPort, port }: LiveInput): string {
  const { nodeName } = side;
  const at = `${place} ${direction}` as const;
  const leaving = way === 'there' ? 'it' : 'the answer';
  const advice: Partial<Record<typeof at, string>> = {
    'workload out':
      way === 'there'
        ? "it left by another interface, or not at all: see the sender's routes"
        : `nothing answered: see the packet filter and the routes of the workload${port ? `, and what listens on ${describeProbe(port)}` : ''}`,
    'port in': 'it was lost inside the veth pair: see whether both ends are up',
    'vxlan out': `the bridge did not pass ${leaving} on: ovctl verify --node ${nodeName}`,
    'underlay out': `the tunnel did not send ${leaving}: see the FDB and the OUTPUT rules of ${nodeName}`,
    'underlay in': `lost between the hosts: let UDP port ${dataPort} pass there, and packets of the underlay's MTU`,
    'vxlan in': `${nodeName} dropped ${leaving}: see its INPUT rules, the VNI and the local address of the tunnel`,
    'port out': `the bridge did not pass ${leaving} on: ovctl verify --node ${nodeName}`,
    'workload in': 'it was lost inside the veth pair: see whether both ends are up',
  };
  return advice[at] ?? `ovctl verify --node ${nodeName}`;
}

function describeProbe(port: TracePort | undefined): string {
  return port ? `${port.protocol}/${port.number}` : 'echo request';
}
