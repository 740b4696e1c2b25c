/** Where a worker's resolver keeps its files: in the worker's data directory, which only root enters. */
import { join } from 'node:path';

export function resolverSocket(dataDir: string): string {
  return join(dataDir, 'dns.sock');
}

export function resolverPid(dataDir: string): string {
  return join(dataDir, 'dns.pid');
}

/** What it said before it died. */
export function resolverLog(dataDir: string): string {
  return join(dataDir, 'dns.log');
}
