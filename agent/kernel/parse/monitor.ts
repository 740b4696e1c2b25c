/** Reads one line of `ip monitor` or `bridge monitor` (text: they print no JSON) of the fabric. */
import { isGatewayPortName, isPortName, vniOfName } from '../naming.js';
import type { KernelEvent } from '../port.js';
import { destinationText } from './destination.js';

/** `ip monitor all-nsid link address route`: links of ours in the fabric, anything in workloads' namespaces. */
export function parseStructureLine(line: string): KernelEvent | undefined {
  const match = /^\[nsid (current|\d+)\](?:Deleted )?(.*)$/.exec(line);
  if (!match) return undefined;
  const [, nsid, rest = ''] = match;
  const link = /^\d+: ([^:@\s]+)(?:@[^:]*)?: </.exec(rest)?.[1];
  if (nsid === 'current') {
    return link !== undefined && isOwnLink(link) ? { object: 'link', dev: link } : undefined;
  }
  if (link !== undefined) return { object: 'link', dev: link, workload: true };
  if (isKernelsOwn(rest)) return undefined;
  return { object: /^\d+: /.test(rest) ? 'address' : 'route', workload: true };
}

/** By its name, in the fabric. */
function isOwnLink(name: string): boolean {
  return isPortName(name) || vniOfName(name) !== undefined;
}

/** `ip monitor link address route netconf` of the host's namespace: the gateway bridge, its ports, and forwarding by the host as a whole. */
export function parseHostLine(line: string, bridge: string): KernelEvent | undefined {
  if (/^inet all (.* )?forwarding /.test(line)) return { object: 'firewall' };
  const subnet = subnetOn(line, bridge);
  if (subnet) return { object: 'route', dev: bridge, subnet };
  const [, deleted, dev, rest = ''] = /^(Deleted )?\d+: ([^:@\s]+)(.*)$/.exec(line) ?? [];
  if (dev === undefined || (dev !== bridge && !isGatewayPortName(dev))) return undefined;
  const text = / inet (\S+)/.exec(rest)?.[1];
  if (text === undefined) return { object: 'link', dev };
  return { object: 'address', dev, address: { text, gone: deleted !== undefined } };
}

/** A destination in the main table that the bridge leads to. The host may have many others. */
function subnetOn(line: string, bridge: string): KernelEvent['subnet'] {
  if (!line.includes(` dev ${bridge} `)) return undefined;
  const [, deleted, text] = /^(Deleted )?(\d+(?:\.\d+){3}\/\d+) dev /.exec(line) ?? [];
  if (text === undefined || / table /.test(line)) return undefined;
  return { text, gone: deleted !== undefined };
}

/** Link-local addresses come a second after the link, with routes: never ours, and no sign of a foreign hand. */
function isKernelsOwn(rest: string): boolean {
  if (/^\d+: /.test(rest)) return / inet6 fe80:/.test(rest);
  return / table (local|\d+)/.test(rest) || /^(fe80:|multicast )/.test(rest);
}

/** `ip monitor neigh` and `bridge monitor fdb`: permanent rows of vxlan devices, and that a bridge finds a MAC at a port of ours, or no longer. */
export function parseRowLine(line: string): KernelEvent | undefined {
  const match = /^(Deleted )?(\S+) dev (\S+) (.*)$/.exec(line);
  if (!match) return undefined;
  const [, deleted, key = '', dev = '', rest = ''] = match;
  // Our own, which pin the MAC of an endpoint, come with changes of links.
  if (/^master /.test(rest)) return isOwnLink(dev) ? { object: 'link', dev } : undefined;
  if (vniOfName(dev) === undefined || !/permanent/i.test(rest)) return undefined;
  const row = rowIn(rest);
  if (!row) return undefined;
  const { object, value } = row;
  return { object, dev, row: { key, value: deleted === undefined ? value : undefined } };
}

/** FDB entries show up among neighbours as NOARP; the bridge monitor reports them properly. */
function rowIn(
  rest: string,
): { readonly object: 'fdb' | 'neighbour'; readonly value: string } | undefined {
  const [, kind, to = ''] = /^(dst|lladdr) (\S+)/.exec(rest) ?? [];
  if (kind === undefined || rest.includes('NOARP')) return undefined;
  if (kind === 'lladdr') return { object: 'neighbour', value: to };
  return { object: 'fdb', value: destinationIn(to, rest) };
}

function destinationIn(dst: string, rest: string): string {
  const [, port] = / port (\d+)/.exec(rest) ?? [];
  const [, vni] = / vni (\d+)/.exec(rest) ?? [];
  const [, via] = / via (?:ifindex )?(\S+)/.exec(rest) ?? [];
  const number = (text: string | undefined) => (text === undefined ? undefined : Number(text));
  return destinationText({ dst, port: number(port), vni: number(vni), via });
}
