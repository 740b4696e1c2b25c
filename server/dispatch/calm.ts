/** For how long nothing has changed of what decides where agents belong: the leader, the managers, how many agents there are. */
import type { LeaderContact } from './leader-contact.js';
import type { Attached } from './share.js';

export interface CalmDeps {
  readonly leader: Pick<LeaderContact, 'steadyMs'>;
  /** Monotonic milliseconds. */
  readonly now: () => number;
}

/** So many agents, or this part of them, may come and go. */
const MIN_SWING = 3;
const SWING = 0.05;

export class Calm {
  readonly #deps: CalmDeps;
  #since: number;
  #managers = '';
  #total = 0;

  constructor(deps: CalmDeps) {
    this.#deps = deps;
    this.#since = deps.now();
  }

  /** To be asked every second or so, with what is so now. Answers milliseconds. */
  lastsMs({ others, total }: Attached): number {
    const now = this.#deps.now();
    const managers = [...others.keys()].sort().join(' ');
    const swing = Math.abs(total - this.#total);
    if (managers !== this.#managers || swing > Math.max(MIN_SWING, this.#total * SWING)) {
      this.#managers = managers;
      this.#total = total;
      this.#since = now;
    }
    return Math.min(now - this.#since, this.#deps.leader.steadyMs());
  }
}
