/** Our INPUT chain on the host: members' VTEPs may send to the data port, others not into our VNIs. */
import { OvnetError } from '../../model/errors.js';
import type { Iptables } from './iptables.js';
import { parseChain, renderRemoval, renderRestore } from './parse/firewall.js';
import type { ObservedFirewall, ObserveScope, Operation } from './port.js';

export interface FirewallOptions {
  readonly chain: string;
  /** Family of the local VTEP: its packets arrive with this one only. */
  readonly family: 4 | 6;
}

const PROBE_RULE = '-A OVNET-PROBE -p udp -m u32 --u32 "0>>22&0x3C@12>>8=1" -j DROP';

export class Firewall {
  readonly #iptables: Iptables;
  readonly #options: FirewallOptions;
  readonly #other: Iptables | undefined;
  #u32 = true;
  /** Undefined: never looked. */
  #stale: boolean | undefined;

  /** `other`: of the family that the VTEP has not; it may have had it. */
  constructor(iptables: Iptables, options: FirewallOptions, other?: Iptables) {
    this.#iptables = iptables;
    this.#options = options;
    this.#other = other;
  }

  /** False: packets of other sources cannot be told apart by VNI, so they are not dropped. */
  get matchesVnis(): boolean {
    return this.#u32;
  }

  /** Finds out what the back end, which must be known, can do. Throws `kernel-unsupported`. */
  async prepare(): Promise<void> {
    const accept = `*filter\n:OVNET-PROBE - [0:0]\n-A OVNET-PROBE -p udp -j ACCEPT\nCOMMIT\n`;
    const plain = await this.#iptables.probe(accept);
    if (plain !== undefined) {
      throw new OvnetError('kernel-unsupported', `iptables does not work here: ${plain}`);
    }
    const rule = `*filter\n:OVNET-PROBE - [0:0]\n${PROBE_RULE}\nCOMMIT\n`;
    this.#u32 = (await this.#iptables.probe(rule)) === undefined;
  }

  /** The other family, which an agent never writes to, is looked at the first time and in whole dumps. */
  async observe(scope: ObserveScope = 'fabric'): Promise<ObservedFirewall> {
    const [save, stale] = await Promise.all([
      this.#iptables.read('filter'),
      scope === 'all' || this.#stale === undefined ? this.#seesStale() : this.#stale,
    ]);
    return { ...this.#parse(save).firewall, ...(stale && { stale }) };
  }

  /** Error text or undefined. */
  async write(
    operation: Extract<Operation, { op: 'write-firewall' }>,
  ): Promise<string | undefined> {
    return this.#iptables.restore(this.render(operation, await this.#iptables.save('filter')));
  }

  /** Input for `iptables-restore --noflush`, from what the table holds (iptables-save). */
  render(content: Extract<Operation, { op: 'write-firewall' }>, save: string): string {
    const { jumps } = this.#parse(save);
    const { chain, family } = this.#options;
    return renderRestore({ chain, family, u32: this.#u32, content, jumps });
  }

  async remove(): Promise<string | undefined> {
    const { firewall, jumps } = this.#parse(await this.#iptables.save('filter'));
    if (!firewall.present) return undefined;
    return this.#iptables.restore(renderRemoval(this.#options.chain, jumps));
  }

  /** Error text or undefined. */
  async removeStale(): Promise<string | undefined> {
    const { firewall, jumps } = this.#parse((await this.#other?.save('filter')) ?? '');
    const removal = renderRemoval(this.#options.chain, jumps);
    const error = firewall.present ? await this.#other?.restore(removal) : undefined;
    if (error === undefined) this.#stale = false;
    return error;
  }

  async #seesStale(): Promise<boolean> {
    // A host without the programs of that family, or without the family, has no chain there.
    const save = await this.#other?.read('filter').catch(() => undefined);
    this.#stale = save !== undefined && this.#parse(save).firewall.present;
    return this.#stale;
  }

  #parse(save: string): ReturnType<typeof parseChain> {
    return parseChain(save, this.#options.chain, this.#u32);
  }
}
