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
  return (
    given.every((one, at) => isSame(shown[at], one)) ||
    (given.every((one) => shown.some((other) => isSame(other, one))) &&
      shown.every((other) => given.some((one) => isSame(other, one))))
  );
}

function isSameText(shown: string, given: string): boolean {
  return shown === given || isSameAddress(shown, given) || isSameMac(shown, given);
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
