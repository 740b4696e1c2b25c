/** What clients replicate: one operation, named by client and sequence, so that a repetition is known as one. */

export interface Command {
  readonly client: number;
  readonly sequence: number;
  /** Each try is another entry. */
  readonly attempt: number;
  readonly kind: 'write' | 'cas';
  readonly key: string;
  readonly value: string;
  /** Of a `cas`; '' = the key does not exist. */
  readonly expected: string;
}

export interface CommandResult {
  readonly done: boolean;
  /** What stood there before; '' = nothing. */
  readonly previous: string;
}

export function encodeCommand(command: Command): Uint8Array {
  const { client, sequence, attempt, kind, key, value, expected } = command;
  return Buffer.from(
    `${client} ${sequence} ${attempt} ${kind} ${key} ${value} ${expected}`,
    'latin1',
  );
}

export function decodeCommand(data: Uint8Array): Command {
  const text = Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('latin1');
  const [client, sequence, attempt, kind, key = '', value = '', expected = ''] = text.split(' ');
  return {
    client: Number(client),
    sequence: Number(sequence),
    attempt: Number(attempt),
    kind: kind === 'cas' ? 'cas' : 'write',
    key,
    value,
    expected,
  };
}
