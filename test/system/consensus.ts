/**
 * Consensus as the control plane sees it: one committed sequence, a leader that changes, members that hear of entries late,
 * proposals that are lost or committed after their proposer gave up. How raft brings that about has its own simulator.
 */
import type { Entry } from '../../raft/core/types.js';
import { RaftError } from '../../raft/node/raft-error.js';
import type { RaftStatus } from '../../raft/node/status.js';
import type { Applied } from '../../raft/node/proposals.js';
import { Awaited } from './awaited.js';
import type { Chance } from './chance.js';
import { statusIn } from './consensus-status.js';
import { Delivery, type DeliveryOptions } from './delivery.js';
import { Group, type ConsensusMember, type Known } from './group.js';
import type { Network } from './network.js';

interface Pending {
  readonly generation: number;
  readonly data: Uint8Array;
  readonly proposer: number;
  readonly resolve: (applied: Applied) => void;
  readonly reject: (error: RaftError) => void;
}

const TICK_MS = 50;
/** Without contact for so long there is no leader. */
const ELECTION_MS = 1000;

export class Consensus {
  readonly entries: Entry[] = [];
  readonly #chance: Chance;
  readonly #delivery: Delivery;
  readonly #onCommitted: (entry: Entry) => void;
  readonly #group: Group;
  /** Sent, and not known to be committed or not. */
  #uncertain: Pending[] = [];
  readonly #awaited = new Awaited<Known>();
  #generation = 1;
  leader = 0;
  term = 1;

