/** Kernels that are held to one contract: in memory, over the pipes, over netlink; and what happens around them. */
import { closeSync, existsSync, openSync } from 'node:fs';
import { FakeKernel } from '../../agent/kernel/fake.js';
import { Iproute2Kernel } from '../../agent/kernel/iproute2.js';
import { bridgeName, netnsPath, vxlanName } from '../../agent/kernel/naming.js';
import { loadNative } from '../../agent/kernel/native/native.js';
import { readLink, writeLinkDump } from '../../agent/kernel/netlink/links.js';
import { NetlinkSocket } from '../../agent/kernel/netlink/socket.js';
import type { Kernel, Operation } from '../../agent/kernel/port.js';
import type { Trait } from '../../agent/kernel/port-traits.js';
import { inside, sh, type Underlay } from './kernel-hosts.js';

export const VNI = 1_048_700;
export const MAC = '02:42:0a:00:00:02';
/** What `misdirect` makes of it. */
export const MISDIRECTED = '192.0.2.2@port=4790@vni=77';

const dev = vxlanName(VNI);
const native = await loadNative();

/** A kernel, and what happens around it. */
export interface Setup {
  readonly kernel: Kernel;
  /** Makes a workload's namespace anew (another identity than before), with foreign interfaces. */
  readonly namespace: (name: string, ifnames?: readonly string[]) => string;
  readonly dropNamespace: (name: string) => void;
  readonly holdVni: (vni: number) => void;
  /** Whether frames pass the port now, by a dump: asked for one link, the kernel first takes note of its carrier. */
  readonly forwards: (port: string) => Promise<boolean>;
  /** Somebody lets frames for MAC go to port 4790 of 192.0.2.2, with VNI 77. */
  readonly misdirect: () => void;
  /** Somebody has the bridge find a MAC at a port. */
  readonly divert: (port: string, mac: string) => void;
  /** Somebody sets these of the port, and of the network's vxlan device and bridge, otherwise than they were made. */
  readonly alter: (port: string, traits: readonly [Trait[], Trait[], Trait[]]) => void;
  /** Somebody writes over the mark of the network's bridge or vxlan device. */
  readonly writeOver: (name: string) => void;
  /** Somebody takes away the routes that came with the addresses of a port's interface in the workload with this name. */
  readonly loseSubnets: (workload: string, port: AddPort, subnets: readonly string[]) => void;
}

type AddPort = Extract<Operation, { op: 'add-port' }>;

export function fakeKernel(): Setup {
  const kernel = new FakeKernel();
  return {
    kernel,
    namespace: (name, ifnames = []) => {
      kernel.addNamespace(name, ifnames);
      return name;
    },
    dropNamespace: (name) => kernel.removeNamespace(name),
    holdVni: (vni) => void kernel.foreignVnis.add(vni),
    forwards: () => Promise.resolve(true),
    misdirect: () => kernel.state.apply({ op: 'replace-fdb', dev, mac: MAC, dst: MISDIRECTED }),
    divert: (port, mac) =>
      kernel.state.see({
        ...{ object: 'fdb', dev: port, row: { key: mac, value: mac }, bridged: true },
      }),
    alter: (port, [ofPort, ofVxlan, ofBridge]) => {
      const { vxlans, bridges } = kernel.state;
      kernel.alterPort(port, { altered: ofPort });
      for (const vxlan of vxlans.values()) vxlans.set(vxlan.name, { ...vxlan, altered: ofVxlan });
      for (const one of bridges.values()) bridges.set(one.name, { ...one, altered: ofBridge });
    },
    writeOver: (name) => {
      const { vxlans, bridges } = kernel.state;
      const foreign = { owner: undefined, unmarked: true } as const;
      const [vxlan, bridge] = [vxlans.get(name), bridges.get(name)];
      if (vxlan) vxlans.set(name, { ...vxlan, ...foreign });
      if (bridge) bridges.set(name, { ...bridge, ...foreign });
    },
    loseSubnets: (_, { name, addresses }) => {
      const peer = kernel.state.ports.get(name)?.peer;
      kernel.alterPort(name, { peer: peer && { ...peer, unreached: [...addresses].sort() } });
    },
  };
}

/** On the machine with this number. */
export function realKernel(
  underlay: Underlay,
  transport: 'pipes' | 'netlink',
  index: number,
): Setup {
  const { netns, vtep } = underlay.cable(transport, index);
  const kernel = new Iproute2Kernel({ fabric: `${netns}-f`, vtep, hostNetns: netns, transport });
  const drop = (name: string): void => {
    sh(`ip netns del ${underlay.absent(name)} 2>/dev/null || true`);
  };
  return {
    kernel,
    namespace: (name, ifnames = []) => {
      // Open until the next one is there: else that one may get its inode, by which alone the pipes know it.
      const path = netnsPath(underlay.absent(name));
      const held = existsSync(path) ? openSync(path, 'r') : undefined;
      drop(name);
      const workload = underlay.workload(name);
      if (held !== undefined) closeSync(held);
      for (const ifname of ifnames) inside(workload, `ip link add ${ifname} type bridge`);
      return workload;
    },
    dropNamespace: drop,
    holdVni: (vni) =>
      void inside(netns, `ip link add foreign type vxlan id ${vni} dstport 4789 local ${vtep}`),
    forwards: async (port) => {
      const socket = NetlinkSocket.open(native, netnsPath(`${netns}-f`));
      const links = await socket.dump(writeLinkDump, readLink).finally(() => socket.close());
      return links.some(({ name, running }) => name === port && running);
    },
    misdirect: () =>
      void inside(
        `${netns}-f`,
        `bridge fdb replace ${MAC} dev ${dev} dst 192.0.2.2 port 4790 vni 77 self permanent`,
      ),
    divert: (port, mac) =>
      void inside(`${netns}-f`, `bridge fdb replace ${mac} dev ${port} master static`),
    alter: (port) => {
      for (const command of [
        `bridge link set dev ${port} isolated on hairpin on bcast_flood off`,
        // While STP is on the state of a port is its own affair.
        `bridge link set dev ${port} state 1`,
        `bridge link set dev ${dev} isolated on locked on learning on neigh_suppress on`,
        `ip link set ${dev} type vxlan ttl 1 tos 4 df set`,
        `ip link set ${dev} arp off`,
        `ip link set ${bridgeName(VNI)} type bridge stp_state 1 mcast_snooping 1 ageing_time 0`,
      ]) {
        inside(`${netns}-f`, command);
      }
    },
    writeOver: (name) => void inside(`${netns}-f`, `ip link set ${name} alias x`),
    loseSubnets: (workload, { ifname }, subnets) => {
      for (const subnet of subnets) {
        inside(underlay.absent(workload), `ip route del ${subnet} dev ${ifname}`);
      }
    },
  };
}
