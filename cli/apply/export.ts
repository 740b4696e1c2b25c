/** What the cluster holds as a file that `apply` takes: applied to the same cluster it changes nothing. */
import { OvnetError } from '../../model/errors.js';
import { declaredPlace } from './attachments.js';
import { given } from '../client/calls.js';
import type { EndpointAnswer, EndpointBody, NetworkAnswer, NetworkBody } from '../client/shapes.js';
import { SET_LABEL } from './change.js';
import { API_VERSION } from './files.js';
import type { Present } from './present.js';

export interface ExportFilter {
  readonly set?: string | undefined;
  /** Names or ids. */
  readonly networks?: readonly string[] | undefined;
}

export interface Exported {
  readonly apiVersion: typeof API_VERSION;
  readonly networks: readonly NetworkBody[];
  readonly endpoints: readonly EndpointBody[];
}

/** Ordered by name, so that two exports of the same objects are the same text. Throws `not-found` for a network that is not there. */
export function exportOf({ networks, endpoints }: Present, filter: ExportFilter): Exported {
  for (const ref of filter.networks ?? []) {
    if (networks.some(({ id, name }) => id === ref || name === ref)) continue;
    throw new OvnetError('not-found', `there is no network '${ref}'`);
  }
  const wanted = (labels: Readonly<Record<string, string>>, names: readonly string[]): boolean =>
    (filter.set === undefined || labels[SET_LABEL] === filter.set) &&
    (filter.networks === undefined || filter.networks.some((name) => names.includes(name)));
  return {
    apiVersion: API_VERSION,
    networks: sorted(
      networks.filter(({ labels, id, name }) => wanted(labels, [id, name])),
      ({ name }) => name,
    ).map(networkBody),
    endpoints: sorted(
      endpoints.filter(({ labels, network, networkName }) =>
        wanted(labels, [network, networkName]),
      ),
      ({ networkName, name }) => `${networkName} ${name}`,
    ).map(endpointBody),
  };
}

function sorted<T>(items: readonly T[], key: (item: T) => string): T[] {
  return [...items].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

function networkBody(network: NetworkAnswer): NetworkBody {
  const {
    name,
    vni,
    requestedMtu: mtu,
    internal,
    encrypted,
    flood,
    ipv6,
    labels,
    subnets,
  } = network;
  return {
    name,
    vni,
    ...given({ mtu }),
    ...truthy({ internal, encrypted, flood, ipv6 }),
    ...filled({ labels }),
    subnets: sorted(subnets, ({ cidr }) => cidr).map(({ cidr, gateway, range, reserved }) => ({
      cidr,
      gateway,
      ...given({ range }),
      ...(reserved.length > 0 ? { reserved } : {}),
    })),
  };
}

function endpointBody(endpoint: EndpointAnswer): EndpointBody {
  const { name, networkName, nodeName, addresses, mac, aliases, labels, attachment } = endpoint;
  return {
    name,
    network: networkName,
    node: nodeName,
    addresses,
    mac,
    ...(aliases.length > 0 ? { aliases } : {}),
    ...filled({ labels }),
    ...(attachment && { attachment: declaredPlace(attachment) }),
  };
}

function truthy(members: Readonly<Record<string, boolean>>): Record<string, true> {
  const set = Object.entries(members).filter(([, value]) => value);
  return Object.fromEntries(set.map(([name]) => [name, true]));
}

function filled({ labels }: { labels: Record<string, string> }): {
  labels?: Record<string, string>;
} {
  return Object.keys(labels).length > 0 ? { labels } : {};
}
