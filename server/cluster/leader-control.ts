/** What only the leader knows or does beside the log, asked for from any manager: how far each member is, and handing over. */
import type { Metadata } from '@grpc/grpc-js';
import { ERRORS, OvnetError, type ErrorCode } from '../../model/errors.js';
import type { ControlRequest, ControlResponse } from '../../proto/peer-codec.js';
import { PEER_SERVICE } from '../../proto/services.js';
import type { MemberId } from '../../raft/core/types.js';
import { RaftError } from '../../raft/node/raft-error.js';
import type { RaftNode } from '../../raft/node/raft-node.js';
import type { RaftStatus } from '../../raft/node/status.js';
import type { ManagerDirectory } from './manager-directory.js';
import type { PeerClients } from './peer-clients.js';

export interface LeaderControlDeps {
  readonly raft: Pick<RaftNode, 'status' | 'transferLeadership'>;
  readonly directory: Pick<ManagerDirectory, 'byRaftId'>;
  readonly clients: PeerClients;
  readonly metadata: () => Metadata;
  /** Milliseconds since a member was last heard of here. */
  readonly ageMs: (id: MemberId) => number | undefined;
}

/** Raft as one manager sees it. */
export interface RaftReport {
  readonly status: RaftStatus;
  /** By member id, in ms. */
  readonly lastContactMs: Readonly<Record<number, number>>;
}

const STATUS_MS = 1000;
const TRANSFER_MS = 5000;

export class LeaderControl {
  readonly #deps: LeaderControlDeps;

  constructor(deps: LeaderControlDeps) {
    this.#deps = deps;
  }

  /** As this manager sees it. */
  own(): RaftReport {
    const { raft, ageMs } = this.#deps;
    const status = raft.status();
    const { voters, votersOutgoing, learners, learnersNext } = status.configuration;
    const ids = [...voters, ...votersOutgoing, ...learners, ...learnersNext];
    const ages = ids.map((id) => [id, ageMs(id)] as const);
    const known = ages.filter(([, age]) => age !== undefined);
    return { status, lastContactMs: Object.fromEntries(known) as Record<number, number> };
  }

  /** As the leader sees it; undefined when none is known or it does not answer. */
  async leading(): Promise<RaftReport | undefined> {
    const { leader, id } = this.#deps.raft.status();
    if (leader === 0) return undefined;
    if (leader === id) return this.own();
    try {
      const request = { operation: 'status', member: 0 };
      return (await this.#ask(leader, request, STATUS_MS)) as RaftReport;
    } catch (error) {
      if (error instanceof OvnetError) return undefined;
      throw error;
    }
  }

  /** Throws `in-use` (who is no voter cannot lead), `busy`, `no-quorum`, `outcome-unknown`. */
  async transfer(to: MemberId | undefined): Promise<void> {
    const { raft } = this.#deps;
    const { leader, id } = raft.status();
    if (leader === 0) throw new OvnetError('no-quorum', 'no manager leads');
    if (leader === id) return this.#handOver(to);
    await this.#ask(leader, { operation: 'transfer', member: to ?? 0 }, TRANSFER_MS);
  }

  /** The leader's side. */
  async answer({ operation, member }: ControlRequest): Promise<ControlResponse> {
    try {
      const result = await this.#do(operation, member);
      return { result: Buffer.from(JSON.stringify(result)), errorCode: '', errorDetail: '' };
    } catch (error) {
      if (!(error instanceof OvnetError)) throw error;
      const { code: errorCode, message: errorDetail } = error;
      return { result: Buffer.alloc(0), errorCode, errorDetail };
    }
  }

  async #do(operation: string, member: MemberId): Promise<unknown> {
    if (this.#deps.raft.status().role !== 'leader') {
      throw new OvnetError('no-quorum', 'this manager leads no more');
    }
    if (operation === 'status') return this.own();
    if (operation !== 'transfer') {
      throw new OvnetError('not-supported', `operation '${operation}' is not known here`);
    }
    await this.#handOver(member === 0 ? undefined : member);
    return {};
  }

  async #handOver(to: MemberId | undefined): Promise<void> {
    try {
      await this.#deps.raft.transferLeadership(to);
    } catch (error) {
      if (!(error instanceof RaftError)) throw error;
      throw new OvnetError(codeOf(error), error.message, { cause: error });
    }
  }

  #ask(leader: MemberId, request: ControlRequest, timeoutMs: number): Promise<unknown> {
    const { directory, clients, metadata } = this.#deps;
    const place = directory.byRaftId(leader);
    if (!place) throw new OvnetError('no-quorum', 'the address of the leader is not known');
    const { path, requestSerialize, responseDeserialize } = PEER_SERVICE.control;
    return new Promise((resolve, reject) => {
      clients
        .to(place)
        .makeUnaryRequest<ControlRequest, ControlResponse>(
          path,
          requestSerialize,
          responseDeserialize,
          request,
          metadata(),
          { deadline: Date.now() + timeoutMs },
          (error, response) => {
            if (error) reject(new OvnetError('no-quorum', `the leader: ${error.details}`));
            else if (!response) reject(new OvnetError('internal', 'an answer without content'));
            else if (response.errorCode === '')
              resolve(JSON.parse(response.result.toString('utf8')));
            else reject(new OvnetError(known(response.errorCode), response.errorDetail));
          },
        );
    });
  }
}

function codeOf({ code }: RaftError): ErrorCode {
  if (code === 'unknown-member') return 'in-use';
  if (code === 'not-leader' || code === 'no-leader' || code === 'stopped') return 'no-quorum';
  return 'busy';
}

function known(code: string): ErrorCode {
  return code in ERRORS ? (code as ErrorCode) : 'internal';
}
