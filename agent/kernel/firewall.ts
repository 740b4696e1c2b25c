/** Our INPUT chain on the host: members' VTEPs may send to the data port, others not into our VNIs. */
import { OvnetError } from '../../model/errors.js';
import { parseChain, renderRemoval, renderRestore } from './parse/firewall.js';
import type { ObservedFirewall, Operation } from './port.js';
import { inNetns, run } from './run.js';

export interface FirewallOptions {
  readonly chain: string;
  /** Family of the local VTEP: its packets arrive with this one only. */
  readonly family: 4 | 6;
  readonly hostNetns: string | undefined;
}

export type Backend = 'nft' | 'legacy';

const PROBE_RULE = '-A OVNET-PROBE -p udp -m u32 --u32 "0>>22&0x3C@12>>8=1" -j DROP';

export class Firewall {
  readonly #options: FirewallOptions;
  #suffix = '';
  #backend: Backend = 'nft';
  #u32 = true;

  constructor(options: FirewallOptions) {
    this.#options = options;
  }

  get backend(): Backend {
    return this.#backend;
  }

  /** False: packets of other sources cannot be told apart by VNI, so they are not dropped. */
  get matchesVnis(): boolean {
    return this.#u32;
  }

  /** Finds the back end in use and what it can do. Throws `kernel-unsupported`. */
  async prepare(): Promise<void> {
    this.#suffix = await this.#detect();
    const version = await run([this.#program(''), '--version']);
    this.#backend = version.stdout.includes('legacy') ? 'legacy' : 'nft';
    const accept = `*filter\n:OVNET-PROBE - [0:0]\n-A OVNET-PROBE -p udp -j ACCEPT\nCOMMIT\n`;
    const plain = await this.#probe(accept);
    if (plain !== undefined) {
      throw new OvnetError('kernel-unsupported', `iptables does not work here: ${plain}`);
    }
    const u32 = await this.#probe(`*filter\n:OVNET-PROBE - [0:0]\n${PROBE_RULE}\nCOMMIT\n`);
    this.#u32 = u32 === undefined;
  }

  async observe(): Promise<ObservedFirewall> {
    return (await this.#read()).firewall;
  }

  /** Error text or undefined. */
  async write(
    operation: Extract<Operation, { op: 'write-firewall' }>,
  ): Promise<string | undefined> {
    const { jumps } = await this.#read();
    const { chain, family } = this.#options;
    return this.#restore(
      renderRestore({ chain, family, u32: this.#u32, content: operation, jumps }),
    );
  }

  async remove(): Promise<string | undefined> {
    const { firewall, jumps } = await this.#read();
    if (!firewall.present) return undefined;
    return this.#restore(renderRemoval(this.#options.chain, jumps));
  }

  async #read(): Promise<ReturnType<typeof parseChain>> {
    const result = await this.#run('-save', ['-t', 'filter']);
    if (result.code !== 0) throw new OvnetError('kernel-refused', result.stderr.trim());
    return parseChain(result.stdout, this.#options.chain, this.#u32);
  }

  async #restore(input: string): Promise<string | undefined> {
    const result = await this.#run('-restore', ['-w', '--noflush'], input);
    return result.code === 0 ? undefined : result.stderr.trim();
  }

  #run(
    tool: '-save' | '-restore',
    args: readonly string[],
    input?: string,
  ): ReturnType<typeof run> {
    return run(inNetns(this.#options.hostNetns, [this.#program(tool), ...args]), input);
  }

  #program(tool: string): string {
    const base = this.#options.family === 6 ? 'ip6tables' : 'iptables';
    return `${base}${this.#suffix}${tool}`;
  }

  /** In a namespace that vanishes with the process. */
  async #probe(input: string): Promise<string | undefined> {
    const result = await run(['unshare', '--net', this.#program('-restore'), '-w'], input);
    return result.code === 0 ? undefined : result.stderr.trim();
  }

  /**
   * Both back ends may hold rules at once and both apply. Ours go where our chain is already, else where the host's
   * rules are, else to the default. The legacy one is asked only when its tables exist: asking creates them.
   */
  async #detect(): Promise<'' | '-legacy' | '-nft'> {
    const { hostNetns, chain, family } = this.#options;
    const names = family === 6 ? '/proc/net/ip6_tables_names' : '/proc/net/ip_tables_names';
    const tables = await run(inNetns(hostNetns, ['cat', names]));
    if (!tables.stdout.includes('filter')) return '';
    const base = family === 6 ? 'ip6tables' : 'iptables';
    const saves = await Promise.all(
      (['-legacy', '-nft'] as const).map(async (suffix) => {
        const save = await run(inNetns(hostNetns, [`${base}${suffix}-save`, '-t', 'filter']));
        return { suffix, text: save.stdout };
      }),
    );
    const ours = saves.find(({ text }) => text.includes(`:${chain} `));
    if (ours) return ours.suffix;
    const used = saves.filter(({ text }) => text.includes('\n-A '));
    return used.length === 1 && used[0] ? used[0].suffix : '';
  }
}
