/** Hands a write to the leader over Peer/Forward: one hop, and the answer says what is certain. */
import type { Metadata } from '@grpc/grpc-js';
import type { ForwardRequest, ForwardResponse } from '../../proto/peer-codec.js';
import { encodingCommand, isLong, proposalBytes } from '../propose/proposal-bytes.js';
import type { LeaderSubmitter } from '../propose/leader-submitter.js';
import type { Forwarded, LeaderLink, Unstamped } from '../propose/submission.js';
import type { ApplyResult } from '../state/event.js';
import { parsingJson } from '../state/json-steps.js';
import { inTurns } from '../storage/in-turns.js';
import { ForwardStream } from './forward-stream.js';
import type { ManagerDirectory, ManagerPlace } from './manager-directory.js';
import type { PeerClients } from './peer-clients.js';

export interface ForwardLinkDeps {
  readonly directory: Pick<ManagerDirectory, 'byRaftId'>;
  readonly clients: PeerClients;
  /** Who this manager is, for the leader. */
  readonly metadata: () => Metadata;
}

interface Known {
  readonly target: string;
  readonly stream: ForwardStream;
}

export class ForwardLink implements LeaderLink {
  readonly #deps: ForwardLinkDeps;
  /** By node id; one for each manager that led since it was needed. */
  readonly #streams = new Map<string, Known>();

  constructor(deps: ForwardLinkDeps) {
    this.#deps = deps;
  }

  async forward(leader: number, proposal: Unstamped, timeoutMs: number): Promise<Forwarded> {
    const place = this.#deps.directory.byRaftId(leader);
    if (!place) return { kind: 'not-leader', detail: 'the address of the leader is not known' };
    const command = isLong(proposal) ? await inTurns(encodingCommand(proposal.command)) : undefined;
    const request = { proposal: proposalBytes(proposal, command), hops: 1 };
    const outcome = await this.#stream(place).send(request, timeoutMs);
    if (outcome.kind === 'answered') return read(outcome.response);
    const detail = `the leader did not answer: ${outcome.detail}`;
    return { kind: outcome.kind === 'unsent' ? 'not-leader' : 'lost', detail };
  }

  #stream(place: ManagerPlace): ForwardStream {
    const known = this.#streams.get(place.nodeId);
    if (known && !known.stream.isOver && known.target === place.target) return known.stream;
    known?.stream.close();
    const stream = new ForwardStream(this.#deps.clients.to(place), this.#deps.metadata());
    this.#streams.set(place.nodeId, { target: place.target, stream });
    return stream;
  }
}

/** Who asked applies the entry too, and takes the result from there. */
const NO_RESULT = Buffer.alloc(0);

/** The leader's answer to a forwarded write. */
export async function answerForward(
  submitter: LeaderSubmitter,
  request: ForwardRequest,
): Promise<ForwardResponse> {
  const { id } = request;
  const nothing = { id, result: NO_RESULT, index: 0 };
  if (request.hops > 1) {
    return { ...nothing, errorCode: 'not-leader', errorDetail: 'forwarded too often' };
  }
  const reading = parsingJson(request.proposal.toString('utf8'), ['command', 'commands']);
  const proposal = (await inTurns(reading)) as Unstamped;
  const outcome = await submitter.submit(proposal);
  if (outcome.kind !== 'done') {
    return { ...nothing, errorCode: outcome.kind, errorDetail: outcome.detail };
  }
  const { index } = outcome;
  const isOwn = proposal.origin !== undefined && index > 0;
  const result = isOwn ? NO_RESULT : Buffer.from(JSON.stringify(outcome.result));
  return { id, result, index, errorCode: '', errorDetail: '' };
}

function read({ result, index, errorCode, errorDetail: detail }: ForwardResponse): Forwarded {
  switch (errorCode) {
    case '':
      if (result.length === 0) return { kind: 'applied', index };
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
