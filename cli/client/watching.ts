/** Follows the changes of a cluster: goes on behind the last message when the connection ends, for as long as it may. */
import { setTimeout as delay } from 'node:timers/promises';
import { ERRORS, OvnetError, type ErrorCode } from '../../model/errors.js';
import { readMessages } from './event-stream.js';
import type { RestClient } from './rest-client.js';
import type { EventAnswer } from './shapes.js';

export interface WatchRequest {
  /** A revision or the id of a message; default: now. */
  readonly from?: string | undefined;
  readonly kinds: readonly string[];
  readonly network?: string | undefined;
  /** How long a connection is tried to be made again, in ms. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

export interface WatchOutput {
  readonly change: (event: EventAnswer) => void;
  /** The connection ended; `from`: where it goes on. */
  readonly broken: (why: string, from: string) => void;
}

/** A manager sends something every 15 s: silence for longer means that the connection is dead. */
const SILENCE_MS = 45_000;
const PAUSE_MS = 250;
const MAX_PAUSE_MS = 5_000;

/** What a new connection does not help against. */
const FINAL: ReadonlySet<string> = new Set<ErrorCode>([
  'revision-compacted',
  'slow-reader',
  'unauthenticated',
  'forbidden',
]);

/**
 * Ends only by an error: a refusal, an interruption, or no manager that can be watched for `timeoutMs`. Until the first answer failures
 * are those of any other request.
 */
export async function followChanges(
  client: RestClient,
  request: WatchRequest,
  output: WatchOutput,
): Promise<never> {
  const { signal, timeoutMs } = request;
  let from = request.from;
  let begun = false;
  let failedSince: number | undefined;
  for (let pause = PAUSE_MS; ; pause = Math.min(pause * 2, MAX_PAUSE_MS)) {
    try {
      const stream = await open(client, request, from);
      for await (const { id, event, data } of readMessages(stream)) {
        begun = true;
        failedSince = undefined;
        pause = PAUSE_MS;
        from = id;
        if (event === 'change') output.change(JSON.parse(data) as EventAnswer);
        if (event === 'end') throw endOf(data);
      }
      throw new OvnetError('unreachable', `${client.place} ended the connection`);
    } catch (error) {
      const failure = asFailure(client, error);
      if (signal.aborted || !begun || from === undefined || FINAL.has(failure.code)) throw failure;
      failedSince ??= performance.now();
      if (performance.now() - failedSince >= timeoutMs) throw failure;
      output.broken(failure.message, from);
    }
    await delay(pause, undefined, { signal });
  }
}

function open(
  client: RestClient,
  { kinds, network, signal }: WatchRequest,
  from: string | undefined,
): Promise<AsyncIterable<Uint8Array>> {
  const query = { from, kinds: kinds.length === 0 ? undefined : kinds.join(','), network };
  return client.stream('/v1/watch', query, { silenceMs: SILENCE_MS, signal });
}

function endOf(data: string): OvnetError {
  const { code, detail } = JSON.parse(data) as { readonly code: string; readonly detail: string };
  return new OvnetError(code in ERRORS ? (code as ErrorCode) : 'internal', detail);
}

/** A connection that breaks in the middle of an answer is no fault of this program. */
function asFailure({ place }: RestClient, error: unknown): OvnetError {
  if (error instanceof OvnetError) return error;
  const isConnection = error instanceof Error && 'code' in error;
  if (!isConnection) throw error;
  return new OvnetError('unreachable', `${place} broke off: ${error.message}`, { cause: error });
}
