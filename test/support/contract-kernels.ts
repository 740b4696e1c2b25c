/** Kernels that one suite holds to the same, with ways to do things behind their backs. */
import { closeSync, existsSync, openSync } from 'node:fs';
import { FakeKernel } from '../../agent/kernel/fake.js';
import { Iproute2Kernel } from '../../agent/kernel/iproute2.js';
import { netnsPath, vxlanName } from '../../agent/kernel/naming.js';
import { loadNative } from '../../agent/kernel/native/native.js';
import { readLink, writeLinkDump } from '../../agent/kernel/netlink/links.js';
import { NetlinkSocket } from '../../agent/kernel/netlink/socket.js';
import type { Kernel } from '../../agent/kernel/port.js';
import { inside, sh, type Underlay } from './kernel-hosts.js';

export const VNI = 1_048_700;
export const MAC = '02:42:0a:00:00:02';
export const MISDIRECTED = '192.0.2.2@port=4790@vni=77';

const dev = vxlanName(VNI);

/** A kernel, and what happens around it. */
export interface Setup {
  readonly kernel: Kernel;
  /** Makes a workload's namespace anew (another identity than before), with foreign interfaces. */
  readonly namespace: (name: string, ifnames?: readonly string[]) => string;
  readonly dropNamespace: (name: string) => void;
  readonly holdVni: (vni: number) => void;
  /** Somebody lets frames for MAC go to port 4790 of 192.0.2.2, with VNI 77. */
  readonly misdirect: () => void;
  /** Whether frames pass the port now, by a dump: asked for one link, the kernel first takes note of its carrier. */
  readonly forwards: (port: string) => Promise<boolean>;
}

const native = await loadNative();

export function fake(): Setup {
  const kernel = new FakeKernel();
  return {
    kernel,
    namespace: (name, ifnames = []) => {
      kernel.addNamespace(name, ifnames);
      return name;
    },
    dropNamespace: (name) => kernel.removeNamespace(name),
    holdVni: (vni) => void kernel.foreignVnis.add(vni),
    misdirect: () => kernel.state.apply({ op: 'replace-fdb', dev, mac: MAC, dst: MISDIRECTED }),
    forwards: () => Promise.resolve(true),
  };
}

export function real(underlay: Underlay, transport: 'pipes' | 'netlink', index: number): Setup {
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
    misdirect: () =>
      void inside(
        `${netns}-f`,
        `bridge fdb replace ${MAC} dev ${dev} dst 192.0.2.2 port 4790 vni 77 self permanent`,
      ),
    forwards: async (port) => {
      const socket = NetlinkSocket.open(native, netnsPath(`${netns}-f`));
      const links = await socket.dump(writeLinkDump, readLink).finally(() => socket.close());
      return links.some(({ name, running }) => name === port && running);
    },
  };
}
