/** A virtual machine's tap, the veth to its port, and the filters that hand frames over between them. */
import type { TapFacts, TraceRequest } from '../../model/trace.js';
import { tapPeerName } from '../kernel/naming.js';
import { parseTapMark, redirectsOf, type FilterJson } from '../kernel/parse/taps.js';
import { inNetns, run } from '../kernel/run.js';
import { linkFacts } from './link-facts.js';
import { linkRow } from './link-row.js';

/** `host` is the path of the host's namespace; default: that of the process. */
export async function tapFacts(
  host: string | undefined,
  { id, ifname }: TraceRequest['endpoint'],
): Promise<TapFacts> {
  const vethName = tapPeerName(id);
  const [device, veth, fromGuest, toGuest] = await Promise.all([
    linkRow(host, ifname),
    linkRow(host, vethName),
    redirectOf(host, ifname),
    redirectOf(host, vethName),
  ]);
  return {
    device: device ? linkFacts(device) : null,
    endpoint: parseTapMark(device?.ifalias)?.endpoint ?? '',
    veth: veth ? linkFacts(veth) : null,
    ...{ vethName, fromGuest, toGuest },
  };
}

/** Of what comes in to a device; empty: nothing is handed on, or there is no such device. */
async function redirectOf(host: string | undefined, dev: string): Promise<string> {
  const { stdout } = await run(
    inNetns(host, ['tc', '-j', 'filter', 'show', 'dev', dev, 'ingress']),
  );
  const filters = JSON.parse(stdout.trim() === '' ? '[]' : stdout) as FilterJson[];
  return redirectsOf(filters)[0] ?? '';
}
