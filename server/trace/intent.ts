/** What the cluster has decided about two endpoints: whether they are to reach each other at all. Pure. */
import type { Endpoint, Network } from '../../model/objects.js';
import { Walk, type Hop } from './hop.js';

export interface Intent {
  readonly from: Endpoint;
  readonly to: Endpoint;
  readonly network: Network;
  /** Name of the network that `to` is in. */
  readonly otherNetwork: string;
  readonly label: (endpoint: Endpoint) => string;
}

export interface AddressPair {
  /** Without length. */
  readonly from: string;
  readonly to: string;
}

export function intentHops({ from, to, network, otherNetwork, label }: Intent): readonly Hop[] {
  const walk = new Walk('cluster', 'there');
  walk.check(
    {
      object: 'network',
      name: `of ${label(to)}`,
      found: otherNetwork,
      wanted: network.name,
    },
    `put an endpoint of ${otherNetwork} beside ${label(from)}, or one of ${network.name} beside ${label(to)}: networks do not reach each other`,
  );
  for (const endpoint of [from, to]) {
    const attached = endpoint.attachment !== undefined;
    walk.check(
      {
        object: 'endpoint',
        name: label(endpoint),
        found: attached ? 'attached' : 'a lease without attachment',
        wanted: 'attached',
      },
      'make it again with --netns: nothing is plugged in for a mere lease',
    );
  }
  const pair = addressPair(from, to);
  walk.check(
    {
      object: 'address',
      name: `${label(from)} and ${label(to)}`,
      found: pair ? 'of one family' : 'of different families',
      wanted: 'of one family',
    },
    'give both an address of the same family',
  );
  return walk.hops;
}

/** The first family that both have; IPv4 before IPv6, as their addresses are ordered. */
export function addressPair(from: Endpoint, to: Endpoint): AddressPair | undefined {
  for (const own of from.addresses) {
    const isV6 = own.includes(':');
    const other = to.addresses.find((one) => one.includes(':') === isV6);
    if (other !== undefined) return { from: bare(own), to: bare(other) };
  }
  return undefined;
}

function bare(address: string): string {
  return address.split('/')[0] ?? address;
}
