/**
 * CPU time of stages, each run once per batch: other load on the machine changes it less than the time on the clock. And what
 * of the heap they use, which is what they allocate as long as nothing is collected meanwhile.
 */
import { getHeapStatistics } from 'node:v8';

const LONGEST = ': longest turn';

/** CPU time of the process in ms, and bytes of its heap. */
interface Cost {
  readonly ms: number;
  readonly bytes: number;
}

export class StageTimes {
  readonly #stages = new Map<string, Cost[]>();

  run<T>(stage: string, work: () => T): T {
    const before = now();
    const result = work();
    this.#add(stage, since(before));
    return result;
  }

  /** Of all that the process does until it is done. */
  async whole<T>(stage: string, work: () => Promise<T>): Promise<T> {
    const before = now();
    const result = await work();
    this.#add(stage, since(before));
    return result;
  }

  /** Of work in steps, one in each turn; its longest step is a stage of its own, `LONGEST` behind the name. */
  async inTurns<T>(stage: string, work: Generator<void, T>): Promise<T> {
    let all: Cost = { ms: 0, bytes: 0 };
    let longest = all;
    for (;;) {
      const before = now();
      const { done, value } = work.next();
      const step = since(before);
      all = { ms: all.ms + step.ms, bytes: all.bytes + step.bytes };
      if (step.ms > longest.ms) longest = step;
      if (done === true) {
        this.#add(stage, all);
        this.#add(`${stage}${LONGEST}`, longest);
        return value;
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  #add(stage: string, cost: Cost): void {
    const costs = this.#stages.get(stage) ?? [];
    costs.push(cost);
    this.#stages.set(stage, costs);
  }

  /** A Markdown table: shortest and longest, and of an operation the shortest and the bytes; the first batch does not count. */
  report(operations: number, withBytes: boolean): string {
    const bytes = withBytes ? [' B per operation |', ' --: |'] : ['', ''];
    const lines = [
      `| stage | least ms | longest ms | µs per operation |${bytes[0]}`,
      `| --- | --: | --: | --: |${bytes[1]}`,
    ];
    for (const [stage, costs] of this.#stages) {
      const settled = costs.length > 1 ? costs.slice(1) : costs;
      const times = settled.map(({ ms }) => ms);
      const least = Math.min(...times);
      const each = ((least * 1000) / operations).toFixed(2);
      const line = `| ${stage} | ${least.toFixed(1)} | ${Math.max(...times).toFixed(1)} | ${each} |`;
      const used = median(settled.map((cost) => cost.bytes)) / operations;
      lines.push(withBytes ? `${line} ${used.toFixed(0)} |` : line);
    }
    return lines.join('\n');
  }
}

interface Reading {
  readonly cpu: NodeJS.CpuUsage;
  readonly heap: number;
}

/** A collection spoils a single batch. */
function median(numbers: number[]): number {
  return numbers.sort((a, b) => a - b)[numbers.length >> 1] ?? NaN;
}

function now(): Reading {
  return { cpu: process.cpuUsage(), heap: getHeapStatistics().used_heap_size };
}

function since({ cpu, heap }: Reading): Cost {
  const { user, system } = process.cpuUsage(cpu);
  return { ms: (user + system) / 1000, bytes: getHeapStatistics().used_heap_size - heap };
}
