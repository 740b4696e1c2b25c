/** Egress in the kernel: the gateway bridge and its ports in the host's namespace, our chains, and forwarding. */
import { OvnetError } from '../../model/errors.js';
import {
  addGatewayLines,
  addGatewayPortLines,
  plugScript,
  repairGatewayLines,
  repairPortLines,
  repairScript,
  type GatewayPlace,
  type LinkLines,
} from './egress-lines.js';
import type {
  EgressOperation,
  ObservedEgress,
  ObservedForwarding,
  ObservedGatewayPort,
} from './port-egress.js';
import { inParallel } from './in-parallel.js';
import type { Iptables } from './iptables.js';
import { isWord } from './link-lines.js';
import { egressChains, gatewayGroup, type EgressChains } from './naming.js';
import { badWord, DONE, refused, resultOf, wordsOf } from './operation-results.js';
import { isSameNetns, type Namespaces, type OpenNetns } from './namespaces.js';
import {
  hasForeignForwarding,
  parseEgress,
  renderEgress,
  renderEgressRemoval,
  type Saved,
} from './parse/egress-rules.js';
import {
  parseGatewayPeer,
  parseHost,
  type GatewayRouteJson,
  type HostLinkJson,
  type ParsedGatewayPort,
} from './parse/egress.js';
import { MAX_ALIAS } from './parse/owner-mark.js';
import type { ObservedPeers, ObserveScope, OperationResult, PortPlace } from './port.js';
import { inNetns, run } from './run.js';
import { hasInterface, lookInside, type SeenPeer } from './workload.js';

export interface EgressDeps {
  readonly iptables: Iptables;
  readonly namespaces: Namespaces;
}

export interface EgressOptions {
  /** Name of the fabric namespace: chains and group derive from it, marks carry it. */
  readonly fabric: string;
  /** Name of the gateway bridge. */
  readonly bridge: string;
  /** Path of the host's namespace; default: that of the process. */
  readonly hostNetns: string | undefined;
}

type Of<Name extends EgressOperation['op']> = Extract<EgressOperation, { op: Name }>;

const FORWARDING = '/proc/sys/net/ipv4/ip_forward';

/** Everything our chains match on. */
const PROBE = [
  '*filter',
  ':OVNET-PROBE - [0:0]',
  '-A OVNET-PROBE -i probe -p udp -m udp --dport 4789 -j DROP',
  '-A OVNET-PROBE -o probe -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
  '-A FORWARD -m comment --comment ovnet -j OVNET-PROBE',
  'COMMIT',
  '*nat',
  ':OVNET-PROBE - [0:0]',
  '-A OVNET-PROBE -s 192.0.2.0/24 ! -o probe -j MASQUERADE',
  'COMMIT\n',
].join('\n');

export class Egress {
  readonly #iptables: Iptables;
  readonly #namespaces: Namespaces;
  readonly #options: EgressOptions;
  readonly #chains: EgressChains;
  readonly #place: GatewayPlace;
  /** Port name → pin of the namespace it was plugged into. */
  readonly #pins = new Map<string, string>();
  readonly #ports = new Map<string, ObservedGatewayPort>();
  #unsupported: string | undefined;
  /** Lines and transactions that changed something or tried to. */
  writes = 0;

  constructor({ iptables, namespaces }: EgressDeps, options: EgressOptions) {
    this.#iptables = iptables;
    this.#namespaces = namespaces;
    this.#options = options;
    this.#chains = egressChains(options.fabric);
    this.#place = { fabric: options.fabric, group: gatewayGroup(options.fabric) };
  }

  get isSupported(): boolean {
    return this.#unsupported === undefined;
  }

  /** The back end must be known. */
  async prepare(): Promise<void> {
    const error = await this.#iptables.probe(PROBE);
    this.#unsupported = error && `iptables cannot translate addresses here: ${error}`;
  }

