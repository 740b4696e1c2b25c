/** DNS messages (RFC 1035, EDNS: RFC 6891) on the wire: what a query asks, and answers that fit. Records by dns-packet. */
import {
  AUTHORITATIVE_ANSWER,
  decode,
  encode,
  encodingLength,
  RECURSION_AVAILABLE,
  RECURSION_DESIRED,
  TRUNCATED_RESPONSE,
  type Answer,
  type OptAnswer,
  type Packet,
} from 'dns-packet';
import type { AnswerRecord, LocalAnswer, Question } from './answer.js';

export const HEADER_BYTES = 12;
/** Of a message over TCP, whose length has two bytes. */
export const MAX_MESSAGE_BYTES = 65_535;
/** Of a UDP answer to a query without EDNS. */
const PLAIN_UDP_BYTES = 512;
/** Of a UDP answer, whatever the query would take; announced in our own OPT record. */
const MAX_UDP_BYTES = 4096;
const OPT_BYTES = 11;
const OPT_TYPE = 41;

const FLAG_RESPONSE = 0x8000;
const OPCODE_MASK = 0x7800;

export const RCODES = {
  NOERROR: 0,
  FORMERR: 1,
  SERVFAIL: 2,
  NXDOMAIN: 3,
  NOTIMP: 4,
  REFUSED: 5,
  BADVERS: 16,
};
export type Rcode = keyof typeof RCODES;

export interface Query {
  readonly id: number;
  readonly question: Question;
  readonly recursionDesired: boolean;
  /** The query has an OPT record, so the answer has one. */
  readonly edns: boolean;
  /** Largest answer over UDP. */
  readonly udpBytes: number;
  /** Header and question as they came. */
  readonly head: Buffer;
}

/** `rcode`: what to answer to a message that is no query we can read. */
export interface Malformed {
  readonly rcode: Rcode;
  readonly head: Buffer;
  readonly edns?: boolean;
}

/** Undefined: not worth an answer (an answer itself, or no header). */
export function readQuery(packet: Buffer): Query | Malformed | undefined {
  if (packet.length < HEADER_BYTES) return undefined;
  const flags = packet.readUInt16BE(2);
  if ((flags & FLAG_RESPONSE) !== 0) return undefined;
  const header = packet.subarray(0, HEADER_BYTES);
  if ((flags & OPCODE_MASK) !== 0) return { rcode: 'NOTIMP', head: header };
  const name = packet.readUInt16BE(4) === 1 ? readName(packet) : undefined;
  return name ? readQuestion(packet, name) : { rcode: 'FORMERR', head: header };
}

function readQuestion(packet: Buffer, name: ReadName): Query | Malformed {
  const head = packet.subarray(0, name.end + 4);
  const decoded = tryDecode(packet);
  const question = decoded?.questions?.[0];
  if (!decoded || !question) return { rcode: 'FORMERR', head };
  const opt = (decoded.additionals ?? []).find((one): one is OptAnswer => one.type === 'OPT');
  if (opt && opt.ednsVersion > 0) return { rcode: 'BADVERS', head, edns: true };
  return {
    id: packet.readUInt16BE(0),
    question: { name: name.text, type: question.type, dnsClass: question.class ?? 'IN' },
    recursionDesired: decoded.flag_rd,
    edns: opt !== undefined,
    udpBytes: udpBytes(opt),
    head,
  };
}

/** `limit` in bytes. What does not fit is left out, and the answer says so (TC). */
export function encodeAnswer(query: Query, answer: LocalAnswer, limit: number): Buffer {
  const { records, rcode } = answer;
  if (records.length === 0) return encodeEmpty(query, rcode, answer.outcome !== 'refused');
  const { name } = query.question;
  const packet = {
    type: 'response',
    id: query.id,
    questions: [{ name, type: query.question.type as AnswerRecord['type'] }],
    additionals: query.edns ? [OPT] : [],
  } satisfies Packet;
  const fitting = whatFits(records, limit - encodingLength(packet));
  const truncated = fitting.length < records.length ? TRUNCATED_RESPONSE : 0;
  const desired = query.recursionDesired ? RECURSION_DESIRED : 0;
  const flags = AUTHORITATIVE_ANSWER | RECURSION_AVAILABLE | desired | truncated;
  return encode({ ...packet, flags, answers: [...fitting] });
}

/** An answer that has no records. */
export function encodeEmpty(
  query: Pick<Query, 'head'> & { readonly edns?: boolean },
  rcode: Rcode,
  authoritative = false,
): Buffer {
  const { head, edns = false } = query;
  const reply = Buffer.alloc(head.length + (edns ? OPT_BYTES : 0));
  head.copy(reply);
  const desired = head.readUInt16BE(2) & (OPCODE_MASK | RECURSION_DESIRED);
  const own = RECURSION_AVAILABLE | (authoritative ? AUTHORITATIVE_ANSWER : 0);
  reply.writeUInt16BE(FLAG_RESPONSE | desired | own | (RCODES[rcode] & 0xf), 2);
  reply.writeUInt16BE(head.length > HEADER_BYTES ? 1 : 0, 4);
  reply.writeUInt32BE(0, 6);
  reply.writeUInt16BE(edns ? 1 : 0, 10);
  if (edns) {
    reply.writeUInt16BE(OPT_TYPE, head.length + 1);
    reply.writeUInt16BE(MAX_UDP_BYTES, head.length + 3);
    // The upper bits of the code; the lower ones are in the header.
    reply.writeUInt8(RCODES[rcode] >> 4, head.length + 5);
  }
  return reply;
}

const OPT: OptAnswer = {
  type: 'OPT',
  name: '.',
  udpPayloadSize: MAX_UDP_BYTES,
  extendedRcode: 0,
  ednsVersion: 0,
  flags: 0,
  flag_do: false,
  options: [],
};

function udpBytes(opt: OptAnswer | undefined): number {
  if (!opt) return PLAIN_UDP_BYTES;
  return Math.min(MAX_UDP_BYTES, Math.max(PLAIN_UDP_BYTES, opt.udpPayloadSize));
}

function whatFits(records: readonly AnswerRecord[], room: number): readonly AnswerRecord[] {
  let left = room;
  const end = records.findIndex((record) => (left -= lengthOf(record)) < 0);
  return end < 0 ? records : records.slice(0, end);
}

function lengthOf(record: Answer): number {
  return encodingLength({ answers: [record] }) - HEADER_BYTES;
}

function tryDecode(packet: Buffer): ReturnType<typeof decode> | undefined {
  try {
    return decode(packet);
  } catch {
    return undefined;
  }
}

interface ReadName {
  readonly text: string;
  /** Offset in the message. */
  readonly end: number;
}

/**
 * The name of the question and where it ends. Bytes that could be taken for something else are written as `\DDD`
 * (RFC 1035 section 5.1). Undefined when it is cut short, too long or compressed.
 */
function readName(packet: Buffer): ReadName | undefined {
  const labels: string[] = [];
  let at = HEADER_BYTES;
  for (;;) {
    const length = packet[at++];
    if (length === undefined || length > 63 || at - HEADER_BYTES > 255) return undefined;
    if (length === 0) break;
    labels.push(packet.toString('latin1', at, at + length).replace(/[^!-~]|[.\\]/g, escaped));
    at += length;
  }
  return at + 4 <= packet.length ? { text: labels.join('.'), end: at } : undefined;
}

function escaped(character: string): string {
  return `\\${character.charCodeAt(0).toString().padStart(3, '0')}`;
}
