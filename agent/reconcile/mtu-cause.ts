/** Why a kernel refuses what has to do with IPv6: it ends IPv6 on devices whose MTU is below 1280 (RFC 8200, 5). Pure. */
import { MIN_MTU_V6 } from '../../model/mtu.js';
import type { DesiredNetwork } from './plan-desired.js';
import type { PlannedFailure } from './plan-step.js';

/** Refusals in a network with IPv6 say so where its MTU is too small for it. */
export function withMtuCause(
  failure: PlannedFailure,
  network: Pick<DesiredNetwork, 'subnets' | 'mtu'> | undefined,
): PlannedFailure {
  if (failure.code !== 'kernel-refused' || !network) return failure;
  if (![...network.subnets.values()].some(({ cidr }) => cidr.includes(':'))) return failure;
  const mtu = network.mtu();
  if (mtu >= MIN_MTU_V6) return failure;
  const cause = `the network's MTU is ${mtu}, and IPv6 takes ${MIN_MTU_V6} at least: see to the underlay of its members, or to \`network update --mtu\``;
  return { ...failure, detail: `${failure.detail}; ${cause}` };
}
