/** Faults for managers, dealt from a seed: each kind comes once in every deal, half of them meet the leader. */
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'undici';
import type { RaftAnswer } from '../../../cli/client/shapes.js';
import type { LabHost } from '../../../lab/host.js';
import type { Lab } from '../../../lab/lab.js';
import { randomInteger, type RandomSource } from '../../../raft/core/random.js';
import type { Fault } from './history.js';

const KINDS = [
  'kill',
  'pause',
  'isolate',
  'mute',
  'deafen',
  'cut-link',
  'cut-link-one-way',
  'transfer',
  'stop',
  'kill-two',
  'kill-all',
  'pause-and-cut',
] as const;

type Kind = (typeof KINDS)[number];

/** Past the election timeout. */
const PAUSE_MS = [1_500, 4_000] as const;
const HOLD_MS = [1_000, 4_000] as const;
/** Without a quorum nothing can be learned for long. */
const NO_QUORUM_MS = [500, 2_500] as const;
const CALM_MS = [300, 1_500] as const;
const ASK_MS = 1_000;

export class Nemesis {
  readonly #lab: Lab;
  readonly #managers: readonly LabHost[];
  readonly #random: RandomSource;
  readonly #faults: Fault[] = [];
  #deck: Kind[] = [];

  constructor(lab: Lab, random: RandomSource) {
    this.#lab = lab;
    this.#managers = lab.hosts.filter(({ role }) => role === 'manager');
    this.#random = random;
  }

  get faults(): readonly Fault[] {
    return this.#faults;
  }

  /** One fault after another; what it did is undone when it resolves. At least one of every kind. */
  async run(isOver: () => boolean): Promise<void> {
    for (let dealt = 0; dealt < KINDS.length || !isOver(); dealt += 1) {
      await delay(randomInteger(this.#random, ...CALM_MS));
      await this.#one(this.#deal());
    }
  }

  #deal(): Kind {
    if (this.#deck.length === 0) this.#deck = shuffled(KINDS, this.#random);
    return this.#deck.pop() as Kind;
  }

  async #one(kind: Kind): Promise<void> {
    // Drawn before the leader is asked for: the seed alone says what is dealt.
    const wantsLeader = this.#random.next() < 0.5;
    const order = shuffled(this.#managers, this.#random);
    const holdMs = this.#holdMs(kind);
    const leader = wantsLeader || kind === 'transfer' ? await this.#leader() : undefined;
    const targets = leader ? [leader, ...order.filter((host) => host !== leader)] : order;
    const begunAt = performance.now();
    const hit = await this.#inject(kind, targets, holdMs);
    await this.#undo();
    const names = hit.map((host) => (host === leader ? `${host.name} (leader)` : host.name));
    this.#faults.push({ kind, targets: names, begunAt, healedAt: performance.now() });
  }

  #holdMs(kind: Kind): number {
    if (kind === 'pause') return randomInteger(this.#random, ...PAUSE_MS);
    const noQuorum = kind === 'kill-two' || kind === 'kill-all' || kind === 'pause-and-cut';
    const [least, most] = noQuorum ? NO_QUORUM_MS : HOLD_MS;
    return randomInteger(this.#random, least, most);
  }

  /** Resolves with the hosts that were hit, after the time the fault is to last. */
  async #inject(
    kind: Kind,
    [target, second, third]: readonly LabHost[],
    holdMs: number,
  ): Promise<LabHost[]> {
    if (!target || !second || !third) throw new Error('the nemesis needs three managers');
    const { fault } = this.#lab;
    const others = [second, third];
    const acts: Readonly<Record<Kind, () => Promise<readonly LabHost[]>>> = {
      kill: () => this.#kill(target),
      pause: async () => {
        await fault.pause(target);
        return [target];
      },
      isolate: () => this.#cut([target], others, false),
      mute: () => this.#cut([target], others, true),
      deafen: () => this.#cut(others, [target], true),
      'cut-link': () => this.#cut([target], [second], false),
      'cut-link-one-way': () => this.#cut([target], [second], true),
      transfer: () => this.#transfer(target, second),
      stop: async () => {
        await this.#lab.daemons.restart(target);
        return [target];
      },
      'kill-two': () => this.#kill(target, second),
      'kill-all': () => this.#kill(target, second, third),
      'pause-and-cut': async () => {
        await fault.pause(target);
        return [target, ...(await this.#cut([second], [third], false))];
      },
    };
    const hit = await acts[kind]();
    await delay(kind === 'transfer' || kind === 'stop' ? 0 : holdMs);
    return [...hit];
  }

  async #kill(...hosts: readonly LabHost[]): Promise<readonly LabHost[]> {
    await Promise.all(hosts.map((host) => this.#lab.fault.kill(host)));
    return hosts;
  }

  async #cut(
    left: readonly LabHost[],
    right: readonly LabHost[],
    oneWay: boolean,
  ): Promise<readonly LabHost[]> {
    await this.#lab.fault.partition(left, right, { oneWay });
    return left;
  }

  /** A transfer that is refused, for example because the other lags, is no fault of anybody. */
  async #transfer(leader: LabHost, to: LabHost): Promise<readonly LabHost[]> {
    await ask(leader, 'POST', '/v1/raft/transfer', { to: to.name }).catch(() => undefined);
    return [leader, to];
  }

  async #undo(): Promise<void> {
    await this.#lab.fault.heal();
    const dead = this.#managers.filter((host) => host.daemon('manager') === undefined);
    await Promise.all(dead.map((host) => this.#lab.daemons.run(host)));
  }

  /** By the word of the manager that knows the highest term; undefined when none answers at once. */
  async #leader(): Promise<LabHost | undefined> {
    const said = await Promise.all(
      this.#managers.map((host) =>
        ask(host, 'GET', '/v1/raft').then(
          (body) => body as RaftAnswer,
          () => undefined,
        ),
      ),
    );
    const known = said.filter((one) => one !== undefined).sort((a, b) => b.term - a.term);
    const name = known[0]?.members.find(({ role }) => role === 'leader')?.name;
    return this.#managers.find((host) => host.name === name);
  }
}

async function ask(
  host: LabHost,
  method: 'GET' | 'POST',
  path: string,
  body?: object,
): Promise<unknown> {
  const client = new Client('http://manager', {
    connect: { socketPath: host.socket('manager') },
  });
  try {
    const response = await client.request({
      method,
      path,
      ...(body === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(ASK_MS),
    });
    return await response.body.json();
  } finally {
    await client.destroy();
  }
}

function shuffled<T>(list: readonly T[], random: RandomSource): T[] {
  const rest = [...list];
  for (let at = rest.length - 1; at > 0; at -= 1) {
    const other = randomInteger(random, 0, at);
    [rest[at], rest[other]] = [rest[other] as T, rest[at] as T];
  }
  return rest;
}
