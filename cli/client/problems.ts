/** Answers of the REST API: what was asked for, or a refusal as `application/problem+json` (RFC 9457). */
import type { Dispatcher } from 'undici';
import { ERRORS, OvnetError, type ErrorCode, type FieldError } from '../../model/errors.js';

type Body = Dispatcher.ResponseData['body'];

/** Makes what the caller wants of the body of an answer that is no refusal. */
export type Reader<T> = (body: Body) => Promise<T>;

/** Text that is no JSON stays text. */
export function parseJson(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Throws the refusal, if it is one. */
export async function accepted<T>(
  { statusCode, body }: Dispatcher.ResponseData,
  read: Reader<T>,
): Promise<T> {
  if (statusCode < 400) return read(body);
  throw problemOf(statusCode, await body.text());
}

function problemOf(status: number, text: string): OvnetError {
  const body = parseJson(text);
  const problem = (typeof body === 'object' && body !== null ? body : {}) as {
    readonly code?: string;
    readonly detail?: string;
    readonly title?: string;
    readonly errors?: readonly FieldError[];
  };
  const detail = problem.detail ?? problem.title ?? `the server answered ${status}`;
  const errors = problem.errors ?? [];
  if (problem.code !== undefined && problem.code in ERRORS) {
    return new OvnetError(problem.code as ErrorCode, detail, { errors });
  }
  return new OvnetError(
    'internal',
    `${detail} (status ${status}, code ${problem.code ?? 'none'})`,
    { errors },
  );
}
