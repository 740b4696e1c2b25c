/** Committed entries on their way to the members of a simulated consensus: late, some at a time, or the state whole. */
import type { Entry } from '../../raft/core/types.js';
import type { Awaited } from './awaited.js';
import type { Chance } from './chance.js';
import type { Group, Known } from './group.js';
import type { Network } from './network.js';

export interface DeliveryDeps {
  readonly network: Network;
  readonly chance: Chance;
  readonly group: Group;
  readonly awaited: Awaited<Known>;
}

/** What is committed, and who leads now; 0: nobody. */
export interface Sequence {
  readonly entries: readonly Entry[];
  readonly leader: number;
}

export interface DeliveryOptions {
  /** A member so many entries behind receives the state whole. */
  readonly snapshotBehind: number;
}

export class Delivery {
  readonly #deps: DeliveryDeps;
  readonly #sequence: Sequence;
  readonly #options: DeliveryOptions;

  constructor(deps: DeliveryDeps, sequence: Sequence, options: DeliveryOptions) {
    this.#deps = deps;
    this.#sequence = sequence;
    this.#options = options;
  }

  /** The leader applies what is committed, one after the other. */
  goOn(known: Known): void {
    const { member } = known;
    const { leader, entries } = this.#sequence;
    if (leader !== member.raftId || !this.#deps.group.isCurrent(known) || member.isBusy) return;
    const due = entries.slice(member.appliedIndex);
    if (due.length > 0) this.#apply(known, due, () => this.goOn(known));
  }

  /** Applies all that is committed, at once. */
  catchUp(known: Known): void {
    const { member } = known;
    if (!this.#deps.group.isCurrent(known)) return;
    member.finish();
    this.goOn(known);
    member.finish();
  }

  /** To a member that does not lead, after a while. */
  pump(raftId: number): void {
    const { network, group } = this.#deps;
    const { leader } = this.#sequence;
    const known = group.get(raftId);
    if (!known || known.pumping || raftId === leader) return;
    known.pumping = true;
    const pause = network.latencyMs(known.member.place, group.placeOf(leader));
    setTimeout(() => {
      known.pumping = false;
      this.#deliver(known);
    }, pause);
  }

  #deliver(known: Known): void {
    const { group, chance } = this.#deps;
    const { entries } = this.#sequence;
    const { member } = known;
    if (!group.isCurrent(known) || member.isBusy || !this.#hears(known)) return;
    const behind = entries.length - member.appliedIndex;
    const leader = group.get(this.#sequence.leader)?.member;
    if (behind > this.#options.snapshotBehind && leader) return member.install(leader);
    const due = entries.slice(member.appliedIndex);
    const batch = due.slice(0, chance.integer(1, 8));
    const more = (): void => {
      if (entries.length > member.appliedIndex) this.pump(member.raftId);
    };
    if (batch.length > 0) this.#apply(known, batch, more);
  }

  #hears(known: Known): boolean {
    const { leader } = this.#sequence;
    if (known.lagUntil > performance.now() || known.leader === 0) return false;
    return known.leader === leader && this.#deps.group.hears(known.member, leader);
  }

  #apply(known: Known, entries: readonly Entry[], then: () => void): void {
    known.member.apply(entries, (results) => {
      this.#deps.awaited.applied(known, entries[0]?.index ?? 0, results);
      then();
    });
  }
}
