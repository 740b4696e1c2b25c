/**
 * The joining side of joining, for both roles: pin the root by the token, prove the token, only then send a request
 * for a certificate. Nothing is written to disk before the token was accepted.
 */
import { X509Certificate, createPrivateKey } from 'node:crypto';
import { OvnetError } from '../model/errors.js';
import { formatHostPort, type HostPort, type JoinTokenParts } from '../model/join-token.js';
import type { Labels, NodeRole } from '../model/objects.js';
import type { KnownManager } from './data-dir.js';
import { exchange, type Trust } from './https.js';
import { nameFromAltNames } from './spiffe.js';
import { certificateDigest, splitBundle } from './x509.js';

/** Body of `POST /v1/join`. Addresses are what the daemon advertises. */
export interface JoinRequest {
  readonly role: NodeRole;
  readonly name: string;
  readonly csr: string;
  readonly vtep?: string;
  readonly address?: string;
  readonly apiPort?: number;
  readonly grpcPort?: number;
  readonly labels?: Labels;
  /** Managers: highest feature level that the program supports. */
  readonly featureLevel?: number;
}

/** Answer to `POST /v1/join`. `raftId`, `raftGroup` and `caKey` (PEM) for managers only. */
export interface JoinAnswer {
  readonly nodeId: string;
  readonly clusterId: string;
  readonly clusterName: string;
  readonly certificate: string;
  readonly caBundle: string;
  readonly raftId?: number;
  readonly raftGroup?: string;
  readonly caKey?: string;
  readonly managers: readonly (KnownManager & { readonly raftId: number })[];
  readonly revision: number;
}

/** Answer to `GET /v1/join`. */
export interface ClusterFacts {
  readonly clusterId: string;
  readonly clusterName: string;
  readonly role: NodeRole;
}

/** A manager whose root certificate is the token's and that accepted the token for the role. */
export interface AcceptedToken {
  readonly address: HostPort;
  /** PEM of the pinned root. */
  readonly root: string;
  readonly cluster: ClusterFacts;
}

export class JoinClient {
  readonly #token: JoinTokenParts;
  readonly #role: NodeRole;

  constructor(token: JoinTokenParts, role: NodeRole) {
    this.#token = token;
    this.#role = role;
  }

  /**
   * Tries the addresses in order. @throws OvnetError `ca-mismatch`, `invalid-token`, `token-expired`, `token-role`,
   * or `unreachable` when none answers; `no-quorum` or `starting` when those that answer cannot decide.
   */
  check(): Promise<AcceptedToken> {
    return this.#firstOf(this.#token.addresses, async (address) => {
      const root = await this.#fetchRoot(address);
      const cluster = await this.#ask<ClusterFacts>(address, { root }, 'GET');
      return { address, root, cluster };
    });
  }

  /** @throws OvnetError as `check`, and with the codes of a refused join (`name-taken`, …). */
  async join(
    accepted: AcceptedToken,
    request: Omit<JoinRequest, 'role'>,
    key: string,
  ): Promise<JoinAnswer> {
    const { root, cluster } = accepted;
    const others = this.#token.addresses.filter((address) => address !== accepted.address);
    const answer = await this.#firstOf([accepted.address, ...others], (address) => {
      const trust = { root, clusterId: cluster.clusterId };
      return this.#ask<JoinAnswer>(address, trust, 'POST', { role: this.#role, ...request });
    });
    verifyAnswer(answer, this.#role, cluster.clusterId, key);
    return answer;
  }

  /** The one certificate of the bundle that the token pins. */
  async #fetchRoot(address: HostPort): Promise<string> {
    const bundle = await exchange(address, 'unverified', { method: 'GET', path: '/v1/join/ca' });
    for (const pem of splitBundle(bundle)) {
      if (digestOrNothing(pem) === this.#token.caDigest) return pem;
    }
    throw new OvnetError(
      'ca-mismatch',
      `${formatHostPort(address)} shows a root certificate that is not the token's`,
    );
  }

  async #ask<T>(
    address: HostPort,
    trust: Trust,
    method: 'GET' | 'POST',
    body?: JoinRequest,
  ): Promise<T> {
    const path = method === 'GET' ? `/v1/join?role=${this.#role}` : '/v1/join';
    const bearer = this.#token.secret;
    const text = await exchange(address, trust, { method, path, bearer, body });
    try {
      return JSON.parse(text) as T;
    } catch (cause) {
      throw new OvnetError('internal', `${formatHostPort(address)} answered no JSON`, { cause });
    }
  }

  async #firstOf<T>(
    addresses: readonly HostPort[],
    attempt: (address: HostPort) => Promise<T>,
  ): Promise<T> {
    const failures: OvnetError[] = [];
    for (const address of addresses) {
      try {
        return await attempt(address);
      } catch (error) {
        if (!(error instanceof OvnetError) || !isPassing(error)) throw error;
        failures.push(error);
      }
    }
    const undecided = failures.find((failure) => failure.code !== 'unreachable');
    if (undecided) throw undecided;
    const tried = failures.map((failure) => failure.message).join('; ');
    throw new OvnetError('unreachable', `no manager answers (${tried})`, { cause: failures[0] });
  }
}

/** Another manager may do better. */
function isPassing(error: OvnetError): boolean {
  return ['unreachable', 'no-quorum', 'starting', 'stopping', 'busy'].includes(error.code);
}

function digestOrNothing(pem: string): string | undefined {
  try {
    return certificateDigest(pem);
  } catch {
    return undefined;
  }
}

/** The certificate must be ours: our key, our role, the node and cluster that the answer names. */
function verifyAnswer(answer: JoinAnswer, role: NodeRole, clusterId: string, key: string): void {
  const own = splitBundle(answer.certificate)[0];
  const certificate = own === undefined ? undefined : new X509Certificate(own);
  const name = nameFromAltNames(certificate?.subjectAltName);
  const fits = name?.role === role && name.clusterId === clusterId && name.nodeId === answer.nodeId;
  if (!fits || !certificate?.checkPrivateKey(createPrivateKey(key))) {
    throw new OvnetError(
      'internal',
      'the manager answered a certificate that is not for this node',
    );
  }
}
