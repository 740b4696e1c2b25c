/** What hosts' interfaces have carried, from proc(5). */
import type { LabHost } from '../../lab/host.js';

const RECEIVED = { bytes: 0, packets: 1 };
const SENT = { bytes: 8, packets: 9 };

/** Both ways, all interfaces but loopback. */
export interface Traffic {
  readonly bytes: number;
  readonly packets: number;
}

/** Of all hosts together. */
export async function trafficOf(hosts: readonly LabHost[]): Promise<Traffic> {
  const all = await Promise.all(hosts.map((host) => host.exec(['cat', '/proc/net/dev'])));
  const rows = all.flatMap(({ stdout }) => rowsIn(stdout));
  const sum = (of: keyof Traffic): number =>
    rows.reduce((total, row) => total + (row[RECEIVED[of]] ?? 0) + (row[SENT[of]] ?? 0), 0);
  return { bytes: sum('bytes'), packets: sum('packets') };
}

function rowsIn(table: string): number[][] {
  return table
    .split('\n')
    .slice(2)
    .flatMap((line) => {
      const [name = '', rest = ''] = line.split(':');
      return rest === '' || name.trim() === 'lo' ? [] : [rest.trim().split(/\s+/).map(Number)];
    });
}
