/** What must hold at every moment of every run. A breach throws; nothing here looks into the core. */
import type { Entry, MemberId } from '../core/types.js';
import type { Message } from '../core/message.js';
import type { RaftStatus } from '../node/status.js';
import type { SimDisk } from './sim-disk.js';

export class Breach extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'Breach';
  }
}

export function ensure(condition: boolean, breach: string): asserts condition {
  if (!condition) throw new Breach(breach);
}

interface Canonical {
  readonly term: number;
  readonly type: string;
  readonly text: string;
  readonly result: unknown;
  /** The term of the member that first applied it: later leaders must hold the entry. */
  readonly knownIn: number;
}

interface Seen {
  term: number;
  commit: number;
  applied: number;
}

export class Invariants {
  readonly #disks: ReadonlyMap<MemberId, SimDisk>;
  readonly #leaders = new Map<number, MemberId>();
  readonly #votes = new Map<string, MemberId>();
  readonly #canonical: Canonical[] = [];
  readonly #seen = new Map<MemberId, Seen>();
  readonly #neverWritten = new Set<string>();
  readonly #texts = new Set<string>();

  constructor(disks: ReadonlyMap<MemberId, SimDisk>) {
    this.#disks = disks;
  }

  /** Highest index known to be committed. */
  get committed(): number {
    return this.#canonical.length;
  }

  sent(message: Message): void {
    const { type, from, to, term } = message;
    if (type === 'append-request' || type === 'heartbeat') this.#leads(from, term);
    if (type === 'vote-request') this.#voted(from, term, from);
    if (type === 'vote-response' && message.granted) this.#voted(from, term, to);
    if (type !== 'append-response' || !message.accepted) return;
    const durable = this.#disks.get(from)?.lastIndex ?? 0;
    ensure(durable >= message.index, `${from} acknowledged ${message.index} of ${durable}`);
  }

  applied(id: MemberId, term: number, entry: Entry, text: string, result: unknown): void {
    const known = this.#canonical[entry.index - 1];
    if (known === undefined) {
      ensure(entry.index === this.#canonical.length + 1, `${id} skipped to ${entry.index}`);
      ensure(!this.#neverWritten.has(text), `${text} was refused but is committed`);
      if (entry.type === 'normal') {
        ensure(!this.#texts.has(text), `${text} is committed twice`);
        this.#texts.add(text);
      }
      this.#canonical.push({ term: entry.term, type: entry.type, text, result, knownIn: term });
      return;
    }
    const same = known.term === entry.term && known.type === entry.type && known.text === text;
    ensure(same, `${id} applied another entry at ${entry.index}: ${text}, not ${known.text}`);
    ensure(known.result === result, `${id} came to another result at ${entry.index}`);
  }

  /** After a restart from its disk. */
  restarted(id: MemberId): void {
    const seen = this.#seen.get(id);
    if (seen !== undefined) this.#seen.set(id, { term: seen.term, commit: 0, applied: 0 });
  }

  observed(status: RaftStatus): void {
    const { id, term, commit, applied } = status;
    const seen = this.#seen.get(id) ?? { term: 0, commit: 0, applied: 0 };
    ensure(applied <= commit && commit <= status.lastIndex, `${id}: marks out of order`);
    ensure(commit >= seen.commit && applied >= seen.applied, `${id}: commit went backwards`);
    const durableTerm = this.#disks.get(id)?.hardState.term ?? 0;
    ensure(term >= durableTerm, `${id}: term ${term} is below its stored ${durableTerm}`);
    this.#seen.set(id, { term, commit, applied });
    if (status.role === 'leader') this.#leads(id, term);
  }

  acknowledged(text: string, index: number): void {
    const known = this.#canonical[index - 1]?.text;
    ensure(known === text, `${text} was acknowledged at ${index}, which holds ${known ?? '-'}`);
  }

  /** The caller was told that this is certainly not written. */
  refused(text: string): void {
    ensure(!this.#texts.has(text), `${text} was refused but is committed`);
    this.#neverWritten.add(text);
  }

  #leads(id: MemberId, term: number): void {
    const known = this.#leaders.get(term);
    if (known === id) return;
    ensure(known === undefined, `${id} and ${known ?? 0} both lead term ${term}`);
    this.#leaders.set(term, id);
    this.#canonical.forEach((entry, position) => {
      if (entry.knownIn >= term) return;
      const held = this.#disks.get(id)?.durableEntry(position + 1)?.term === entry.term;
      ensure(held, `leader ${id} of term ${term} lacks committed entry ${position + 1}`);
    });
  }

  #voted(voter: MemberId, term: number, candidate: MemberId): void {
    const key = `${voter}@${term}`;
    const before = this.#votes.get(key) ?? candidate;
    ensure(before === candidate, `${voter} voted for ${before} and ${candidate} in ${term}`);
    this.#votes.set(key, candidate);
    const stored = this.#disks.get(voter)?.hardState ?? { term: 0, vote: 0 };
    const durable = stored.term > term || (stored.term === term && stored.vote === candidate);
    ensure(durable, `${voter} spoke of its vote in ${term} before it was stored`);
  }
}
