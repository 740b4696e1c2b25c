/** Chooses the gateway bridge's subnet and the addresses in it: the same ones each time, as far as nothing stands against it. */
import {
  cidrOf,
  containsIp,
  formatCidr,
  nth,
  overlaps,
  parseCidr,
  parseInterfaceAddress,
  sizeOf,
  type Cidr,
} from '../../model/cidr.js';
import { formatIp } from '../../model/ip.js';
import { stableNumber } from '../kernel/naming.js';

/** A bridge takes 1,023 ports (BR_MAX_PORTS): a /20 is more than it can serve. */
const CANDIDATES: readonly string[] = [
  ...range(18, 31, 1).map((n) => `172.${n}.0.0/20`),
  ...range(0, 240, 16).map((n) => `192.168.${n}.0/20`),
];

/** Routes that cover more than this are as good as default routes: they say nothing of who is where. */
const SHORTEST_PREFIX = 8;

/** The first candidate that none of `taken` (CIDRs of either family) meets. */
export function chooseSubnet(taken: readonly string[]): string | undefined {
  const blocks = taken
    .filter((text) => !text.includes(':'))
    .map(blockOf)
    .filter(({ prefix }) => prefix >= SHORTEST_PREFIX);
  return CANDIDATES.find((candidate) => {
    const cidr = parseCidr(candidate);
    return !blocks.some((block) => overlaps(block, cidr));
  });
}

/** The bridge's address in it, with prefix length. */
export function gatewayOf(subnet: string): string {
  return addressAt(parseCidr(subnet), 1);
}

/** CIDR of an address with prefix length. */
export function subnetOf(address: string): string {
  return formatCidr(blockOf(address));
}

/** Addresses for namespaces in the subnet of the gateway, given with prefix length. */
export class GatewayAddresses {
  readonly #cidr: Cidr;
  readonly #used: Set<string>;

  constructor(gateway: string) {
    this.#cidr = blockOf(gateway);
    this.#used = new Set([gateway]);
  }

  /** Keeps an address that is in use. False: it is none of this subnet, or taken. */
  keep(address: string): boolean {
    const { ip, prefix } = parseInterfaceAddress(address);
    const fits = prefix === this.#cidr.prefix && containsIp(this.#cidr, ip);
    if (!fits || this.#used.has(address)) return false;
    this.#used.add(address);
    return true;
  }

  /** A free one: the same for the same key while nobody else has it. */
  take(key: string): string | undefined {
    // Neither the network's address, nor the gateway's, nor the broadcast address.
    const free = sizeOf(this.#cidr) - 3;
    const first = stableNumber(key) % free;
    for (let i = 0; i < free; i++) {
      const address = addressAt(this.#cidr, 2 + ((first + i) % free));
      if (this.keep(address)) return address;
    }
    return undefined;
  }
}

function blockOf(text: string): Cidr {
  const { ip, prefix } = parseInterfaceAddress(text);
  return cidrOf(ip, prefix ?? 32);
}

function addressAt(cidr: Cidr, offset: number): string {
  const ip = nth(cidr, offset);
  return ip ? `${formatIp(ip)}/${cidr.prefix}` : '';
}

function range(from: number, to: number, step: number): number[] {
  const list: number[] = [];
  for (let n = from; n <= to; n += step) list.push(n);
  return list;
}
