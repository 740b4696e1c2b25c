/** What must hold at every moment of every run. A breach throws; nothing here looks into the core. */
import { decodeConfiguration } from '../core/configuration.js';
import { ensure } from './breach.js';
import { isEqual } from './log-mirror.js';
import { isQuorum } from '../core/quorum.js';
import { Ledger } from './ledger.js';
import type { AppliedEntry } from './sim-machine.js';
import type { AppendRequest, Message, MessageType } from '../core/message.js';
import type { Configuration, Entry, MemberId } from '../core/types.js';
import type { CoreOptions } from '../core/options.js';
import type { LogMirror } from './log-mirror.js';
import type { RaftStatus } from '../node/status.js';

interface Seen {
  term: number;
  commit: number;
  applied: number;
}

interface Written {
  readonly entry: Entry;
  readonly previousTerm: number;
}

export class Invariants {
  readonly ledger: Ledger;
  readonly #mirrors: ReadonlyMap<MemberId, LogMirror>;
  readonly #limits: CoreOptions;
  readonly #leaders = new Map<number, MemberId>();
  readonly #votes = new Map<number, Map<MemberId, MemberId>>();
  readonly #seen = new Map<MemberId, Seen>();
  /** By index, then term: no two logs may differ here. */
  readonly #written: Map<number, Written>[] = [];
  /** The highest index that a leader said to be committed. */
  #claimed = 0;
  /** In force, and the one before: an entry is committed under one of them. */
  readonly #configurations: [Configuration, Configuration];

  constructor(
    mirrors: ReadonlyMap<MemberId, LogMirror>,
    limits: CoreOptions,
    founding: Configuration,
  ) {
    this.#mirrors = mirrors;
    this.#limits = limits;
    this.#configurations = [founding, founding];
    this.ledger = new Ledger((entry) => this.#committed(entry));
  }

  get configuration(): Configuration {
    return this.#configurations[1];
  }

  /** In force where the last committed change is not yet known to be committed. */
  get previousConfiguration(): Configuration {
    return this.#configurations[0];
  }

  /** Nothing is told before it is stored, and nobody says two things in one term. */
  sent(message: Message): void {
    const { type, from, to, term } = message;
    if (LEADERS_SAY.has(type)) this.#leads(from, term);
    if (type === 'append-request') this.#appends(message);
    else if (type === 'vote-request') this.#voted(from, term, from);
    else if (type === 'vote-response' && message.granted) this.#voted(from, term, to);
    else if (type === 'append-response' && message.accepted) {
      this.#acknowledges(from, message.index);
    }
  }

  applied(id: MemberId, term: () => number, applied: AppliedEntry): void {
    this.ledger.applied(id, term, applied);
  }

  /** Log matching: where two logs hold an entry of one index and term, they are equal up to there. */
  durable(id: MemberId, entries: readonly Entry[], previousTerm: number): void {
    let before = previousTerm;
    for (const entry of entries) {
      const terms = (this.#written[entry.index] ??= new Map<number, Written>());
      const known = terms.get(entry.term);
      if (known === undefined) terms.set(entry.term, { entry, previousTerm: before });
      else if (known.entry !== entry) {
        const same = known.entry.type === entry.type && isEqual(known.entry.data, entry.data);
        ensure(same, `${id} holds another entry ${entry.index} of term ${entry.term}`);
        const matches = known.previousTerm === before;
        ensure(matches, `${id} holds another entry in front of ${entry.index}`);
      }
      before = entry.term;
    }
  }

  /** A member came back from its disk. */
  restarted(id: MemberId): void {
    const seen = this.#seen.get(id);
    // A term that was heard of and not stored may be forgotten.
    if (seen !== undefined) Object.assign(seen, { term: 0, commit: 0, applied: 0 });
  }

  observed(status: RaftStatus): void {
    const { id, term, vote, commit, applied, role, lastIndex } = status;
    let seen = this.#seen.get(id);
    if (seen === undefined) {
      seen = { term: 0, commit: 0, applied: 0 };
      this.#seen.set(id, seen);
    }
    ensure(applied <= commit && commit <= lastIndex, `${id}: marks out of order`);
    ensure(commit >= seen.commit && applied >= seen.applied, `${id}: commit went backwards`);
    ensure(term >= seen.term, `${id}: term ${term} after ${seen.term}`);
    const stored = this.#mirrors.get(id)?.hardState ?? { term: 0, vote: 0 };
    ensure(term >= stored.term, `${id}: term ${term} is below its stored ${stored.term}`);
    const isKept = term > stored.term || stored.vote === 0 || vote === stored.vote;
    ensure(isKept, `${id} forgot its vote for ${stored.vote} in ${term}`);
    if (role === 'leader') {
      this.#leads(id, term);
      this.#windows(status);
      // No client writes a single entry that is larger than the smallest limit drawn.
      const waiting = this.#mirrors.get(id)?.payloadAbove(commit, term) ?? 0;
      const isBounded = waiting <= this.#limits.maxUncommittedBytes;
      ensure(isBounded, `${id} keeps ${waiting} uncommitted bytes`);
    }
    Object.assign(seen, { term, commit, applied });
  }

  #windows({ id, progress, lastIndex }: RaftStatus): void {
    for (const one of progress) {
      const isSound = one.match < one.next && one.match <= lastIndex && one.next <= lastIndex + 1;
      ensure(isSound, `${id}: match ${one.match} and next ${one.next} of ${one.id}`);
      const { maxInflightMessages, maxInflightBytes, maxAppendBytes } = this.#limits;
      const isBounded =
        one.inflightMessages <= maxInflightMessages &&
        one.inflightBytes < maxInflightBytes + Math.max(maxAppendBytes, LARGEST);
      ensure(isBounded, `${id}: the window of ${one.id} is exceeded`);
    }
  }

  #leads(id: MemberId, term: number): void {
    const known = this.#leaders.get(term);
    if (known === id) return;
    ensure(known === undefined, `${id} and ${known ?? 0} both lead term ${term}`);
    this.#leaders.set(term, id);
    const mirror = this.#mirrors.get(id);
    if (mirror !== undefined) this.ledger.leads(id, term, mirror);
  }

