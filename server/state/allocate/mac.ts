/** MAC addresses: derived from the address, so that they need no table of their own. */
import { hashText } from '../../../model/hash.js';
import { formatIp, type Ip } from '../../../model/ip.js';
import { macFromNumber, type Mac } from '../../../model/mac.js';

/** 02:42 and the IPv4 address; where that is taken or there is none, hashed from (network, address) past collisions. */
export function nextMac(networkId: string, ip: Ip, isTaken: (mac: string) => boolean): Mac {
  if (ip.family === 4) {
    const mac = macFromNumber(ip.value);
    if (!isTaken(mac)) return mac;
  }
  for (let attempt = 0; ; attempt++) {
    const mac = macFromNumber(hashText(`${networkId} ${formatIp(ip)} ${attempt}`));
    if (!isTaken(mac)) return mac;
  }
}
