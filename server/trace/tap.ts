/** The end of a virtual machine: its tap, the veth to the port, and what hands frames over; its inside cannot be seen. */
import type { LinkFacts, TapFacts, TracePort } from '../../model/trace.js';
import type { Walk } from './hop.js';
import type { Side, TracedNetwork } from './sides.js';
import { repair } from './repair.js';

interface End {
  readonly network: TracedNetwork;
  readonly side: Side;
}

const INSIDE = 'inside of a virtual machine';

/** `tap` is undefined where the agent cannot tell. */
export function checkTap(walk: Walk, tap: TapFacts | undefined, end: End): void {
  const { endpoint, node } = end.side;
  checkGuest(walk, end);
  if (!tap) {
    const found = 'an agent that does not look at taps';
    const unseen = { object: 'tap', name: endpoint.ifname, found, wanted: 'looked at' };
    return walk.unseen(unseen, `bring ovnet on ${node.name} up to date`);
  }
  if (!checkDevice(walk, tap, end)) return;
  checkVeth(walk, tap, end);
  const { vethName, fromGuest, toGuest } = tap;
  const ways = [
    [endpoint.ifname, fromGuest, vethName],
    [vethName, toGuest, endpoint.ifname],
  ] as const;
  for (const [dev, to, wanted] of ways) {
    walk.check(
      {
        object: 'redirect',
        name: `of frames from ${dev}`,
        found: to === '' ? 'missing' : `to ${to}`,
        wanted: `to ${wanted}`,
      },
      repair(end.side),
    );
  }
}

/** What takes what is sent to the port is inside as well. */
export function tellListener(walk: Walk, { endpoint, address }: Side, port: TracePort): void {
  const place = `${port.protocol}/${port.number}`;
  walk.unseen(
    { object: 'listener', name: `${place} of ${endpoint.label}`, found: INSIDE, wanted: 'listens' },
    `see inside whether something listens at ${address} ${place}`,
  );
}

function checkGuest(walk: Walk, { side: { endpoint }, network: { mtu } }: End): void {
  const { label, mac, addresses } = endpoint;
  const wanted = [`mac ${mac}`, ...addresses, `mtu ${mtu}`].join(', ');
  walk.unseen(
    { object: 'guest', name: label, found: INSIDE, wanted },
    `see inside whether its card has ${wanted}, and a route to the other end`,
  );
}

/** Returns whether there is a device of ours. */
function checkDevice(walk: Walk, { device, endpoint: owner }: TapFacts, end: End): boolean {
  const { side, network } = end;
  const { id, ifname, label } = side.endpoint;
  const at = { object: 'tap', name: ifname };
  const advice = repair(side);
  const isThere = walk.check(
    { ...at, found: device ? 'present' : 'missing', wanted: 'present' },
    advice,
  );
  if (!isThere || !device) return false;
  const isOurs = walk.check(
    { ...at, found: owner === id ? `of ${label}` : "somebody else's", wanted: `of ${label}` },
    `remove or rename that device of ${side.node.name}, or make ${label} again with another name for its tap`,
  );
  if (!isOurs) return false;
  checkLink(walk, at, device, { mtu: network.mtu, advice });
  if (!device.up) return true;
  walk.check(
    {
      ...at,
      found: device.carrier ? 'held open' : 'held open by nobody',
      wanted: 'held open',
    },
    `start the virtual machine with ${ifname} as its tap on ${side.node.name}`,
  );
  return true;
}

function checkVeth(walk: Walk, { veth, vethName }: TapFacts, { side, network }: End): void {
  const at = { object: 'veth', name: vethName };
  const advice = repair(side);
  const found = veth ? 'present' : 'missing';
  if (!walk.check({ ...at, found, wanted: 'present' }, advice) || !veth) return;
  const { mac } = side.endpoint;
  walk.check({ ...at, found: `mac ${veth.mac}`, wanted: `mac ${mac}` }, advice);
  checkLink(walk, at, veth, { mtu: network.mtu, advice });
}

function checkLink(
  walk: Walk,
  at: { readonly object: string; readonly name: string },
  link: LinkFacts,
  { mtu, advice }: { readonly mtu: number; readonly advice: string },
): void {
  const pairs = [
    [link.up ? 'up' : 'down', 'up'],
    [`mtu ${link.mtu}`, `mtu ${mtu}`],
  ] as const;
  walk.all(at, pairs, advice);
}
