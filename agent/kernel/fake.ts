/** A kernel in memory: same contract as the real one, with workload namespaces, faults and intruders at will. */
import type { ErrorCode } from '../../model/errors.js';
import { isTapPlace } from './naming.js';
import { NO_EGRESS } from './port-egress-mirror.js';
import { isEgressOperation, type EgressOperation } from './port-egress.js';
import { KernelMirror } from './port-mirror.js';
import type {
  Kernel,
  KernelEvent,
  KernelState,
  KernelTransport,
  ObservedChains,
  ObservedPeers,
  ObservedPort,
  Operation,
  OperationResult,
} from './port.js';

export interface FakeFault {
  readonly code: ErrorCode;
  readonly detail: string;
}

/** Decides per operation whether the kernel refuses it. */
export type FakeFaults = (operation: Operation) => FakeFault | undefined;

type Of<Name extends Operation['op']> = Extract<Operation, { op: Name }>;

const DONE: OperationResult = { ok: true };

export class FakeKernel implements Kernel {
  /** The truth; tests may change it like an intruder and then `emit` an event. */
  readonly state = new KernelMirror();
  /** Namespace → its identity and the interfaces that are not ours. */
  readonly namespaces = new Map<string, { readonly id: number; readonly ifnames: Set<string> }>();
  /** VNIs held by devices that are not ours. */
  readonly foreignVnis = new Set<number>();
  /** Everything that was executed, in order. */
  readonly executed: Operation[] = [];
  faults: FakeFaults = () => undefined;
  readonly #pins = new Map<string, number>();
  #listener: ((event: KernelEvent) => void) | undefined;
  #nextId = 1;

  constructor() {
    this.state.egress = NO_EGRESS;
  }

  addNamespace(name: string, ifnames: readonly string[] = []): void {
    this.removeNamespace(name);
    this.namespaces.set(name, { id: this.#nextId++, ifnames: new Set(ifnames) });
  }

  /** The veths into it go with it. */
  removeNamespace(name: string): void {
    if (!this.namespaces.delete(name)) return;
    for (const port of [...this.state.ports.values()]) {
      if (port.netns === name) this.state.apply({ op: 'delete-link', name: port.name });
    }
    for (const port of this.state.egress?.gatewayPorts.values() ?? []) {
      if (port.netns === name) this.state.apply({ op: 'delete-gateway-link', name: port.name });
    }
  }

  emit(event: KernelEvent): void {
    this.#listener?.(event);
  }

  prepare(): Promise<void> {
    return Promise.resolve();
  }

  observe(): Promise<KernelState> {
    return Promise.resolve(this.state.toState());
  }

  chains(): Promise<ObservedChains> {
    const { firewall, egress } = this.state;
    return Promise.resolve({ firewall, ...(egress && { egress }) });
  }

  peers(): Promise<ObservedPeers> {
    const { ports, egress } = this.state;
    return Promise.resolve({ ports, gatewayPorts: egress?.gatewayPorts ?? new Map() });
  }

  execute(operations: readonly Operation[]): Promise<readonly OperationResult[]> {
    return Promise.resolve(operations.map((operation) => this.#execute(operation)));
  }

  pinOf(port: string): string | undefined {
    return this.#pins.get(port)?.toString();
  }

  forgetPorts(ports: readonly string[]): Promise<void> {
    for (const port of ports) this.#unplug(port);
    return Promise.resolve();
  }

  watch(listener: (event: KernelEvent) => void): void {
    this.#listener = listener;
  }

  transport(): KernelTransport {
    return { name: 'memory', reason: undefined };
  }

  facts(): ReturnType<Kernel['facts']> {
    const capabilities = ['vxlan', 'vni-filter', 'tap'];
    return Promise.resolve({ mtu: 1500, routes: [], capabilities });
  }

  writes(): number {
    return this.executed.length;
  }

  removeAll(): Promise<void> {
    for (const links of [this.state.ports, this.state.vxlans, this.state.bridges]) {
      for (const link of [...links.values()]) {
        const isOurs = link.owner ?? link.unfinished ?? 'unmarked' in link;
        if (isOurs) this.state.apply({ op: 'delete-link', name: link.name });
      }
    }
    this.state.apply({ op: 'remove-firewall' });
    this.#removeEgress();
    return Promise.resolve();
  }

  stop(): Promise<void> {
    this.#listener = undefined;
    return Promise.resolve();
  }

  #execute(operation: Operation): OperationResult {
    this.executed.push(operation);
    const refusal = this.faults(operation) ?? this.#refusal(operation);
    if (refusal) return { ok: false, ...refusal };
    if (operation.op === 'add-port') this.#plug(operation);
    if (operation.op === 'delete-link') this.#unplug(operation.name);
    this.state.apply(operation);
    return DONE;
  }

  /** What deletes is content when there is nothing; the firewall always takes what it is given. */
  #refusal(operation: Operation): FakeFault | undefined {
    if (isEgressOperation(operation)) return this.#refusalOfEgress(operation);
    const { op } = operation;
    if (op === 'add-bridge' || op === 'add-vxlan' || op === 'add-port') {
      return this.#refusalToAdd(operation);
    }
    if (op === 'repair-link' || op === 'pin-port' || op === 'unpin-port')
      return this.#without(operation.name);
    if (op === 'repair-peer') return this.#without(operation.port);
    return op === 'replace-fdb' || op === 'append-fdb' || op === 'replace-neighbour'
      ? this.#without(operation.dev)
      : undefined;
  }

  #refusalOfEgress(operation: EgressOperation): FakeFault | undefined {
    const { gateways = new Map<string, unknown>(), gatewayPorts = new Map<string, unknown>() } =
      this.state.egress ?? {};
    const has = (name: string): boolean => gateways.has(name) || gatewayPorts.has(name);
    const missing = (name: string): FakeFault | undefined =>
      has(name) ? undefined : { code: 'kernel-refused', detail: `Cannot find device "${name}"` };
    if (operation.op === 'repair-gateway' || operation.op === 'repair-gateway-port') {
      return missing(operation.name);
    }
    if (operation.op !== 'add-gateway' && operation.op !== 'add-gateway-port') return undefined;
    if (has(operation.name)) {
      return { code: 'kernel-refused', detail: `${operation.name}: File exists` };
    }
    if (operation.op === 'add-gateway') return undefined;
    return missing(operation.bridge) ?? this.#refusalOfPlace(operation);
  }

  #refusalOfPlace({ netns, ifname }: Of<'add-gateway-port'>): FakeFault | undefined {
    const found = this.namespaces.get(netns);
    if (!found) return { code: 'netns-missing', detail: netns };
    const plugs = [
      ...this.state.ports.values(),
      ...(this.state.egress?.gatewayPorts.values() ?? []),
    ];
    const ours = plugs.some((p) => p.netns === netns && p.ifname === ifname);
    return ours || found.ifnames.has(ifname) ? { code: 'ifname-taken', detail: ifname } : undefined;
  }

