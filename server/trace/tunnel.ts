/** The host's end of the tunnel: bridge, vxlan device, entries for the other endpoint, underlay and packet filter. */
import type {
  FilterFacts,
  LinkFacts,
  RouteFacts,
  TraceFacts,
  UnderlayFacts,
} from '../../model/trace.js';
import type { Walk } from './hop.js';
import type { Side, TracedNetwork } from './sides.js';
import { repair } from './repair.js';
import { checkBars, checkQueue, masterOf } from './workload.js';

/** Bytes that a tunnel adds to a packet of the overlay: Ethernet, VXLAN, UDP and IP headers (RFC 7348). */
const OVERHEAD = { 4: 50, 6: 70 } as const;

/** Leads to no other host. */
const LOOPBACK = 'lo';

interface Host {
  readonly side: Side;
  readonly network: TracedNetwork;
  readonly dataPort: number;
}

interface Pair extends Host {
  readonly other: Side;
}

export function checkBridge(walk: Walk, facts: TraceFacts, host: Host): void {
  const { bridge, names, vxlan } = facts;
  const advice = repair(host.side);
  const at = { object: 'bridge', name: names.bridge };
  const found = bridge ? 'present' : 'missing';
  if (!walk.check({ ...at, found, wanted: 'present' }, advice) || !bridge) return;
  walk.check({ ...at, found: bridge.up ? 'up' : 'down', wanted: 'up' }, advice);
  const wanted = `mtu ${host.network.mtu}`;
  // A bridge takes on the least MTU of its ports: then the port is what is wrong.
  const mtu = bridge.mtu === vxlan?.mtu ? host.network.mtu : bridge.mtu;
  walk.check({ ...at, found: `mtu ${mtu}`, wanted }, advice);
}

export function checkVxlan(walk: Walk, facts: TraceFacts, host: Host): void {
  const { vxlan: link, names } = facts;
  const { side, network, dataPort } = host;
  const advice = repair(side);
  const at = { object: 'vxlan', name: names.vxlan };
  const found = link ? 'present' : 'missing';
  if (!walk.check({ ...at, found, wanted: 'present' }, advice) || !link) return;
  const { vxlan } = link;
  const kind = vxlan ? `vni ${vxlan.vni}` : 'no vxlan device';
  walk.check({ ...at, found: kind, wanted: `vni ${network.vni}` }, advice);
  if (!vxlan) return;
  const { port, local } = vxlan;
  const pairs = [
    [`port ${port}`, `port ${dataPort}`],
    [`local ${local}`, `local ${facts.underlay?.local ?? local}`],
    [flagsOf(vxlan), 'nolearning proxy'],
    [link.up ? 'up' : 'down', 'up'],
    [`mtu ${link.mtu}`, `mtu ${network.mtu}`],
    [masterOf(link), `in bridge ${names.bridge}`],
  ] as const;
  walk.all(at, pairs, advice);
  checkQueue(walk, at, link.queue);
  if (link.up && facts.bridge?.up === true) checkVxlanPort(walk, link, advice);
}

function flagsOf({ learning, proxy }: NonNullable<LinkFacts['vxlan']>): string {
  return `${learning ? 'learning' : 'nolearning'} ${proxy ? 'proxy' : 'noproxy'}`;
}

function checkVxlanPort(walk: Walk, { name, slave }: LinkFacts, advice: string): void {
  if (!slave) return;
  const at = { object: 'vxlan', name };
  walk.check({ ...at, found: slave.state, wanted: 'forwarding' }, advice);
  checkBars(walk, at, slave.barred, advice);
  // Its own entries say where frames go; the bridge only has to hand them over.
  const hands = { ...at, found: slave.flood ? 'flood on' : 'flood off', wanted: 'flood on' };
  walk.check(hands, `in the fabric's namespace: ip link set ${name} type bridge_slave flood on`);
}

/** What leaves towards the other host. */
export function checkSending(walk: Walk, facts: TraceFacts, pair: Pair): void {
  const { side, other } = pair;
  const { names, neighbour, destination, vxlan } = facts;
  if (vxlan) {
    const { address } = other;
    checkBridged(walk, facts, pair);
    walk.check(
      {
        object: 'neighbour',
        name: `${address} on ${names.vxlan}`,
        found: neighbour ? `lladdr ${neighbour.mac}` : 'missing',
        wanted: `lladdr ${other.endpoint.mac}`,
      },
      repair(side),
    );
    walk.check(
      {
        object: 'fdb',
        name: `${other.endpoint.mac} on ${names.vxlan}`,
        found: destination === null ? 'missing' : `dst ${destination}`,
        wanted: `dst ${other.node.vtep}`,
      },
      repair(side),
    );
  }
  if (facts.underlay) checkUnderlay(walk, facts.underlay, pair);
}

