/** Reads `ip -j -d link show dev X` and the text of `ip route get`, `ip neigh get`, `ping`, as facts of a trace. Pure. */
import type { LinkFacts, NeighbourFacts, PingFacts, RouteFacts } from '../../model/trace.js';

/** The members of iproute2's link object that are used. */
export interface LinkRow {
  readonly ifname: string;
  readonly flags: readonly string[];
  readonly mtu: number;
  readonly qdisc?: string;
  readonly address?: string;
  readonly master?: string;
  readonly ifalias?: string;
  readonly linkinfo?: {
    readonly info_data?: {
      readonly id?: number;
      readonly local?: string;
      readonly local6?: string;
      readonly port?: number;
      readonly learning?: boolean;
      readonly proxy?: boolean;
    };
    readonly info_kind?: string;
    readonly info_slave_kind?: string;
    readonly info_slave_data?: {
      readonly state?: string;
      readonly learning?: boolean;
      readonly flood?: boolean;
      readonly isolated?: boolean;
      readonly locked?: boolean;
      readonly guard?: boolean;
      readonly root_block?: boolean;
    };
  };
}

/** Flags of a bridge's port by which frames do not pass. */
const BARS = ['isolated', 'locked', 'guard', 'root_block'] as const;

export function linkFacts(row: LinkRow): LinkFacts {
  const { ifname: name, flags, mtu, address: mac = '', master = null, linkinfo, qdisc } = row;
  const slave = slaveFacts(linkinfo);
  const vxlan = vxlanFacts(linkinfo);
  return {
    ...{ name, mtu, mac, master },
    up: flags.includes('UP'),
    carrier: flags.includes('LOWER_UP'),
    ...(qdisc !== undefined && { queue: qdisc }),
    ...(slave && { slave }),
    ...(vxlan && { vxlan }),
  };
}

function slaveFacts(info: LinkRow['linkinfo']): LinkFacts['slave'] {
  if (info?.info_slave_kind !== 'bridge') return undefined;
  const data = info.info_slave_data ?? {};
  const { state = '', learning = true, flood = true } = data;
  const barred = BARS.filter((flag) => data[flag] === true);
  return { state, learning, flood, ...(barred.length > 0 && { barred }) };
}

function vxlanFacts(info: LinkRow['linkinfo']): LinkFacts['vxlan'] {
  if (info?.info_kind !== 'vxlan') return undefined;
  const data = info.info_data ?? {};
  const { id: vni = 0, port = 0, learning = true, proxy = false } = data;
  return { vni, local: data.local ?? data.local6 ?? '', port, learning, proxy };
}

/** `10.0.0.2 dev vx lladdr 02:42:… PERMANENT`. */
export function neighbourFacts(text: string): NeighbourFacts | null {
  const line = text.trim().split('\n')[0] ?? '';
  if (line === '') return null;
  const mac = / lladdr (\S+)/.exec(line)?.[1] ?? '';
  return { mac, state: line.split(/\s+/).pop() ?? '' };
}

interface RouteRow {
  readonly type?: string;
  readonly dev?: string;
  readonly gateway?: string;
  readonly via?: { readonly host?: string };
}

export function routeFacts(stdout: string, stderr: string): RouteFacts {
  const [row] = JSON.parse(stdout.trim() === '' ? '[]' : stdout) as RouteRow[];
  const error = row ? '' : stderr.trim().replace(/^RTNETLINK answers: /, '');
  return { dev: row?.dev ?? '', gateway: row?.gateway ?? row?.via?.host ?? '', error };
}

/** Of nsenter when the program is missing. */
const NOT_FOUND = 127;

/** The two last lines of iputils' ping. */
export function pingFacts({
  code,
  stdout,
}: {
  readonly code: number;
  readonly stdout: string;
}): PingFacts {
  const counts = /(\d+) packets transmitted, (\d+) received/.exec(stdout);
  if (!counts && (code === -1 || code === NOT_FOUND)) {
    return { sent: 0, received: 0, rttMs: 0, maxMs: 0, code: 'missing-program' };
  }
  const [, mean, longest] = /= [\d.]+\/([\d.]+)\/([\d.]+)\//.exec(stdout) ?? [];
  return {
    sent: Number(counts?.[1] ?? 0),
    received: Number(counts?.[2] ?? 0),
    rttMs: Number(mean ?? 0),
    maxMs: Number(longest ?? 0),
    code: '',
  };
}

/** Of `ss -Hln`: the fourth column without port, zone and brackets; `*` for all addresses. */
export function listenerAddresses(stdout: string): readonly string[] {
  const lines = stdout.split('\n').filter((line) => line.trim() !== '');
  return lines.map((line) => {
    const place = line.trim().split(/\s+/)[3] ?? '';
    const address = place
      .slice(0, place.lastIndexOf(':'))
      .replace(/[[\]]/g, '')
      .replace(/%.*$/, '');
    return address === '0.0.0.0' || address === '::' ? '*' : address;
  });
}
