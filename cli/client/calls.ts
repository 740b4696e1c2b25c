/** The calls that most commands are made of: whole lists, writes that may wait for the workers. */
import type { Command } from 'commander';
import { OvnetError } from '../../model/errors.js';
import type { ClientOptions } from './client-options.js';
import type { Page, WorkerState, Written } from './shapes.js';

export interface WriteOptions extends ClientOptions {
  readonly wait?: boolean;
}

/** The server's limit for holding an answer, in ms. */
const MAX_WAIT_MS = 60_000;
/** What the request may take beyond the waiting itself. */
const MARGIN_MS = 500;

export function addWaitOption(command: Command): Command {
  return command.option('--wait', 'until every worker concerned has applied it');
}

/** The answer of a call of the generated client: refusals were thrown before. */
export async function answerOf<T>(call: Promise<{ readonly data?: T }>): Promise<T> {
  return (await call).data as T;
}

/** Query parameters of a write: with `--wait` the answer tells about convergence (see `requireConverged`). */
export function waiting(options: WriteOptions): {
  readonly wait?: 'applied';
  readonly timeout?: string;
} {
  if (options.wait !== true) return {};
  const waitMs = Math.min(MAX_WAIT_MS, Math.max(1, options.timeout - MARGIN_MS));
  return { wait: 'applied', timeout: `${waitMs}ms` };
}

/** Query parameters of a question to workers: how long each may take. */
export function asking({ timeout }: ClientOptions): { readonly timeout: string } {
  return { timeout: `${Math.min(MAX_WAIT_MS, Math.max(1, timeout - MARGIN_MS))}ms` };
}

type Given<T> = {
  readonly [K in keyof T as undefined extends T[K] ? never : K]: T[K];
} & { readonly [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined> };

/** Without the members that the user did not give. */
export function given<T extends object>(members: T): Given<T> {
  const entries = Object.entries(members).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Given<T>;
}

/** Throws `not-converged` (exit 75) naming the workers when a write was not applied everywhere in time. */
export function requireConverged(answer: Written): void {
  if (answer.converged !== false) return;
  const laggards = (answer.laggards ?? []).map(describeWorker).join(', ');
  const { revision } = answer;
  throw new OvnetError(
    'not-converged',
    `revision ${revision} is written, but not applied by ${laggards || 'every worker'}\n` +
      `  The write stands; \`ovctl wait --revision ${revision}\` tells when every worker has applied it.`,
  );
}

export function describeWorker(worker: WorkerState): string {
  const why = worker.code === undefined ? '' : `: ${worker.code}`;
  return `${worker.nodeName} (${worker.state}${why})`;
}

/** Which page of a list. */
export interface PageQuery {
  readonly limit?: number;
  readonly continue?: string;
}

/** The server's limit. */
const PAGE = 1_000;

/** All pages of a list, taken from one revision. */
export async function listAll<T>(
  read: (query: PageQuery) => Promise<Page<T>>,
): Promise<{ readonly items: readonly T[]; readonly revision: number }> {
  const items: T[] = [];
  let next: string | undefined;
  for (;;) {
    const page = await read({ limit: PAGE, ...given({ continue: next }) });
    items.push(...page.items);
    if (page.continue === undefined) return { items, revision: page.revision };
    next = page.continue;
  }
}
