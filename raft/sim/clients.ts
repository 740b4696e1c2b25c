/** Clients that read, write and exchange all the time, repeat what they had no answer to, and remember everything. */
import { encodeCommand } from './command.js';
import { ensure } from './breach.js';
import { RaftError } from '../node/raft-error.js';
import { randomInteger } from '../core/random.js';
import type { Applied } from '../node/proposals.js';
import type { Command, CommandResult } from './command.js';
import type { LiveMember, SimCluster } from './sim-cluster.js';
import type { Operation } from '../check/history.js';
import type { RandomSource } from '../core/random.js';
import type { RegisterInput, RegisterOutput } from '../check/register.js';
import type { SimMember } from './sim-member.js';

export type ClientOperation = Operation<RegisterInput, RegisterOutput>;

const KEYS = ['a', 'b', 'c', 'd', 'e'];
const ANSWER_MS = 4000;
const MAX_ATTEMPTS = 12;
const NEVER_WRITTEN: ReadonlySet<string> = new Set([
  'not-leader',
  'busy',
  'too-large',
  'disk-full',
  'stopped',
  'replaced',
]);

interface Wish {
  readonly client: number;
  readonly sequence: number;
  readonly kind: 'read' | 'write' | 'cas';
  readonly key: string;
  readonly value: string;
  readonly expected: string;
  readonly invoked: number;
  /** Everything acknowledged before it began is at or below this index. */
  readonly floor: number;
  attempts: number;
  /** A try was not refused for certain: it may have taken effect. */
  mayHaveHappened: boolean;
}

export interface ClientOptions {
  readonly clients: number;
  readonly maxPauseMs: number;
}

export class Clients {
  readonly #cluster: SimCluster;
  readonly #random: RandomSource;
  readonly #options: ClientOptions;
  readonly history: ClientOperation[] = [];
  readonly #lastSeen = new Map<string, string>();
  readonly #sequences: number[] = [];
  #strays = 0;
  #active = true;
  /** Each client has one command under way at a time: pauses of an earlier shift end in nothing. */
  #shift = 0;
  /** Some are not given up any more. */
  #isPatient = false;
  #floor = 0;
  acknowledged = 0;
  reads = 0;
  outstanding = 0;

  constructor(cluster: SimCluster, random: RandomSource, options: ClientOptions) {
    this.#cluster = cluster;
    this.#random = random;
    this.#options = options;
  }

