/** Our INPUT chain on the host: members' VTEPs may send to the data port, others not into our VNIs. */
import { OvnetError } from '../../model/errors.js';
import type { Iptables } from './iptables.js';
import { parseChain, renderRemoval, renderRestore } from './parse/firewall.js';
import type { ObservedFirewall, Operation } from './port.js';

export interface FirewallOptions {
  readonly chain: string;
  /** Family of the local VTEP: its packets arrive with this one only. */
  readonly family: 4 | 6;
}

const PROBE_RULE = '-A OVNET-PROBE -p udp -m u32 --u32 "0>>22&0x3C@12>>8=1" -j DROP';

export class Firewall {
  readonly #iptables: Iptables;
  readonly #options: FirewallOptions;
  #u32 = true;

  constructor(iptables: Iptables, options: FirewallOptions) {
    this.#iptables = iptables;
    this.#options = options;
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

  async observe(): Promise<ObservedFirewall> {
    return this.#parse(await this.#iptables.read('filter')).firewall;
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

  #parse(save: string): ReturnType<typeof parseChain> {
    return parseChain(save, this.#options.chain, this.#u32);
  }
}
