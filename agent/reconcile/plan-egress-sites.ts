/** The namespaces of this host whose traffic may leave: one with an endpoint on a network that is not internal. */
import { gatewayPortName, netnsPath, portName } from '../kernel/naming.js';
import type { KernelView } from '../kernel/port-mirror.js';
import type { PeerState } from '../kernel/port.js';
import type { EndpointSpec } from '../../model/desired.js';
import type { DesiredHost } from './plan-desired.js';
import { isBuilt } from './plan-network.js';
import type { Affected, PlanContext } from './plan-step.js';

export interface Site {
  /** Path of the namespace. */
  readonly key: string;
  /** As the attachment names it. */
  readonly netns: string;
  /** Name of the port that it has or gets. */
  readonly port: string;
  /** Endpoints in it that lose their way out without it. */
  readonly endpoints: readonly Affected[];
  /** Names that its other interfaces have or get. */
  readonly ifnames: ReadonlySet<string>;
  /** One of the endpoints is in place, or about to be. */
  readonly isLive: boolean;
  /** One of the endpoints was seen in the namespace that the path leads to now. */
  readonly isPlaced: boolean;
}

interface Gathered {
  readonly netns: string;
  readonly endpoints: Affected[];
  readonly ifnames: Set<string>;
  isLive: boolean;
  isPlaced: boolean;
}

/** Ordered by path. */
export function sitesOf(desired: DesiredHost, actual: KernelView, context: PlanContext): Site[] {
  const gathered = new Map<string, Gathered>();
  const suspended = context.suspended ?? new Set();
  for (const { networkId, endpoint, isInternal } of plugged(desired)) {
    const site = gather(gathered, endpoint);
    if (!site || isInternal) continue;
    const { id: endpointId } = endpoint;
    site.endpoints.push({ networkId, endpointId });
    const state = actual.ports.get(portName(endpointId))?.peerState;
    site.isPlaced ||= state === 'present';
    site.isLive ||= !isLost(state) && !suspended.has(endpointId);
  }
  const bridge = context.egress?.bridge ?? '';
  return [...gathered]
    .filter(([, { endpoints }]) => endpoints.length > 0)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, site]) => ({ key, port: gatewayPortName(bridge, key), ...site }));
}

function* plugged(
  desired: DesiredHost,
): Generator<{ networkId: string; endpoint: EndpointSpec; isInternal: boolean }> {
  for (const network of desired.values()) {
    if (!isBuilt(network)) continue;
    const { networkId, spec } = network;
    for (const endpoint of network.locals.values()) {
      yield { networkId, endpoint, isInternal: spec.internal };
    }
  }
}

function gather(
  gathered: Map<string, Gathered>,
  { attachment }: EndpointSpec,
): Gathered | undefined {
  if (!attachment || attachment.tap) return undefined;
  const { netns, ifname } = attachment;
  const key = netnsPath(netns);
  let site = gathered.get(key);
  if (!site) {
    site = { netns, endpoints: [], ifnames: new Set(), isLive: false, isPlaced: false };
    gathered.set(key, site);
  }
  site.ifnames.add(ifname);
  return site;
}

function isLost(state: PeerState | undefined): boolean {
  return state === 'netns-missing' || state === 'netns-changed';
}
