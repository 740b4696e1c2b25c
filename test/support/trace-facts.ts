/** What an agent answers to `trace` on a host where everything is as it should be. */
import { bridgeName, portName, vxlanName } from '../../agent/kernel/naming.js';
import type { LinkFacts, TraceFacts, TraceRequest } from '../../model/trace.js';

export interface Sound {
  readonly mac: string;
  /** With length. */
  readonly addresses: readonly string[];
  /** Local underlay address. */
  readonly vtep: string;
}

export function soundFacts(request: TraceRequest, { mac, addresses, vtep }: Sound): TraceFacts {
  const { network, dataPort, endpoint, other } = request;
  const names = {
    bridge: bridgeName(network.vni),
    vxlan: vxlanName(network.vni),
    port: portName(endpoint.id),
  };
  const link = (name: string, more: Partial<LinkFacts> = {}): LinkFacts => {
    const { mtu } = network;
    return { name, up: true, carrier: true, mtu, mac, master: null, ...more };
  };
  const slave = { state: 'forwarding', learning: false, flood: true };
  const inBridge = { master: names.bridge, slave };
  const tunnel = { vni: network.vni, local: vtep, port: dataPort, learning: false, proxy: true };
  const wire = link('eth0', { mtu: 1500 });
  const toOther = { dev: 'eth0', gateway: '', error: '' };
  const accept = { verdict: 'accept', rule: '' } as const;
  return {
    revision: 1,
    names,
    workload: {
      netns: 'present',
      link: link(endpoint.ifname),
      addresses,
      route: { dev: endpoint.ifname, gateway: '', error: '' },
      neighbour: null,
      ...(request.port && { listeners: ['*'] }),
    },
    port: { ...link(names.port, inBridge), pinnedMac: mac },
    bridge: link(names.bridge),
    vxlan: link(names.vxlan, { ...inBridge, vxlan: tunnel }),
    neighbour: { mac: other.mac, state: 'PERMANENT' },
    destination: other.vtep ?? null,
    ...(other.vtep !== undefined && {
      underlay: {
        ...{ local: vtep, link: wire, route: toOther, via: wire, input: accept, output: accept },
        ping: { sent: 2, received: 2, rttMs: 0.1, maxMs: 0.2, code: '' },
      },
    }),
  };
}