  start(): void {
    for (let client = 1; client <= this.#options.clients; client += 1) this.#pause(client);
  }

  /** Nothing new begins, and what is under way is not given up. */
  finish(): void {
    this.#active = false;
    this.#isPatient = true;
  }

  resume(): void {
    this.#active = true;
    this.#shift += 1;
    this.start();
  }

  /** Some who write to one member only, and do not wait for the outcome. */
  flood(member: SimMember): void {
    const writes = randomInteger(this.#random, 0, 6);
    for (let count = 0; count < writes; count += 1) {
      const { node } = member;
      if (node === undefined) return;
      this.#strays += 1;
      const wish = this.#wish(1_000_000 + this.#strays, 'write');
      const command = commandOf(wish, 1);
      const data = encodeCommand(command);
      this.#record(wish, undefined, undefined);
      node.propose(data).then(
        ({ index }) => this.#cluster.guard(() => this.#acknowledged(data, index)),
        (error: unknown) => this.#cluster.guard(() => this.#refusedOrUnknown(error, data)),
      );
    }
    this.#cluster.time.stir();
  }

  #pause(client: number): void {
    const wait = randomInteger(this.#random, 1, this.#options.maxPauseMs);
    const shift = this.#shift;
    this.#cluster.time.after(wait, () => {
      if (!this.#active || shift !== this.#shift) return;
      const dice = this.#random.next();
      const wish = this.#wish(client, dice < 0.4 ? 'read' : dice < 0.8 ? 'write' : 'cas');
      this.outstanding += 1;
      this.#try(wish);
    });
  }

  #wish(client: number, kind: Wish['kind']): Wish {
    const sequence = (this.#sequences[client] ?? 0) + 1;
    this.#sequences[client] = sequence;
    const key = KEYS[randomInteger(this.#random, 0, KEYS.length - 1)] ?? 'a';
    const isGuess = this.#random.next() < 0.7;
    return {
      client,
      sequence,
      kind,
      key,
      value: `${client}.${sequence}`,
      expected: isGuess ? (this.#lastSeen.get(key) ?? '') : '',
      invoked: this.#cluster.time.instant(),
      floor: this.#floor,
      attempts: 0,
      mayHaveHappened: false,
    };
  }

  #try(wish: Wish): void {
    const target = this.#target(wish);
    wish.attempts += 1;
    if (target === undefined) {
      this.#again(wish);
      return;
    }
    let isOpen = true;
    const once = (settle: () => void): void => {
      if (!isOpen) return;
      isOpen = false;
      settle();
    };
    this.#cluster.time.after(ANSWER_MS, () =>
      once(() => {
        wish.mayHaveHappened = true;
        this.#again(wish);
      }),
    );
    this.#cluster.time.stir();
    if (wish.kind === 'read') this.#read(wish, target, once);
    else this.#propose(wish, target, once);
  }

  #read(
    wish: Wish,
    { node, machine, member }: LiveMember,
    once: (settle: () => void) => void,
  ): void {
    node.readIndex().then(
      (index) =>
        this.#cluster.guard(() => {
          const seen = machine.appliedIndex;
          ensure(seen >= index, `${member.id} answered a read before applying it`);
          ensure(index >= wish.floor, `stale read on ${member.id}: ${index} below ${wish.floor}`);
          once(() => this.#done(wish, { value: valueOf(machine.read(wish.key)) }));
        }),
      (error: unknown) =>
        this.#cluster.guard(() => {
          if (!(error instanceof RaftError)) throw error;
          once(() => this.#again(wish));
        }),
    );
  }

  #propose(wish: Wish, { node }: LiveMember, once: (settle: () => void) => void): void {
    const data = encodeCommand(commandOf(wish, wish.attempts));
    node.propose(data).then(
      (applied: Applied) =>
        this.#cluster.guard(() => {
          this.#acknowledged(data, applied.index);
          const result = applied.result as CommandResult;
          once(() => {
            const answer = { done: result.done, value: valueOf(result.previous) };
            this.#done(wish, wish.kind === 'cas' ? answer : {});
          });
        }),
      (error: unknown) =>
        this.#cluster.guard(() => {
          const isUnknown = this.#refusedOrUnknown(error, data);
          once(() => {
            if (isUnknown) wish.mayHaveHappened = true;
            this.#again(wish);
          });
        }),
    );
  }

  #acknowledged(data: Uint8Array, index: number): void {
    this.#cluster.invariants.ledger.acknowledged(data, index);
    this.#floor = Math.max(this.#floor, index);
    this.acknowledged += 1;
  }

  /** True when nobody knows. */
  #refusedOrUnknown(error: unknown, data: Uint8Array): boolean {
    if (!(error instanceof RaftError)) throw error;
    if (!NEVER_WRITTEN.has(error.code)) return true;
    this.#cluster.invariants.ledger.refused(data);
    return false;
  }

  #done(wish: Wish, output: RegisterOutput): void {
    const seen = wish.kind === 'read' ? output.value : wish.value;
    this.#lastSeen.set(wish.key, String(seen ?? ''));
    if (wish.kind === 'read') this.reads += 1;
    this.#record(wish, this.#cluster.time.instant(), output);
    this.#next(wish);
  }

  /** The same sequence once more, a little later, or given up. */
  #again(wish: Wish): void {
    if (!this.#isPatient && wish.attempts >= MAX_ATTEMPTS) {
      if (wish.kind !== 'read' && wish.mayHaveHappened) this.#record(wish, undefined, undefined);
      this.#next(wish);
      return;
    }
    const wait = randomInteger(this.#random, 10, 300);
    this.#cluster.time.after(wait, () => this.#try(wish));
  }

  #next({ client }: Wish): void {
    this.outstanding -= 1;
    if (this.#active) this.#pause(client);
  }

  #record(wish: Wish, completed: number | undefined, output: RegisterOutput | undefined): void {
    const { client, key, invoked } = wish;
    this.history.push({ client, key, invoked, completed, input: inputOf(wish), output });
  }

  /** Mostly the leader; sometimes one that is not, or one that only believes it is. */
  #target({ kind }: Wish): LiveMember | undefined {
    const { live } = this.#cluster;
    if (kind !== 'read' && this.#random.next() < 0.85) {
      const { leaders } = this.#cluster;
      if (leaders.length > 0) return leaders[randomInteger(this.#random, 0, leaders.length - 1)];
    }
    return live[randomInteger(this.#random, 0, live.length - 1)];
  }
}

function valueOf(text: string): string | null {
  return text === '' ? null : text;
}

function inputOf({ kind, value, expected }: Wish): RegisterInput {
  if (kind === 'read') return { kind };
  if (kind === 'write') return { kind, value };
  return { kind, expected: valueOf(expected), value };
}

function commandOf(wish: Wish, attempt: number): Command {
  const { client, sequence, key, value, expected } = wish;
  const kind = wish.kind === 'cas' ? 'cas' : 'write';
  return { client, sequence, attempt, kind, key, value, expected };
}
