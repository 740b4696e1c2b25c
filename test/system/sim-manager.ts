/** One manager: the real state machine, write path and dispatch, over consensus, disk and network of the simulation. */
import { Metrics } from '../../observe/metrics.js';
import { NO_TRACING } from '../../observe/tracing.js';
import { OvnetError } from '../../model/errors.js';
import type { Entry } from '../../raft/core/types.js';
import type { RaftStatus } from '../../raft/node/status.js';
import { Dispatch } from '../../server/cluster/dispatch-parts.js';
import type { SessionCall } from '../../server/dispatch/agent-stream.js';
import { AppliedIndex } from '../../server/propose/applied-index.js';
import { OwnResults } from '../../server/propose/own-results.js';
import { LeaderSubmitter } from '../../server/propose/leader-submitter.js';
import { LogProposer } from '../../server/propose/proposer.js';
import type { Forwarded, Submission, Unstamped } from '../../server/propose/submission.js';
import type { RowWrite } from '../../server/state/event.js';
import { State } from '../../server/state/state.js';
import { inTurns } from '../../server/storage/in-turns.js';
import { lastTimeOf, TIME_ROW } from '../../server/storage/rows.js';
import { CommandMachine, type AppliedEntry } from '../../server/storage/state-machine.js';
import type { Chance } from './chance.js';
import type { Consensus } from './consensus.js';
import type { ConsensusMember } from './group.js';
import { ManagerDisk } from './manager-disk.js';
import type { Network } from './network.js';

/** Much longer than in life, so that much happens meanwhile. */
const LONGEST_PAUSE_MS = 60;

const SILENT = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

export interface ManagerEvents {
  /** After each entry, when dispatch has seen it. */
  applied(manager: SimManager, entry: AppliedEntry): void;
  /** Others have their turn in the middle of an entry. */
  paused(manager: SimManager): void;
  /** Its feeds know the past only as a sum from here on. */
  began(manager: SimManager): void;
}

export interface ManagerDeps {
  readonly network: Network;
  readonly consensus: Consensus;
  readonly events: ManagerEvents;
  /** Another manager by its raft id. */
  readonly peer: (raftId: number) => SimManager | undefined;
  /** Of pauses within entries; absent: there are none. */
  readonly pauses?: Chance | undefined;
}

/** Entries that are being applied. */
interface Work {
  readonly steps: Generator<void, readonly unknown[]>;
  readonly done: (results: readonly unknown[]) => void;
}

export interface ManagerIdentity {
  readonly nodeId: string;
  readonly raftId: number;
}

/** What lives from a start to a stop or a crash. */
interface Life {
  readonly state: State;
  readonly machine: CommandMachine;
  readonly submitter: LeaderSubmitter;
  readonly proposer: LogProposer;
  readonly applied: AppliedIndex;
  readonly dispatch: Dispatch;
}

export class SimManager implements ConsensusMember {
  readonly nodeId: string;
  readonly raftId: number;
  readonly place: string;
  readonly #deps: ManagerDeps;
  readonly #disk = new ManagerDisk();
  #listeners: ((status: RaftStatus) => void)[] = [];
  #life: Life | undefined;
  #work: Work | undefined;
  /** Counts the starts. */
  lives = 0;

  constructor(deps: ManagerDeps, { nodeId, raftId }: ManagerIdentity) {
    this.#deps = deps;
    this.nodeId = nodeId;
    this.raftId = raftId;
    this.place = nodeId;
  }

  get isAlive(): boolean {
    return this.#life !== undefined;
  }

  get appliedIndex(): number {
    return this.#life?.state.appliedIndex ?? 0;
  }

  get state(): State {
    return this.#need().state;
  }

  get dispatch(): Dispatch {
    return this.#need().dispatch;
  }

  get proposer(): LogProposer {
    return this.#need().proposer;
  }

  /** From what the disk holds. */
  start(): void {
    this.lives += 1;
    this.#listeners = [];
    this.#deps.consensus.add(this);
    const rows = this.#disk.rows();
    const state = State.load(rows);
    this.#life = this.#build(state, lastTimeOf(rows));
    this.#life.dispatch.start();
    this.#deps.events.began(this);
  }

