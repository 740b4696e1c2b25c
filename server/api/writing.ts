/** Writes: one command per request, under the caller's idempotency key, answered with revision and convergence. */
import { OvnetError } from '../../model/errors.js';
import type { Kind, ObjectKinds } from '../../model/objects.js';
import type { ConvergenceReport, WorkerConvergence } from '../dispatch/convergence-port.js';
import type { Command } from '../state/command.js';
import type { ApplyResult } from '../state/event.js';
import { inTurns } from '../storage/in-turns.js';
import { addingJson, TextHash } from './body-hash.js';
import type { ApiContext } from './context.js';
import type { Answer, Call } from './route.js';
import { durationMs } from './schemas/queries.js';

export type Accepted = Extract<ApplyResult, { ok: true }>;

export interface WaitQuery {
  readonly wait?: 'applied' | 'all';
  readonly timeout?: string;
}

const DEFAULT_WAIT_MS = 10_000;
const KEY = /^[\x21-\x7e]{1,128}$/;
/** How the answer is given, not what is done: another value in a retry is the same request. */
const NOT_HASHED = new Set(['wait', 'timeout']);

/** Throws the refusal as OvnetError. */
export async function submit(call: Call, command: Command): Promise<Accepted> {
  const idempotency = await idempotencyOf(call);
  const trace = call.context.spans.contextOf(call.request);
  const result = await call.context.deps.proposer.propose({
    command,
    actor: call.caller.name,
    ...(idempotency && { idempotency }),
    ...(trace !== undefined && { trace }),
  });
  if (result.ok) return result;
  throw OvnetError.from(result.refusal);
}

/** As `submit`, for a command about one kind. */
export async function submitFor<K extends Kind>(
  call: Call,
  kind: K,
  command: Command,
): Promise<{ readonly object: ObjectKinds[K]; readonly revision: number }> {
  const result = await submit(call, command);
  if (result.kind === kind) {
    return { object: result.object as ObjectKinds[K], revision: result.revision };
  }
  throw new OvnetError('internal', `a ${result.kind} was answered instead of a ${kind}`);
}

/** Undefined without the header. Throws `invalid-header`. */
export function idempotencyKey({ request }: Pick<Call, 'request'>): string | undefined {
  const header = request.headers['idempotency-key'];
  if (header === undefined) return undefined;
  if (typeof header === 'string' && KEY.test(header)) return header;
  throw new OvnetError('invalid-header', 'Idempotency-Key: expected 1 to 128 visible characters');
}

/** Undefined without the key. Rejects with `invalid-header`. */
export async function idempotencyOf({ request, caller }: Pick<Call, 'request' | 'caller'>) {
  const key = idempotencyKey({ request });
  if (key === undefined) return undefined;
  const url = new URL(request.url, 'http://manager');
  const query = [...url.searchParams].filter(([name]) => !NOT_HASHED.has(name)).sort();
  const place = JSON.stringify([request.method, url.pathname, query]).slice(0, -1);
  const hash = new TextHash().add(place).add(',');
  await inTurns(addingJson(hash, request.body ?? null));
  return { caller: caller.name, key, bodyHash: hash.add(']').digest() };
}

/** `If-Match: "7"` or `7`; `*` and absence are no condition. Throws `invalid-header`. */
export function ifVersion({ request }: Call): { readonly ifVersion?: number } {
  const header = request.headers['if-match'];
  if (header === undefined || header === '*') return {};
  const [, digits] = /^"?(\d{1,16})"?$/.exec(header) ?? [];
  if (digits === undefined) {
    throw new OvnetError('invalid-header', `If-Match: '${header}' is not one version`);
  }
  return { ifVersion: Number(digits) };
}

/** What was written: `show` is called after the wait, so that it tells the state of then. */
export interface Written {
  readonly revision: number;
  /** Whose workers are concerned; undefined: those of every network; null: none. */
  readonly network: string | undefined | null;
  readonly version?: number;
  readonly location?: string;
  readonly show: () => object;
}

/** Holds the answer as `?wait=` says. Late is a success with `converged: false`: the write stands. */
export async function answerWritten(call: Call, written: Written): Promise<Answer> {
  const wait = await converge(call, written);
  const { revision, version, location } = written;
  return {
    status: location === undefined ? 200 : 201,
    body: { ...written.show(), revision, ...wait },
    revision,
    ...(version === undefined ? {} : { version }),
    ...(location === undefined ? {} : { location }),
  };
}

async function converge(call: Call, { revision, network }: Written) {
  const query = call.query as WaitQuery;
  if (query.wait === undefined) return {};
  if (network === null) return { converged: true };
  return waitFor(call, { mode: query.wait, timeout: query.timeout, revision, network });
}

export interface Awaited {
  readonly mode: 'applied' | 'all';
  readonly timeout: string | undefined;
  readonly revision: number;
  readonly network: string | undefined;
}

/** Ends when everyone has applied it, on the first failure, at the timeout, or when the caller is gone. */
export async function waitReport(
  { context, request }: Call,
  { mode, timeout, revision, network }: Awaited,
): Promise<ConvergenceReport> {
  const timeoutMs = timeout === undefined ? DEFAULT_WAIT_MS : durationMs(timeout);
  const gone = new AbortController();
  const abort = () => gone.abort();
  request.raw.socket.once('close', abort);
  const parent = context.spans.contextOf(request);
  const span = context.tracing.child('convergence.wait', parent, { 'ovnet.revision': revision });
  try {
    const report = await context.deps.convergence.wait({
      revision,
      network,
      mode,
      timeoutMs,
      signal: gone.signal,
    });
    span.end({ 'ovnet.converged': report.converged, 'ovnet.workers': report.workers.length });
    return report;
  } finally {
    request.raw.socket.off('close', abort);
  }
}

/** Converged: every concerned worker has applied it, the unreachable ones only with `all`. */
async function waitFor(call: Call, awaited: Awaited) {
  const report = await waitReport(call, awaited);
  const laggards = report.workers.filter(({ state }) => state !== 'applied');
  const late = laggards.some(({ state }) => awaited.mode === 'all' || state !== 'unreachable');
  const shown = laggards.map((worker) => showWorker(call.context, worker));
  return { converged: !late, ...(shown.length > 0 && { laggards: shown }) };
}

export function showWorker(context: ApiContext, worker: WorkerConvergence): object {
  const { node, state, revision, appliedAt, lagMs, code, detail } = worker;
  const nodeName = context.deps.view.node(node)?.name ?? node;
  return { node, nodeName, state, revision, appliedAt, lagMs, code, detail };
}
