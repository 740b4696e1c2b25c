/** What an intruder does to egress as it is seen. */
import type { ObservedGatewayPeer, ObservedGatewayPort } from '../../agent/kernel/port-egress.js';
import type { KernelMirror } from '../../agent/kernel/port-mirror.js';

export const FAULTS = [
  ...['master', 'down', 'mtu', 'address', 'route', 'wrong-route', 'other-default'],
  ...['interface', 'unmarked', 'rules', 'forwarding', 'sibling', 'bridge', 'netns', 'isolation'],
  ...['mac', 'arp', 'settings', 'bridge-mark'],
] as const;

export function damage(mirror: KernelMirror, fault: (typeof FAULTS)[number]): void {
  const egress = mirror.egress!;
  const whole = {
    rules: { rules: undefined },
    forwarding: { forwarding: false },
    sibling: { siblings: ['other-gw'] },
    bridge: { gateways: new Map() },
    'bridge-mark': {
      gateways: new Map(
        [...egress.gateways].map(([name, gateway]) => [
          name,
          { ...gateway, owner: undefined, guarded: false, unmarked: true as const },
        ]),
      ),
    },
    settings: {
      gateways: new Map(
        [...egress.gateways].map(([name, gateway]) => [
          name,
          { ...gateway, altered: ['stp_state', 'forward_delay', 'arp'] as const },
        ]),
      ),
    },
  };
  if (fault in whole) {
    mirror.egress = { ...egress, ...whole[fault as keyof typeof whole] };
    return;
  }
  const ports = [...egress.gatewayPorts].map(
    ([name, port]) => [name, damagedInside(damagedOutside(port, fault), fault)] as const,
  );
  mirror.egress = { ...egress, gatewayPorts: new Map(ports) };
}

function damagedOutside(port: ObservedGatewayPort, fault: string): ObservedGatewayPort {
  const damages: Record<string, Partial<ObservedGatewayPort>> = {
    master: { master: undefined },
    isolation: { altered: ['isolated', 'learning', 'state'] },
    down: { up: false },
    mtu: { mtu: 1280 },
    unmarked: { owner: undefined, unfinished: true },
    interface: { peerState: 'interface-missing', peer: undefined },
    netns: { peerState: 'netns-changed', peer: undefined },
  };
  return { ...port, ...damages[fault] };
}

function damagedInside(port: ObservedGatewayPort, fault: string): ObservedGatewayPort {
  const damages: Record<string, Partial<ObservedGatewayPeer>> = {
    address: { addresses: ['172.31.99.9/24'] },
    mac: { mac: '02:00:00:00:00:01' },
    arp: { noArp: true },
    route: { via: undefined },
    'wrong-route': { via: '172.31.99.1' },
    'other-default': { otherDefault: true },
  };
  return { ...port, peer: port.peer && { ...port.peer, ...damages[fault] } };
}
