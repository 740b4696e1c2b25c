/** The members of a simulated consensus: who lives, who hears whom, what each believes. */
import type { Entry } from '../../raft/core/types.js';
import type { Network } from './network.js';

export interface ConsensusMember {
  readonly raftId: number;
  readonly place: string;
  readonly appliedIndex: number;
  readonly isAlive: boolean;
  /** Some entries are half applied: nothing else is to be applied before `done` was called. */
  readonly isBusy: boolean;
  /** Calls `done` with one result per entry: before it returns, or later, or never if it does not live to see it. */
  apply(entries: readonly Entry[], done: (results: readonly unknown[]) => void): void;
  /** Brings what is half applied to its end at once. */
  finish(): void;
  /** Takes the whole state of the other. */
  install(from: ConsensusMember): void;
  /** Leader, term or role changed. */
  changed(): void;
}

export interface Known {
  member: ConsensusMember;
  /** What it believes; 0 = nobody. */
  leader: number;
  unheardMs: number;
  lagUntil: number;
  pumping: boolean;
}

export class Group implements Iterable<Known> {
  readonly #network: Pick<Network, 'reaches'>;
  readonly #members = new Map<number, Known>();

  constructor(network: Pick<Network, 'reaches'>) {
    this.#network = network;
  }

  [Symbol.iterator](): Iterator<Known> {
    return this.#members.values();
  }

  ids(): number[] {
    return [...this.#members.keys()];
  }

  members(): ConsensusMember[] {
    return [...this].map(({ member }) => member);
  }

  get(raftId: number): Known | undefined {
    return this.#members.get(raftId);
  }

  /** Also in the place of its earlier life. */
  add(member: ConsensusMember): void {
    const known = { member, leader: 0, unheardMs: 0, lagUntil: 0, pumping: false };
    this.#members.set(member.raftId, known);
  }

  remove(raftId: number): void {
    this.#members.delete(raftId);
  }

  /** It lives, and in this life. */
  isCurrent(known: Known): boolean {
    return this.get(known.member.raftId) === known && known.member.isAlive;
  }

  placeOf(raftId: number): string {
    return this.get(raftId)?.member.place ?? '';
  }

  electable(): number[] {
    return this.members()
      .filter(({ raftId, isAlive }) => isAlive && this.hasQuorum(raftId))
      .map(({ raftId }) => raftId);
  }

  hasQuorum(raftId: number): boolean {
    const reached = this.members().filter(
      (member) => member.isAlive && (member.raftId === raftId || this.hears(member, raftId)),
    );
    return reached.length > this.#members.size / 2;
  }

  hears(member: ConsensusMember, raftId: number): boolean {
    const other = this.get(raftId)?.member;
    return other?.isAlive === true && this.#network.reaches(member.place, other.place);
  }
}
