/** Work as a REST request, and what its answer makes certain. */
import type { Outcome, Told, Work } from './history.js';

export interface RestRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly body?: object;
  readonly ifMatch?: number;
}

/** Labels by which a check finds an effect again. */
export const VALUE_LABEL = 'value';
export const KEY_LABEL = 'key';
/** Where leases are taken. */
export const LEASE_NETWORK = 'leases';

/** `node` is the worker that leases are for. */
export function requestOf(work: Work, key: string | undefined, node: string): RestRequest {
  const mark = key === undefined ? {} : { [KEY_LABEL]: key };
  switch (work.kind) {
    case 'register.create': {
      const labels = { [VALUE_LABEL]: work.value };
      return { method: 'POST', path: '/v1/networks', body: { name: work.register, labels } };
    }
    case 'register.write':
    case 'register.cas': {
      const body = { labels: { [VALUE_LABEL]: work.value } };
      const condition = work.kind === 'register.cas' ? { ifMatch: work.version } : {};
      return { method: 'PATCH', path: `/v1/networks/${work.register}`, body, ...condition };
    }
    case 'register.read':
      return { method: 'GET', path: `/v1/networks/${work.register}` };
    case 'register.peek':
      return { method: 'GET', path: `/v1/networks/${work.register}?consistency=stale` };
    case 'lease.create': {
      const name = work.name === undefined ? {} : { name: work.name };
      const body = { network: LEASE_NETWORK, node, labels: mark, ...name };
      return { method: 'POST', path: '/v1/endpoints', body };
    }
    case 'lease.delete':
      return { method: 'DELETE', path: `/v1/endpoints/${work.id}` };
    case 'name.claim':
      return { method: 'POST', path: '/v1/networks', body: { name: work.name, labels: mark } };
  }
}

export function isWrite({ kind }: Work): boolean {
  return kind !== 'register.read' && kind !== 'register.peek';
}

interface Body {
  readonly code?: string;
  readonly id?: string;
  readonly revision?: number;
  readonly version?: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly addresses?: readonly string[];
  readonly subnets?: readonly { readonly cidr: string }[];
  readonly vni?: number;
}

/** Of an answer that came. 504 and what is no answer of ours leave a write open. */
export function outcomeOf(work: Work, status: number): Outcome {
  if (status < 400) return 'done';
  if (!isWrite(work)) return 'refused';
  return status === 503 || status < 500 ? 'refused' : 'unknown';
}

export function codeOf(body: unknown): string | undefined {
  return (body as Body | undefined)?.code;
}

/** Undefined for an answer that is not of the shape. */
export function toldIn(work: Work, body: unknown): Told | undefined {
  const { id, revision, version, labels, vni, ...rest } = (body ?? {}) as Body;
  if (id === undefined || revision === undefined || version === undefined) return undefined;
  const value = 'register' in work ? labels?.[VALUE_LABEL] : undefined;
  const addresses = held(work, rest);
  return {
    id,
    revision,
    version,
    ...(value !== undefined && { value }),
    ...(addresses && { addresses }),
    ...(vni !== undefined && { vni }),
  };
}

function held(work: Work, { addresses, subnets }: Body): readonly string[] | undefined {
  return work.kind === 'name.claim' ? subnets?.map(({ cidr }) => cidr) : addresses;
}

/** Asked of the connection before anything could be sent. */
const NOT_SENT = new Set(['ENOENT', 'ECONNREFUSED', 'UND_ERR_CONNECT_TIMEOUT']);

/** Of a try that got no answer. */
export function brokenOutcome(work: Work, code: string): Outcome {
  return NOT_SENT.has(code) || !isWrite(work) ? 'refused' : 'unknown';
}

/** Refusals that say nothing about the request itself: the next try may go through. */
const PASSING = new Set(['no-quorum', 'busy', 'starting', 'stopping', ...NOT_SENT]);

export function isPassing(code: string | undefined): boolean {
  return code !== undefined && PASSING.has(code);
}
