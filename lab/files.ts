/** Files that another process may remove at any time, as when its own lab ends. */
import { readFileSync } from 'node:fs';

/** Undefined when it is not there. */
export function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
