/** The owner mark as text in a link's alias: which cluster, node and network made it, and where a port is plugged in. */
import type { OwnerMark } from '../port.js';

/** IFALIASZ of the kernel without the terminating zero, in bytes. */
export const MAX_ALIAS = 255;

/** Where a port is plugged in. `pin` is the id of the namespace. */
export interface PortMark {
  readonly endpoint: string;
  readonly netns: string;
  readonly ifname: string;
  readonly pin: string;
}

export interface LinkMark {
  readonly owner: OwnerMark;
  readonly port: PortMark | undefined;
}

/** Quoting for a batch line: no quote, hash or backslash-newline may survive in it. */
export function formatMark(mark: LinkMark): string {
  const { owner, port } = mark;
  return markText({ ...owner, ...(port && withPin(port)) });
}

/** Members for a place. The cookie has one of its own: agents from before it read the rest. */
export function withPin<P extends { readonly pin: string }>(place: P): P & { cookie?: string } {
  const [device, inode, cookie] = place.pin.split(':');
  return cookie === undefined ? place : { ...place, pin: `${device}:${inode}`, cookie };
}

export function pinIn(text: (name: string) => string): string {
  const cookie = text('cookie');
  return cookie === '' ? text('pin') : `${text('pin')}:${cookie}`;
}

/** Members of a mark as the text of an alias. */
export function markText(members: object): string {
  const text = JSON.stringify({ ovnet: 1, ...members });
  return text.replace(/['#]/g, (c) => `\\u00${c.charCodeAt(0).toString(16)}`);
}

/** Undefined for aliases that are not ours. */
export function parseMark(alias: string | undefined): LinkMark | undefined {
  const text = markReader(alias);
  if (!text) return undefined;
  const owner = { cluster: text('cluster'), node: text('node'), network: text('network') };
  const [endpoint, netns, ifname] = [text('endpoint'), text('netns'), text('ifname')];
  const pin = pinIn(text);
  return { owner, port: endpoint === '' ? undefined : { endpoint, netns, ifname, pin } };
}

/** Reads members of a mark, absent ones as ''. Undefined for aliases that are not ours. */
export function markReader(alias: string | undefined): ((name: string) => string) | undefined {
  if (alias?.startsWith('{"ovnet":1,') !== true) return undefined;
  let value: Record<string, unknown>;
  try {
    value = JSON.parse(alias) as Record<string, unknown>;
  } catch {
    return undefined;
  }
  return (name) => {
    const member = value[name];
    return typeof member === 'string' ? member : '';
  };
}
