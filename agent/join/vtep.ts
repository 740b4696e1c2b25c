/** The worker's tunnel end: what others send to, and the local address behind it. */
import { isIP } from 'node:net';
import { defaultAddress } from '../../identity/default-address.js';
import { OvnetError } from '../../model/errors.js';

export interface Vtep {
  readonly advertised: string;
  /** Differs from `advertised` behind 1:1 NAT. */
  readonly local: string;
}

/** Of `ADVERTISED[=LOCAL]`; absent: the source of the default route. @throws OvnetError `invalid-address`, `ambiguous-address` */
export async function resolveVtep(flag: string | undefined): Promise<Vtep> {
  if (flag === undefined) {
    const address = await defaultAddress('--vtep');
    return { advertised: address, local: address };
  }
  const [advertised = '', local = advertised, ...rest] = flag.split('=');
  const family = isIP(advertised);
  if (family === 0 || isIP(local) !== family || rest.length > 0) {
    throw new OvnetError('invalid-address', `--vtep ${flag} is not ADDRESS[=ADDRESS]`);
  }
  return { advertised, local };
}
