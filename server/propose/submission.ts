/** One attempt to get a proposal into the log, told apart by what is certain afterwards. */
import type { ApplyResult } from '../state/event.js';
import type { CommandKind, Proposal } from '../state/command.js';

/** A proposal before the leader has stamped it. */
export type Unstamped = Omit<Proposal, 'timeMs'>;

/**
 * - `done`: applied by the leader at `index`.
 * - `not-leader`, `busy`, `disk-full`, `too-large`, `stopped`: certainly not done.
 * - `lost`: may or may not be done.
 */
export type Submission =
  | { readonly kind: 'done'; readonly result: ApplyResult; readonly index: number }
  | {
      readonly kind: 'not-leader' | 'busy' | 'disk-full' | 'stopped' | 'too-large';
      readonly detail: string;
    }
  | { readonly kind: 'lost'; readonly detail: string };

/** `applied`: done at `index`; whoever began it takes the result from its own apply. */
export type Forwarded = Submission | { readonly kind: 'applied'; readonly index: number };

/** The way from this manager to the one that leads. */
export interface LeaderLink {
  /** Never rejects. `applied` only for a proposal with an `origin`. */
  forward(leader: number, proposal: Unstamped, timeoutMs: number): Promise<Forwarded>;
}

const REPEATABLE: ReadonlySet<CommandKind> = new Set([
  'node.announce',
  'node.status',
  'node.report',
  'state.checkpoint',
  'state.attest',
]);

/** Doing it twice leaves the same state as doing it once, so a lost attempt may be repeated without a key. */
export function isRepeatable({ idempotency, command }: Unstamped): boolean {
  return idempotency !== undefined || REPEATABLE.has(command.kind);
}
