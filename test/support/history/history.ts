/** What clients asked for and were told during a run: plain data, so that it can be kept, planted and checked again. */
import { readFileSync, writeFileSync } from 'node:fs';

/** What one request is about. Registers are labels of networks; `peek` is a stale read. */
export type Work =
  | { readonly kind: 'register.create'; readonly register: string; readonly value: string }
  | { readonly kind: 'register.write'; readonly register: string; readonly value: string }
  | {
      readonly kind: 'register.cas';
      readonly register: string;
      /** The value that was read together with `version`. */
      readonly expected: string;
      readonly version: number;
      readonly value: string;
    }
  | { readonly kind: 'register.read' | 'register.peek'; readonly register: string }
  /** Without a name the managers give one: nothing but the key then keeps a retry from a second lease. */
  | { readonly kind: 'lease.create'; readonly name?: string }
  | { readonly kind: 'lease.delete'; readonly id: string }
  | { readonly kind: 'name.claim'; readonly name: string };

/** Members of an answer that a check looks at. */
export interface Told {
  readonly id: string;
  readonly revision: number;
  readonly version: number;
  /** Of a register. */
  readonly value?: string;
  /** Of a lease; of a claimed name its blocks. */
  readonly addresses?: readonly string[];
  readonly vni?: number;
}

/**
 * - `done`: carried out, or read.
 * - `refused`: certainly not carried out by this try.
 * - `unknown`: carried out, or to be carried out at any later time, or never.
 */
export type Outcome = 'done' | 'refused' | 'unknown';

/** One request and its answer. Tries with one key are one operation. */
export interface Try {
  readonly client: number;
  /** One TCP or socket connection; another one after a break. */
  readonly connection: string;
  readonly manager: string;
  readonly work: Work;
  readonly key?: string;
  readonly requestId: string;
  /** Milliseconds of one monotonic clock. */
  readonly begunAt: number;
  readonly endedAt: number;
  readonly outcome: Outcome;
  /** Undefined when no answer came; `code` is then that of the connection. */
  readonly status?: number;
  readonly code?: string;
  readonly told?: Told;
}

/** What the nemesis did, on the same clock. */
export interface Fault {
  readonly kind: string;
  readonly targets: readonly string[];
  readonly begunAt: number;
  readonly healedAt: number;
}

/** Everything a manager shows when all is healed. */
export interface FinalState {
  readonly manager: string;
  readonly consistency: 'linearizable' | 'stale';
  readonly revision: number;
  readonly networks: readonly FinalNetwork[];
  readonly endpoints: readonly FinalEndpoint[];
}

export interface FinalNetwork {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  readonly vni: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly cidrs: readonly string[];
}

export interface FinalEndpoint {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  readonly mac: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly addresses: readonly string[];
}

export interface History {
  readonly seed: number;
  readonly tries: readonly Try[];
  readonly faults: readonly Fault[];
  /** Empty when the managers did not come to one state. */
  readonly finals: readonly FinalState[];
  /** Why the run could not be brought to its end. */
  readonly broken?: string;
}

/** One line for everything but the tries, then one line a try. */
export function writeHistory(file: string, { tries, ...rest }: History): void {
  const lines = [rest, ...tries].map((one) => JSON.stringify(one));
  writeFileSync(file, `${lines.join('\n')}\n`);
}

export function readHistory(file: string): History {
  const [first = '{}', ...tries] = readFileSync(file, 'utf8').trimEnd().split('\n');
  const rest = JSON.parse(first) as Omit<History, 'tries'>;
  return { ...rest, tries: tries.map((line) => JSON.parse(line) as Try) };
}
