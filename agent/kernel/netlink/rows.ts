/** FDB and neighbour rows as RTM_NEWNEIGH, RTM_DELNEIGH and RTM_GETNEIGH (struct ndmsg; rtnetlink(7)). */
import type { RowOperation } from '../port-row-mirror.js';
import { ipBytes, ipText, macBytes, macText } from './address-bytes.js';
import {
  AF_BRIDGE,
  AF_INET,
  AF_INET6,
  NDA_DST,
  NDA_IFINDEX,
  NDA_LLADDR,
  NDA_MASTER,
  NDA_PORT,
  NDA_VNI,
  NLM_F_APPEND,
  NLM_F_CREATE,
  NLM_F_DUMP,
  NLM_F_REPLACE,
  NLM_F_REQUEST,
  NTF_MASTER,
  NTF_SELF,
  NUD_NOARP,
  NUD_PERMANENT,
  RTM_DELNEIGH,
  RTM_GETNEIGH,
  RTM_NEWNEIGH,
} from './constants.js';
import {
  destinationText,
  isPlainDestination,
  type DestinationParts,
} from '../parse/destination.js';
import {
  eachAttribute,
  findAttribute,
  type MessageWriter,
  type NetlinkMessage,
  type Request,
} from './message.js';

const NDMSG_BYTES = 12;
/** Header, ndmsg, MAC and an IPv6 address, padded. */
export const MAX_ROW_BYTES = 60;

/** A row as the kernel has it. `dst` or `master` say whose: of a vxlan device's own table or of its bridge's. */
export type KernelRow =
  | {
      readonly table: 'fdb';
      readonly ifindex: number;
      readonly mac: string;
      readonly dst: string | undefined;
      readonly bridged: boolean;
      readonly state: 'permanent' | 'static' | 'other';
    }
  | {
      readonly table: 'neighbour';
      readonly ifindex: number;
      readonly address: string;
      readonly mac: string | undefined;
      readonly state: 'permanent' | 'other';
    };

/** Returns false, with nothing written, when an address of it is malformed. */
export function writeRow(
  writer: MessageWriter,
  row: RowOperation,
  { ifindex, seq, flags }: { ifindex: number; seq: number; flags: number },
): boolean {
  return 'address' in row
    ? writeNeighbour(writer, row, { ifindex, seq, flags })
    : writeFdb(writer, row, { ifindex, seq, flags });
}

interface Target {
  readonly ifindex: number;
  readonly seq: number;
  readonly flags: number;
}

const CHANGE = {
  'replace-fdb': NLM_F_CREATE | NLM_F_REPLACE,
  'append-fdb': NLM_F_CREATE | NLM_F_APPEND,
  'delete-fdb': 0,
  'replace-neighbour': NLM_F_CREATE | NLM_F_REPLACE,
  'delete-neighbour': 0,
} as const satisfies Record<RowOperation['op'], number>;

function writeFdb(
  writer: MessageWriter,
  row: Extract<RowOperation, { dst: string }>,
  { ifindex, seq, flags }: Target,
): boolean {
  // Named by its address alone, what leads elsewhere would not be found: then the whole entry goes.
  const isWhole = row.op === 'delete-fdb' && !isPlainDestination(row.dst);
  const [mac, dst] = [macBytes(row.mac), isWhole ? undefined : ipBytes(row.dst)];
  if (!mac || (!dst && !isWhole)) return false;
  const type = row.op === 'delete-fdb' ? RTM_DELNEIGH : RTM_NEWNEIGH;
  writer.begin(type, NLM_F_REQUEST | CHANGE[row.op] | flags, seq);
  writeNdmsg(writer, {
    family: AF_BRIDGE,
    ifindex,
    state: NUD_PERMANENT | NUD_NOARP,
    flags: NTF_SELF,
  });
  writer.attribute(NDA_LLADDR, mac);
  if (dst) writer.attribute(NDA_DST, dst);
  writer.end();
  return true;
}

function writeNeighbour(
  writer: MessageWriter,
  row: Extract<RowOperation, { address: string }>,
  { ifindex, seq, flags }: Target,
): boolean {
  const address = ipBytes(row.address);
  const mac = row.op === 'delete-neighbour' ? undefined : macBytes(row.mac);
  if (!address || (row.op !== 'delete-neighbour' && !mac)) return false;
  const type = row.op === 'delete-neighbour' ? RTM_DELNEIGH : RTM_NEWNEIGH;
  writer.begin(type, NLM_F_REQUEST | CHANGE[row.op] | flags, seq);
  const family = address.length === 4 ? AF_INET : AF_INET6;
  writeNdmsg(writer, { family, ifindex, state: NUD_PERMANENT, flags: 0 });
  writer.attribute(NDA_DST, address);
  if (mac) writer.attribute(NDA_LLADDR, mac);
  writer.end();
  return true;
}

