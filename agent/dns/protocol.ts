/** What agent and resolver say to each other over the resolver's socket: one JSON object a line, either way. */
import type { NameEntry, NameKey } from './names.js';
import type { Counters } from './counters.js';

/** A resolver that speaks another version is ended and started anew. */
export const PROTOCOL = 2;

/** A namespace to be served: `pin` is the id of the namespace that is meant, wherever its name leads later. */
export interface Place {
  /** Name under /run/netns or absolute path. */
  readonly netns: string;
  readonly pin: string;
  readonly networkIds: readonly string[];
}

/** Each is answered by `done` with its `seq` once it has taken effect. */
export type Order = { readonly seq: number } & OrderBody;

export type OrderBody =
  | {
      readonly kind: 'set';
      readonly networkId: string;
      readonly epoch: number;
      readonly revision: number;
      readonly entries: readonly NameEntry[];
    }
  | {
      readonly kind: 'change';
      readonly networkId: string;
      readonly epoch: number;
      readonly revision: number;
      readonly upserts: readonly NameEntry[];
      readonly removals: readonly NameKey[];
    }
  | { readonly kind: 'drop'; readonly networkId: string }
  /** Every network that is not named is dropped. */
  | { readonly kind: 'keep'; readonly networkIds: readonly string[] }
  /** All of them: what is served and not named is closed. */
  | { readonly kind: 'places'; readonly places: readonly Place[] }
  /** `upstreams`: IP addresses; `host`: those of the host's resolv.conf; none: nothing is forwarded. */
  | { readonly kind: 'settings'; readonly upstreams: readonly string[] | 'host' };

export interface HeldNames {
  readonly networkId: string;
  readonly epoch: number;
  readonly revision: number;
}

/** Why a namespace is not served. */
export interface PlaceTrouble {
  readonly netns: string;
  readonly code: 'dns-port-taken' | 'dns-failed';
  readonly detail: string;
}

export interface ResolverReport {
  /** Namespaces that are served. */
  readonly served: number;
  readonly names: number;
  readonly counters: Counters;
  readonly troubles: readonly PlaceTrouble[];
}

export type Said =
  /** First, to whoever connects. */
  | {
      readonly kind: 'welcome';
      readonly protocol: number;
      readonly pid: number;
      readonly startedAt: string;
      readonly held: readonly HeldNames[];
    }
  | { readonly kind: 'done'; readonly seq: number }
  /** Every few seconds, and before the `done` of what changed `troubles`. */
  | { readonly kind: 'report'; readonly report: ResolverReport };

/** Collects lines of a stream. */
export class LineReader {
  readonly #onLine: (line: string) => void;
  #rest = '';

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  add(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#onLine(line);
  }
}

export function line(message: Order | Said): string {
  return `${JSON.stringify(message)}\n`;
}
