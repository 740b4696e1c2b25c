/** Hands a write to the leader over Peer/Forward: one hop, and the answer says what is certain. */
import { status, type Metadata, type ServiceError } from '@grpc/grpc-js';
import { PEER_SERVICE } from '../../proto/services.js';
import type { ForwardRequest, ForwardResponse } from '../../proto/peer-codec.js';
import type { LeaderSubmitter } from '../propose/leader-submitter.js';
import type { LeaderLink, Submission, Unstamped } from '../propose/submission.js';
import type { ApplyResult } from '../state/event.js';
import type { ManagerDirectory } from './manager-directory.js';
import type { PeerClients } from './peer-clients.js';

export interface ForwardLinkDeps {
  readonly directory: Pick<ManagerDirectory, 'byRaftId'>;
  readonly clients: PeerClients;
  /** Who this manager is, for the leader. */
  readonly metadata: () => Metadata;
}

export class ForwardLink implements LeaderLink {
  readonly #deps: ForwardLinkDeps;

  constructor(deps: ForwardLinkDeps) {
    this.#deps = deps;
  }

  async forward(leader: number, proposal: Unstamped, timeoutMs: number): Promise<Submission> {
    const place = this.#deps.directory.byRaftId(leader);
    if (!place) return { kind: 'not-leader', detail: 'the address of the leader is not known' };
    const { path, requestSerialize, responseDeserialize } = PEER_SERVICE.forward;
    const request = { proposal: Buffer.from(JSON.stringify(proposal)), hops: 1 };
    const client = this.#deps.clients.to(place);
    return new Promise((resolve) => {
      client.makeUnaryRequest<ForwardRequest, ForwardResponse>(
        path,
        requestSerialize,
        responseDeserialize,
        request,
        this.#deps.metadata(),
        { deadline: Date.now() + timeoutMs },
        (error, response) => resolve(response ? read(response) : failed(error)),
      );
    });
  }
}

/** The leader's answer to a forwarded write. */
export async function answerForward(
  submitter: LeaderSubmitter,
  request: ForwardRequest,
): Promise<ForwardResponse> {
  const nothing = { result: Buffer.alloc(0), index: 0 };
  if (request.hops > 1) {
    return { ...nothing, errorCode: 'not-leader', errorDetail: 'forwarded too often' };
  }
  const proposal = JSON.parse(request.proposal.toString('utf8')) as Unstamped;
  const outcome = await submitter.submit(proposal);
  if (outcome.kind !== 'done') {
    return { ...nothing, errorCode: outcome.kind, errorDetail: outcome.detail };
  }
  const result = Buffer.from(JSON.stringify(outcome.result));
  return { result, index: outcome.index, errorCode: '', errorDetail: '' };
}

function read({ result, index, errorCode, errorDetail: detail }: ForwardResponse): Submission {
  switch (errorCode) {
    case '':
      return { kind: 'done', index, result: JSON.parse(result.toString('utf8')) as ApplyResult };
    case 'not-leader':
    case 'busy':
    case 'disk-full':
    case 'too-large':
      return { kind: errorCode, detail };
    // A leader that stops is no leader: another one will take the write.
    case 'stopped':
      return { kind: 'not-leader', detail };
    default:
      return { kind: 'lost', detail };
  }
}

function failed(error: ServiceError | null): Submission {
  const detail = `the leader did not answer: ${error?.details ?? 'no status'}`;
  // Refused before a handler saw it; everything else may have reached the log.
  const isRefusal =
    error?.code === status.PERMISSION_DENIED || error?.code === status.UNIMPLEMENTED;
  const isUnsent =
    error?.code === status.UNAVAILABLE && /No connection|ECONNREFUSED/.test(error.details);
  return { kind: isRefusal || isUnsent ? 'not-leader' : 'lost', detail };
}