/** An entry of the bridge's own goes before the tunnel. */
function checkBridged(walk: Walk, { bridged, names }: TraceFacts, { side, other }: Pair): void {
  if (bridged === undefined) return;
  const isElsewhere = bridged !== null && bridged !== names.vxlan;
  walk.check(
    {
      object: 'fdb',
      name: `${other.endpoint.mac} in ${names.bridge}`,
      found: isElsewhere ? `to ${bridged}` : 'to the tunnel',
      wanted: 'to the tunnel',
    },
    isElsewhere
      ? `in the fabric's namespace of ${side.node.name}: bridge fdb del ${other.endpoint.mac} dev ${bridged} master`
      : '',
  );
}

/** Whose rules were judged. */
export function checkFiltersRead(walk: Walk, { underlay }: TraceFacts, { node }: Side): void {
  if (underlay?.nft === undefined || underlay.nft === '') return;
  walk.unseen(
    {
      object: 'firewall',
      name: 'nftables',
      found: `beyond what iptables shows not read: ${underlay.nft}`,
      wanted: 'read',
    },
    `install nft on ${node.name} (Debian: nftables), or see by other means whether it has tables of others`,
  );
}

function whereTo({ dev, error }: RouteFacts): string {
  if (error !== '') return error;
  return dev === LOOPBACK ? `leads to ${LOOPBACK}` : 'leads there';
}

function checkUnderlay(walk: Walk, underlay: UnderlayFacts, pair: Pair): void {
  const { side, other, network } = pair;
  const { local, link, route, via, output, ping } = underlay;
  const host = side.node.name;
  walk.check(
    {
      object: 'underlay',
      name: `address ${local}`,
      found: link ? 'present' : 'missing',
      wanted: 'present',
    },
    `give ${host} the address ${local} back, or start its agent with another --vtep`,
  );
  const to = other.node.vtep;
  const leads = { object: 'underlay', name: `route to ${to}`, wanted: 'leads there' };
  const found = whereTo(route);
  if (!walk.check({ ...leads, found }, `give ${host} a route to ${to}`) || !via) return;
  const dev = { object: 'underlay', name: `device ${via.name}` };
  const upAdvice = `bring ${via.name} of ${host} up`;
  walk.check({ ...dev, found: via.up ? 'up' : 'down', wanted: 'up' }, upAdvice);
  const wire = `see to the cable, or the other end, of ${via.name} of ${host}`;
  if (via.up) {
    walk.check({ ...dev, found: via.carrier ? 'carrier' : 'no carrier', wanted: 'carrier' }, wire);
  }
  const needed = network.mtu + OVERHEAD[to.includes(':') ? 6 : 4];
  const room = via.mtu >= needed ? `mtu of ${needed} or more` : `mtu ${via.mtu}`;
  walk.check(
    { ...dev, found: room, wanted: `mtu of ${needed} or more` },
    `raise it, or: ovctl network update ${network.name} --mtu ${via.mtu - needed + network.mtu}`,
  );
  checkFilter(walk, output, { chain: 'OUTPUT', host, from: local, port: pair.dataPort });
  if (ping.code !== '') return;
  walk.check(
    {
      object: 'underlay',
      name: `${local} to ${to}`,
      found: ping.received > 0 ? 'answers' : `none of ${ping.sent} echo requests is answered`,
      wanted: 'answers',
    },
    `see to the network between ${host} and ${other.node.name} (or ICMP is filtered there and something else is wrong)`,
    'doubtful',
  );
}

/** What the other host has sent. */
export function checkReceiving(walk: Walk, { underlay }: TraceFacts, pair: Pair): void {
  if (!underlay) return;
  const { side, other, dataPort: port } = pair;
  const place = { chain: 'INPUT', host: side.node.name, from: other.node.vtep, port };
  checkFilter(walk, underlay.input, place);
}

function checkFilter(
  walk: Walk,
  { verdict, rule }: FilterFacts,
  place: { readonly chain: string; readonly host: string; from: string; port: number },
): void {
  const { chain, host, from, port } = place;
  const found = verdict === 'accept' ? 'accepted' : `dropped by ${rule}`;
  walk.check(
    { object: 'firewall', name: `${chain}: udp ${port} from ${from}`, found, wanted: 'accepted' },
    `remove that rule on ${host}, or accept udp ${port} from ${from} before it`,
  );
}
