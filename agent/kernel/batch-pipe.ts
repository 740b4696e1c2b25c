/** A long-lived `ip` or `bridge` in batch mode: lines in, one error text or none per line out, restarted when it dies. */
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { inNetns } from './run.js';

/** Prints one JSON line and changes nothing; output before it belongs to earlier lines. */
const BARRIER = 'link show dev lo';

/** Error text of the line with the same index, undefined when it succeeded. */
export type LineErrors = readonly (string | undefined)[];

interface Running {
  readonly first: number;
  readonly errors: (string | undefined)[];
  text: string[];
  readonly resolve: (errors: LineErrors) => void;
}

type Child = ChildProcessByStdio<Writable, Readable, null>;

export class BatchPipe {
  readonly #command: readonly string[];
  #child: Child | undefined;
  #lines = 0;
  #running: Running | undefined;
  #buffered = '';
  #queue: Promise<unknown> = Promise.resolve();

  /** `program` runs in the namespace at `netns`. */
  constructor(program: 'ip' | 'bridge', netns: string | undefined) {
    // One stream for results and errors keeps their order.
    const script = `exec ${program} -j -force -batch - 2>&1`;
    this.#command = inNetns(netns, ['sh', '-c', script]);
  }

  /** One write for all lines; calls queue up. Lines that a dying process left undone have an error text. */
  run(lines: readonly string[]): Promise<LineErrors> {
    const result = this.#queue.then(() => this.#run(lines));
    this.#queue = result;
    return result;
  }

  /**
   * Another process from now on, started at once: iproute2 (6.1) keeps open what `netns PATH` named, and a
   * namespace lives for as long as it is open.
   */
  recycle(): void {
    this.#queue = this.#queue.then(() => {
      if (!this.#child) return;
      this.#child.stdin.end();
      this.#child = this.#start();
    });
  }

  async stop(): Promise<void> {
    await this.#queue;
    const child = this.#child;
    this.#child = undefined;
    if (!child) return;
    const closed = new Promise((resolve) => child.once('close', resolve));
    child.stdin.end();
    await closed;
  }

  #run(lines: readonly string[]): Promise<LineErrors> {
    if (lines.length === 0) return Promise.resolve([]);
    const child = (this.#child ??= this.#start());
    return new Promise((resolve) => {
      const first = this.#lines + 1;
      const errors = new Array<string | undefined>(lines.length).fill(undefined);
      this.#running = { first, errors, text: [], resolve };
      this.#lines += lines.length + 1;
      child.stdin.write(`${lines.join('\n')}\n${BARRIER}\n`);
    });
  }

  #start(): Child {
    const [file = '', ...args] = this.#command;
    const child = spawn(file, args, { stdio: ['pipe', 'pipe', 'ignore'] });
    this.#lines = 0;
    this.#buffered = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => this.#read(text));
    child.stdin.on('error', () => undefined);
    child.once('error', (error) => this.#died(child, error.message));
    child.once('close', () => this.#died(child, 'the batch process ended'));
    return child;
  }

  #read(text: string): void {
    const lines = (this.#buffered + text).split('\n');
    this.#buffered = lines.pop() ?? '';
    for (const line of lines) this.#readLine(line);
  }

  #readLine(line: string): void {
    const running = this.#running;
    if (!running || line === '') return;
    const failed = /^Command failed -:(\d+)/.exec(line);
    if (failed?.[1] !== undefined) {
      const index = Number(failed[1]) - running.first;
      if (index < running.errors.length) running.errors[index] = describe(running.text);
      running.text = [];
    } else if (line.startsWith('[')) {
      this.#running = undefined;
      running.resolve(running.errors);
    } else {
      running.text.push(line);
    }
  }

  #died(child: Child, reason: string): void {
    if (this.#child !== child) return;
    this.#child = undefined;
    const running = this.#running;
    if (!running) return;
    this.#running = undefined;
    // Which lines were done is unknown: all without a verdict count as failed, the next dump tells.
    const text = [...running.text, reason].join('; ');
    running.resolve(running.errors.map((error) => error ?? text));
  }
}

function describe(text: readonly string[]): string {
  const plain = text.map((line) => line.replace(/^(RTNETLINK answers|Error): /, '').trim());
  return plain.filter((line) => line !== '').join('; ') || 'refused without a reason';
}
