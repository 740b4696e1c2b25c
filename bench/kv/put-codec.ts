/** The wire of etcd's `KV/Put` as far as the benchmark needs it: gRPC frames around two protobuf messages. */

export const PUT_PATH = '/etcdserverpb.KV/Put';

const FRAME_HEAD = 5;
/** Field 1, length-delimited. */
const TAG_KEY = 0x0a;
const TAG_VALUE = 0x12;
const TAG_HEADER = 0x0a;
/** `ResponseHeader.revision`, a varint. */
const TAG_REVISION = 0x18;

function varintBytes(value: number): number {
  let bytes = 1;
  for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes += 1;
  return bytes;
}

function writeVarint(target: Buffer, value: number, at: number): number {
  let rest = value;
  let position = at;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) {
    target[position] = (rest % 0x80) + 0x80;
    position += 1;
  }
  target[position] = rest;
  return position + 1;
}

function readVarint(source: Uint8Array, at: number): { value: number; next: number } {
  let value = 0;
  let scale = 1;
  for (let position = at; ; position += 1, scale *= 0x80) {
    const byte = source[position];
    if (byte === undefined) throw new Error('a varint is cut off');
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) return { value, next: position + 1 };
  }
}

/** A gRPC frame with an uncompressed message of `bytes` bytes; the message begins at 5. */
function frame(bytes: number): Buffer {
  const whole = Buffer.alloc(FRAME_HEAD + bytes);
  whole.writeUInt32BE(bytes, 1);
  return whole;
}

/** The message of the first complete frame, undefined while it has not all arrived. */
export function unframed(received: Buffer): Buffer | undefined {
  if (received.length < FRAME_HEAD) return undefined;
  const end = FRAME_HEAD + received.readUInt32BE(1);
  return received.length < end ? undefined : received.subarray(FRAME_HEAD, end);
}

/** `PutRequest` with key and value, framed. */
export function putRequest(key: Buffer, value: Buffer): Buffer {
  const sized = (bytes: Buffer): number => 1 + varintBytes(bytes.length) + bytes.length;
  const whole = frame(sized(key) + sized(value));
  let at = FRAME_HEAD;
  for (const [tag, bytes] of [
    [TAG_KEY, key],
    [TAG_VALUE, value],
  ] as const) {
    whole[at] = tag;
    at = writeVarint(whole, bytes.length, at + 1);
    at += bytes.copy(whole, at);
  }
  return whole;
}

/** Key and value of a `PutRequest` without other fields. */
export function parsePut(message: Uint8Array): { key: Uint8Array; value: Uint8Array } {
  const field = (at: number, tag: number): { bytes: Uint8Array; next: number } => {
    if (message[at] !== tag) throw new Error('not a plain put');
    const { value: length, next } = readVarint(message, at + 1);
    return { bytes: message.subarray(next, next + length), next: next + length };
  };
  const key = field(0, TAG_KEY);
  return { key: key.bytes, value: field(key.next, TAG_VALUE).bytes };
}

/** `PutResponse` whose header tells the revision, framed. */
export function putResponse(revision: number): Buffer {
  const header = 1 + varintBytes(revision);
  const whole = frame(2 + header);
  whole[FRAME_HEAD] = TAG_HEADER;
  whole[FRAME_HEAD + 1] = header;
  whole[FRAME_HEAD + 2] = TAG_REVISION;
  writeVarint(whole, revision, FRAME_HEAD + 3);
  return whole;
}
