/** Framing of the journal: `length (u32 LE) | first 8 bytes of SHA-256 of the payload | payload`, after a magic line. */
import { createHash } from 'node:crypto';

export const MAGIC = Buffer.from('ovnet-cache-1\n');

const LENGTH_BYTES = 4;
const SUM_BYTES = 8;
const HEADER_BYTES = LENGTH_BYTES + SUM_BYTES;

export function frame(payload: Buffer): Buffer {
  const framed = Buffer.allocUnsafe(HEADER_BYTES + payload.length);
  framed.writeUInt32LE(payload.length, 0);
  sum(payload).copy(framed, LENGTH_BYTES);
  payload.copy(framed, HEADER_BYTES);
  return framed;
}

/** Payloads up to the first frame that is torn or damaged; `bytes` is where that one begins (0: not a journal). */
export function readFrames(file: Buffer): { payloads: Buffer[]; bytes: number } {
  const payloads: Buffer[] = [];
  if (!file.subarray(0, MAGIC.length).equals(MAGIC)) return { payloads, bytes: 0 };
  let at = MAGIC.length;
  while (at + HEADER_BYTES <= file.length) {
    const end = at + HEADER_BYTES + file.readUInt32LE(at);
    if (end > file.length) break;
    const payload = file.subarray(at + HEADER_BYTES, end);
    if (!sum(payload).equals(file.subarray(at + LENGTH_BYTES, at + HEADER_BYTES))) break;
    payloads.push(payload);
    at = end;
  }
  return { payloads, bytes: at };
}

function sum(payload: Buffer): Buffer {
  return createHash('sha256').update(payload).digest().subarray(0, SUM_BYTES);
}
