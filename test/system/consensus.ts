/**
 * Consensus as the control plane sees it: one committed sequence, a leader that changes, members that hear of entries late,
 * proposals that are lost or committed after their proposer gave up. How raft brings that about has its own simulator.
 */
import { EMPTY_CONFIGURATION, type Entry } from '../../raft/core/types.js';
import { RaftError } from '../../raft/node/raft-error.js';
import type { RaftStatus } from '../../raft/node/status.js';
import type { Applied } from '../../raft/node/proposals.js';
import { Awaited } from './awaited.js';
import type { Chance } from './chance.js';
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

export interface ConsensusOptions {
  /** A member so many entries behind receives the state whole. */
  readonly snapshotBehind: number;
}

export class Consensus {
  readonly entries: Entry[] = [];
  readonly #network: Network;
  readonly #chance: Chance;
  readonly #options: ConsensusOptions;
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
    options: ConsensusOptions,
  ) {
    this.#network = deps.network;
    this.#group = new Group(deps.network);
    this.#chance = deps.chance;
    this.#onCommitted = deps.onCommitted;
    this.#options = options;
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
    const known = this.#group.get(raftId);
    const leads = this.leader === raftId && known?.leader === raftId;
    const others = [...this.#group].filter(({ member }) => member.raftId !== raftId);
    return {
      id: raftId,
      role: leads ? 'leader' : 'follower',
      term: this.term,
      vote: 0,
      leader: known?.leader ?? 0,
      commit: this.lastIndex,
      applied: known?.member.appliedIndex ?? 0,
      firstIndex: 1,
      lastIndex: this.lastIndex,
      configuration: { ...EMPTY_CONFIGURATION, voters: this.#group.ids() },
      progress: leads ? others.map(({ member }) => this.#progressOf(raftId, member)) : [],
      diskFull: false,
      dropped: 0,
    };
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
    this.#goOn(known);
  }

  /** The leader applies what is committed, one after the other. */
  #goOn(known: Known): void {
    const { member } = known;
    if (this.leader !== member.raftId || !this.#isCurrent(known) || member.isBusy) return;
    const due = this.entries.slice(member.appliedIndex);
    if (due.length > 0) this.#apply(known, due, () => this.#goOn(known));
  }

  #apply(known: Known, entries: readonly Entry[], then: () => void): void {
    known.member.apply(entries, (results) => {
      this.#awaited.applied(known, entries[0]?.index ?? 0, results);
      then();
    });
  }

  #isCurrent(known: Known): boolean {
    return this.#group.get(known.member.raftId) === known && known.member.isAlive;
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
    for (const { member } of this.#group) this.#pump(member.raftId);
    return index;
  }

  /** Applies all that is committed, at once. */
  #catchUp(known: Known): void {
    const { member } = known;
    if (!this.#isCurrent(known)) return;
    member.finish();
    this.#goOn(known);
    member.finish();
  }

  #pump(raftId: number): void {
    const known = this.#group.get(raftId);
    if (!known || known.pumping || raftId === this.leader) return;
    known.pumping = true;
    const pause = this.#network.latencyMs(known.member.place, this.#group.placeOf(this.leader));
    setTimeout(() => {
      known.pumping = false;
      this.#deliver(known);
    }, pause);
  }

  #deliver(known: Known): void {
    const { member } = known;
    if (!this.#isCurrent(known) || member.isBusy) return;
    if (known.lagUntil > performance.now() || known.leader === 0) return;
    if (known.leader !== this.leader || !this.#group.hears(member, this.leader)) return;
    const behind = this.lastIndex - member.appliedIndex;
    const leader = this.#group.get(this.leader)?.member;
    if (behind > this.#options.snapshotBehind && leader) return member.install(leader);
    const due = this.entries.slice(member.appliedIndex);
    const batch = due.slice(0, this.#chance.integer(1, 8));
    const more = (): void => {
      if (this.lastIndex > member.appliedIndex) this.#pump(member.raftId);
    };
    if (batch.length > 0) this.#apply(known, batch, more);
  }

  #tick(): void {
    const leader = this.#group.get(this.leader);
    if (leader) {
      leader.unheardMs = this.#group.hasQuorum(this.leader) ? 0 : leader.unheardMs + TICK_MS;
      if (!leader.member.isAlive || leader.unheardMs > ELECTION_MS) this.#stepDown(this.leader);
      else if (leader.unheardMs === 0) this.#decideAll();
    }
    for (const known of this.#group) this.#listen(known);
    this.#awaited.giveUp((known) => !this.#isCurrent(known), lost);
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
    if (hears && member.appliedIndex < this.lastIndex) this.#pump(member.raftId);
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
    this.#catchUp(known);
    known.unheardMs = 0;
    this.#believe(known, raftId);
  }

  #progressOf(raftId: number, member: ConsensusMember): RaftStatus['progress'][number] {
    return {
      id: member.raftId,
      match: member.appliedIndex,
      next: member.appliedIndex + 1,
      state: 'replicate',
      recentlyActive: member.isAlive && this.#group.hears(member, raftId),
      inflightMessages: 0,
      inflightBytes: 0,
    };
  }
}

function lost(): RaftError {
  return new RaftError('outcome-unknown', 'leadership was lost');
}
