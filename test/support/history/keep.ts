/** Where a history that failed a check is kept. */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeHistory, type History } from './history.js';

/** Resolves with the file's path. */
export function keepHistory(history: History): string {
  const file = join(tmpdir(), `ovnet-history-${history.seed}-${process.pid}.jsonl`);
  writeHistory(file, history);
  return file;
}
