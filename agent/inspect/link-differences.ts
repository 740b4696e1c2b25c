/** What a repair would set of one link of ours, read as what differs of it: found against wanted. Pure. */
import { cidrOf, formatCidr, parseInterfaceAddress } from '../../model/cidr.js';
import { bitsOf } from '../../model/ip.js';
import type { Difference } from '../../model/inspection.js';
import { foundText, wantedText, type PortTraits, type Trait } from '../kernel/port-traits.js';

export type Finding = Pick<Difference, 'object' | 'name' | 'found' | 'wanted'>;

/** What is set of a link in the fabric or of egress. */
export interface LinkRepair {
  readonly up?: true;
  readonly mtu?: number;
  readonly master?: string;
  readonly restore?: readonly Trait[];
}

export interface SeenLink {
  readonly mtu: number;
  readonly up: boolean;
  readonly master?: string | undefined;
}

/** `ports`: what is wanted of a port's flags; default: as in a network. */
export function linkFindings(
  link: Pick<Finding, 'object' | 'name'>,
  { up, mtu, master, restore }: LinkRepair,
  seen: SeenLink | undefined,
  ports?: PortTraits,
): Finding[] {
  const findings: Finding[] = [];
  if (up) findings.push({ ...link, found: 'down', wanted: 'up' });
  if (mtu !== undefined) {
    findings.push({ ...link, found: `mtu ${seen?.mtu ?? 0}`, wanted: `mtu ${mtu}` });
  }
  if (master !== undefined) {
    const found = seen?.master === undefined ? 'in no bridge' : `in bridge ${seen.master}`;
    findings.push({ ...link, found, wanted: `in bridge ${master}` });
  }
  if (restore) {
    const [found, wanted] = [foundText(restore, ports), wantedText(restore, ports)];
    findings.push({ ...link, found, wanted });
  }
  return findings;
}

/** What is set of an interface in a workload's namespace. */
export interface EndRepair {
  readonly mac?: string;
  readonly mtu?: number;
  readonly up?: true;
  readonly arp?: true;
  /** Name that somebody gave it. */
  readonly was?: string;
  readonly ifname: string;
}

/** `seen` is undefined where nobody could look. */
export function endFindings(
  link: Pick<Finding, 'object' | 'name'>,
  { mac, mtu, up, arp, was, ifname }: EndRepair,
  seen: { readonly mac: string; readonly mtu: number } | undefined,
): Finding[] {
  return [
    ...(up ? [{ ...link, found: 'down', wanted: 'up' }] : []),
    ...(was === undefined ? [] : [{ ...link, found: `named ${was}`, wanted: `named ${ifname}` }]),
    ...(arp ? [{ ...link, found: 'arp off', wanted: 'arp on' }] : []),
    ...(mac === undefined
      ? []
      : [{ ...link, found: `mac ${seen?.mac ?? ''}`, wanted: `mac ${mac}` }]),
    ...(mtu === undefined
      ? []
      : [{ ...link, found: `mtu ${seen?.mtu ?? 0}`, wanted: `mtu ${mtu}` }]),
  ];
}

/** What of a link or its namespace is missing, or too much. */
export function missing(object: string, name: string): Finding {
  return { object, name, found: null, wanted: 'present' };
}

export function surplus(object: string, name: string): Finding {
  return { object, name, found: 'present', wanted: null };
}

/** CIDR of the subnet that an address with prefix length is in. */
export function subnetText(address: string): string {
  const { ip, prefix } = parseInterfaceAddress(address);
  return formatCidr(cidrOf(ip, prefix ?? bitsOf(ip.family)));
}
