/** Cores without a node: messages, writes and ticks move only when the test says so. */
import { DEFAULT_CORE_OPTIONS } from '../../core/options.js';
import { EMPTY_CONFIGURATION } from '../../core/types.js';
import { RaftCore } from '../../core/raft.js';
import { SeededRandom } from '../../core/random.js';
import type { Configuration, Entry, HardState, MemberId, SnapshotMeta } from '../../core/types.js';
import type { CoreOptions } from '../../core/options.js';
import type { Message, MessageType } from '../../core/message.js';
import type { ReadOutcome } from '../../core/core-state.js';
import type { Write } from '../../core/ready.js';

export interface CoreMember {
  readonly id: MemberId;
  core: RaftCore;
  hardState: HardState;
  entries: Entry[];
  /** What the log begins behind. */
  snapshot: SnapshotMeta;
  /** Writes stay under way until `finishWrite`. */
  slowDisk: boolean;
  underway: Write | undefined;
  readonly applied: Entry[];
  readonly reads: ReadOutcome[];
}

export type OfType<T extends MessageType> = Extract<Message, { type: T }>;

export class CoreGroup {
  readonly members = new Map<MemberId, CoreMember>();
  /** Sent and not yet delivered. */
  inFlight: Message[] = [];
  /** Whether a message is lost. */
  lose: (message: Message) => boolean = () => false;
  /** Everything ever sent. */
  readonly sent: Message[] = [];
  readonly #options: (id: MemberId) => Partial<CoreOptions>;
  readonly #seed: number;

  constructor(
    voters: readonly MemberId[],
    options: Partial<CoreOptions> | ((id: MemberId) => Partial<CoreOptions>) = {},
    seed = 0,
  ) {
    this.#options = typeof options === 'function' ? options : () => options;
    this.#seed = seed;
    for (const id of voters) this.add(id, { ...EMPTY_CONFIGURATION, voters });
  }

  add(
    id: MemberId,
    configuration: Configuration = EMPTY_CONFIGURATION,
    stored: { hardState?: HardState; entries?: Entry[] } = {},
  ): CoreMember {
    const member: CoreMember = {
      id,
      hardState: stored.hardState ?? { term: 0, vote: 0, commit: 0 },
      entries: stored.entries ?? [],
      snapshot: { index: 0, term: 0, configuration },
      slowDisk: false,
      underway: undefined,
      applied: [],
      reads: [],
      core: undefined as unknown as RaftCore,
    };
    this.members.set(id, member);
    this.restart(id);
    return member;
  }

  get(id: MemberId): CoreMember {
    const member = this.members.get(id);
    if (member === undefined) throw new Error(`no member ${id}`);
    return member;
  }

  core(id: MemberId): RaftCore {
    return this.get(id).core;
  }

