/** A state with a cluster, one manager and workers, driven by commands: the start of every state test. */
import type { ErrorCode } from '../../model/errors.js';
import type { Kind, ObjectKinds } from '../../model/objects.js';
import { apply, type ApplyAt } from '../../server/state/apply.js';
import type { Command, Proposal } from '../../server/state/command.js';
import type { ApplyOutcome, ApplyResult, RowWrite } from '../../server/state/event.js';
import { FEATURE_LEVEL } from '../../server/state/feature-level.js';
import { State } from '../../server/state/state.js';

export type Accepted = Extract<ApplyResult, { ok: true }>;
export type Refused = Extract<ApplyResult, { ok: false }>;

export const START_MS = 1_790_000_000_000;

export class StateFixture {
  readonly state = new State();
  readonly writes: RowWrite[] = [];
  readonly proposals: Proposal[] = [];
  timeMs = START_MS;
  index = 0;

  /** With `workers` workers w1, w2, … of id node-w1, …, and manager m1. */
  static start(workers = 2, featureLevel = FEATURE_LEVEL): StateFixture {
    const fixture = new StateFixture();
    fixture.accept({ ...INIT, featureLevel });
    fixture.accept({
      kind: 'node.join',
      id: 'node-m1',
      role: 'manager',
      name: 'm1',
      keyDigest: 'key-m1',
      address: '192.0.2.1',
      raftId: 1,
      featureLevel,
    });
    fixture.accept({
      kind: 'token.create',
      id: 'tok-w',
      role: 'worker',
      secretHash: 'hash-w',
      ttlMs: 1e12,
    });
    for (let n = 1; n <= workers; n++) fixture.accept(joinWorker(n));
    return fixture;
  }

  propose(
    command: Command,
    idempotency?: Proposal['idempotency'],
    at: Omit<ApplyAt, 'index'> = {},
  ): ApplyOutcome {
    const proposal: Proposal = {
      command,
      actor: 'socket',
      timeMs: this.timeMs,
      ...(idempotency && { idempotency }),
    };
    this.proposals.push(proposal);
    const outcome = apply(this.state, proposal, { ...at, index: ++this.index });
    for (const write of outcome.writes) this.writes.push(write);
    return outcome;
  }

  accept(command: Command): Accepted {
    const { result } = this.propose(command);
    if (!result.ok) throw new Error(`${result.refusal.code}: ${result.refusal.detail}`);
    return result;
  }

  refuse(command: Command): Refused['refusal'] {
    const { result } = this.propose(command);
    if (result.ok) throw new Error(`${command.kind} was accepted`);
    return result.refusal;
  }

  code(command: Command): ErrorCode {
    return this.refuse(command).code;
  }

  /** Accepts and answers the object. */
  make<K extends Kind>(kind: K, command: Command): ObjectKinds[K] {
    const result = this.accept(command);
    if (result.kind !== kind) throw new Error(`made a ${result.kind}, not a ${kind}`);
    return result.object as ObjectKinds[K];
  }
}

export const INIT: Extract<Command, { kind: 'cluster.init' }> = {
  kind: 'cluster.init',
  id: 'cluster-1',
  name: 'lab',
  caBundle: 'pem',
  pools: [],
  vniRange: { first: 1_048_576, last: 16_777_215 },
  dataPort: 4789,
  featureLevel: FEATURE_LEVEL,
};

export function joinWorker(n: number): Extract<Command, { kind: 'node.join' }> {
  return {
    kind: 'node.join',
    id: `node-w${n}`,
    role: 'worker',
    name: `w${n}`,
    keyDigest: `key-w${n}`,
    vtep: `192.0.2.${100 + n}`,
    tokenHash: 'hash-w',
  };
}

export type NetworkCreate = Extract<Command, { kind: 'network.create' }>;
export type EndpointCreate = Extract<Command, { kind: 'endpoint.create' }>;

export function network(name: string, more: Partial<NetworkCreate> = {}): NetworkCreate {
  return {
    kind: 'network.create',
    id: `net-${name}`,
    name,
    subnets: [],
    defaultSubnetId: `sub-${name}`,
    ...more,
  };
}

/** A network with one explicit subnet, of id `sub-NAME`. */
export function networkOf(
  name: string,
  cidr: string,
  more: Partial<NetworkCreate> = {},
): NetworkCreate {
  return network(name, { subnets: [{ id: `sub-${name}`, cidr }], ...more });
}

/** Endpoint `NAME` in `net` on w1, of id `ep-NET-NAME`. */
export function endpoint(
  net: string,
  name: string,
  more: Partial<EndpointCreate> = {},
): EndpointCreate {
  return {
    kind: 'endpoint.create',
    id: `ep-${net}-${name}`,
    network: net,
    node: 'w1',
    name,
    ...more,
  };
}

export type ReservationCreate = Extract<Command, { kind: 'reservation.create' }>;

/** Reservation `NAME` in `net`, of id `res-NET-NAME`. */
export function reservation(
  net: string,
  name: string,
  more: Partial<ReservationCreate> = {},
): ReservationCreate {
  return { kind: 'reservation.create', id: `res-${net}-${name}`, network: net, name, ...more };
}
