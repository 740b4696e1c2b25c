/** A kernel in the hands of an agent that dies at a chosen operation; what it had done by then stays. */
import type { FakeKernel } from '../../agent/kernel/fake.js';
import type { Kernel, KernelEvent, Operation, OperationResult } from '../../agent/kernel/port.js';
import { isEgressOperation, type EgressOperation } from '../../agent/kernel/port-egress.js';

/** How far the operation is when the agent dies: not begun, a link made and no more, a link marked and no more. */
export type Cut = 'before' | 'unmarked' | 'marked';

type Of<Name extends Operation['op']> = Extract<Operation, { op: Name }>;

export class MortalKernel {
  readonly #fake: FakeKernel;
  #left: number;
  readonly #cut: Cut;
  #dies: () => void = () => undefined;
  /** Resolves when the agent has died. */
  readonly death = new Promise<void>((resolve) => (this.#dies = resolve));

  /** Dies at the operation with the number `at`, the first being 0. */
  constructor(fake: FakeKernel, at: number, cut: Cut) {
    this.#fake = fake;
    this.#left = at;
    this.#cut = cut;
  }

  /** As the agent sees it. */
  get kernel(): Kernel {
    const fake = this.#fake;
    return {
      prepare: () => fake.prepare(),
      observe: () => fake.observe(),
      peers: () => fake.peers(),
      chains: () => fake.chains(),
      execute: (operations) => this.#execute(operations),
      watch: (listener: (event: KernelEvent) => void) => fake.watch(listener),
      pinOf: (port) => fake.pinOf(port),
      forgetPorts: (ports) => fake.forgetPorts(ports),
      transport: () => fake.transport(),
      facts: () => fake.facts(),
      writes: () => fake.writes(),
      removeAll: () => fake.removeAll(),
      stop: () => fake.stop(),
    };
  }

  async #execute(operations: readonly Operation[]): Promise<readonly OperationResult[]> {
    const results: OperationResult[] = [];
    for (const operation of operations) {
      if (this.#left-- === 0) {
        await cutShort(this.#fake, operation, this.#cut);
        this.#dies();
        return new Promise(() => undefined);
      }
      results.push(...(await this.#fake.execute([operation])));
    }
    return results;
  }
}

/** Whether the operation can end there. */
export function canEnd({ op }: Operation, cut: Cut): boolean {
  if (cut === 'before') return true;
  return op.startsWith('add-') || (op === 'write-egress' && cut === 'marked');
}

async function cutShort(fake: FakeKernel, operation: Operation, cut: Cut): Promise<void> {
  if (cut === 'before' || !canEnd(operation, cut)) return;
  await fake.execute([operation]);
  if (isEgressOperation(operation)) cutEgressShort(fake, operation, cut);
  else if (operation.op === 'add-port') cutPortShort(fake, operation, cut);
  else cutLinkShort(fake, operation as Of<'add-bridge' | 'add-vxlan'>, cut);
}

const UNMARKED = { owner: undefined, unfinished: true } as const;
const DOWN = { up: false, master: undefined } as const;

function cutLinkShort(
  { state }: FakeKernel,
  { name }: Of<'add-bridge' | 'add-vxlan'>,
  cut: Cut,
): void {
  const mark = cut === 'unmarked' ? UNMARKED : {};
  const bridge = state.bridges.get(name);
  if (bridge) state.bridges.set(name, { ...bridge, up: false, ...mark });
  const vxlan = state.vxlans.get(name);
  if (vxlan) state.vxlans.set(name, { ...vxlan, ...DOWN, ...mark });
}

function cutPortShort(fake: FakeKernel, { name }: Of<'add-port'>, cut: Cut): void {
  const port = fake.state.ports.get(name);
  const bare = { ...DOWN, pinnedMac: undefined };
  if (cut === 'unmarked') {
    const nowhere = { endpointId: '', netns: '', ifname: '', peer: undefined };
    fake.alterPort(name, { ...bare, ...UNMARKED, ...nowhere, peerState: 'netns-missing' });
    return;
  }
  const peer = port?.peer && { ...port.peer, up: false, addresses: [], routes: [] };
  fake.alterPort(name, { ...bare, peer });
}

function cutEgressShort({ state }: FakeKernel, operation: EgressOperation, cut: Cut): void {
  const { egress } = state;
  if (!egress) return;
  if (operation.op === 'write-egress') {
    state.egress = { ...egress, rules: undefined, forwarding: false };
    return;
  }
  const mark = cut === 'unmarked' ? { ...UNMARKED, address: '' } : {};
  if (operation.op === 'add-gateway') {
    const gateway = egress.gateways.get(operation.name);
    const half = gateway && { ...gateway, up: false, addressed: false, ...mark };
    if (half) state.egress = { ...egress, gateways: new Map(egress.gateways).set(half.name, half) };
  }
  if (operation.op === 'add-gateway-port') {
    const port = egress.gatewayPorts.get(operation.name);
    if (!port) return;
    const peer = port.peer && { ...port.peer, up: false, addresses: [], via: undefined };
    const nowhere = { netns: '', ifname: '', peer: undefined, peerState: 'netns-missing' as const };
    const place = cut === 'unmarked' ? { ...mark, ...nowhere } : { peer };
    const half = { ...port, ...DOWN, altered: ['isolated' as const], ...place };
    state.egress = { ...egress, gatewayPorts: new Map(egress.gatewayPorts).set(half.name, half) };
  }
}
