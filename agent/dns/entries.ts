/** What of the desired sets concerns names. */
import type { DesiredEntry, DesiredKey } from '../../model/desired.js';
import { formatIp, readIp } from '../../model/ip.js';
import type { NameEntry } from './names.js';

export function nameEntries(entries: readonly DesiredEntry[]): readonly NameEntry[] {
  return entries.flatMap((entry) => (isUnreadable(entry) ? [] : (nameEntry(entry) ?? [])));
}

/** Keys of entries that cannot be taken: what they were before does not hold any more. */
export function unreadableKeys(entries: readonly DesiredEntry[]): readonly DesiredKey[] {
  return entries.filter(isUnreadable).map(({ kind, id }): DesiredKey => `${kind}/${id}`);
}

function isUnreadable({ fault }: DesiredEntry): boolean {
  return fault?.scope === 'entry';
}

function nameEntry(entry: DesiredEntry): NameEntry | undefined {
  const { kind, id, value } = entry;
  switch (kind) {
    case 'network':
      return { kind, id, name: value.name, internal: value.internal };
    case 'subnet':
      return { kind, id, cidr: value.cidr };
    case 'endpoint': {
      const names = [...new Set([value.name, ...value.aliases])];
      return { kind, id, names, addresses: value.addresses.map(bare) };
    }
    case 'member':
      return undefined;
  }
}

function bare(address: string): string {
  const text = address.split('/')[0] ?? address;
  const ip = readIp(text);
  return ip ? formatIp(ip) : text;
}
