/** A kernel whose work is measured: passes everything on, and tells what was asked of it and how long it took. */
import { performance } from 'node:perf_hooks';
import type {
  Kernel,
  KernelEvent,
  KernelState,
  KernelTransport,
  ObservedChains,
  ObserveScope,
  Operation,
  OperationResult,
} from './port.js';

export interface KernelMetrics {
  executed(operation: Operation['op'], ok: boolean): void;
  took(phase: 'execute' | 'observe', seconds: number): void;
  observed(state: KernelState): void;
}

export interface MeasuredKernelDeps {
  readonly kernel: Kernel;
  readonly metrics: KernelMetrics;
  /** Called before operations are carried out, the returned function afterwards. */
  readonly writing?: (operations: number) => (failed: number) => void;
}

export class MeasuredKernel implements Kernel {
  readonly #kernel: Kernel;
  readonly #metrics: KernelMetrics;
  readonly #writing: NonNullable<MeasuredKernelDeps['writing']>;

  constructor({ kernel, metrics, writing }: MeasuredKernelDeps) {
    this.#kernel = kernel;
    this.#metrics = metrics;
    this.#writing = writing ?? (() => () => undefined);
  }

  prepare(): Promise<void> {
    return this.#kernel.prepare();
  }

  async observe(scope?: ObserveScope): Promise<KernelState> {
    const startedAt = performance.now();
    const state = await this.#kernel.observe(scope);
    this.#metrics.took('observe', (performance.now() - startedAt) / 1000);
    this.#metrics.observed(state);
    return state;
  }

  chains(): Promise<ObservedChains> {
    return this.#kernel.chains();
  }

  peers(...places: Parameters<Kernel['peers']>): ReturnType<Kernel['peers']> {
    return this.#kernel.peers(...places);
  }

  async execute(operations: readonly Operation[]): Promise<readonly OperationResult[]> {
    const startedAt = performance.now();
    const wrote = this.#writing(operations.length);
    const results = await this.#kernel.execute(operations);
    wrote(results.filter(({ ok }) => !ok).length);
    this.#metrics.took('execute', (performance.now() - startedAt) / 1000);
    for (const [at, { op }] of operations.entries()) {
      this.#metrics.executed(op, results[at]?.ok === true);
    }
    return results;
  }

  watch(listener: (event: KernelEvent) => void): void {
    this.#kernel.watch(listener);
  }

  pinOf(port: string): string | undefined {
    return this.#kernel.pinOf(port);
  }

  forgetPorts(ports: readonly string[]): Promise<void> {
    return this.#kernel.forgetPorts(ports);
  }

  transport(): KernelTransport {
    return this.#kernel.transport();
  }

  facts(): ReturnType<Kernel['facts']> {
    return this.#kernel.facts();
  }

  writes(): number {
    return this.#kernel.writes();
  }

  removeAll(): Promise<void> {
    return this.#kernel.removeAll();
  }

  stop(): Promise<void> {
    return this.#kernel.stop();
  }
}
