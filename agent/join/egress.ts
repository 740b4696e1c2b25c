/** The settings of egress, checked beyond what their form says. */
import type { WorkerConfig } from '../../config/worker.js';
import { formatCidr, parseCidr } from '../../model/cidr.js';
import { OvnetError } from '../../model/errors.js';
import type { EgressSettings } from '../reconcile/plan-step.js';

/** A subnet with a gateway, one workload and little waste at the least; no half of the Internet at the most. */
const PREFIXES = { shortest: 8, longest: 29 } as const;

export type EgressConfig = Pick<WorkerConfig, 'egress' | 'gatewayBridge' | 'gatewaySubnet'>;

/** @throws OvnetError `invalid-config` */
export function egressSettings(config: EgressConfig): EgressSettings {
  const { egress, gatewayBridge: bridge, gatewaySubnet } = config;
  const subnet = gatewaySubnet === undefined ? undefined : subnetOf(gatewaySubnet);
  return { enabled: egress === 'on', bridge, ...(subnet !== undefined && { subnet }) };
}

function subnetOf(text: string): string {
  const refuse = (why: string): OvnetError =>
    new OvnetError('invalid-config', `gateway subnet ${text} ${why}`);
  const { shortest, longest } = PREFIXES;
  try {
    const cidr = parseCidr(text);
    if (cidr.prefix < shortest || cidr.prefix > longest) {
      throw refuse(`must have a prefix length of ${shortest} to ${longest}`);
    }
    return formatCidr(cidr);
  } catch (error) {
    if (error instanceof OvnetError && error.code === 'invalid-config') throw error;
    throw refuse('is no IPv4 subnet');
  }
}
