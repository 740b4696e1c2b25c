/** What ovctl needs to know of a backup's form: whether the bytes it receives are whole. */
import { verifyBackup as verify, type BackupHead } from './backup/backup-file.js';

/** Reads to the end. Throws `backup-foreign`, `backup-corrupt`, `not-supported`. */
export function verifyBackup(input: AsyncIterable<Uint8Array>): Promise<BackupHead> {
  return verify(input);
}
