/** The worker's tunnel end: what others send to, and the local address behind it. */
import { isIP } from 'node:net';
import type { WorkerConfig } from '../../config/worker.js';
import { writeNodeFile, type NodeFile } from '../../identity/data-dir.js';
import { defaultAddress } from '../../identity/default-address.js';
import { OvnetError } from '../../model/errors.js';
import { formatIp, parseIp } from '../../model/ip.js';

export interface Vtep {
  readonly advertised: string;
  /** Differs from `advertised` behind 1:1 NAT. */
  readonly local: string;
}

/** Of `ADVERTISED[=LOCAL]`, IPv6 bare or in brackets; absent: the source of the default route. @throws OvnetError `invalid-address`, `ambiguous-address` */
export async function resolveVtep(flag: string | undefined): Promise<Vtep> {
  if (flag === undefined) {
    const address = await defaultAddress('--vtep');
    return { advertised: address, local: address };
  }
  const [advertised = '', local = advertised, ...rest] = flag.split('=').map(withoutBrackets);
  const family = isIP(advertised);
  if (family === 0 || isIP(local) !== family || rest.length > 0) {
    throw new OvnetError('invalid-address', `--vtep ${flag} is not ADDRESS[=ADDRESS]`);
  }
  return { advertised: formatIp(parseIp(advertised)), local: formatIp(parseIp(local)) };
}

function withoutBrackets(text: string): string {
  return /^\[(.*:.*)\]$/.exec(text)?.[1] ?? text;
}

/** That of the flag, kept in `node.json` for starts without one; otherwise that of the last start. @throws as `resolveVtep` */
export async function keepVtep(
  { dataDir, vtep: flag }: Pick<WorkerConfig, 'dataDir' | 'vtep'>,
  node: NodeFile,
): Promise<{ readonly vtep: Vtep; readonly node: NodeFile }> {
  if (flag === undefined && node.vtep) return { vtep: node.vtep, node };
  const vtep = await resolveVtep(flag);
  const { advertised, local } = node.vtep ?? {};
  if (vtep.advertised === advertised && vtep.local === local) return { vtep, node };
  const moved = { ...node, vtep };
  await writeNodeFile(dataDir, moved);
  return { vtep, node: moved };
}