/** The only MAC of a bridge's port: nobody else teaches the bridge where it is. */
export function pinRow(ifindex: number, mac: Uint8Array): Request {
  return (writer, seq) => {
    writer.begin(RTM_NEWNEIGH, NLM_F_REQUEST | NLM_F_CREATE | NLM_F_REPLACE, seq);
    writeNdmsg(writer, { family: AF_BRIDGE, ifindex, state: NUD_NOARP, flags: NTF_MASTER });
    writer.attribute(NDA_LLADDR, mac).end();
  };
}

/** The bridge does not find the MAC at its port any more. */
export function unpinRow(ifindex: number, mac: Uint8Array): Request {
  return (writer, seq) => {
    writer.begin(RTM_DELNEIGH, NLM_F_REQUEST, seq);
    writeNdmsg(writer, { family: AF_BRIDGE, ifindex, state: 0, flags: NTF_MASTER });
    writer.attribute(NDA_LLADDR, mac).end();
  };
}

/** Asks for all rows of a table: the bridges' and devices' FDB, or the neighbours of all families. */
export function writeRowDump(writer: MessageWriter, table: KernelRow['table'], seq: number): void {
  writer.begin(RTM_GETNEIGH, NLM_F_REQUEST | NLM_F_DUMP, seq);
  const family = table === 'fdb' ? AF_BRIDGE : 0;
  writeNdmsg(writer, { family, ifindex: 0, state: 0, flags: 0 });
  writer.end();
}

function writeNdmsg(
  writer: MessageWriter,
  row: { family: number; ifindex: number; state: number; flags: number },
): void {
  writer.u8(row.family).u8(0).u16(0).u32(row.ifindex);
  writer.u16(row.state).u8(row.flags).u8(0);
}

/** The row of an RTM_NEWNEIGH or RTM_DELNEIGH, undefined for other messages. */
export function readRow({ type, body }: NetlinkMessage): KernelRow | undefined {
  if ((type !== RTM_NEWNEIGH && type !== RTM_DELNEIGH) || body.length < NDMSG_BYTES) {
    return undefined;
  }
  const family = body.readUInt8(0);
  const ifindex = body.readUInt32LE(4);
  const state = body.readUInt16LE(8);
  const lladdr = findAttribute(body, NDMSG_BYTES, NDA_LLADDR);
  const dst = findAttribute(body, NDMSG_BYTES, NDA_DST);
  const mac = lladdr && macText(lladdr);
  if (family === AF_BRIDGE)
    return mac === undefined ? undefined : fdbRow(body, { ifindex, state, mac, dst });
  if (!dst || (dst.length !== 4 && dst.length !== 16)) return undefined;
  const permanent = (state & NUD_PERMANENT) !== 0;
  return {
    table: 'neighbour',
    ifindex,
    address: ipText(dst),
    mac,
    state: permanent ? 'permanent' : 'other',
  };
}

function fdbRow(
  body: Buffer,
  row: { ifindex: number; state: number; mac: string; dst: Buffer | undefined },
): KernelRow {
  const permanent = (row.state & NUD_PERMANENT) !== 0;
  const fixed = (row.state & NUD_NOARP) !== 0 ? 'static' : 'other';
  // No spread here nor in what follows: rows come by the hundred thousand.
  return {
    table: 'fdb',
    ifindex: row.ifindex,
    mac: row.mac,
    dst: row.dst && destinationOf(body, ipText(row.dst)),
    bridged: row.dst === undefined && findAttribute(body, NDMSG_BYTES, NDA_MASTER) !== undefined,
    state: permanent ? 'permanent' : fixed,
  };
}

/** In one pass: rows come by the hundred thousand, and hardly one has anything of its own. */
function destinationOf(body: Buffer, dst: string): string {
  let own: Omit<DestinationParts, 'dst'> | undefined;
  eachAttribute(body, NDMSG_BYTES, (type, at) => {
    if (type === NDA_PORT) own = { ...own, port: body.readUInt16BE(at) };
    else if (type === NDA_VNI) own = { ...own, vni: body.readUInt32LE(at) };
    else if (type === NDA_IFINDEX) own = { ...own, via: body.readUInt32LE(at) };
  });
  return own ? destinationText({ dst, ...own }) : dst;
}
