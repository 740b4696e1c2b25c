/** What is held of egress, for people: the last look at the kernel and what was done since. */
import type { KernelView } from '../kernel/port-mirror.js';
import { subnetOf } from './gateway-subnet.js';
import type { EgressSettings } from './plan-step.js';

export interface EgressStatus {
  readonly bridge: string;
  /** CIDR; null while there is no bridge of ours. */
  readonly subnet: string | null;
  /** net.ipv4.ip_forward of the host; `switched-on`: by us, and kept to ourselves. */
  readonly forwarding: 'off' | 'found-on' | 'switched-on';
  readonly namespaces: readonly {
    readonly netns: string;
    readonly ifname: string;
    readonly address: string;
    /** `other`: the namespace has one of its own, which is left as it is. */
    readonly defaultRoute: 'ours' | 'other' | 'none';
  }[];
}

/** Null: this agent lets nothing leave. */
export function egressStatus(
  actual: Pick<KernelView, 'egress'>,
  settings: EgressSettings | undefined,
): EgressStatus | null {
  const { egress } = actual;
  if (!settings?.enabled || !egress) return null;
  const { bridge } = settings;
  const gateway = egress.gateways.get(bridge);
  const switchedOn = egress.guard || gateway?.guarded === true;
  const isOurs = gateway?.owner !== undefined;
  return {
    bridge,
    subnet: isOurs ? subnetOf(gateway.address) : null,
    forwarding: !egress.forwarding ? 'off' : switchedOn ? 'switched-on' : 'found-on',
    namespaces: [...egress.gatewayPorts.values()].map(({ netns, ifname, address, peer }) => {
      const ours = peer?.via === undefined ? 'none' : 'ours';
      return { netns, ifname, address, defaultRoute: peer?.otherDefault ? 'other' : ours };
    }),
  };
}
