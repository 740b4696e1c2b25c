/** Whether a member of a merge patch (RFC 7396) leaves an object as it is, however its value is written. */
import { parseInterfaceAddress } from '../../model/cidr.js';
import { formatIp } from '../../model/ip.js';
import { parseMac } from '../../model/mac.js';

/** Plain JSON both: `shown` is the member as a read answers it, undefined without it; `given` is what the patch says of it. */
export function isUnchanged(shown: unknown, given: unknown): boolean {
  if (given === null) return shown === undefined || shown === null;
  if (!isObject(given)) return isSame(shown, given);
  // A patch speaks of the members that it names.
  return isObject(shown) && members(given).every(([name, one]) => isUnchanged(shown[name], one));
}

function isSame(shown: unknown, given: unknown): boolean {
  if (typeof shown === 'string' && typeof given === 'string') return isSameText(shown, given);
  if (Array.isArray(shown) && Array.isArray(given)) return isSameList(shown, given);
  if (!isObject(shown) || !isObject(given)) return shown === given;
  const isAsLong = Object.keys(shown).length === Object.keys(given).length;
  return isAsLong && members(given).every(([name, one]) => isSame(shown[name], one));
}

/** Lists of objects that cannot be changed are sets: of addresses, routes, subnets. */
function isSameList(shown: readonly unknown[], given: readonly unknown[]): boolean {
  if (shown.length !== given.length) return false;
  if (given.every((one, at) => isSame(shown[at], one))) return true;
  // In another order, or another set. There may be thousands: each is compared with those that are alike.
  const [known, wanted] = [byForm(shown), byForm(given)];
  for (const [form, some] of wanted) {
    const others = known.get(form) ?? [];
    if (!some.every((one) => others.some((other) => isSame(other, one)))) return false;
    if (!others.every((other) => some.some((one) => isSame(other, one)))) return false;
  }
  return wanted.size === known.size;
}

function byForm(values: readonly unknown[]): Map<string, unknown[]> {
  const groups = new Map<string, unknown[]>();
  for (const value of values) {
    const form = formOf(value);
    const group = groups.get(form);
    if (group) group.push(value);
    else groups.set(form, [value]);
  }
  return groups;
}

/** Of two that say the same it is the same. */
function formOf(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(formOfText(value));
  if (Array.isArray(value)) return `[${[...new Set(value.map(formOf))].sort().join()}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const told = members(value).map(([name, one]) => `${JSON.stringify(name)}:${formOf(one)}`);
  return `{${told.sort().join()}}`;
}

function formOfText(text: string): string {
  if (!PERHAPS_ADDRESS.test(text)) return text;
  const address = read(parseInterfaceAddress, text);
  return address ? formatIp(address.ip) : (read(parseMac, text) ?? text);
}

/** Most texts are neither an address nor a MAC: to find that out by an error costs more than all else here. */
const PERHAPS_ADDRESS = /^[\da-f.:/-]+$/i;

function isSameText(shown: string, given: string): boolean {
  if (shown === given) return true;
  if (!PERHAPS_ADDRESS.test(shown) || !PERHAPS_ADDRESS.test(given)) return false;
  return isSameAddress(shown, given) || isSameMac(shown, given);
}

/** `10.0.0.7` says the same as `10.0.0.7/24` does. */
function isSameAddress(shown: string, given: string): boolean {
  const [known, wanted] = [read(parseInterfaceAddress, shown), read(parseInterfaceAddress, given)];
  if (!known || !wanted || formatIp(known.ip) !== formatIp(wanted.ip)) return false;
  return wanted.prefix === undefined || wanted.prefix === known.prefix;
}

function isSameMac(shown: string, given: string): boolean {
  const mac = read(parseMac, given);
  return mac !== undefined && mac === read(parseMac, shown);
}

function read<T>(parse: (text: string) => T, text: string): T | undefined {
  try {
    return parse(text);
  } catch {
    return undefined; // Of another kind: nothing that could be compared so.
  }
}

type Members = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const members = (value: Members): [string, unknown][] => Object.entries(value);
