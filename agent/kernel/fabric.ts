/** The fabric namespace: made once, left to its bridges, recognised again after a restart. */
import { OvnetError } from '../../model/errors.js';
import { netnsPath } from './naming.js';
import { createNetns, type Namespaces } from './namespaces.js';
import { inNetns, run } from './run.js';

const NF_CALL = 'net.bridge.bridge-nf-call';

/** Returns the namespace's id and the number of writes it took. Throws `kernel-unsupported`. */
export async function ensureFabric(
  namespaces: Namespaces,
  name: string,
): Promise<{ id: string; writes: number }> {
  const found = await namespaces.open(name);
  let writes = 0;
  if (!found) {
    const error = await createNetns(name);
    if (error !== undefined) {
      throw new OvnetError('kernel-unsupported', `cannot make network namespace ${name}: ${error}`);
    }
    writes++;
  }
  const netns = found ?? (await namespaces.open(name));
  if (!netns) throw new OvnetError('kernel-unsupported', `network namespace ${name} vanished`);
  await netns.close();
  return { id: netns.id, writes: writes + (await keepFirewallsOut(name)) };
}

/** Bridged frames must not meet iptables inside the fabric. Absent settings mean that they never do. */
async function keepFirewallsOut(name: string): Promise<number> {
  const script = [
    'n=0',
    'for t in iptables ip6tables arptables; do',
    `f=/proc/sys/${NF_CALL.replaceAll('.', '/')}-$t`,
    'if [ -e "$f" ] && [ "$(cat "$f")" != 0 ]; then echo 0 >"$f"; n=$((n+1)); fi',
    'done; echo $n',
  ].join('\n');
  const result = await run(inNetns(netnsPath(name), ['sh', '-c', script]));
  return Number(result.stdout.trim());
}
