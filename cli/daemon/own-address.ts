/** The address others reach this host at, when the user names none: the source of the default route. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { OvnetError } from '../../model/errors.js';

interface RouteRow {
  readonly dev?: string;
  readonly prefsrc?: string;
}

interface AddressRow {
  readonly addr_info: readonly { readonly local: string; readonly scope: string }[];
}

const run = promisify(execFile);

/** IPv4 before IPv6. Throws `ambiguous-address` naming the candidates, or that there is none. */
export async function ownAddress(flag: string): Promise<string> {
  for (const family of ['-4', '-6']) {
    const candidates = await candidatesOf(family);
    const [only] = candidates;
    if (only !== undefined && candidates.length === 1) return only;
    if (only !== undefined) {
      throw new OvnetError(
        'ambiguous-address',
        `it could be ${candidates.join(' or ')}; say which with ${flag}`,
      );
    }
  }
  throw new OvnetError(
    'ambiguous-address',
    `there is no default route; give the address with ${flag}`,
  );
}

async function candidatesOf(family: string): Promise<string[]> {
  const routes = await ip<RouteRow>(family, 'route', 'show', 'default');
  const found = new Set<string>();
  for (const { dev, prefsrc } of routes) {
    if (prefsrc !== undefined) {
      found.add(prefsrc);
      continue;
    }
    if (dev === undefined) continue;
    const rows = await ip<AddressRow>(family, 'addr', 'show', 'dev', dev);
    for (const { local, scope } of rows.flatMap(({ addr_info }) => addr_info)) {
      if (scope === 'global') found.add(local);
    }
  }
  return [...found];
}

async function ip<T>(...argv: string[]): Promise<readonly T[]> {
  try {
    const { stdout } = await run('ip', ['-j', ...argv], { encoding: 'utf8' });
    return stdout.trim() === '' ? [] : (JSON.parse(stdout) as T[]);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') return [];
    throw new OvnetError('missing-program', 'the program `ip` (package iproute2) is needed', {
      cause,
    });
  }
}
