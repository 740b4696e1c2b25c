/** A file in the data directory that stands for a state which must not be served again. */
import { closeSync, fsyncSync, openSync, writeFileSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

const fileOf = (dataDirectory: string): string => join(dataDirectory, 'state-diverged');

/** Durable when it returns: nothing is applied meanwhile. */
export function markDiverged(dataDirectory: string, reason: string): void {
  const file = openSync(fileOf(dataDirectory), 'w', 0o600);
  try {
    writeFileSync(file, `${reason}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  const directory = openSync(dataDirectory, 'r');
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}

/** The reason; undefined when there is no mark. */
export async function readDiverged(dataDirectory: string): Promise<string | undefined> {
  try {
    return (await readFile(fileOf(dataDirectory), 'utf8')).trim();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

export async function clearDiverged(dataDirectory: string): Promise<void> {
  await rm(fileOf(dataDirectory), { force: true });
}
