/** What all codecs share: the generated types with plain numbers, and checks of fields that come in. */
import './plain-numbers.js';
import { OvnetError } from '../model/errors.js';

export { ovnet } from '#proto';

interface MessageType<T> {
  encode(message: T): { finish(): Uint8Array };
  decode(bytes: Uint8Array): unknown;
}

/** Encodes to a Buffer that the gRPC services pass on as it is. */
export function encodeBuffer<T>(type: MessageType<T>, message: T): Buffer {
  const bytes = type.encode(message).finish();
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** @throws OvnetError `invalid-message` when the bytes are no message of the type. */
export function decodeBuffer<T>(type: { decode(bytes: Uint8Array): T }, bytes: Uint8Array): T {
  try {
    return type.decode(bytes);
  } catch (cause) {
    throw new OvnetError('invalid-message', 'bytes that are not protobuf', { cause });
  }
}

export function malformed(field: string): OvnetError {
  return new OvnetError('invalid-message', `${field} is malformed`);
}

/** A safe integer ≥ 0 and ≤ `max`. Absent fields are 0 (proto3). */
export function integer(
  value: number | null | undefined,
  field: string,
  max = Number.MAX_SAFE_INTEGER,
): number {
  const number = value ?? 0;
  if (!Number.isSafeInteger(number) || number < 0 || number > max) throw malformed(field);
  return number;
}

/** A string without control characters (they separate fields in digests and lines in kernel batches). */
export function text(value: string | null | undefined, field: string): string {
  const string = value ?? '';
  for (let i = 0; i < string.length; i++) {
    if (string.charCodeAt(i) < 0x20) throw malformed(field);
  }
  return string;
}

export function required(value: string | null | undefined, field: string): string {
  const string = text(value, field);
  if (string === '') throw malformed(field);
  return string;
}

export function matching(value: string | null | undefined, form: RegExp, field: string): string {
  const string = value ?? '';
  if (!form.test(string)) throw malformed(field);
  return string;
}

export function bytesOf(value: Uint8Array | null | undefined): Buffer {
  return value ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : Buffer.alloc(0);
}