  /** From what its disk holds; a write under way is lost. */
  restart(id: MemberId): void {
    const member = this.get(id);
    member.underway = undefined;
    member.core = new RaftCore(
      { ...DEFAULT_CORE_OPTIONS, ...this.#options(id), id },
      {
        hardState: member.hardState,
        snapshot: member.snapshot,
        entries: [...member.entries],
        applied: member.applied.at(-1)?.index ?? member.snapshot.index,
      },
      new SeededRandom(this.#seed * 1000 + id),
    );
  }

  /** Does what the member's `Ready` asks for until nothing is left. */
  pump(id: MemberId): void {
    const member = this.get(id);
    for (;;) {
      const ready = member.core.takeReady();
      this.#send(ready.messages);
      member.reads.push(...ready.reads);
      if (ready.write !== undefined) {
        member.underway = ready.write;
        if (!member.slowDisk) this.finishWrite(id, false);
      }
      const last = ready.committed.at(-1);
      member.applied.push(...ready.committed);
      if (last !== undefined) member.core.appliedTo(last.index);
      const isQuiet = ready.messages.length + ready.committed.length + ready.reads.length === 0;
      if (isQuiet && (ready.write === undefined || member.slowDisk)) return;
    }
  }

  /** Forgets what is applied up to `index`, in the core and in what a restart reads. */
  compact(id: MemberId, index: number): void {
    const member = this.get(id);
    member.snapshot = member.core.compact(index);
    member.entries = member.entries.filter((entry) => entry.index > index);
  }

  finishWrite(id: MemberId, pump = true): void {
    const member = this.get(id);
    const write = member.underway;
    if (write === undefined) return;
    member.underway = undefined;
    if (write.snapshot !== undefined) {
      member.snapshot = write.snapshot;
      member.entries = [];
      member.applied.length = 0;
    }
    const first = write.entries[0];
    if (first !== undefined) member.entries.length = first.index - member.snapshot.index - 1;
    member.entries.push(...write.entries);
    member.hardState = write.hardState ?? member.hardState;
    member.core.written(write.ticket);
    this.#send(write.messagesAfter);
    if (pump) this.pump(id);
  }

  pumpAll(): void {
    for (const id of this.members.keys()) this.pump(id);
  }

  /** Delivers until nothing moves. */
  settle(): void {
    this.pumpAll();
    while (this.inFlight.length > 0) {
      const batch = this.inFlight;
      this.inFlight = [];
      for (const message of batch) this.deliver(message);
    }
  }

  deliver(message: Message): void {
    if (!this.members.has(message.to)) return;
    this.core(message.to).step(message);
    this.pump(message.to);
  }

  /** Takes messages of one kind out of flight. */
  take<T extends MessageType>(type: T, to?: MemberId): OfType<T>[] {
    const matches = (message: Message): message is OfType<T> =>
      message.type === type && (to === undefined || message.to === to);
    const taken = this.inFlight.filter(matches);
    this.inFlight = this.inFlight.filter((message) => !matches(message));
    return taken;
  }

  tick(id: MemberId, times = 1): void {
    for (let tick = 0; tick < times; tick += 1) {
      this.core(id).tick();
      this.pump(id);
    }
  }

  /** Ticks one member until it campaigns, then lets everything settle. */
  elect(id: MemberId): void {
    this.campaign(id);
    this.settle();
  }

  /** Ticks one member until it leaves the role of follower; the others keep their time. */
  campaign(id: MemberId): void {
    for (let tick = 0; tick < 40 && this.core(id).role === 'follower'; tick += 1) this.tick(id);
  }

  /** Time passes for everybody, and messages get through. */
  pass(ticks: number): void {
    for (let tick = 0; tick < ticks; tick += 1) {
      for (const id of this.members.keys()) this.tick(id);
      this.settle();
    }
  }

  isolate(...ids: MemberId[]): void {
    this.lose = (message) => ids.includes(message.from) !== ids.includes(message.to);
  }

  heal(): void {
    this.lose = () => false;
  }

  propose(id: MemberId, text: string): number {
    const outcome = this.core(id).propose(new TextEncoder().encode(text));
    if (outcome.kind === 'refused') throw new Error(outcome.code);
    return outcome.index;
  }

  /** Payloads of the applied normal entries. */
  texts(id: MemberId): string[] {
    return this.get(id)
      .applied.filter(({ type }) => type === 'normal')
      .map(({ data }) => new TextDecoder().decode(data));
  }

  /** What a member says to itself never waits and is never lost. */
  #send(messages: readonly Message[]): void {
    for (const message of messages) {
      if (message.to === message.from) {
        this.core(message.to).step(message);
        continue;
      }
      this.sent.push(message);
      if (!this.lose(message)) this.inFlight.push(message);
    }
  }
}

/** Normal entries with the given terms, from index 1. */
export function logOf(...terms: number[]): Entry[] {
  return terms.map((term, position) => ({
    index: position + 1,
    term,
    type: 'normal',
    data: new TextEncoder().encode(`${term}.${position + 1}`),
  }));
}

export function termsOf(member: CoreMember): number[] {
  const terms: number[] = [];
  for (let index = 1; index <= member.core.lastIndex; index += 1) {
    terms.push(member.core.entry(index)?.term ?? 0);
  }
  return terms;
}
