/** Groups the address options of a network by subnet: each belongs to the `--subnet` that contains it. */
import { containsCidr, containsIp, parseCidr, type Cidr } from '../model/cidr.js';
import { OvnetError } from '../model/errors.js';
import { parseIp } from '../model/ip.js';

export interface SubnetOptions {
  readonly subnet?: readonly string[];
  readonly gateway?: readonly string[];
  readonly range?: readonly string[];
  readonly reserve?: readonly string[];
}

/** The REST create body of a subnet. */
export interface SubnetBody {
  readonly cidr: string;
  gateway?: string;
  range?: string;
  reserved?: string[];
}

/** Throws `usage` for a second gateway or range of one subnet, and the code of the server for an address in none. */
export function subnetBodies(options: SubnetOptions): SubnetBody[] {
  const subnets = (options.subnet ?? []).map((text): { cidr: Cidr; body: SubnetBody } => ({
    cidr: parseCidr(text),
    body: { cidr: text },
  }));
  const holder = (
    text: string,
    ip: string,
    code: 'gateway-outside-subnet' | 'address-outside-subnet',
  ): SubnetBody => {
    const address = parseIp(ip);
    const found = subnets.find(({ cidr }) => containsIp(cidr, address));
    if (found === undefined)
      throw new OvnetError(code, `${text} lies in no --subnet of this network`);
    return found.body;
  };
  for (const gateway of options.gateway ?? []) {
    const body = holder(gateway, gateway, 'gateway-outside-subnet');
    if (body.gateway !== undefined) throw twice('--gateway', body.cidr);
    body.gateway = gateway;
  }
  for (const range of options.range ?? []) {
    const inner = parseCidr(range);
    const found = subnets.find(({ cidr }) => containsCidr(cidr, inner));
    if (found === undefined) {
      throw new OvnetError('range-outside-subnet', `${range} lies in no --subnet of this network`);
    }
    if (found.body.range !== undefined) throw twice('--range', found.body.cidr);
    found.body.range = range;
  }
  for (const reserved of options.reserve ?? []) {
    const body = holder(reserved, reserved, 'address-outside-subnet');
    body.reserved = [...(body.reserved ?? []), reserved];
  }
  return subnets.map(({ body }) => body);
}

function twice(option: string, cidr: string): OvnetError {
  return new OvnetError('usage', `${option} was given twice for ${cidr}`);
}
