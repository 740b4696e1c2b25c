/** Bytes that a host's interfaces have carried, from proc(5). */
import type { LabHost } from '../../lab/host.js';

const [RECEIVED, SENT] = [0, 8];

/** Both ways, all interfaces but loopback. */
export async function trafficOf(host: LabHost): Promise<number> {
  const { stdout } = await host.exec(['cat', '/proc/net/dev']);
  let bytes = 0;
  for (const line of stdout.split('\n').slice(2)) {
    const [name = '', rest = ''] = line.split(':');
    if (rest === '' || name.trim() === 'lo') continue;
    const fields = rest.trim().split(/\s+/);
    bytes += Number(fields[RECEIVED]) + Number(fields[SENT]);
  }
  return bytes;
}
