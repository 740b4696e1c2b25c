/** The address a daemon advertises when none was given: the source of the default route, if there is just one. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { OvnetError } from '../model/errors.js';

/** Of `ip -json route show default`. */
export interface DefaultRoute {
  readonly dev?: string;
  readonly metric?: number;
  readonly prefsrc?: string;
}

/** Of `ip -json address show`. */
export interface LinkAddresses {
  readonly ifname?: string;
  readonly addr_info?: readonly {
    readonly local?: string;
    readonly scope?: string;
    readonly secondary?: boolean;
  }[];
}

const run = promisify(execFile);

/** `option` is the flag to name in errors. @throws OvnetError `ambiguous-address` with the candidates, `missing-program` */
export async function defaultAddress(option: string): Promise<string> {
  const [routes, links] = await Promise.all([
    ipJson<DefaultRoute>(['-4', 'route', 'show', 'default']),
    ipJson<LinkAddresses>(['-4', 'address', 'show', 'up']),
  ]);
  return chooseAddress(routes, links, option);
}

export function chooseAddress(
  routes: readonly DefaultRoute[],
  links: readonly LinkAddresses[],
  option: string,
): string {
  const metric = Math.min(...routes.map((route) => route.metric ?? 0));
  const best = routes.filter((route) => (route.metric ?? 0) === metric);
  const candidates = new Set<string>();
  for (const route of best) {
    if (route.prefsrc === undefined) {
      for (const address of addressesOf(links, route.dev)) candidates.add(address);
    } else candidates.add(route.prefsrc);
  }
  if (routes.length === 0) for (const address of addressesOf(links)) candidates.add(address);
  const [first] = candidates;
  if (candidates.size === 1 && first !== undefined) return first;
  const found =
    first === undefined ? 'no address found' : `candidates: ${[...candidates].join(', ')}`;
  throw new OvnetError('ambiguous-address', `give ${option}; ${found}`);
}

/** Global primary addresses of one device, or of all. */
function addressesOf(links: readonly LinkAddresses[], dev?: string): string[] {
  return links
    .filter((link) => dev === undefined || link.ifname === dev)
    .flatMap((link) => link.addr_info ?? [])
    .filter((info) => info.scope === 'global' && info.secondary !== true)
    .flatMap((info) => info.local ?? []);
}

async function ipJson<T>(command: readonly string[]): Promise<T[]> {
  try {
    const { stdout } = await run('ip', ['-json', ...command]);
    return JSON.parse(stdout.trim() === '' ? '[]' : stdout) as T[];
  } catch (cause) {
    throw new OvnetError('missing-program', `ip -json ${command.join(' ')} fails`, { cause });
  }
}
