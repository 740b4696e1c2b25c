/** The workload's end: its namespace, the interface in it, and the port of the bridge that it is plugged into. */
import type { LinkFacts, TraceFacts, TracePort, WorkloadFacts } from '../../model/trace.js';
import type { Walk } from './hop.js';
import { repair } from './repair.js';
import type { Side, TracedNetwork } from './sides.js';
import { checkTap, tellListener } from './tap.js';

interface Ends {
  readonly network: TracedNetwork;
  readonly side: Side;
  readonly other: Side;
}

export function checkWorkload(walk: Walk, facts: TraceFacts, ends: Ends): void {
  const { side } = ends;
  const { netns, ifname, label, tap } = side.endpoint;
  if (tap) return checkTap(walk, facts.tap, ends);
  const { workload } = facts;
  const again = `start ${label} again under its name, or move or remove the endpoint`;
  const there = { object: 'netns', name: netns, found: workload.netns, wanted: 'present' };
  if (!walk.check(there, again)) return;
  const { link } = workload;
  const at = { object: 'interface', name: `${ifname} in ${netns}` };
  if (!walk.check({ ...at, found: link ? 'present' : 'missing', wanted: 'present' }, repair(side)))
    return;
  if (!link) return;
  walk.check({ ...at, found: link.up ? 'up' : 'down', wanted: 'up' }, repair(side));
  walk.check({ ...at, found: `mac ${link.mac}`, wanted: `mac ${side.endpoint.mac}` }, repair(side));
  const wanted = `mtu ${ends.network.mtu}`;
  walk.check({ ...at, found: `mtu ${link.mtu}`, wanted }, repair(side));
  checkAddress(walk, workload, ends);
}

function checkAddress(walk: Walk, workload: WorkloadFacts, { side, other }: Ends): void {
  const { netns, ifname } = side.endpoint;
  const own = side.endpoint.addresses.find((one) => bare(one) === side.address) ?? side.address;
  walk.check(
    {
      object: 'address',
      name: `${own} on ${ifname} in ${netns}`,
      found: workload.addresses.includes(own) ? 'present' : 'missing',
      wanted: 'present',
    },
    repair(side),
  );
  const { dev, gateway, error } = workload.route;
  const via = gateway === '' ? '' : ` via ${gateway}`;
  const found = error === '' ? `dev ${dev}${via}` : error;
  const route = { object: 'route', name: `to ${other.address} in ${netns}` };
  const advice = `remove what leads elsewhere in ${netns}; ${repair(side)}`;
  walk.check({ ...route, found, wanted: `dev ${ifname}` }, advice);
  const { neighbour } = workload;
  if (!neighbour || neighbour.mac === '') return;
  walk.check(
    {
      object: 'neighbour',
      name: `${other.address} on ${ifname} in ${netns}`,
      found: `lladdr ${neighbour.mac}`,
      wanted: `lladdr ${other.endpoint.mac}`,
    },
    `nsenter --net=/run/netns/${netns} ip neigh flush to ${other.address}`,
  );
}

export function checkPort(walk: Walk, facts: TraceFacts, { side, network }: Ends): void {
  const { port, names } = facts;
  const at = { object: 'port', name: names.port };
  const found = port ? 'present' : 'missing';
  if (!walk.check({ ...at, found, wanted: 'present' }, repair(side)) || !port) return;
  const bound = port.pinnedMac === null ? 'bound to no mac' : `bound to mac ${port.pinnedMac}`;
  const pairs = [
    [port.up ? 'up' : 'down', 'up'],
    [masterOf(port), `in bridge ${names.bridge}`],
    [`mtu ${port.mtu}`, `mtu ${network.mtu}`],
    [bound, `bound to mac ${side.endpoint.mac}`],
  ] as const;
  walk.all(at, pairs, repair(side));
  if (port.up) checkPortState(walk, facts, port, repair(side));
  checkQueue(walk, at, port.queue);
}

/** What follows from an end that is down, or from a bridge that is, is no fault of the port. */
function checkPortState(
  walk: Walk,
  { workload, tap, bridge, names }: TraceFacts,
  { carrier, slave }: LinkFacts,
  advice: string,
): void {
  const end = tap ? tap.veth : workload.link;
  if (end?.up !== true) return;
  const at = { object: 'port', name: names.port };
  walk.check({ ...at, found: carrier ? 'carrier' : 'no carrier', wanted: 'carrier' }, advice);
  if (!slave || bridge?.up !== true) return;
  walk.check({ ...at, found: slave.state, wanted: 'forwarding' }, advice);
  checkBars(walk, at, slave.barred, advice);
}

/** Flags by which a bridge keeps frames of a port back. */
export function checkBars(
  walk: Walk,
  at: { readonly object: string; readonly name: string },
  barred: readonly string[] | undefined,
  advice: string,
): void {
  const found = barred === undefined ? 'passes frames' : barred.join(' ');
  walk.check({ ...at, found, wanted: 'passes frames' }, advice);
}

/** Nothing of ours has one: what somebody has put there may delay or drop packets, or may not. */
export function checkQueue(
  walk: Walk,
  at: { readonly object: string; readonly name: string },
  queue: string | undefined,
): void {
  if (queue === undefined) return;
  const check = { ...at, found: `queue ${queue}`, wanted: 'queue noqueue' };
  walk.check(check, `in the namespace of ${at.name}: tc qdisc del dev ${at.name} root`, 'doubtful');
}

export function masterOf({ master }: LinkFacts): string {
  return master === null ? 'in no bridge' : `in bridge ${master}`;
}

/** Something takes what is sent to the port. */
export function checkListener(
  walk: Walk,
  { workload: { listeners } }: TraceFacts,
  { side, port }: { readonly side: Side; readonly port: TracePort },
): void {
  if (side.endpoint.tap) return tellListener(walk, side, port);
  if (!listeners) return;
  const place = `${port.protocol}/${port.number}`;
  const takes = listeners.includes('*') || listeners.includes(side.address);
  const elsewhere = listeners.length > 0 ? `only at ${listeners.join(', ')}` : 'nobody listens';
  walk.check(
    {
      object: 'listener',
      name: `${place} in ${side.endpoint.netns}`,
      found: takes ? 'listens' : elsewhere,
      wanted: 'listens',
    },
    `let ${side.endpoint.label} listen at ${side.address} ${place}`,
  );
}

export function bare(address: string): string {
  return address.split('/')[0] ?? address;
}
