/** What tests of egress have in common. */
import type { TestNetwork } from './desired-network.js';
import { inside, type Host } from './kernel-hosts.js';

/** Tells the worker everything that it is to hold. */
export async function hold(on: Host, ...networks: TestNetwork[]): Promise<void> {
  for (const network of networks) on.reconciler.setImage(network.image());
  on.reconciler.synced({ epoch: 1, revision: 1 });
  await on.reconciler.settled();
}

/** That of the workload's interface to the gateway bridge. */
export const address = (netns: string, ifname = 'ovgw0'): string =>
  / inet (\S+)\//.exec(inside(netns, `ip -4 -o addr show dev ${ifname}`))?.[1] ?? '';
export const forwarding = (netns: string): string =>
  inside(netns, 'cat /proc/sys/net/ipv4/ip_forward').trim();
