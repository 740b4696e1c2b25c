/** Forms of what a desired entry consists of: the one check of all that comes off the wire. */
import { attachmentFault, quoted } from './attachment.js';
import type {
  DesiredEntry,
  EndpointSpec,
  EntryFault,
  MemberSpec,
  NetworkSpec,
  SubnetSpec,
} from './desired.js';

const ADDRESS = /^[0-9a-f.:]+$/;
const CIDR = /^[0-9a-f.:]+\/\d{1,3}$/;
const MAC = /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/;
const MAX_VNI = 0xffffff;
const MAX_U16 = 0xffff;
const MAX_U32 = 0xffffffff;

/** The first member that has not its form; undefined: a worker can take the entry. */
export function entryFault(entry: DesiredEntry): EntryFault | undefined {
  switch (entry.kind) {
    case 'network':
      return networkFault(entry.value);
    case 'subnet':
      return subnetFault(entry.value);
    case 'member':
      return memberFault(entry.value);
    case 'endpoint':
      return endpointFault(entry.value);
  }
}

function networkFault({ name, vni, mtu, dataPort }: NetworkSpec): EntryFault | undefined {
  return (
    badText('network.name', name, isFilled) ??
    badNumber('network.vni', vni, MAX_VNI) ??
    badNumber('network.mtu', mtu, MAX_U16) ??
    badNumber('network.data_port', dataPort, MAX_U16)
  );
}

function subnetFault({ cidr, gateway }: SubnetSpec): EntryFault | undefined {
  return (
    badText('subnet.cidr', cidr, (text) => CIDR.test(text)) ??
    badText('subnet.gateway', gateway, (text) => text === '' || ADDRESS.test(text))
  );
}

function memberFault({ vtep, mtu }: MemberSpec): EntryFault | undefined {
  return (
    badText('member.vtep', vtep, (text) => ADDRESS.test(text)) ??
    badNumber('member.mtu', mtu, MAX_U32)
  );
}

function endpointFault(value: EndpointSpec): EntryFault | undefined {
  const { name, nodeId, mac, addresses, aliases, attachment } = value;
  const found =
    badText('endpoint.name', name, isPlain) ??
    badText('endpoint.node_id', nodeId, isFilled) ??
    badText('endpoint.mac', mac, (text) => MAC.test(text)) ??
    badTexts('endpoint.addresses', addresses, (text) => CIDR.test(text)) ??
    badTexts('endpoint.aliases', aliases, isFilled);
  if (found || !attachment) return found;
  const detail = attachmentFault(attachment);
  return detail === undefined ? undefined : { scope: 'place', detail };
}

function badTexts(
  member: string,
  texts: readonly string[],
  isFine: (text: string) => boolean,
): EntryFault | undefined {
  for (const text of texts) {
    const fault = badText(member, text, isFine);
    if (fault) return fault;
  }
  return undefined;
}

function badText(
  member: string,
  text: string,
  isFine: (text: string) => boolean,
): EntryFault | undefined {
  return isFine(text) ? undefined : malformed(member, quoted(text));
}

function badNumber(member: string, value: number, max: number): EntryFault | undefined {
  const isFine = Number.isSafeInteger(value) && value >= 0 && value <= max;
  return isFine ? undefined : malformed(member, String(value));
}

function malformed(member: string, shown: string): EntryFault {
  return { scope: 'entry', detail: `${member} ${shown} is malformed` };
}

/** Without control characters: they separate fields in digests and lines in kernel batches. */
function isPlain(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) < 0x20) return false;
  return true;
}

function isFilled(text: string): boolean {
  return text !== '' && isPlain(text);
}