  #appends(message: AppendRequest): void {
    const { from, entries } = message;
    this.#counts(message);
    const { maxAppendBytes, maxAppendEntries } = this.#limits;
    const bytes = entries.reduce((sum, { data }) => sum + data.length, 0);
    const isBounded = entries.length <= maxAppendEntries && bytes <= maxAppendBytes;
    ensure(entries.length <= 1 || isBounded, `${from} sends more than an append may hold`);
    if (!entries.some(({ type, term }) => type === 'config' && term === message.term)) return;
    const isSettled = this.#written[message.commit]?.has(message.term) === true;
    ensure(isSettled, `${from} changes the members before it has committed in ${message.term}`);
    const pending = this.#mirrors.get(from)?.configurationsAbove(this.ledger.length).length ?? 0;
    ensure(pending <= 1, `${from} has ${pending} configurations that nobody has applied`);
  }

  /** What was not known to be committed before is committed by counting entries of the own term only. */
  #counts({ from, term, commit }: AppendRequest): void {
    if (commit <= this.ledger.length || commit <= this.#claimed) return;
    const isOwn = this.#written[commit]?.has(term) === true;
    ensure(isOwn, `${from} commits ${commit} of another term than ${term} by counting`);
    this.#claimed = commit;
  }

  #acknowledges(id: MemberId, index: number): void {
    const durable = this.#mirrors.get(id)?.lastIndex ?? 0;
    ensure(durable >= index, `${id} acknowledged ${index} of ${durable}`);
  }

  #voted(voter: MemberId, term: number, candidate: MemberId): void {
    let votes = this.#votes.get(term);
    if (votes === undefined) this.#votes.set(term, (votes = new Map<MemberId, MemberId>()));
    const before = votes.get(voter) ?? candidate;
    ensure(before === candidate, `${voter} voted for ${before} and ${candidate} in ${term}`);
    votes.set(voter, candidate);
    const stored = this.#mirrors.get(voter)?.hardState ?? { term: 0, vote: 0 };
    const durable = stored.term > term || (stored.term === term && stored.vote === candidate);
    ensure(durable, `${voter} spoke of its vote in ${term} before it was stored`);
  }

  /** A quorum of voters holds it durably; learners do not count. */
  #committed(entry: Entry): void {
    const holds = (id: MemberId): boolean =>
      this.#mirrors.get(id)?.holds(entry.index, entry.term) ?? false;
    const isHeld = this.#configurations.some((one) => isQuorum(one, holds));
    ensure(isHeld, `entry ${entry.index} was applied without a quorum of voters holding it`);
    if (entry.type !== 'config') return;
    this.#configurations[0] = this.#configurations[1];
    this.#configurations[1] = decodeConfiguration(entry.data);
  }
}

const LEADERS_SAY: ReadonlySet<MessageType> = new Set([
  'append-request',
  'heartbeat',
  'install-snapshot',
]);

/** No client writes a larger entry. */
const LARGEST = 1024;
