/** What a try that failed says about the request: whether it may be sent again, and whether it may have been carried out. */
import { OvnetError, type ErrorCode } from '../../model/errors.js';
import { placeOf, type Target } from './target.js';

/**
 * A failed try. `unknown`: the request may have been carried out. `definite`: the server refused it, and since all
 * tries carry one idempotency key, no earlier one was carried out either.
 */
export interface Failure {
  readonly error: OvnetError;
  readonly retry: boolean;
  readonly unknown: boolean;
  readonly definite: boolean;
  /** Nobody refused it: the time of the command was over. */
  readonly late?: boolean;
}

const RETRIED = new Set<string>([
  'no-quorum',
  'starting',
  'stopping',
  'busy',
  'disk-full',
  'outcome-unknown',
]);

/** A refusal that the server put into words. */
export function refusalFailure(error: OvnetError): Failure {
  const retry = RETRIED.has(error.code);
  return { error, retry, unknown: error.code === 'outcome-unknown', definite: !retry };
}

/** What came of a connection that was not made, or broke off. */
export function connectionFailure(target: Target, cause: NodeJS.ErrnoException): Failure {
  const code = cause.code ?? '';
  const place = placeOf(target);
  const fail = (kind: ErrorCode, detail: string): OvnetError =>
    new OvnetError(kind, detail, { cause });
  if (NOT_SENT.has(code)) {
    const detail = `${place} does not answer (${code})${hintOf(target)}`;
    const error = fail(unreachable(target), detail);
    return { error, retry: false, unknown: false, definite: false };
  }
  if (code === 'EACCES') {
    const error = fail('forbidden', `${place} may be used by root and the group ovnet only`);
    return { error, retry: false, unknown: false, definite: false };
  }
  if (isCertificateFault(code)) {
    const hint = "name the cluster's root certificate with --ca";
    const error = fail('unreachable', `${place} could not be verified: ${cause.message}; ${hint}`);
    return { error, retry: false, unknown: false, definite: false };
  }
  if (code.startsWith('ERR_SSL') || code === 'EPROTO') {
    const { reason = code } = cause as { readonly reason?: string };
    const detail = `${place} does not speak HTTPS as managers do (${reason}); is it their API port?`;
    return { error: fail('unreachable', detail), retry: false, unknown: false, definite: false };
  }
  const late = TIMEOUTS.has(code);
  const what = late ? 'took the request and did not answer in time' : `broke off: ${cause.message}`;
  const error = fail(unreachable(target), `${place} ${what}`);
  return { error, retry: true, unknown: true, definite: false, late };
}

function unreachable(target: Target): ErrorCode {
  return target.kind === 'socket' && target.only === 'worker' ? 'agent-unreachable' : 'unreachable';
}

function hintOf(target: Target): string {
  if (target.kind !== 'socket') return '';
  if (target.only !== undefined) return `; is a ${target.only} running on this host?`;
  return '; is a manager running on this host? Otherwise name one with --server';
}

const TIMEOUTS = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT']);

const NOT_SENT = new Set([
  'ENOENT',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'UND_ERR_CONNECT_TIMEOUT',
]);

function isCertificateFault(code: string): boolean {
  return /CERT|SELF_SIGNED|UNABLE_TO|ERR_TLS/.test(code);
}

/** For a write that nobody knows the end of; `headers`: those that it was sent with. */
export function outcomeUnknown(headers: Record<string, string>, cause: OvnetError): OvnetError {
  const key = headers['idempotency-key'] ?? '';
  return new OvnetError(
    'outcome-unknown',
    `no answer in time (${cause.message}); whether it was done is not known. The request carried Idempotency-Key ${key}`,
    { cause },
  );
}
