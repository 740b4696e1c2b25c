/**
 * Endpoints that cannot be plugged in beside others: a namespace has one way to each block of addresses, so it can be on one
 * of two networks whose subnets overlap. Pure.
 */
import { formatCidr, overlaps, parseCidr } from '../../model/cidr.js';
import type { EndpointSpec } from '../../model/desired.js';
import { netnsPath, portName } from '../kernel/naming.js';
import type { KernelView } from '../kernel/port-mirror.js';
import type { DesiredHost, DesiredNetwork } from './plan-desired.js';

/** Endpoint id → why not. */
export type Overlaps = ReadonlyMap<string, string>;

interface Occupant {
  readonly endpoint: EndpointSpec;
  readonly network: DesiredNetwork;
  readonly isPlugged: boolean;
}

/** Only plans of ports want it. */
export function overlapsWhenAsked(
  desired: DesiredHost,
  actual: Pick<KernelView, 'ports'>,
): () => Overlaps {
  let known: Overlaps | undefined;
  return () => (known ??= overlappingEndpoints(desired, actual));
}

/** Who is plugged in stays; of others the one that was made first comes first. */
export function overlappingEndpoints(
  desired: DesiredHost,
  actual: Pick<KernelView, 'ports'>,
): Overlaps {
  const refused = new Map<string, string>();
  for (const occupants of occupantsByNetns(desired, actual).values()) {
    const networks = new Set(occupants.map(({ network }) => network));
    if (networks.size < 2) continue;
    const settled: Occupant[] = [];
    for (const one of occupants.sort(before)) {
      const why = one.isPlugged ? undefined : conflict(one, settled);
      if (why === undefined) settled.push(one);
      else refused.set(one.endpoint.id, why);
    }
  }
  return refused;
}

function occupantsByNetns(
  desired: DesiredHost,
  actual: Pick<KernelView, 'ports'>,
): Map<string, Occupant[]> {
  const found = new Map<string, Occupant[]>();
  for (const network of desired.values()) {
    for (const endpoint of network.locals.values()) {
      const { attachment, id } = endpoint;
      if (!attachment || attachment.tap) continue;
      const key = netnsPath(attachment.netns);
      const isPlugged = actual.ports.has(portName(id));
      const occupant = { endpoint, network, isPlugged };
      const others = found.get(key);
      if (others) others.push(occupant);
      else found.set(key, [occupant]);
    }
  }
  return found;
}

function before(a: Occupant, b: Occupant): number {
  if (a.isPlugged !== b.isPlugged) return a.isPlugged ? -1 : 1;
  return a.endpoint.id < b.endpoint.id ? -1 : 1;
}

function conflict(
  { network, endpoint }: Occupant,
  settled: readonly Occupant[],
): string | undefined {
  for (const other of settled) {
    if (other.network === network) continue;
    for (const cidr of blocksOf(network)) {
      const taken = blocksOf(other.network).find((block) => overlaps(block, cidr));
      if (!taken) continue;
      const [own, theirs] = [network, other.network].map(({ spec }) => spec?.name ?? '');
      return `${formatCidr(cidr)} of ${own} overlaps ${formatCidr(taken)} of ${theirs}, which ${endpoint.attachment?.netns} is on by ${other.endpoint.id}`;
    }
  }
  return undefined;
}

function blocksOf({ subnets }: DesiredNetwork): ReturnType<typeof parseCidr>[] {
  return [...subnets.values()].map(({ cidr }) => parseCidr(cidr));
}
