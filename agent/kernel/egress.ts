/** Egress in the kernel: the gateway bridge and its ports in the host's namespace, our chains, and forwarding. */
import { OvnetError } from '../../model/errors.js';
import type { GatewayPlace } from './egress-lines.js';
import type { GatewayLinks, Of } from './gateway-links.js';
import { GatewayPorts } from './gateway-ports.js';
import { GatewayPrograms } from './gateway-programs.js';
import type { EgressOperation, ObservedEgress, ObservedForwarding } from './port-egress.js';
import type { Iptables } from './iptables.js';
import { isWord } from './link-lines.js';
import { egressChains, gatewayGroup, type EgressChains } from './naming.js';
import { badWord, DONE, resultOf, wordsOf } from './operation-results.js';
import type { NamespaceReader } from './namespace-reader.js';
import type { Namespaces } from './namespaces.js';
import {
  hasForeignForwarding,
  parseEgress,
  renderEgress,
  renderEgressRemoval,
  type Saved,
} from './parse/egress-rules.js';
import { parseHost, type HostLinkJson } from './parse/egress.js';
import type { RouteJson } from './parse/workload.js';
import type { ObservedPeers, ObserveScope, OperationResult, PortPlace } from './port.js';
import { inNetns, run } from './run.js';
import type { Sysctls } from './sysctls.js';

export interface EgressDeps {
  readonly iptables: Iptables;
  readonly namespaces: Namespaces;
  /** Links by netlink; undefined: by programs. */
  readonly links: () => GatewayLinks | undefined;
  /** Of the host's namespace. */
  readonly sysctls: Sysctls;
  readonly reader: () => NamespaceReader;
}

export interface EgressOptions {
  /** Name of the fabric namespace: chains and group derive from it, marks carry it. */
  readonly fabric: string;
  /** Name of the gateway bridge. */
  readonly bridge: string;
  /** Path of the host's namespace; default: that of the process. */
  readonly hostNetns: string | undefined;
}

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
  readonly #deps: EgressDeps;
  readonly #programs: GatewayPrograms;
  readonly #options: EgressOptions;
  readonly #chains: EgressChains;
  readonly #place: GatewayPlace;
  readonly #ports: GatewayPorts;
  #unsupported: string | undefined;
  #writes = 0;

  constructor(deps: EgressDeps, options: EgressOptions) {
    this.#deps = deps;
    this.#programs = new GatewayPrograms(options.hostNetns);
    this.#options = options;
    this.#chains = egressChains(options.fabric);
    this.#place = { fabric: options.fabric, group: gatewayGroup(options.fabric) };
    const { namespaces, reader } = deps;
    this.#ports = new GatewayPorts({ namespaces, reader, links: () => this.#links }, this.#place);
  }

  /** Lines and transactions that changed something or tried to; requests by netlink are counted there. */
  get writes(): number {
    return this.#writes + this.#programs.writes;
  }

  get isSupported(): boolean {
    return this.#unsupported === undefined;
  }

  /** The back end must be known. */
  async prepare(): Promise<void> {
    const error = await this.#deps.iptables.probe(PROBE);
    this.#unsupported = error && `iptables cannot translate addresses here: ${error}`;
  }

  async observe(scope: ObserveScope): Promise<ObservedEgress> {
    const [{ forwarding, links, routes }, saved] = await Promise.all([this.#host(), this.#saved()]);
    const seeker = { bridge: this.#options.bridge, ...this.#place };
    const { ports, ...host } = parseHost(links, routes, seeker);
    const gatewayPorts = await this.#ports.observe(ports, scope);
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
  peers(places: readonly PortPlace[]): Promise<ObservedPeers['gatewayPorts']> {
    return this.#ports.peers(places);
  }

  /** Our chains, and forwarding, alone. */
  async rules(): Promise<ObservedForwarding> {
    const [saved, value] = await Promise.all([this.#saved(), this.#deps.sysctls.read(FORWARDING)]);
    return { ...parseEgress(this.#chains, saved), forwarding: isOn(value ?? '') };
  }

  async execute(operation: EgressOperation): Promise<OperationResult> {
    if (!wordsOf(operation).every(isWord)) return badWord(operation);
    switch (operation.op) {
      case 'add-gateway':
        return this.#links.addBridge(operation, this.#place);
      case 'repair-gateway':
        return this.#links.repairBridge(operation, this.#place);
      case 'add-gateway-port':
        return this.#ports.add(operation);
      case 'repair-gateway-port':
        return this.#ports.repair(operation);
      case 'delete-gateway-link':
        return this.#deleteLink(operation.name);
      case 'write-egress':
        return this.#write(operation);
      case 'remove-egress':
        return this.#remove(operation.forwardingOff);
    }
  }

  /** Input for `iptables-restore --noflush`, from what the tables hold. */
  render(operation: Of<'write-egress'>, saved: Saved): string {
    return renderEgress(operation, this.#chains, saved);
  }

  /** After our chains are there. */
  forward(): Promise<OperationResult> {
    return this.#forward('1');
  }

  /** Links, chains, and forwarding as it was. Throws `kernel-refused`. */
  async removeAll(): Promise<void> {
    const { gateways, gatewayPorts, present, guard } = await this.observe('fabric');
    const links = [...gatewayPorts.values(), ...gateways.values()];
    const own = links.filter(
      (link) => link.owner !== undefined || link.unfinished === true || 'unmarked' in link,
    );
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
    routes: readonly RouteJson[];
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
      routes: JSON.parse(routes) as RouteJson[],
    };
  }

  /** Together with whoever reads them now. */
  async #saved(): Promise<Saved> {
    const [filter, nat] = await Promise.all([
      this.#deps.iptables.read('filter'),
      this.#deps.iptables.read('nat'),
    ]);
    return { filter, nat };
  }

  /** What the tables hold as of now. */
  async savedAnew(): Promise<Saved> {
    const [filter, nat] = await Promise.all([
      this.#deps.iptables.save('filter'),
      this.#deps.iptables.save('nat'),
    ]);
    return { filter, nat };
  }

  #deleteLink(name: string): Promise<OperationResult> {
    this.#ports.forget(name);
    return this.#links.remove(name);
  }

  get #links(): GatewayLinks {
    return this.#deps.links() ?? this.#programs;
  }

  async #write(operation: Of<'write-egress'>): Promise<OperationResult> {
    this.#writes++;
    const input = this.render(operation, await this.savedAnew());
    const written = resultOf(await this.#deps.iptables.restore(input));
    return written.ok ? this.forward() : written;
  }

  async #remove(forwardingOff: boolean): Promise<OperationResult> {
    const saved = await this.savedAnew();
    const off = forwardingOff && !hasForeignForwarding(saved.filter, this.#chains);
    // First: nothing is forwarded unguarded meanwhile.
    const switched = off ? await this.#forward('0') : DONE;
    const input = renderEgressRemoval(this.#chains, saved);
    if (!switched.ok || input === undefined) return switched;
    this.#writes++;
    return resultOf(await this.#deps.iptables.restore(input));
  }

  async #forward(value: '0' | '1'): Promise<OperationResult> {
    const { sysctls } = this.#deps;
    this.#writes++;
    const isSo = (await sysctls.read(FORWARDING)) === value;
    return isSo ? DONE : resultOf(await sysctls.write(FORWARDING, value));
  }

  #inHost(command: readonly string[], input?: string): ReturnType<typeof run> {
    return run(inNetns(this.#options.hostNetns, command), input);
  }
}

function isOn(value: string): boolean {
  return value.trim() === '1';
}
