/**
 * Tells agents to move when this manager has clearly more than its share of them, as after a manager joined or came
 * back: one at a time, few in a second, and only while the cluster is calm. Each goes on being served until it has gone.
 */
import { encodeManagerMessage } from '../../proto/manager-codec.js';
import type { StateView } from '../state/view.js';
import { Calm } from './calm.js';
import type { LeaderContact } from './leader-contact.js';
import type { DispatchLog } from './log.js';
import type { Presence } from './presence.js';
import type { AgentSession } from './session.js';
import type { Sessions } from './sessions.js';
import { fairShare, isClearlyMore, receivers, type Attached } from './share.js';
import { managersOf } from './welcome.js';

/** moved: another manager serves it; stayed: it found none that takes it; lost: it has gone, and nobody serves it yet. */
export type MoveOutcome = 'moved' | 'stayed' | 'lost';

export interface ShedderDeps {
  readonly view: Pick<StateView, 'managers'>;
  readonly sessions: Pick<Sessions, 'all' | 'isOpen'>;
  readonly presence: Pick<Presence, 'own' | 'others' | 'total' | 'isConnected'>;
  readonly leader: Pick<LeaderContact, 'steadyMs'>;
  readonly moved: (outcome: MoveOutcome) => void;
  readonly log: Pick<DispatchLog, 'info'>;
  /** Monotonic milliseconds. */
  readonly now: () => number;
  /** Runs the callback once; the returned function cancels it. */
  readonly after: (ms: number, callback: () => void) => () => void;
  readonly random: () => number;
}

export interface ShedderOptions {
  readonly lookMs: number;
  /** How long the cluster has to be calm before. */
  readonly calmMs: number;
  /** For an agent to have gone once it is told. */
  readonly patienceMs: number;
  /** When agents do not find another manager. */
  readonly restMs: number;
  /** Part of the agents here that is told in a second, and the most in any case. */
  readonly perSecond: number;
  readonly mostPerSecond: number;
  /** Part of the agents here that may be on the move. */
  readonly movingAtOnce: number;
}

const DEFAULTS: ShedderOptions = {
  lookMs: 1_000,
  calmMs: 10_000,
  patienceMs: 30_000,
  restMs: 60_000,
  perSecond: 0.02,
  mostPerSecond: 50,
  movingAtOnce: 0.05,
};

/** Of a few agents, so many may be on the move. */
const MIN_AT_ONCE = 2;

interface Round {
  /** Those not told yet, in random order. */
  readonly waiting: AgentSession[];
  readonly outcomes: Record<MoveOutcome, number>;
}

export class Shedder {
  readonly #deps: ShedderDeps;
  readonly #options: ShedderOptions;
  readonly #calm: Calm;
  /** On the move, and since when. */
  readonly #told = new Map<AgentSession, number>();
  #round: Round | undefined;
  #stayedInARow = 0;
  #restsUntil = 0;
  #cancel: () => void = () => undefined;

  constructor(deps: ShedderDeps, options: Partial<ShedderOptions> = {}) {
    this.#deps = deps;
    this.#options = { ...DEFAULTS, ...options };
    this.#calm = new Calm(deps);
  }

  start(): void {
    this.#arm(this.#options.lookMs);
  }

  stop(): void {
    this.#cancel();
  }

  #arm(ms: number): void {
    const { after, random } = this.#deps;
    this.#cancel = after(ms * (0.5 + random()), () => this.#arm(this.#look()));
  }

  /** Answers how long to pause. */
  #look(): number {
    const { lookMs, mostPerSecond, perSecond } = this.#options;
    const { presence } = this.#deps;
    const attached = {
      own: presence.own().size,
      others: presence.others(),
      total: presence.total(),
    };
    this.#sweep(attached);
    // A round that was begun goes on after a pause.
    const isCalm = this.#calm.lastsMs(attached) >= this.#options.calmMs;
    if (!isCalm || this.#deps.now() < this.#restsUntil) return lookMs;
    if (!this.#round && !isClearlyMore(attached)) return lookMs;
    this.#goOn((this.#round ??= this.#begin(attached)), attached);
    return 1000 / Math.min(mostPerSecond, Math.max(1, attached.own * perSecond));
  }

  #goOn(round: Round, attached: Attached): void {
    // Those on the move are as good as gone.
    const isEnough = attached.own - this.#told.size <= fairShare(attached);
    if (!isEnough && this.#told.size < this.#mostAtOnce(attached)) this.#tell(round, attached);
    if (isEnough && this.#told.size === 0) this.#end(round, attached);
  }

  #mostAtOnce({ own }: Attached): number {
    return Math.max(MIN_AT_ONCE, Math.floor(own * this.#options.movingAtOnce));
  }

  #begin(attached: Attached): Round {
    const { sessions, random } = this.#deps;
    const ranked = [...sessions.all()].map((session) => ({ session, rank: random() }));
    ranked.sort((a, b) => a.rank - b.rank);
    const waiting = ranked.map(({ session }) => session).filter(({ canMove }) => canMove);
    const fields = { ...numbers(attached), canMove: waiting.length };
    this.#deps.log.info(
      fields,
      'this manager has more than its share of the agents: some shall move',
    );
    return { waiting, outcomes: { moved: 0, stayed: 0, lost: 0 } };
  }

  #end({ outcomes }: Round, attached: Attached): void {
    this.#round = undefined;
    this.#deps.log.info({ ...numbers(attached), ...outcomes }, 'no more agents are told to move');
  }

  #tell(round: Round, attached: Attached): void {
    const { waiting } = round;
    const { view, sessions, random, now } = this.#deps;
    const places = new Map(managersOf(view).map((manager) => [manager.nodeId, manager]));
    const managers = receivers(attached, random).flatMap((nodeId) => places.get(nodeId) ?? []);
    if (managers.length === 0) return;
    for (let session = waiting.pop(); session; session = waiting.pop()) {
      if (!sessions.isOpen(session) || !session.canMove || this.#told.has(session)) continue;
      const reason = 'this manager has more than its share of the agents';
      session.send(encodeManagerMessage({ kind: 'move', reason, managers }));
      this.#told.set(session, now());
      return;
    }
    if (this.#told.size > 0) return;
    // All have been told: those that are still here may find another manager later.
    this.#rest();
    this.#end(round, attached);
  }

  #rest(): void {
    this.#stayedInARow = 0;
    this.#restsUntil = this.#deps.now() + this.#options.restMs;
  }

  /** What came of those that were told. */
  #sweep(attached: Attached): void {
    const { sessions, presence, now } = this.#deps;
    for (const [session, since] of this.#told) {
      if (!sessions.isOpen(session)) {
        this.#came(session, presence.isConnected(session.nodeId) ? 'moved' : 'lost');
      } else if (now() - since > this.#options.patienceMs) {
        this.#came(session, 'stayed');
      }
    }
    if (this.#stayedInARow >= this.#mostAtOnce(attached)) this.#rest();
  }

  #came(session: AgentSession, outcome: MoveOutcome): void {
    this.#told.delete(session);
    this.#deps.moved(outcome);
    if (this.#round) this.#round.outcomes[outcome] += 1;
    if (outcome === 'stayed') this.#stayedInARow += 1;
    if (outcome === 'moved') this.#stayedInARow = 0;
  }
}

function numbers(attached: Attached) {
  const { own, others } = attached;
  return { agents: own, share: fairShare(attached), managers: 1 + others.size };
}