  /** `lost`: batches of rows that never reached the disk. In order, agents and peers are told first. */
  end(how: 'stop' | 'crash', lost = 0): void {
    const life = this.#life;
    if (!life) return;
    if (how === 'crash') this.#deps.network.breakAll(this.place);
    this.#life = undefined;
    this.#work = undefined;
    life.dispatch.stop();
    life.applied.stop();
    if (how === 'stop') setTimeout(() => this.#deps.network.breakAll(this.place), 20);
    this.#disk.lose(Math.min(lost, this.#disk.unsynced));
  }

  get isBusy(): boolean {
    return this.#work !== undefined;
  }

  apply(entries: readonly Entry[], done: (results: readonly unknown[]) => void): void {
    if (!this.#life) return;
    this.#work = { steps: this.#life.machine.applying(entries), done };
    this.#goOn(this.#work, this.#deps.pauses);
  }

  finish(): void {
    if (this.#work) this.#goOn(this.#work, undefined);
  }

  /** Some steps, and after a while the others. */
  #goOn(work: Work, pauses: Chance | undefined): void {
    while (this.#work === work) {
      const step = work.steps.next();
      if (step.done === true) {
        this.#work = undefined;
        work.done(step.value);
        return;
      }
      this.#deps.events.paused(this);
      if (!pauses?.maybe(0.7)) continue;
      setTimeout(() => this.#goOn(work, pauses), pauses.next() * LONGEST_PAUSE_MS);
      return;
    }
  }

  install(from: ConsensusMember): void {
    if (!(from instanceof SimManager) || !from.isAlive || !this.#life) return;
    const rows = from.allRows();
    this.#disk.replace(rows);
    // Taking it in turns hangs on the process's own event loop: it is taken as by a restart.
    this.end('crash');
    this.start();
  }

  allRows(): RowWrite[] {
    const { state, machine } = this.#need();
    return structuredClone([...state.rows(), { ...TIME_ROW, value: machine.lastTimeMs }]);
  }

  changed(): void {
    const status = this.#deps.consensus.statusOf(this.raftId);
    for (const listener of [...this.#listeners]) listener(status);
  }

  serve(call: SessionCall, nodeId: string): void {
    const refuse = (): void => call.end();
    try {
      this.#need().dispatch.agents.serve(call, nodeId, refuse);
    } catch (error) {
      if (!(error instanceof OvnetError)) throw error;
      refuse();
    }
  }

  /** A write that another manager forwards. */
  submit(proposal: Unstamped): Promise<Submission> {
    return this.#need().submitter.submit(proposal);
  }

  #build(state: State, lastTimeMs: number): Life {
    const { events } = this.#deps;
    const raft = this.#raft();
    const applied = new AppliedIndex(state.appliedIndex);
    const life = this.lives;
    const own = new OwnResults(`${this.nodeId}/${life}`);
    const isCurrent = (): boolean => this.lives === life && this.#life !== undefined;
    const machine: CommandMachine = new CommandMachine(
      {
        state,
        rows: (batch) => this.#disk.write(batch),
        applied: (entry) => {
          if (!isCurrent()) return;
          dispatch.applied(entry);
          events.applied(this, entry);
        },
        preparing: (entry) => dispatch.preparing(entry),
        own: (origin, result) => own.applied(origin, result),
        settled: (index) => applied.reached(index),
      },
      { lastTimeMs, perStep: this.#deps.pauses ? 1 : Infinity },
    );
    const submitter = new LeaderSubmitter({
      raft,
      clock: Date.now,
      lastTimeMs: () => machine.lastTimeMs,
      inTurns,
      refused: () => Promise.resolve(undefined),
    });
    const now = (): number => performance.now();
    const link = {
      forward: (leader: number, proposal: Unstamped, timeoutMs: number) =>
        this.#forward(leader, proposal, timeoutMs),
    };
    const proposer = new LogProposer({ raft, submitter, link, applied, own, now });
    const dispatch = new Dispatch(
      {
        view: state,
        raft,
        proposer,
        metrics: new Metrics(),
        tracing: NO_TRACING,
        log: SILENT,
        now,
      },
      { managerId: this.nodeId },
    );
    return { state, machine, submitter, proposer, applied, dispatch };
  }

  #raft() {
    const { consensus } = this.#deps;
    const { raftId } = this;
    return {
      status: () => consensus.statusOf(raftId),
      propose: (data: Uint8Array) => consensus.propose(raftId, data),
      readIndex: () => consensus.readIndex(raftId),
      onChange: (listener: (status: RaftStatus) => void) => {
        this.#listeners.push(listener);
        return () => {
          this.#listeners = this.#listeners.filter((one) => one !== listener);
        };
      },
    };
  }

  /** As over a stream: what was not sent is known not to be done; what was not answered may be. */
  #forward(leader: number, proposal: Unstamped, timeoutMs: number): Promise<Forwarded> {
    const { network, peer } = this.#deps;
    const text = JSON.stringify(proposal);
    const told = (submission: Submission): Forwarded =>
      submission.kind === 'done' && proposal.origin !== undefined
        ? { kind: 'applied', index: submission.index }
        : submission;
    return new Promise((resolve) => {
      const target = peer(leader);
      if (!target?.isAlive || !network.reaches(this.place, target.place)) {
        return resolve({ kind: 'not-leader', detail: 'the leader is not reached' });
      }
      setTimeout(() => resolve({ kind: 'lost', detail: 'no answer in time' }), timeoutMs);
      const answer = (submission: Submission): void => {
        setTimeout(
          () => {
            if (network.reaches(target.place, this.place)) resolve(told(submission));
          },
          network.latencyMs(target.place, this.place),
        );
      };
      setTimeout(
        () => {
          if (!target.isAlive || !network.reaches(this.place, target.place)) return;
          target.submit(JSON.parse(text) as Unstamped).then(answer, (error: unknown) => {
            throw error;
          });
        },
        network.latencyMs(this.place, target.place),
      );
    });
  }

  #need(): Life {
    if (!this.#life) throw new Error(`${this.nodeId} does not run`);
    return this.#life;
  }
}