  constructor(
    deps: {
      readonly network: Network;
      readonly chance: Chance;
      readonly onCommitted: (entry: Entry) => void;
    },
    options: DeliveryOptions,
  ) {
    this.#group = new Group(deps.network);
    this.#chance = deps.chance;
    this.#onCommitted = deps.onCommitted;
    const { network, chance } = deps;
    const parts = { network, chance, group: this.#group, awaited: this.#awaited };
    this.#delivery = new Delivery(parts, this, options);
    setInterval(() => this.#tick(), TICK_MS);
  }

  get lastIndex(): number {
    return this.entries.length;
  }

  members(): ConsensusMember[] {
    return this.#group.members();
  }

  /** Also in the place of its earlier life. */
  add(member: ConsensusMember): void {
    this.#group.add(member);
  }

  remove(raftId: number): void {
    this.#group.remove(raftId);
    if (this.leader === raftId) this.leader = 0;
  }

  /** It hears nothing of new entries for so long, though it knows who leads. */
  lag(raftId: number, ms: number): void {
    const known = this.#group.get(raftId);
    if (known) known.lagUntil = performance.now() + ms;
  }

  unlag(): void {
    for (const known of this.#group) known.lagUntil = 0;
  }

  /** Whoever leads next is somebody else, if there is one. */
  depose(): void {
    const old = this.leader;
    this.#stepDown(old);
    const [next] = this.#chance.shuffled(this.#group.electable()).filter((id) => id !== old);
    if (next !== undefined) this.#elect(next);
  }

  /** The sequence ends at `index`, and goes on as another one. */
  branch(index: number, more: readonly Omit<Entry, 'term'>[]): void {
    for (const pending of this.#uncertain.splice(0)) pending.reject(lost());
    this.#awaited.giveUp(() => true, lost);
    this.#generation += 1;
    this.entries.length = index;
    this.leader = 0;
    this.term += 1;
    for (const entry of more) this.#append(entry);
  }

  statusOf(raftId: number): RaftStatus {
    const { leader, term, lastIndex } = this;
    return statusIn(this.#group, { leader, term, lastIndex }, raftId);
  }

  propose(raftId: number, data: Uint8Array): Promise<Applied> {
    return new Promise((resolve, reject) => {
      const known = this.#group.get(raftId);
      if (!known?.member.isAlive) return reject(new RaftError('stopped', 'the node stops'));
      if (this.statusOf(raftId).role !== 'leader') {
        return reject(new RaftError('not-leader', 'another one leads', known.leader));
      }
      const generation = this.#generation;
      const pending = { generation, data, proposer: raftId, resolve, reject };
      setTimeout(() => this.#decide(pending), 0.3 + this.#chance.next() * 3);
    });
  }

  /** Entries up to what is committed now are applied there. */
  async readIndex(raftId: number): Promise<number> {
    const known = this.#group.get(raftId);
    const leader = this.#group.get(this.leader)?.member;
    if (!known || !leader || !this.#group.hasQuorum(this.leader)) {
      throw new RaftError('no-leader', 'no leader became known in time');
    }
    const { lastIndex } = this;
    while (known.member.appliedIndex < lastIndex && known.member.isAlive) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    return lastIndex;
  }

  #decide(pending: Pending): void {
    const { proposer, generation } = pending;
    if (generation !== this.#generation) return pending.reject(lost());
    const leads = this.leader === proposer && this.#group.get(proposer)?.member.isAlive;
    if (!leads || !this.#group.hasQuorum(proposer)) {
      this.#uncertain.push(pending);
      return;
    }
    const index = this.#append({ index: 0, type: 'normal', data: pending.data });
    const known = this.#group.get(proposer);
    if (!known) return;
    this.#awaited.add(known, { index, term: this.term, ...pending });
    this.#delivery.goOn(known);
  }

  /** What waited for a quorum that has come back. */
  #decideAll(): void {
    this.#uncertain.splice(0).forEach((pending) => this.#decide(pending));
  }

  #append(entry: Omit<Entry, 'term'>): number {
    const index = this.lastIndex + 1;
    const committed = { ...entry, index, term: this.term };
    this.entries.push(committed);
    this.#onCommitted(committed);
    for (const { member } of this.#group) this.#delivery.pump(member.raftId);
    return index;
  }

  #tick(): void {
    const leader = this.#group.get(this.leader);
    if (leader) {
      leader.unheardMs = this.#group.hasQuorum(this.leader) ? 0 : leader.unheardMs + TICK_MS;
      if (!leader.member.isAlive || leader.unheardMs > ELECTION_MS) this.#stepDown(this.leader);
      else if (leader.unheardMs === 0) this.#decideAll();
    }
    for (const known of this.#group) this.#listen(known);
    this.#awaited.giveUp((known) => !this.#group.isCurrent(known), lost);
    if (this.leader === 0 && this.#chance.maybe(0.15)) {
      const next = this.#chance.one(this.#group.electable());
      if (next !== undefined) this.#elect(next);
    }
  }

  #listen(known: Known): void {
    const { member } = known;
    if (!member.isAlive || member.raftId === this.leader) return;
    const hears = this.leader !== 0 && this.#group.hears(member, this.leader);
    known.unheardMs = hears ? 0 : known.unheardMs + TICK_MS;
    if (hears && known.leader !== this.leader) this.#believe(known, this.leader);
    if (known.unheardMs > ELECTION_MS && known.leader !== 0) this.#believe(known, 0);
    if (hears && member.appliedIndex < this.lastIndex) this.#delivery.pump(member.raftId);
  }

  #believe(known: Known, leader: number): void {
    known.leader = leader;
    known.member.changed();
  }

  #stepDown(raftId: number): void {
    if (raftId === 0) return;
    this.leader = 0;
    for (const known of this.#group) {
      // The others notice by its silence.
      known.unheardMs = 0;
      if (known.member.raftId === raftId && known.member.isAlive) this.#believe(known, 0);
    }
  }

  /** What nobody knows the fate of is decided by the entries that the new leader has. */
  #elect(raftId: number): void {
    this.term += 1;
    this.leader = raftId;
    const uncertain = this.#uncertain.splice(0);
    const kept = uncertain.filter(() => this.#chance.maybe(0.5));
    for (const { data } of kept) this.#append({ index: 0, type: 'normal', data });
    this.#append({ index: 0, type: 'noop', data: new Uint8Array() });
    for (const pending of uncertain) {
      const isReplaced = !kept.includes(pending) && this.#chance.maybe(0.3);
      pending.reject(isReplaced ? new RaftError('replaced', 'another entry') : lost());
    }
    const known = this.#group.get(raftId);
    if (!known) return;
    this.#delivery.catchUp(known);
    known.unheardMs = 0;
    this.#believe(known, raftId);
  }
}

function lost(): RaftError {
  return new RaftError('outcome-unknown', 'leadership was lost');
}
