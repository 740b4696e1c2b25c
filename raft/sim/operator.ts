/** The people who run the cluster: they add, promote, demote, replace and remove members, and hand leadership over. */
import { isJoint, isVoter, membersOf } from '../core/configuration.js';
import { isQuorum } from '../core/quorum.js';
import { RaftError } from '../node/raft-error.js';
import { randomInteger } from '../core/random.js';
import type { Configuration, MemberId } from '../core/types.js';
import type { ConfigurationChange, Transition } from '../core/change.js';
import type { Fault, Profile } from './profile.js';
import type { LiveMember, SimCluster } from './sim-cluster.js';
import type { RandomSource } from '../core/random.js';
import type { SimMember } from './sim-member.js';

export interface OperatorDeps {
  readonly cluster: SimCluster;
  readonly random: RandomSource;
  readonly count: (fault: Fault) => void;
}

const MAX_VOTERS = 5;
const MAX_JOINS = 24;

export class Operator {
  readonly #cluster: SimCluster;
  readonly #random: RandomSource;
  readonly #count: (fault: Fault) => void;
  readonly #profile: Profile;
  readonly #tickMs: number;
  /** Have been members: who is not one any more is taken away. */
  readonly #known = new Set<MemberId>();
  /** How often the members are changed as soon as somebody leads, as by programs that promote learners. */
  readonly #eagerness: number;
  #pending = 0;
  #active = true;

  constructor(deps: OperatorDeps, profile: Profile, tickMs: number) {
    this.#cluster = deps.cluster;
    this.#random = deps.random;
    this.#count = deps.count;
    this.#profile = profile;
    this.#tickMs = tickMs;
    this.#eagerness = profile.weights.membership === undefined ? 0 : this.#random.next() * 0.5;
  }

