/** One HTTPS exchange with a manager's API port, as joining and renewal need it. */
import { request as httpsRequest } from 'node:https';
import type { IncomingMessage } from 'node:http';
import type { PeerCertificate } from 'node:tls';
import { ERRORS, OvnetError, type ErrorCode } from '../model/errors.js';
import { formatHostPort, type HostPort } from '../model/join-token.js';
import { nameFromAltNames } from './spiffe.js';

/** `root`: PEM that must have signed the server; `unverified` only for fetching what is then checked by digest. */
export type Trust =
  | {
      readonly root: string;
      readonly clusterId?: string;
      readonly key?: string;
      readonly certificate?: string;
    }
  | 'unverified';

export interface Exchange {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly bearer?: string;
  readonly body?: unknown;
}

const TIMEOUT_MS = 10_000;
const MAX_ANSWER = 1024 * 1024;

/**
 * The answer's body. @throws OvnetError with the problem's code for any status but 2xx, `unreachable` when nobody
 * answers or its certificate does not verify.
 */
export async function exchange(address: HostPort, trust: Trust, what: Exchange): Promise<string> {
  const { status, body } = await send(address, trust, what);
  if (status >= 200 && status < 300) return body;
  throw problem(status, body);
}

async function send(
  address: HostPort,
  trust: Trust,
  what: Exchange,
): Promise<{ status: number; body: string }> {
  const content = what.body === undefined ? undefined : JSON.stringify(what.body);
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const request = httpsRequest(
      {
        host: address.host,
        port: address.port,
        method: what.method,
        path: what.path,
        agent: false,
        timeout: TIMEOUT_MS,
        signal: AbortSignal.timeout(TIMEOUT_MS),
        headers: {
          ...(what.bearer === undefined ? {} : { authorization: `Bearer ${what.bearer}` }),
          ...(content === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...tlsOptions(trust),
      },
      resolve,
    );
    request.on('error', reject);
    request.end(content);
  }).catch((cause: unknown) => {
    throw unreachable(address, cause);
  });
  return { status: response.statusCode ?? 0, body: await readAll(address, response) };
}

function tlsOptions(trust: Trust) {
  const minVersion = 'TLSv1.3' as const;
  if (trust === 'unverified') return { minVersion, rejectUnauthorized: false };
  return {
    minVersion,
    ca: trust.root,
    ...(trust.key === undefined ? {} : { key: trust.key, cert: trust.certificate }),
    checkServerIdentity: (_host: string, certificate: PeerCertificate) =>
      managerFault(certificate, trust.clusterId),
  };
}

/** For `checkServerIdentity`: an Error unless the certificate names a manager (of that cluster). */
export function managerFault(certificate: PeerCertificate, clusterId?: string): Error | undefined {
  const name = nameFromAltNames(certificate.subjectaltname);
  if (name?.role !== 'manager') return new Error('the certificate is not that of a manager');
  if (clusterId !== undefined && name.clusterId !== clusterId) {
    return new Error(`the certificate is that of cluster ${name.clusterId}`);
  }
  return undefined;
}

async function readAll(address: HostPort, response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > MAX_ANSWER) throw new Error('the answer is too large');
      chunks.push(chunk);
    }
  } catch (cause) {
    throw unreachable(address, cause);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function unreachable(address: HostPort, cause: unknown): OvnetError {
  const reason = cause instanceof Error ? cause.message || cause.name : String(cause);
  return new OvnetError('unreachable', `${formatHostPort(address)}: ${reason}`, { cause });
}

function problem(status: number, body: string): OvnetError {
  let code: ErrorCode = 'internal';
  let detail = `the manager answered ${status}`;
  try {
    const parsed = JSON.parse(body) as { code?: unknown; detail?: unknown };
    if (typeof parsed.code === 'string' && parsed.code in ERRORS) code = parsed.code as ErrorCode;
    if (typeof parsed.detail === 'string') detail = parsed.detail;
  } catch {
    // Not one of our managers, or a broken one: the status is all there is to say.
  }
  return new OvnetError(code, detail);
}
