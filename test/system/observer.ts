/** Asks random managers random questions all the time, as users and schedulers do, and has the answers checked. */
import { ensure } from '../../raft/sim/breach.js';
import type { Chance } from './chance.js';
import type { SimManager } from './sim-manager.js';
import type { World } from './world.js';

const ASK_MS = 60;
/** Silence, keepalives and reconnecting take no longer together. */
const PRESENCE_MS = 22_000;

interface Question {
  readonly revision: number;
  readonly network: string | undefined;
}

export class Observer {
  readonly #world: World;
  readonly #chance: Chance;
  #waits = 0;

  constructor(world: World, chance: Chance) {
    this.#world = world;
    this.#chance = chance;
  }

  start(): void {
    const { witness } = this.#world;
    setInterval(() => witness.see(() => this.#ask()), ASK_MS);
    setInterval(() => witness.see(() => this.#checkPresence()), 500);
  }

  get waits(): number {
    return this.#waits;
  }

  #ask(): void {
    const manager = this.#chance.one(this.#world.alive());
    if (!manager || manager.dispatch.feeds.epoch === 0) return;
    if (this.#chance.maybe(0.2)) this.#world.folds.check(manager);
    const question = this.#question(manager);
    if (this.#chance.maybe(0.12)) return this.#wait(manager, question);
    const { convergence } = manager.dispatch;
    const report = convergence.snapshot(question.revision, question.network);
    this.#world.convergence.check(manager, question, report);
    const { network, revision } = question;
    if (network === undefined) return;
    for (const expected of report.workers) {
      const one = convergence.worker(expected.node, revision, network);
      ensure(
        JSON.stringify(one) === JSON.stringify(expected),
        `${manager.nodeId} tells two things of ${expected.node} on ${network}`,
      );
    }
  }

  #question(manager: SimManager): Question {
    const { reference } = this.#world;
    const network = this.#chance.maybe(0.85)
      ? this.#chance.one([...reference.networkIds()].slice(-8))
      : undefined;
    const back = this.#chance.maybe(0.5) ? 0 : this.#chance.integer(0, 20);
    const { revision } = manager.state;
    const ahead = this.#chance.maybe(0.1) ? 2 : 0;
    return { network, revision: Math.max(1, revision - back + ahead) };
  }

  #wait(manager: SimManager, question: Question): void {
    const { lives } = manager;
    this.#waits += 1;
    const mode = this.#chance.maybe(0.5) ? 'applied' : 'all';
    const timeoutMs = this.#chance.integer(100, 8000);
    const { signal } = new AbortController();
    const request = { ...question, mode, timeoutMs, signal } as const;
    void manager.dispatch.convergence.wait(request).then((report) => {
      if (!manager.isAlive || manager.lives !== lives) return;
      this.#world.witness.see(() => this.#world.convergence.check(manager, question, report));
    });
  }

  /** Who has long had no stream to anybody is connected to nobody. */
  #checkPresence(): void {
    const { now } = this.#world.time;
    for (const agent of this.#world.agents.values()) {
      const absentMs = now - (agent.servedAt ?? now);
      if (absentMs < PRESENCE_MS) continue;
      for (const manager of this.#world.alive()) {
        const isSaid = manager.dispatch.presence.isConnected(agent.nodeId);
        ensure(
          !isSaid,
          `${manager.nodeId} counts ${agent.nodeId} as connected after ${absentMs} ms of absence`,
        );
      }
    }
  }
}
