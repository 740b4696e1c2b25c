/** The fabric namespace: made once, left to its bridges, recognised again after a restart. */
import { OvnetError } from '../../model/errors.js';
import type { Namespaces } from './namespaces.js';
import type { Sysctls } from './sysctls.js';

const NF_CALLS = ['iptables', 'ip6tables', 'arptables'].map(
  (table) => `/proc/sys/net/bridge/bridge-nf-call-${table}`,
);

/** `sysctls` are the fabric's. Returns the namespace's id and the number of writes it took. Throws `kernel-unsupported`. */
export async function ensureFabric(
  namespaces: Namespaces,
  sysctls: Sysctls,
  name: string,
): Promise<{ id: string; writes: number }> {
  const found = await namespaces.open(name);
  let writes = 0;
  if (!found) {
    const error = await namespaces.create(name);
    if (error !== undefined) {
      throw new OvnetError('kernel-unsupported', `cannot make network namespace ${name}: ${error}`);
    }
    writes++;
  }
  const netns = found ?? (await namespaces.open(name));
  if (!netns) throw new OvnetError('kernel-unsupported', `network namespace ${name} vanished`);
  await netns.close();
  return { id: netns.id, writes: writes + (await keepFirewallsOut(sysctls)) };
}

/** Bridged frames must not meet iptables inside the fabric. Absent settings mean that they never do. */
async function keepFirewallsOut(sysctls: Sysctls): Promise<number> {
  let writes = 0;
  for (const setting of NF_CALLS) {
    const value = await sysctls.read(setting);
    if (value === undefined || value === '0') continue;
    // Where that is forbidden nothing is lost: the fabric has no rules of its own.
    await sysctls.write(setting, '0');
    writes++;
  }
  return writes;
}
