/** What the cluster has decided about two endpoints: whether they are to reach each other at all. Pure. */
import type { Endpoint, Network } from '../../model/objects.js';
import { Walk, type Hop } from './hop.js';

/** Of IP. */
export type Family = 4 | 6;

export interface Intent {
  readonly from: Endpoint;
  readonly to: Endpoint;
  readonly network: Network;
  /** Name of the network that `to` is in. */
  readonly otherNetwork: string;
  readonly label: (endpoint: Endpoint) => string;
  /** Only this one; undefined: any. */
  readonly family?: Family | undefined;
}

export interface AddressPair {
  /** Without length. */
  readonly from: string;
  readonly to: string;
}

export function intentHops({
  from,
  to,
  network,
  otherNetwork,
  label,
  family,
}: Intent): readonly Hop[] {
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
  const [pair] = addressPairs(from, to, family);
  const of = family === undefined ? 'one family' : `IPv${family}`;
  walk.check(
    {
      object: 'address',
      name: `${label(from)} and ${label(to)}`,
      found: pair ? `of ${of}` : `not of ${of}`,
      wanted: `of ${of}`,
    },
    'give both an address of the same family',
  );
  return walk.hops;
}

/** One of each family that both have, IPv4 before IPv6, as their addresses are ordered. */
export function addressPairs(
  from: Endpoint,
  to: Endpoint,
  family?: Family,
): readonly AddressPair[] {
  const families: readonly Family[] = family === undefined ? [4, 6] : [family];
  return families.flatMap((one) => {
    const [own, other] = [from, to].map(({ addresses }) =>
      addresses.find((address) => address.includes(':') === (one === 6)),
    );
    return own === undefined || other === undefined ? [] : [{ from: bare(own), to: bare(other) }];
  });
}

function bare(address: string): string {
  return address.split('/')[0] ?? address;
}
