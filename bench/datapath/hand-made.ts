/** The floor: the objects of a network of two hosts, made by hand with `ip -batch`, as the kernel's documents have them. */
import type { LabHost } from '../../lab/host.js';

const FABRIC = 'byhand';

export interface HandMadeNetwork {
  readonly vni: number;
  readonly hosts: readonly [LabHost, LabHost];
  /** Namespaces of the two ends, which exist, by host. */
  readonly netns: readonly [string, string];
  readonly addresses: readonly [string, string];
}

/** Namespaces that stand for what an agent has made before its first network. */
export async function prepareByHand(hosts: readonly LabHost[]): Promise<void> {
  for (const host of hosts) {
    await must(host, ['ip', 'netns', 'add', FABRIC]);
    await must(host, ['sh', '-c', `ip netns attach host-${FABRIC} $$`]);
  }
}

/** Both hosts at the same time. */
export async function makeByHand(network: HandMadeNetwork): Promise<void> {
  await Promise.all([0, 1].map((side) => makeSide(network, side as 0 | 1)));
}

export async function removeByHand({ vni, hosts }: HandMadeNetwork): Promise<void> {
  for (const host of hosts)
    await must(host, ['ip', '-n', FABRIC, 'link', 'del', 'group', String(vni)]);
}

async function makeSide(
  { vni, hosts, netns, addresses }: HandMadeNetwork,
  side: 0 | 1,
): Promise<void> {
  const other = side === 0 ? 1 : 0;
  const host = hosts[side];
  const [bridge, vxlan, port] = [`hb${vni}`, `hx${vni}`, `hp${vni}`];
  const [mac, far] = [macOf(addresses[side]), macOf(addresses[other])];
  const outside = `id ${vni} dstport 4790 local ${host.address} nolearning proxy`;
  const lines = [
    `link add ${bridge} mtu 1450 group ${vni} type bridge mcast_snooping 0`,
    `link add ${vxlan} mtu 1450 group ${vni} link-netns host-${FABRIC} type vxlan ${outside}`,
    `link set ${bridge} addrgenmode none`,
    `link set ${vxlan} addrgenmode none`,
    `link set ${vxlan} master ${bridge} up`,
    `link set ${bridge} up`,
    `link add ${port} mtu 1450 group ${vni} type veth peer name eth0 netns ${netns[side]} mtu 1450 address ${mac}`,
    `link set ${port} addrgenmode none`,
    `link set ${port} master ${bridge} up`,
    `neigh replace ${addresses[other]} lladdr ${far} dev ${vxlan} nud permanent`,
  ];
  const inside = [`addr add ${addresses[side]}/24 dev eth0`, 'link set eth0 up'];
  const row = `fdb replace ${far} dev ${vxlan} dst ${hosts[other].address} self permanent`;
  await must(host, ['ip', '-n', FABRIC, '-force', '-batch', '-'], lines);
  await Promise.all([
    must(host, ['ip', '-n', netns[side], '-force', '-batch', '-'], inside),
    must(host, ['bridge', '-n', FABRIC, '-force', '-batch', '-'], [row]),
  ]);
}

async function must(
  host: LabHost,
  argv: readonly string[],
  lines?: readonly string[],
): Promise<void> {
  const input = lines === undefined ? {} : { input: `${lines.join('\n')}\n` };
  const { code, stderr } = await host.exec(argv, input);
  if (code !== 0) throw new Error(`${argv.join(' ')} on ${host.name}: ${stderr}`);
}

function macOf(address: string): string {
  const bytes = address.split('.').map((byte) => Number(byte).toString(16).padStart(2, '0'));
  return `02:43:${bytes.join(':')}`;
}