  async observe(scope: ObserveScope): Promise<ObservedEgress> {
    const [{ forwarding, links, routes }, saved] = await Promise.all([this.#host(), this.#saved()]);
    const seeker = { bridge: this.#options.bridge, ...this.#place };
    const { ports, ...host } = parseHost(links, routes, seeker);
    const gatewayPorts = await this.#inspect(ports, scope);
    const unsupported = this.#unsupported !== undefined && { unsupported: this.#unsupported };
    return {
      ...host,
      ...parseEgress(this.#chains, saved),
      ...unsupported,
      forwarding,
      gatewayPorts,
    };
  }

  /** What is inside the namespaces of these ports now. */
  async peers(places: readonly PortPlace[]): Promise<ObservedPeers['gatewayPorts']> {
    const ends = await inParallel(places, async (place) => {
      const end = await inspectPeer(this.#namespaces, place, this.#pins.get(place.name) ?? '');
      // The next dump looks again: what is kept of the port is older.
      this.#ports.delete(place.name);
      return [place.name, end] as const;
    });
    return new Map(ends);
  }

  /** Our chains, and forwarding, alone. */
  async rules(): Promise<ObservedForwarding> {
    const [saved, read] = await Promise.all([this.#saved(), this.#inHost(['cat', FORWARDING])]);
    if (read.code !== 0) throw new OvnetError('kernel-refused', read.stderr.trim());
    return { ...parseEgress(this.#chains, saved), forwarding: isOn(read.stdout) };
  }

  async execute(operation: EgressOperation): Promise<OperationResult> {
    if (!wordsOf(operation).every(isWord)) return badWord(operation);
    switch (operation.op) {
      case 'add-gateway':
        return this.#make(operation.name, addGatewayLines(operation, this.#place));
      case 'repair-gateway':
        return this.#lines(repairGatewayLines(operation));
      case 'add-gateway-port':
        return this.#addPort(operation);
      case 'repair-gateway-port':
        return this.#repairPort(operation);
      case 'delete-gateway-link':
        return this.#deleteLink(operation.name);
      case 'write-egress':
        return this.#write(operation);
      case 'remove-egress':
        return this.#remove(operation.forwardingOff);
    }
  }

  /** Links, chains, and forwarding as it was. Throws `kernel-refused`. */
  async removeAll(): Promise<void> {
    const { gateways, gatewayPorts, present, guard } = await this.observe('fabric');
    const links = [...gatewayPorts.values(), ...gateways.values()];
    const own = links.filter(({ owner, unfinished }) => owner !== undefined || unfinished === true);
    const guarded = [...gateways.values()].some((gateway) => gateway.owner && gateway.guarded);
    const results = [];
    for (const { name } of own) results.push(await this.#deleteLink(name));
    if (present || own.length > 0) results.push(await this.#remove(guard || guarded));
    for (const result of results) {
      if (!result.ok) throw new OvnetError(result.code, result.detail);
    }
  }

  async #host(): Promise<{
    forwarding: boolean;
    links: readonly HostLinkJson[];
    routes: readonly GatewayRouteJson[];
  }> {
    const script = `cat ${FORWARDING}; exec ip -j -d -batch -`;
    const input = 'addr show\nroute show table main\n';
    const result = await this.#inHost(['sh', '-c', script], input);
    if (result.code !== 0) throw new OvnetError('kernel-refused', result.stderr.trim());
    const [first = '', ...lines] = result.stdout.split('\n');
    const [links = '[]', routes = '[]'] = lines.filter((line) => line !== '');
    return {
      forwarding: isOn(first),
      links: JSON.parse(links) as HostLinkJson[],
      routes: JSON.parse(routes) as GatewayRouteJson[],
    };
  }

  /** Together with whoever reads them now. */
  async #saved(): Promise<Saved> {
    const [filter, nat] = await Promise.all([
      this.#iptables.read('filter'),
      this.#iptables.read('nat'),
    ]);
    return { filter, nat };
  }

  /** As of now. */
  async #savedAnew(): Promise<Saved> {
    const [filter, nat] = await Promise.all([
      this.#iptables.save('filter'),
      this.#iptables.save('nat'),
    ]);
    return { filter, nat };
  }

  async #inspect(
    parsed: readonly ParsedGatewayPort[],
    scope: ObserveScope,
  ): Promise<ReadonlyMap<string, ObservedGatewayPort>> {
    const ports = new Map<string, ObservedGatewayPort>();
    await inParallel(parsed, async ({ port, pin }) => {
      if (pin !== '') this.#pins.set(port.name, pin);
      const known = scope === 'fabric' ? this.#ports.get(port.name) : undefined;
      const end = known ?? (await inspectPeer(this.#namespaces, port, pin));
      ports.set(port.name, { ...port, peerState: end.peerState, peer: end.peer });
    });
    this.#ports.clear();
    for (const [name, port] of ports) this.#ports.set(name, port);
    return ports;
  }

  async #addPort(operation: Of<'add-gateway-port'>): Promise<OperationResult> {
    const netns = await this.#namespaces.open(operation.netns);
    if (!netns) {
      const detail = `no network namespace ${operation.netns}`;
      return { ok: false, code: 'netns-missing', detail };
    }
    try {
      return await this.#plug(operation, netns);
    } finally {
      await netns.close();
    }
  }

  async #plug(operation: Of<'add-gateway-port'>, netns: OpenNetns): Promise<OperationResult> {
    const { name, ifname } = operation;
    const lines = addGatewayPortLines(operation, this.#place, netns);
    if (Buffer.byteLength(lines.mark) > MAX_ALIAS) {
      return refused(`the path ${operation.netns} is too long for the owner mark`);
    }
    const made = await this.#make(name, lines);
    if (!made.ok) {
      const detail = `${ifname} exists in ${operation.netns}`;
      const isTaken = await hasInterface(netns, ifname);
      return isTaken ? { ok: false, code: 'ifname-taken', detail } : made;
    }
    const inside = await this.#inside(netns, plugScript(operation));
    if (inside.ok) this.#pins.set(name, netns.id);
    else await this.#deleteLink(name);
    return inside;
  }

  async #repairPort(operation: Of<'repair-gateway-port'>): Promise<OperationResult> {
    const { name } = operation;
    this.#ports.delete(name);
    const outside = await this.#lines(repairPortLines(operation));
    const script = repairScript(operation);
    if (!outside.ok || script === undefined) return outside;
    const netns = await this.#namespaces.open(operation.netns);
    try {
      const pin = this.#pins.get(name) ?? '';
      if (netns && isSameNetns(netns.id, pin)) return await this.#inside(netns, script);
      return { ok: false, code: 'netns-changed', detail: operation.netns };
    } finally {
      await netns?.close();
    }
  }

  /** All or nothing: the next try starts from scratch. */
  async #make(name: string, { add, rest }: LinkLines): Promise<OperationResult> {
    const made = await this.#lines([add, ...rest]);
    // Where the first line failed there is nothing of ours to take away.
    if (!made.ok && !made.detail.endsWith('Command failed -:1')) await this.#deleteLink(name);
    return made;
  }

  async #deleteLink(name: string): Promise<OperationResult> {
    this.#pins.delete(name);
    this.#ports.delete(name);
    const result = await this.#lines([`link del dev ${name}`]);
    return !result.ok && result.detail.includes('Cannot find device') ? DONE : result;
  }

  async #write(operation: Of<'write-egress'>): Promise<OperationResult> {
    this.writes++;
    const input = renderEgress(operation, this.#chains, await this.#savedAnew());
    const written = resultOf(await this.#iptables.restore(input));
    return written.ok ? this.#forward('1') : written;
  }

  async #remove(forwardingOff: boolean): Promise<OperationResult> {
    const saved = await this.#savedAnew();
    const off = forwardingOff && !hasForeignForwarding(saved.filter, this.#chains);
    // First: nothing is forwarded unguarded meanwhile.
    const switched = off ? await this.#forward('0') : DONE;
    const input = renderEgressRemoval(this.#chains, saved);
    if (!switched.ok || input === undefined) return switched;
    this.writes++;
    return resultOf(await this.#iptables.restore(input));
  }

  async #forward(value: '0' | '1'): Promise<OperationResult> {
    const script = `[ "$(cat ${FORWARDING})" = ${value} ] || echo ${value} >${FORWARDING}`;
    this.writes++;
    const result = await this.#inHost(['sh', '-c', script]);
    return resultOf(result.code === 0 ? undefined : result.stderr.trim());
  }

  async #lines(lines: readonly string[]): Promise<OperationResult> {
    if (lines.length === 0) return DONE;
    this.writes += lines.length;
    const result = await this.#inHost(['ip', '-batch', '-'], `${lines.join('\n')}\n`);
    return resultOf(result.code === 0 ? undefined : oneLine(result.stderr));
  }

  async #inside(netns: OpenNetns, script: string): Promise<OperationResult> {
    this.writes++;
    const result = await run(['nsenter', `--net=${netns.path}`, '--', 'sh', '-c', script]);
    return resultOf(result.code === 0 ? undefined : oneLine(result.stderr));
  }

  #inHost(command: readonly string[], input?: string): ReturnType<typeof run> {
    return run(inNetns(this.#options.hostNetns, command), input);
  }
}

function inspectPeer(
  namespaces: Namespaces,
  { netns, ifname }: Pick<ObservedGatewayPort, 'netns' | 'ifname'>,
  pin: string,
): Promise<SeenPeer<NonNullable<ObservedGatewayPort['peer']>>> {
  return lookInside(namespaces, { netns, pin }, 'route show default', (addresses, routes) =>
    parseGatewayPeer(ifname, addresses, routes as GatewayRouteJson[]),
  );
}

function isOn(value: string): boolean {
  return value.trim() === '1';
}

function oneLine(text: string): string {
  return text.trim().replaceAll('\n', '; ');
}
