/** Times of stages, each run once per batch. */
import { performance } from 'node:perf_hooks';

export class StageTimes {
  readonly #stages = new Map<string, number[]>();

  run<T>(stage: string, work: () => T): T {
    const startedAt = performance.now();
    const result = work();
    this.add(stage, performance.now() - startedAt);
    return result;
  }

  add(stage: string, ms: number): void {
    const times = this.#stages.get(stage) ?? [];
    times.push(ms);
    this.#stages.set(stage, times);
  }

  /** A Markdown table: median and longest, and the median per operation. */
  report(operations: number): string {
    const lines = ['| stage | median ms | longest ms | µs per operation |', '| --- | --: | --: | --: |'];
    let sum = 0;
    for (const [stage, times] of this.#stages) {
      const median = [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
      sum += median;
      lines.push(row(stage, median, Math.max(...times), operations));
    }
    lines.push(row('all', sum, NaN, operations));
    return lines.join('\n');
  }
}

function row(stage: string, median: number, longest: number, operations: number): string {
  const last = Number.isNaN(longest) ? '' : longest.toFixed(1);
  const each = ((median * 1000) / operations).toFixed(2);
  return `| ${stage} | ${median.toFixed(1)} | ${last} | ${each} |`;
}
