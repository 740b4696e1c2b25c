/** A worker's host: a kernel that outlives the agent, takes its time, refuses, and has others beside the agent who change it. */
import { FakeKernel } from '../../agent/kernel/fake.js';
import type { KernelEvent, Operation } from '../../agent/kernel/port.js';
import { ensure } from '../../raft/sim/breach.js';
import { TellingKernel, type Act } from '../support/telling-kernel.js';
import type { Chance } from './chance.js';
import { FOREIGN_NAMES, ownNetwork, putForeign } from './foreign-links.js';

export class SimHost {
  fake: FakeKernel;
  readonly #chance: Chance;
  readonly #intruder: Chance | undefined;
  /** Networks that somebody disturbed since they were last seen whole. */
  readonly #disturbed = new Set<string>();
  #isChainDisturbed = false;
  #foreign = '';
  /** Of one operation or dump, at most. */
  slowMs = 0;
  /** Share of operations that are refused. */
  refusing = 0;

  /** `intruder`: of what others do here; absent: nobody does anything. */
  constructor(chance: Chance, intruder?: Chance) {
    this.#chance = chance;
    this.#intruder = intruder;
    this.fake = this.#boot();
  }

  /** The machine came up again. */
  reset(): void {
    this.fake = this.#boot();
    this.#disturbed.clear();
    this.#isChainDisturbed = false;
  }

  heal(): void {
    this.slowMs = 0;
    this.refusing = 0;
  }

  /** Undefined: at once. */
  pause(): Promise<void> | undefined {
    const ms = this.#chance.maybe(0.7) ? this.#chance.next() * this.slowMs : 0;
    return ms === 0 ? undefined : new Promise((resolve) => setTimeout(resolve, ms));
  }

  /** Somebody changes something of the network. What the kernel does not tell by itself `told` may tell. */
  disturb(networkId: string, act: Act, told?: KernelEvent): void {
    this.#disturbed.add(networkId);
    this.#change(act, told);
  }

  /** The same of the host's chain. */
  disturbChain(act: Act, told?: KernelEvent): void {
    this.#isChainDisturbed = true;
    this.#change(act, told);
  }

  isDisturbed(networkId: string): boolean {
    return this.#isChainDisturbed || this.#disturbed.has(networkId);
  }

  /** The network was found as it should be. */
  isWhole(networkId: string): void {
    this.#disturbed.delete(networkId);
  }

  /** The kernel took the operation. */
  executed({ op }: Operation): void {
    if (op === 'write-firewall' || op === 'remove-firewall') this.#isChainDisturbed = false;
  }

  /** Links with an owner, or that had one. */
  ownLinks(): string[] {
    const { bridges, vxlans, ports } = this.fake.state;
    const all = [...bridges.values(), ...vxlans.values(), ...ports.values()];
    return all
      .filter(({ owner, ...link }) => owner !== undefined || 'unmarked' in link || link.unfinished)
      .map(({ name }) => name)
      .filter((name) => !FOREIGN_NAMES.has(name));
  }

  networkOf(name: string): string | undefined {
    const { bridges, vxlans, ports } = this.fake.state;
    const link = bridges.get(name) ?? vxlans.get(name) ?? ports.get(name);
    return ownNetwork(link?.owner);
  }

  /** What is not ours is as it was put. */
  checkForeign(): void {
    const found = this.#foreignText();
    ensure(found === this.#foreign, `what is foreign was touched: ${found}, not ${this.#foreign}`);
  }

  #boot(): FakeKernel {
    const fake = this.#intruder?.maybe(0.6) === true ? new TellingKernel() : new FakeKernel();
    fake.faults = ({ op }) => {
      if (!this.#chance.maybe(this.refusing)) return undefined;
      return { code: 'kernel-refused', detail: `${op} refused` };
    };
    this.fake = fake;
    if (this.#intruder) putForeign(fake.state);
    this.#foreign = this.#foreignText();
    return fake;
  }

  #change(act: Act, told: KernelEvent | undefined): void {
    if (this.fake instanceof TellingKernel) this.fake.disturb(act);
    else act(this.fake.state);
    if (told) this.fake.emit(told);
  }

  #foreignText(): string {
    const { bridges, vxlans, ports } = this.fake.state;
    const all = [...bridges.values(), ...vxlans.values(), ...ports.values()];
    const links = all.filter(({ name }) => FOREIGN_NAMES.has(name));
    const rows = links.map(({ name }) => {
      const { fdb, neighbours } = this.fake.state.rowsOf(name);
      return [...fdb, ...neighbours];
    });
    return JSON.stringify([links, rows]);
  }
}