  start(): void {
    const [low, high] = this.#profile.operatorPace;
    this.#cluster.time.after(randomInteger(this.#random, low, high) * this.#tickMs, () => {
      if (!this.#active) return;
      this.#operate();
      this.start();
    });
  }

  stop(): void {
    this.#active = false;
  }

  /** A member began to lead. */
  succeeded(id: MemberId): void {
    if (!this.#active || this.#random.next() >= this.#eagerness) return;
    this.#cluster.time.after(this.#random.next() * this.#tickMs, () => {
      const leader = this.#cluster.leaders.find((one) => one.id === id);
      if (this.#active && leader !== undefined && !leader.member.process.paused) {
        this.#change(leader);
      }
    });
  }

  /**
   * Of the configurations that may be in force now or soon a quorum of undamaged disks would be left, and nothing is
   * under way that could change that.
   */
  mayDamage(member: SimMember): boolean {
    if (this.#pending > 0 || this.#profile.weights.membership === undefined) return false;
    const { members, invariants } = this.#cluster;
    const configurations = this.configurations();
    if (configurations.length > 1 || isJoint(invariants.configuration)) return false;
    const isWell = (id: MemberId): boolean => {
      const one = members.get(id);
      return one !== undefined && one !== member && !one.isDamaged && !one.isGone;
    };
    const others = membersOf(invariants.configuration).filter((id) => id !== member.id);
    return others.every(isWell) && this.#isKnown((id) => id !== member.id);
  }

  /**
   * A quorum of the committed configuration has applied it, `among` those who count. Before that, others may need the
   * members of the one before, and nobody takes one of them away (ADR 8).
   */
  #isKnown(among: (id: MemberId) => boolean = () => true): boolean {
    const { invariants, live } = this.#cluster;
    const text = JSON.stringify(invariants.configuration);
    const knowing = new Set(
      live
        .filter(({ node }) => JSON.stringify(node.status().configuration) === text)
        .map(({ id }) => id),
    );
    return isQuorum(invariants.configuration, (id) => knowing.has(id) && among(id));
  }

  /** The committed configuration, and those that may follow it. */
  configurations(): readonly Configuration[] {
    const { invariants, members } = this.#cluster;
    const pending = [...members.values()].flatMap(({ mirror }) =>
      mirror.configurationsAbove(invariants.ledger.length),
    );
    return [invariants.configuration, ...pending];
  }

  #operate(): void {
    const { leader } = this.#cluster;
    this.#retire();
    if (leader === undefined || leader.member.process.paused) return;
    const { weights } = this.#profile;
    const changes = weights.membership ?? 0;
    const handovers = weights.transfer ?? 0;
    if (this.#random.next() * (changes + handovers) < changes) this.#change(leader);
    else if (handovers > 0) this.#transfer(leader);
  }

  #transfer(leader: LiveMember): void {
    this.#count('transfer');
    this.#settle(leader.node.transferLeadership());
  }

  #change(leader: LiveMember): void {
    const { configuration } = leader.node.status();
    if (isJoint(configuration)) {
      if (!configuration.autoLeave) this.#propose(leader, [], 'auto');
      return;
    }
    const broken = membersOf(configuration).find((id) => this.#isBroken(id));
    const changes =
      broken === undefined ? this.#wish(configuration) : this.#replacement(configuration, broken);
    if (changes.length === 0) return;
    const dice = this.#random.next();
    const transition = dice < 0.6 ? 'auto' : dice < 0.8 ? 'implicit' : 'explicit';
    this.#propose(leader, changes, broken === undefined ? transition : 'auto');
  }

  /** One step, or several at once. */
  #wish(configuration: Configuration): readonly ConfigurationChange[] {
    const { voters } = configuration;
    const growth = this.#growth(configuration);
    const isSwap = growth[0]?.type === 'voter' && this.#random.next() < 0.4;
    const maySpare = voters.length > 3 || (voters.length === 3 && isSwap);
    if (!maySpare || (growth.length > 0 && !isSwap)) return growth;
    return [...growth, this.#dismissal(voters)];
  }

  #growth(configuration: Configuration): readonly ConfigurationChange[] {
    const { voters, learners } = configuration;
    const dice = this.#random.next();
    const learner = learners[0];
    if (learner !== undefined && voters.length < MAX_VOTERS && dice < 0.8) {
      return [{ type: 'voter', id: learner }];
    }
    const isRoom = dice < 0.4 && voters.length + learners.length <= MAX_VOTERS;
    const id = voters.length < 3 || isRoom ? this.#joiner(configuration) : undefined;
    return id === undefined ? [] : [{ type: 'learner', id }];
  }

  #dismissal(voters: readonly MemberId[]): ConfigurationChange {
    const id = voters[randomInteger(this.#random, 0, voters.length - 1)] ?? 0;
    return { type: this.#random.next() < 0.3 ? 'learner' : 'remove', id };
  }

  /** A disk that was refused is a member lost: another takes its place. */
  #replacement(configuration: Configuration, broken: MemberId): readonly ConfigurationChange[] {
    const { voters, learners } = configuration;
    const remove: ConfigurationChange = { type: 'remove', id: broken };
    if (!voters.includes(broken) || voters.length > 3) return [remove];
    const fresh = learners.find((id) => !this.#isBroken(id));
    if (fresh !== undefined) return [{ type: 'voter', id: fresh }, remove];
    const id = this.#joiner(configuration);
    return id === undefined ? [] : [{ type: 'learner', id }];
  }

  #isBroken(id: MemberId): boolean {
    const member = this.#cluster.members.get(id);
    return member === undefined || member.isDamaged || member.isGone;
  }

  /** One that joined and was never made a member, or a new one. */
  #joiner(configuration: Configuration): MemberId | undefined {
    const { members } = this.#cluster;
    const idle = [...members.values()].find(
      ({ id, isGone, isDamaged }) =>
        !isGone && !isDamaged && !this.#known.has(id) && !membersOf(configuration).includes(id),
    );
    if (idle !== undefined) return idle.id;
    return members.size < MAX_JOINS ? this.#cluster.join() : undefined;
  }

  /** Who was removed runs on for a while, and is then switched off. */
  #retire(): void {
    const configurations = this.configurations();
    for (const { member } of this.#cluster.live) {
      const isIn = configurations.some((one) => membersOf(one).includes(member.id));
      if (isIn) this.#known.add(member.id);
      else if (this.#known.has(member.id) && this.#isKnown() && this.#random.next() < 0.3) {
        member.isGone = true;
        member.kill();
      }
    }
  }

  #propose(
    leader: LiveMember,
    changes: readonly ConfigurationChange[],
    transition: Transition,
  ): void {
    this.#count('membership');
    this.#pending += 1;
    // A leader that dies never answers.
    let open = true;
    const done = (): void => {
      if (open) this.#pending -= 1;
      open = false;
    };
    this.#cluster.time.after(100 * this.#tickMs, done);
    this.#settle(leader.node.changeMembership(changes, transition).finally(done));
  }

  #settle(attempt: Promise<void>): void {
    this.#cluster.time.stir();
    attempt.catch((error: unknown) => {
      if (!(error instanceof RaftError)) this.#cluster.fail(error);
    });
  }
}

/** Whether what is left of the voters when `broken` are gone still decides in each of the configurations. */
export function decides(
  configurations: readonly Configuration[],
  isWell: (id: MemberId) => boolean,
): boolean {
  return configurations.every((one) => isQuorum(one, (id) => isVoter(one, id) && isWell(id)));
}
