/** Our chains of the INPUT path and those of egress in one go: each alone takes the programs as long as both together. */
import type { Egress } from './egress.js';
import type { Firewall } from './firewall.js';
import type { Iptables } from './iptables.js';
import { isWord } from './link-lines.js';
import { wordsOf } from './operation-results.js';
import type { Operation } from './port.js';

type Of<Name extends Operation['op']> = Extract<Operation, { op: Name }>;

export interface JointChainsDeps {
  /** Of both. */
  readonly iptables: Iptables;
  readonly firewall: Firewall;
  readonly egress: Egress;
}

export interface ChainOperations {
  readonly firewall: Of<'write-firewall'>;
  readonly egress: Of<'write-egress'>;
}

export class JointChains {
  readonly #deps: JointChainsDeps;

  constructor(deps: JointChainsDeps) {
    this.#deps = deps;
  }

  /** Both where both are wanted. */
  static among(operations: readonly Operation[]): ChainOperations | undefined {
    const firewall = operations.find((operation) => operation.op === 'write-firewall');
    const egress = operations.find((operation) => operation.op === 'write-egress');
    return firewall && egress && { firewall, egress };
  }

  /** False: which one was refused is not known, and each is to be written alone. Forwarding is left as it is. */
  async write({ firewall, egress }: ChainOperations): Promise<boolean> {
    if (![firewall, egress].flatMap(wordsOf).every(isWord)) return false;
    const { iptables } = this.#deps;
    // They hang in different chains: neither changes what the other one is rendered from.
    const saved = await this.#deps.egress.savedAnew();
    const input = [
      this.#deps.firewall.render(firewall, saved.filter),
      this.#deps.egress.render(egress, saved),
    ];
    return (await iptables.restore(input.join(''))) === undefined;
  }
}
