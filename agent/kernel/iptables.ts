/** iptables of one family in the host's namespace: one back end, found once and never mixed with the other. */
import { OvnetError } from '../../model/errors.js';
import { inNetns, run } from './run.js';

export interface IptablesOptions {
  readonly family: 4 | 6;
  /** Path of the host's namespace; default: that of the process. */
  readonly hostNetns: string | undefined;
  /** Of ours: where one of them is already, ours go on. */
  readonly chains: readonly string[];
}

export type Backend = 'nft' | 'legacy';

export type Table = 'filter' | 'nat';

/** Processes that are remembered: what they did is told a moment later. */
const MAX_WRITERS = 16;

export class Iptables {
  readonly #options: IptablesOptions;
  readonly #reading = new Map<Table, Promise<string>>();
  readonly #known = new Set<Table>();
  #writers: readonly number[] = [];
  #suffix = '';
  #backend: Backend = 'nft';

  constructor(options: IptablesOptions) {
    this.#options = options;
  }

  get backend(): Backend {
    return this.#backend;
  }

  get family(): 4 | 6 {
    return this.#options.family;
  }

  /** Tables of the legacy back end that are there: asking for one makes it. */
  get known(): ReadonlySet<Table> {
    return this.#known;
  }

  /** Whether the process was one of the last that restored for us. */
  wrote(pid: number): boolean {
    return this.#writers.includes(pid);
  }

  /** Finds the back end in use. */
  async prepare(): Promise<void> {
    this.#suffix = await this.#detect();
    const version = await run([this.#program(''), '--version']);
    this.#backend = version.stdout.includes('legacy') ? 'legacy' : 'nft';
  }

  /** Text of iptables-save. Throws `kernel-refused`. */
  async save(table: Table): Promise<string> {
    // Asking the legacy back end for a table creates it.
    if (this.#backend === 'legacy' && !(await this.#legacyTables()).includes(table)) return '';
    this.#known.add(table);
    const result = await this.#run('-save', ['-t', table]);
    if (result.code !== 0) throw new OvnetError('kernel-refused', result.stderr.trim());
    return result.stdout;
  }

  /** The same; those who ask at the same time share one answer. */
  read(table: Table): Promise<string> {
    let reading = this.#reading.get(table);
    if (!reading) {
      const started = this.save(table).finally(() => {
        if (this.#reading.get(table) === started) this.#reading.delete(table);
      });
      this.#reading.set(table, (reading = started));
    }
    return reading;
  }

  /** Who reads from now on is told what is there from now on. */
  readAnew(): void {
    this.#reading.clear();
  }

  /** Replaces the chains that the input declares and leaves the others. Error text or undefined. */
  async restore(input: string): Promise<string | undefined> {
    const noted = (pid: number): void => {
      this.#writers = [...this.#writers, pid].slice(-MAX_WRITERS);
    };
    const result = await this.#run('-restore', ['-w', '--noflush'], input, noted);
    return result.code === 0 ? undefined : result.stderr.trim();
  }

  /** Restores in a namespace that vanishes with the process. Error text or undefined. */
  async probe(input: string): Promise<string | undefined> {
    const result = await run(['unshare', '--net', this.#program('-restore'), '-w'], input);
    return result.code === 0 ? undefined : result.stderr.trim();
  }

  #run(
    tool: '-save' | '-restore',
    args: readonly string[],
    input?: string,
    onStart?: (pid: number) => void,
  ): ReturnType<typeof run> {
    const command = inNetns(this.#options.hostNetns, [this.#program(tool), ...args]);
    return run(command, input, onStart);
  }

  #program(tool: string): string {
    return `${this.#base}${this.#suffix}${tool}`;
  }

  get #base(): string {
    return this.#options.family === 6 ? 'ip6tables' : 'iptables';
  }

  async #legacyTables(): Promise<readonly string[]> {
    const { hostNetns, family } = this.#options;
    const names = family === 6 ? '/proc/net/ip6_tables_names' : '/proc/net/ip_tables_names';
    const tables = await run(inNetns(hostNetns, ['cat', names]));
    return tables.stdout.split('\n');
  }

  /**
   * Both back ends may hold rules at once and both apply. Ours go where a chain of ours is already, else where the
   * host's rules are, else to the default. The legacy one is asked only when its tables exist: asking creates them.
   */
  async #detect(): Promise<'' | '-legacy' | '-nft'> {
    const { hostNetns, chains } = this.#options;
    if (!(await this.#legacyTables()).includes('filter')) return '';
    const saves = await Promise.all(
      (['-legacy', '-nft'] as const).map(async (suffix) => {
        const save = await run(inNetns(hostNetns, [`${this.#base}${suffix}-save`, '-t', 'filter']));
        return { suffix, text: save.stdout };
      }),
    );
    const ours = saves.find(({ text }) => chains.some((chain) => text.includes(`:${chain} `)));
    if (ours) return ours.suffix;
    const used = saves.filter(({ text }) => text.includes('\n-A '));
    return used.length === 1 && used[0] ? used[0].suffix : '';
  }
}
