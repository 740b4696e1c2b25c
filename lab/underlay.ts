/** The lab's wires: one bridge in a namespace of its own, a veth to each host, addresses and default routes. */
import { must, run } from './command.js';
import { gatewayOf, type LabLayout, type LabPlan } from './layout.js';

const BRIDGE = 'br0';
/** As the hosts see their interface. */
export const UNDERLAY_IFNAME = 'eth0';
const PARALLEL = 8;

/** Makes the namespaces and joins them, as long as `goOn` does not throw; nothing appears in the machine's own network namespace. */
export async function createUnderlay(
  layout: LabLayout,
  plan: LabPlan,
  goOn: () => void,
): Promise<void> {
  const netnses = [layout.switchNetns, ...plan.hosts.map((host) => layout.netns(host.name))];
  await inGroups(netnses, (netns) => must(['ip', 'netns', 'add', netns]), goOn);
  // Bridged packets are not to meet iptables; where br_netfilter is absent there is nothing to switch off.
  await run([
    ...['nsenter', `--net=/run/netns/${layout.switchNetns}`],
    ...['sysctl', '-qw', 'net.bridge.bridge-nf-call-iptables=0'],
  ]);
  await batch(layout.switchNetns, [
    'link set lo up',
    `link add ${BRIDGE} type bridge mcast_snooping 0`,
    `link set ${BRIDGE} mtu ${plan.mtu} up`,
    `addr add ${gatewayOf(plan.subnet)}/24 dev ${BRIDGE}`,
    ...plan.hosts.flatMap((host) => [
      `link add ${host.name} mtu ${plan.mtu} type veth peer name ${UNDERLAY_IFNAME}` +
        ` mtu ${plan.mtu} netns ${layout.netns(host.name)}`,
      `link set ${host.name} master ${BRIDGE} up`,
    ]),
  ]);
  await inGroups(plan.hosts, (host) =>
    batch(layout.netns(host.name), [
      'link set lo up',
      `addr add ${host.address}/24 dev ${UNDERLAY_IFNAME}`,
      `link set ${UNDERLAY_IFNAME} up`,
      `route add default via ${gatewayOf(plan.subnet)} dev ${UNDERLAY_IFNAME}`,
    ]),
  );
}

async function batch(netns: string, lines: readonly string[]): Promise<void> {
  await must(['ip', '-n', netns, '-batch', '-'], { input: `${lines.join('\n')}\n` });
}

/**
 * A few at a time: a hundred processes at once would only wait for each other. A failure is thrown when the others
 * of its group have ended, so that nothing is still being made while the lab is removed.
 */
export async function inGroups<T>(
  items: readonly T[],
  work: (item: T) => Promise<unknown>,
  goOn: () => void = () => undefined,
): Promise<void> {
  for (let at = 0; at < items.length; at += PARALLEL) {
    goOn();
    const ends = await Promise.allSettled(items.slice(at, at + PARALLEL).map(work));
    const failed = ends.find((end) => end.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }
}