  #removeEgress(): void {
    const { gateways, gatewayPorts, guard } = this.state.egress ?? NO_EGRESS;
    for (const link of [...gatewayPorts.values(), ...gateways.values()]) {
      const { name, owner } = link;
      const isUnmarked = 'unmarked' in link;
      if (owner !== undefined || isUnmarked) this.state.apply({ op: 'delete-gateway-link', name });
    }
    this.state.apply({ op: 'remove-egress', forwardingOff: guard });
  }

  #refusalToAdd(operation: Of<'add-bridge' | 'add-vxlan' | 'add-port'>): FakeFault | undefined {
    if (operation.op === 'add-vxlan' && this.#isTaken(operation)) {
      return { code: 'vni-in-use', detail: `VNI ${operation.vni}` };
    }
    const isTap = operation.op === 'add-port' && isTapPlace(operation.netns);
    if (!isTap && !this.#without(operation.name)) {
      return { code: 'kernel-refused', detail: `${operation.name}: File exists` };
    }
    return operation.op === 'add-port' ? this.#refusalToPlug(operation) : undefined;
  }

  /** One VNI and port once per host. */
  #isTaken({ vni, port }: Of<'add-vxlan'>): boolean {
    const ours = [...this.state.vxlans.values()].some((v) => v.vni === vni && v.port === port);
    return ours || this.foreignVnis.has(vni);
  }

  #refusalToPlug({ netns, create, ifname, name }: Of<'add-port'>): FakeFault | undefined {
    if (isTapPlace(netns)) return this.#refusalOfTap(name, ifname);
    const found = this.namespaces.get(netns);
    if (!found) return create ? undefined : { code: 'netns-missing', detail: netns };
    const pin = this.#pins.get(name);
    if (pin !== undefined && pin !== found.id) return { code: 'netns-changed', detail: netns };
    const ours = [...this.state.ports.values()].some(
      (p) => p.netns === netns && p.ifname === ifname,
    );
    return ours || found.ifnames.has(ifname) ? { code: 'ifname-taken', detail: ifname } : undefined;
  }

  /** Names of taps are the host's. */
  #refusalOfTap(name: string, ifname: string): FakeFault | undefined {
    const ports = [...this.state.ports.values()];
    const isOurs = ports.some(
      (port) => port.name !== name && isTapPlace(port.netns) && port.ifname === ifname,
    );
    return isOurs ? { code: 'ifname-taken', detail: ifname } : undefined;
  }

  #without(name: string): FakeFault | undefined {
    const links: ReadonlyMap<string, unknown>[] = [
      this.state.bridges,
      this.state.vxlans,
      this.state.ports,
    ];
    if (links.some((map) => map.has(name))) return undefined;
    return { code: 'kernel-refused', detail: `Cannot find device "${name}"` };
  }

  #plug({ netns, name }: Of<'add-port'>): void {
    if (isTapPlace(netns)) return;
    if (!this.namespaces.has(netns)) this.addNamespace(netns);
    this.#pins.set(name, this.namespaces.get(netns)?.id ?? 0);
  }

  #unplug(name: string): void {
    this.#pins.delete(name);
  }

  /** A port as an intruder may leave it. */
  alterPort(name: string, changes: Partial<ObservedPort>): void {
    const port = this.state.ports.get(name);
    if (port) this.state.ports.set(name, { ...port, ...changes });
  }
}
