/** What a backup holds: facts about it, the CA with its key, and the state at one revision. */
import { OvnetError } from '../../model/errors.js';
import type { CaFiles } from '../identity/certificate-authority.js';
import { decodeRecords, encodeRecords, type BackupRecord } from './records.js';

/** Facts for a reader that need no secret; JSON in the file. */
export interface BackupHead {
  readonly clusterId: string;
  readonly clusterName: string;
  /** Of the state in it. */
  readonly revision: number;
  readonly epoch: number;
  readonly featureLevel: number;
  /** RFC 3339. */
  readonly createdAt: string;
  /** Name of the manager it was taken from, and the version of its program. */
  readonly manager: string;
  readonly program: string;
}

export interface BackupContent {
  readonly head: BackupHead;
  readonly authority: CaFiles;
  /** Of the state, as snapshots travel (storage/snapshot-chunk.ts). */
  readonly chunks: AsyncIterable<Buffer>;
}

export interface OpenedBackup extends BackupContent {
  /** Gives the input back when not all of it was drawn. Safe to call again. */
  close(): Promise<void>;
}

export function encodeBackup({ head, authority, chunks }: BackupContent): AsyncGenerator<Buffer> {
  async function* records(): AsyncGenerator<BackupRecord> {
    yield { type: 'head', payload: Buffer.from(JSON.stringify(head)) };
    const { certificate, key } = authority;
    yield { type: 'authority', payload: Buffer.from(JSON.stringify({ certificate, key })) };
    for await (const payload of chunks) yield { type: 'chunk', payload };
  }
  return encodeRecords(records());
}

/**
 * Head and CA at once, the state as its chunks are drawn: only when they end is the file known to be whole. Throws, also
 * while drawing, `backup-foreign`, `backup-corrupt`, `not-supported`.
 */
export async function decodeBackup(input: AsyncIterable<Uint8Array>): Promise<OpenedBackup> {
  const records = decodeRecords(input);
  const close = async (): Promise<void> => {
    await records.return(undefined);
  };
  try {
    const head = headOf(await payloadOf(records, 'head'));
    const authority = authorityOf(await payloadOf(records, 'authority'));
    return { head, authority, chunks: chunksOf(records), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function* chunksOf(records: AsyncIterable<BackupRecord>): AsyncGenerator<Buffer> {
  for await (const { type, payload } of records) {
    if (type !== 'chunk') throw new OvnetError('backup-corrupt', `a second ${type} in the backup`);
    yield payload;
  }
}

/** Reads to the end. Throws as `decodeBackup`. */
export async function verifyBackup(input: AsyncIterable<Uint8Array>): Promise<BackupHead> {
  const { head, chunks } = await decodeBackup(input);
  let bytes = 0;
  for await (const chunk of chunks) bytes += chunk.length;
  if (bytes === 0) throw new OvnetError('backup-corrupt', 'there is no state in the backup');
  return head;
}

async function payloadOf(
  records: AsyncGenerator<BackupRecord>,
  type: BackupRecord['type'],
): Promise<Record<string, unknown>> {
  const next = await records.next();
  const record = next.done === true ? undefined : next.value;
  if (record?.type !== type) {
    throw new OvnetError('backup-corrupt', `the backup lacks its ${type} record`);
  }
  try {
    const value: unknown = JSON.parse(record.payload.toString('utf8'));
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch {
    // Falls through: text that is no JSON and JSON that is no object are the same to the reader.
  }
  throw new OvnetError('backup-corrupt', `the ${type} record of the backup is malformed`);
}

function headOf(value: Record<string, unknown>): BackupHead {
  const texts = ['clusterId', 'clusterName', 'createdAt', 'manager', 'program'];
  const numbers = ['revision', 'epoch', 'featureLevel'];
  const isWhole =
    texts.every((name) => typeof value[name] === 'string') &&
    numbers.every((name) => Number.isSafeInteger(value[name]));
  if (isWhole) return value as unknown as BackupHead;
  throw new OvnetError('backup-corrupt', 'the head record of the backup lacks members');
}

function authorityOf({ certificate, key }: Record<string, unknown>): CaFiles {
  if (typeof certificate === 'string' && typeof key === 'string') return { certificate, key };
  throw new OvnetError('backup-corrupt', 'the authority record of the backup lacks members');
}
