/** A kernel that takes every operation and shows nothing: for tests of what comes before it. */
import type {
  Kernel,
  KernelState,
  KernelTransport,
  Operation,
  OperationResult,
} from '../../agent/kernel/port.js';

const EMPTY: KernelState = {
  bridges: new Map(),
  vxlans: new Map(),
  ports: new Map(),
  fdb: new Map(),
  neighbours: new Map(),
  firewall: { accepted: undefined, ownVnis: [], dataPort: undefined, present: false },
};

export class StillKernel implements Kernel {
  readonly executed: Operation[] = [];
  removedAll = false;
  mtu = 1500;

  prepare(): Promise<void> {
    return Promise.resolve();
  }

  observe(): Promise<KernelState> {
    return Promise.resolve(EMPTY);
  }

  chains() {
    return Promise.resolve({ firewall: EMPTY.firewall });
  }

  peers() {
    return Promise.resolve({ ports: new Map(), gatewayPorts: new Map() });
  }

  execute(operations: readonly Operation[]): Promise<readonly OperationResult[]> {
    this.executed.push(...operations);
    return Promise.resolve(operations.map(() => ({ ok: true })));
  }

  watch(): void {
    // Nothing ever changes by itself.
  }

  pinOf(): undefined {
    // Nothing is plugged in.
  }

  forgetPorts(): Promise<void> {
    return Promise.resolve();
  }

  transport(): KernelTransport {
    return { name: 'memory', reason: undefined };
  }

  facts() {
    return Promise.resolve({ mtu: this.mtu, routes: ['192.0.2.0/24'], capabilities: ['vxlan'] });
  }

  writes(): number {
    return this.executed.length;
  }

  removeAll(): Promise<void> {
    this.removedAll = true;
    return Promise.resolve();
  }

  stop(): Promise<void> {
    return Promise.resolve();
  }
}
