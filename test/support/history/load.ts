/** What the clients do: registers read, written and swapped; leases taken and given up; names claimed by several at once. */
import { setTimeout as delay } from 'node:timers/promises';
import type { LoadClient } from './client.js';

const REGISTERS = 3;
/** Searching an order for a register is quick as long as its history is short. */
const OPERATIONS_PER_REGISTER = 200;
const MAX_LEASES = 12;
const GIVE_UP = 0.3;
const CLAIM_EVERY_MS = 400;

/** A register that all clients use, until it has had its share of operations. */
class Register {
  readonly slot: number;
  #generation = 0;
  #operations = 0;
  #making: Promise<void> | undefined;

  constructor(slot: number) {
    this.slot = slot;
  }

  get name(): string {
    return `register-${this.slot}-${this.#generation}`;
  }

  /** The first one, or the next one once this one is used up; whoever comes first makes it for all. */
  async use(client: LoadClient): Promise<string> {
    this.#operations += 1;
    if (this.#generation === 0 || this.#operations > OPERATIONS_PER_REGISTER) {
      this.#making ??= this.#make(client);
      await this.#making;
    }
    return this.name;
  }

  async #make(client: LoadClient): Promise<void> {
    const register = `register-${this.slot}-${this.#generation + 1}`;
    const value = `${register}-first`;
    const made = await client.write({ kind: 'register.create', register, value });
    if (made.outcome === 'done') {
      this.#generation += 1;
      this.#operations = 0;
    }
    this.#making = undefined;
  }
}

export class RegisterLoad {
  readonly #registers = Array.from({ length: REGISTERS }, (_, slot) => new Register(slot));
  #values = 0;

  async run(client: LoadClient, isOver: () => boolean): Promise<void> {
    while (!isOver()) {
      const register = await client.pick(this.#registers).use(client);
      await this.#one(client, register);
      await client.maybeReplay();
      await client.think();
    }
  }

  async #one(client: LoadClient, register: string): Promise<void> {
    const dice = client.random.next();
    if (dice < 0.4) await client.read({ kind: 'register.read', register });
    else if (dice < 0.5) await client.read({ kind: 'register.peek', register });
    else if (dice < 0.8) {
      const value = this.#value(client);
      await client.write({ kind: 'register.write', register, value }, { giveUp: GIVE_UP });
    } else await this.#swap(client, register);
  }

  async #swap(client: LoadClient, register: string): Promise<void> {
    const { told } = await client.read({ kind: 'register.read', register });
    if (told?.value === undefined) return;
    await client.think();
    const { version, value: expected } = told;
    const value = this.#value(client);
    const work = { kind: 'register.cas', register, expected, version, value } as const;
    await client.write(work, { giveUp: GIVE_UP });
  }

  /** No two writes write the same: a value tells who wrote it. */
  #value({ id }: LoadClient): string {
    return `v${(this.#values += 1)}-by-${id}`;
  }
}

export async function runLeases(client: LoadClient, isOver: () => boolean): Promise<void> {
  const held: string[] = [];
  let names = 0;
  while (!isOver()) {
    if (client.chance(held.length / MAX_LEASES)) {
      const id = client.pick(held);
      held.splice(held.indexOf(id), 1);
      await client.write({ kind: 'lease.delete', id });
    } else {
      const named = client.chance(0.5) ? { name: `lease-${client.id}-${(names += 1)}` } : {};
      const { told } = await client.write({ kind: 'lease.create', ...named });
      if (told) held.push(told.id);
    }
    await client.maybeReplay();
    await client.think();
  }
}

/** The clients claim one name after another, all at the same time. */
export async function runClaims(
  clients: readonly LoadClient[],
  isOver: () => boolean,
): Promise<void> {
  for (let round = 1; !isOver(); round += 1) {
    const name = `claim-${round}`;
    await Promise.all(clients.map((client) => client.write({ kind: 'name.claim', name })));
    await delay(CLAIM_EVERY_MS);
  }
}
