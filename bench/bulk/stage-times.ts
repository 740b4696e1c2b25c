/** CPU time of stages, each run once per batch: other load on the machine changes it less than the time on the clock. */

const LONGEST = ': longest turn';

export class StageTimes {
  readonly #stages = new Map<string, number[]>();

  run<T>(stage: string, work: () => T): T {
    const before = process.cpuUsage();
    const result = work();
    const { user, system } = process.cpuUsage(before);
    this.#add(stage, (user + system) / 1000);
    return result;
  }

  /** Of all that the process does until it is done. */
  async whole<T>(stage: string, work: () => Promise<T>): Promise<T> {
    const before = process.cpuUsage();
    const result = await work();
    const { user, system } = process.cpuUsage(before);
    this.#add(stage, (user + system) / 1000);
    return result;
  }

  /** Of work in steps, one in each turn; its longest step is a stage of its own, `LONGEST` behind the name. */
  async inTurns<T>(stage: string, work: Generator<void, T>): Promise<T> {
    let [all, longest] = [0, 0];
    for (;;) {
      const before = process.cpuUsage();
      const { done, value } = work.next();
      const { user, system } = process.cpuUsage(before);
      const ms = (user + system) / 1000;
      all += ms;
      longest = Math.max(longest, ms);
      if (done === true) {
        this.#add(stage, all);
        this.#add(`${stage}${LONGEST}`, longest);
        return value;
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  #add(stage: string, ms: number): void {
    const times = this.#stages.get(stage) ?? [];
    times.push(ms);
    this.#stages.set(stage, times);
  }

  /** A Markdown table: shortest and longest, and the shortest per operation. */
  report(operations: number): string {
    const lines = [
      '| stage | least ms | longest ms | µs per operation |',
      '| --- | --: | --: | --: |',
    ];
    let sum = 0;
    for (const [stage, times] of this.#stages) {
      const least = Math.min(...times);
      sum += least;
      lines.push(row(stage, least, Math.max(...times), operations));
    }
    lines.push(row('all', sum, NaN, operations));
    return lines.join('\n');
  }
}

function row(stage: string, least: number, longest: number, operations: number): string {
  const last = Number.isNaN(longest) ? '' : longest.toFixed(1);
  const each = ((least * 1000) / operations).toFixed(2);
  return `| ${stage} | ${least.toFixed(1)} | ${last} | ${each} |`;
}
