/**
 * Where an endpoint is plugged in, as texts: a namespace's name or path, or the one that a process is in. The forms that
 * the API, the wire and workers take are one: what is accepted here reaches a kernel.
 */

import type { Attachment, TapOwner } from './objects.js';

/** Linux: PID_MAX_LIMIT of a 64-bit kernel. */
export const MAX_PID = 4_194_304;

/** Of a link's alias (IFALIASZ without its zero), in which the place is noted. */
const MAX_NETNS = 255;

/** IFNAMSIZ of the kernel without the terminating zero. */
const MAX_IFNAME = 15;

/** Path of the network namespace of a process of the worker's host (proc(5)). */
export function processNetns(pid: number): string {
  return `/proc/${pid}/ns/net`;
}

/** The process whose namespace a path names; undefined for names and other paths. */
export function processOf(netns: string): number | undefined {
  const match = /^\/proc\/([1-9]\d{0,6})\/ns\/net$/.exec(netns);
  return match?.[1] === undefined ? undefined : Number(match[1]);
}

/** What is undefined is left out. */
export function tapOwner(user: string | undefined, group: string | undefined): TapOwner {
  return { ...(user !== undefined && { user }), ...(group !== undefined && { group }) };
}

const NETNS_NAME = /^[A-Za-z0-9_.:@%+=,][-A-Za-z0-9_.:@%+=,]*$/;
const NETNS_PATH = /^\/[-A-Za-z0-9_./:@%+=,]*$/;
/** A name that begins so is a tap's place among ports (kernel/naming.ts). */
const TAP_PLACE = 'tap:';
const IFNAME = /^[A-Za-z0-9_.@+=,][-A-Za-z0-9_.@+=,]*$/;
/** `all` and `default` are directories of net.ipv4.conf (ip-sysctl): the kernel makes no device of that name. */
const NO_IFNAMES: readonly string[] = ['.', '..', 'all', 'default'];
const ACCOUNT = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,31}$/;

const NETNS_RULE = `expected a name without '/' ('.', '..' and '${TAP_PLACE}…' are none) or an absolute path: up to ${MAX_NETNS} letters, digits and '_.-:@%+=,', not beginning with '-'`;
const IFNAME_RULE = `expected up to ${MAX_IFNAME} letters, digits and '_.-@+=,', not beginning with '-' and none of ${NO_IFNAMES.join(' ')}`;
const ACCOUNT_RULE =
  "expected the name or number of an account: up to 32 letters, digits and '_.-', beginning with a letter, digit or '_'";

function isNetns(text: string): boolean {
  if (text.length > MAX_NETNS) return false;
  if (text.startsWith('/')) return NETNS_PATH.test(text);
  return NETNS_NAME.test(text) && text !== '.' && text !== '..' && !text.startsWith(TAP_PLACE);
}

/** As the kernel's dev_valid_name, and nothing that it or its programs read as more than a name (`%d`, options). */
function isIfname(text: string): boolean {
  return text.length <= MAX_IFNAME && IFNAME.test(text) && !NO_IFNAMES.includes(text);
}

const FORMS = {
  netns: { isFine: isNetns, rule: NETNS_RULE },
  ifname: { isFine: isIfname, rule: IFNAME_RULE },
  tap: { isFine: isIfname, rule: IFNAME_RULE },
  // useradd(8)
  user: { isFine: (text: string) => ACCOUNT.test(text), rule: ACCOUNT_RULE },
  group: { isFine: (text: string) => ACCOUNT.test(text), rule: ACCOUNT_RULE },
};

/** Texts that say where an endpoint is plugged in, as REST bodies name them. */
export type PlaceMember = keyof typeof FORMS;
export const PLACE_MEMBERS = Object.keys(FORMS) as PlaceMember[];

/** What is wrong with a text, and the rule. */
export function placeFault(member: PlaceMember, text: string): string | undefined {
  const { isFine, rule } = FORMS[member];
  return isFine(text) ? undefined : `${quoted(text)}: ${rule}`;
}

/** The rule of a member. */
export function placeRule(member: PlaceMember): string {
  return FORMS[member].rule;
}

/** The first member that has not its form, what it is, and the rule. */
export function attachmentFault({ netns, ifname, tap }: Attachment): string | undefined {
  // The namespace of a tap is the host's.
  const place = tap ? takenPlace(netns) : placeFault('netns', netns);
  if (place !== undefined) return `attachment.netns ${place}`;
  const name = placeFault('ifname', ifname);
  if (name !== undefined) return `attachment.ifname ${name}`;
  for (const member of ['user', 'group'] as const) {
    const account = tap?.[member] ?? '';
    const fault = account === '' ? undefined : placeFault(member, account);
    if (fault !== undefined) return `attachment.tap.${member} ${fault}`;
  }
  return undefined;
}

function takenPlace(netns: string): string | undefined {
  return netns === '' ? undefined : `${quoted(netns)}: expected none with a tap`;
}

const SHOWN = 64;

/** A text that came from outside, for people: shortened, and without characters that a terminal would obey. */
export function quoted(text: string): string {
  const shown = JSON.stringify(text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text);
  return shown.replace(/\p{C}/gu, (c) => `\\u{${(c.codePointAt(0) ?? 0).toString(16)}}`);
}

/** 32 bits with sign, as Docker's. */
export const MAX_GATEWAY_PRIORITY = 2_147_483_647;
