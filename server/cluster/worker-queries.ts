/** Asks any worker from any manager: here when it is served here, else by way of the manager that serves it. */
import { status, type Metadata } from '@grpc/grpc-js';
import { OvnetError } from '../../model/errors.js';
import type { QueryRequest, QueryResponse } from '../../proto/peer-codec.js';
import { PEER_SERVICE } from '../../proto/services.js';
import {
  detailOf,
  knownCode,
  type AgentQueries,
  type AgentQuery,
} from '../dispatch/agent-queries.js';
import type { Presence } from '../dispatch/presence.js';
import type { WorkerQueries, WorkerQuery } from '../dispatch/query-port.js';
import type { ManagerDirectory, ManagerPlace } from './manager-directory.js';
import type { PeerClients } from './peer-clients.js';

export interface RoutedQueriesDeps {
  readonly queries: Pick<AgentQueries, 'ask'>;
  readonly presence: Pick<Presence, 'servers' | 'own'>;
  readonly directory: Pick<ManagerDirectory, 'byNodeId'>;
  readonly clients: PeerClients;
  readonly metadata: () => Metadata;
}

/** The manager in between may take this much longer than the agent. */
const MARGIN_MS = 500;
const MAX_TIMEOUT_MS = 60_000;

export class RoutedQueries implements WorkerQueries {
  readonly #deps: RoutedQueriesDeps;

  constructor(deps: RoutedQueriesDeps) {
    this.#deps = deps;
  }

  async ask({ nodeId, kind, request, timeoutMs }: WorkerQuery): Promise<unknown> {
    const payload = Buffer.from(JSON.stringify(request));
    const answer = await this.#route({ nodeId, kind, payload, timeoutMs });
    try {
      return JSON.parse(answer.toString('utf8')) as unknown;
    } catch (cause) {
      throw new OvnetError('invalid-message', `${nodeId} answered what is no JSON`, { cause });
    }
  }

  /** The callee's side: only what is served here. */
  async answer(request: QueryRequest): Promise<QueryResponse> {
    const timeoutMs = Math.min(request.timeoutMs, MAX_TIMEOUT_MS);
    try {
      const payload = await this.#deps.queries.ask({ ...request, timeoutMs });
      return { payload, errorCode: '', errorDetail: '' };
    } catch (error) {
      if (!(error instanceof OvnetError)) throw error;
      return { payload: Buffer.alloc(0), errorCode: error.code, errorDetail: error.message };
    }
  }

  async #route(query: AgentQuery): Promise<Buffer> {
    const { queries, presence, directory } = this.#deps;
    if (presence.own().has(query.nodeId)) return queries.ask(query);
    let unreachable: OvnetError | undefined;
    for (const managerId of presence.servers(query.nodeId)) {
      const place = directory.byNodeId(managerId);
      if (!place) continue;
      try {
        return await this.#askPeer(place, query);
      } catch (error) {
        // The agent may just have gone over to another one.
        if (!(error instanceof OvnetError) || error.code !== 'worker-unreachable') throw error;
        unreachable = error;
      }
    }
    // Served by nobody, or here since it was looked up.
    if (unreachable && !presence.own().has(query.nodeId)) throw unreachable;
    return queries.ask(query);
  }

  #askPeer(place: ManagerPlace, query: AgentQuery): Promise<Buffer> {
    const { clients, metadata } = this.#deps;
    const { path, requestSerialize, responseDeserialize } = PEER_SERVICE.query;
    const deadline = Date.now() + query.timeoutMs + MARGIN_MS;
    return new Promise((resolve, reject) => {
      clients
        .to(place)
        .makeUnaryRequest<QueryRequest, QueryResponse>(
          path,
          requestSerialize,
          responseDeserialize,
          query,
          metadata(),
          { deadline },
          (error, response) => {
            if (error) reject(fromStatus(place, query, error));
            else if (!response) reject(new OvnetError('internal', 'an answer without content'));
            else if (response.errorCode === '') resolve(response.payload);
            else reject(fromResponse(response));
          },
        );
    });
  }
}

function fromResponse({ errorCode, errorDetail }: QueryResponse): OvnetError {
  return new OvnetError(knownCode(errorCode), detailOf(errorCode, errorDetail));
}

function fromStatus(
  { nodeId: managerId }: ManagerPlace,
  { nodeId, kind, timeoutMs }: AgentQuery,
  error: { readonly code: status; readonly details: string },
): OvnetError {
  const via = `${managerId}, which serves ${nodeId}`;
  if (error.code === status.UNIMPLEMENTED) {
    return new OvnetError('not-supported', `${via}, hands no queries on: run a newer manager`);
  }
  if (error.code === status.DEADLINE_EXCEEDED) {
    const detail = `${via}, had no answer to '${kind}' within ${timeoutMs} ms`;
    return new OvnetError('query-timeout', detail);
  }
  return new OvnetError('worker-unreachable', `${via}: ${error.details}`);
}
