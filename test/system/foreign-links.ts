/** Links on workers' hosts that are not this cluster's: of nobody, and of another cluster, with rows of their own. */
import type { OwnerMark } from '../../agent/kernel/port.js';
import type { KernelMirror } from '../../agent/kernel/port-mirror.js';

const OTHER_CLUSTER = 'cluster-other';
const OWNER: OwnerMark = { cluster: OTHER_CLUSTER, node: 'node-x', network: 'net-x' };
const [BRIDGE, VXLAN, PORT, BARE] = ['br-else', 'vx-else', 've-else', 'br-nobody'] as const;
const MAC = '02:00:00:00:00:99';

export const FOREIGN_NAMES: ReadonlySet<string> = new Set([BRIDGE, VXLAN, PORT, BARE]);

/** Of a mark of this cluster. */
export function ownNetwork(owner: OwnerMark | undefined): string | undefined {
  return owner?.cluster === OTHER_CLUSTER ? undefined : owner?.network;
}

export function putForeign(state: KernelMirror): void {
  const link = { mtu: 9000, up: false, owner: OWNER };
  state.bridges.set(BARE, { ...link, name: BARE, owner: undefined, altered: ['stp_state'] });
  state.bridges.set(BRIDGE, { ...link, name: BRIDGE, altered: ['stp_state'] });
  state.vxlans.set(VXLAN, {
    ...{ ...link, name: VXLAN, master: BRIDGE, vni: 7, local: '203.0.113.5', port: 8472 },
    ...{ learning: true, proxy: false, altered: ['ttl'], strayMacs: [MAC] },
  });
  state.ports.set(PORT, {
    ...{ ...link, name: PORT, master: BRIDGE, endpointId: 'ep-x', altered: ['isolated'] },
    ...{ pinnedMac: undefined, netns: 'ns-x', ifname: 'eth0' },
    ...{ peerState: 'netns-missing', peer: undefined },
  });
  state.apply({ op: 'replace-fdb', dev: VXLAN, mac: MAC, dst: '203.0.113.6' });
  state.apply({ op: 'replace-neighbour', dev: VXLAN, address: '10.0.0.9', mac: MAC });
}
