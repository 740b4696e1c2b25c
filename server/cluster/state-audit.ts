/**
 * Finds out that managers came to different states from the same log. At a checkpoint, which is an entry, each notes the sum
 * over all rows of its state up to there; voters attest theirs in further entries. Every manager counts these alike, and
 * from what the log says alone: what its own state holds has no part in the verdict, only its sum is compared.
 */
import { OvnetError } from '../../model/errors.js';
import type { Configuration, MemberId } from '../../raft/core/types.js';
import type { DispatchLog } from '../dispatch/log.js';
import type { RowWrite } from '../state/event.js';
import { StateSum } from '../state/state-sum.js';
import { atOnce } from '../state/steps.js';
import { inTurns } from '../storage/in-turns.js';
import { TIME_ROW } from '../storage/rows.js';
import type { ComparingCommand, RowAudit } from '../storage/state-machine.js';
import { judge } from './attestations.js';

export interface StateAuditDeps {
  readonly configuration: () => Configuration;
  readonly view: { readonly revision: number };
  readonly log: DispatchLog;
  /** This manager must not serve its state again: noted durably before the call returns. */
  readonly condemn: (reason: string) => void;
}

export interface StateAuditOptions {
  readonly rows: Iterable<RowWrite>;
  /**
   * Checkpoints up to this entry, the last one that the log held at the start, are not looked at: their verdict has fallen,
   * and after a forced recovery it does not hold. Another one is asked for after every start.
   */
  readonly after: number;
}

/** A point that was compared, or is going to be. */
export interface Checkpoint {
  /** Of its entry. */
  readonly index: number;
  /** Of the state at that entry. */
  readonly revision: number;
  readonly sum: string;
  readonly attested: ReadonlyMap<MemberId, string>;
}

interface Noted extends Checkpoint {
  readonly attested: Map<MemberId, string>;
  hasAlarmed: boolean;
}

/** A voter that is further behind is judged all the same: by the attestations of the others. */
const KEPT = 4;

export class StateAudit implements RowAudit {
  readonly #deps: StateAuditDeps;
  readonly #after: number;
  #sum: StateSum;
  /** Rows that the sum lacks, in order, and the work that adds them. */
  #unsummed: (readonly RowWrite[])[] = [];
  #summing: Generator<void, void> | undefined;
  /** The newest last. */
  #checkpoints: Noted[] = [];
  #agreedIndex = 0;
  #odd: readonly MemberId[] = [];

  constructor(deps: StateAuditDeps, { rows, after }: StateAuditOptions) {
    this.#deps = deps;
    this.#after = after;
    this.#sum = StateSum.of(counted(rows));
  }

  /** The newest since this state was loaded or received. */
  get last(): Checkpoint | undefined {
    return this.#checkpoints.at(-1);
  }

  /** The newest checkpoint at which a majority of the voters and this manager agreed; 0: none since the start. */
  get agreedIndex(): number {
    return this.#agreedIndex;
  }

  /** Members that came to another state than the majority at that checkpoint. */
  get odd(): readonly MemberId[] {
    return this.#odd;
  }

  /** Few are summed at once, many in turns: nobody asks for the sum before `compare`. */
  wrote(rows: readonly RowWrite[]): void {
    this.#unsummed.push(rows);
    if (this.#summing) return;
    const summing = this.#sumRest(this.#sum);
    if (summing.next().done === true) return;
    this.#summing = summing;
    void inTurns(summing);
  }

  /** Throws `state-diverged`. */
  compare(index: number, command: ComparingCommand): void {
    if (this.#summing) atOnce(this.#summing);
    if (index <= this.#after) return;
    if (command.kind === 'state.checkpoint') this.#note(index);
    else this.#attest(command);
  }

  /** Sums another state in steps; what it ends with is called when that state has taken the place of the present one. */
  *replacing(rows: Iterable<RowWrite>): Generator<void, () => void> {
    const sum = yield* StateSum.summing(counted(rows));
    return () => {
      this.#sum = sum;
      this.#unsummed = [];
      this.#summing = undefined;
      this.#checkpoints = [];
    };
  }

  /** Ends early when another sum has taken its place. */
  *#sumRest(sum: StateSum): Generator<void, void> {
    while (this.#sum === sum) {
      const rows = this.#unsummed.shift();
      if (!rows) {
        this.#summing = undefined;
        return;
      }
      yield* sum.setting(rows, isCounted);
    }
  }

  #note(index: number): void {
    const { revision } = this.#deps.view;
    const { text: sum } = this.#sum;
    this.#checkpoints.push({ index, revision, sum, attested: new Map(), hasAlarmed: false });
    if (this.#checkpoints.length > KEPT) this.#checkpoints.shift();
  }

  #attest({ checkpoint, member, sum }: Extract<ComparingCommand, { kind: 'state.attest' }>): void {
    const noted = this.#checkpoints.find(({ index }) => index === checkpoint);
    // One from before this manager's state was loaded or received: it has no sum of its own for it.
    if (!noted) return;
    noted.attested.set(member, sum);
    const verdict = judge(this.#deps.configuration(), noted.attested);
    if (verdict.kind === 'split') this.#stop(noted, 'no majority of the voters agrees');
    if (verdict.kind === 'open' && verdict.differing) this.#alarm(noted, OPEN);
    if (verdict.kind !== 'agreed') return;
    if (verdict.sum !== noted.sum) this.#stop(noted, `a majority came to ${verdict.sum}`);
    if (verdict.odd.length > 0) this.#alarm(noted, ODD);
    if (checkpoint < this.#agreedIndex) return;
    this.#agreedIndex = checkpoint;
    this.#odd = verdict.odd;
  }

  #stop({ index, sum }: Noted, others: string): never {
    const reason = `at entry ${index} the state of this manager came to the sum ${sum}, ${others}`;
    try {
      this.#deps.condemn(reason);
    } catch (cause) {
      const detail = `${reason}, which could not be noted in the data directory; ${HOW_BACK}`;
      throw new OvnetError('state-diverged', detail, { cause });
    }
    throw new OvnetError('state-diverged', `${reason}; ${HOW_BACK}`);
  }

  #alarm(noted: Noted, message: string): void {
    if (noted.hasAlarmed) return;
    noted.hasAlarmed = true;
    const { index, sum, attested } = noted;
    this.#deps.log.error(
      { code: 'state-diverged', index, sum, attested: Object.fromEntries(attested) },
      message,
    );
  }
}

const OPEN = 'managers came to different states: a majority has not attested yet';
const ODD = 'a manager came to another state than the majority and stops';

export const HOW_BACK =
  'clear it with `ovctl manager leave` and join anew with a token; if no other manager serves, `ovctl manager recover` ' +
  'begins anew with the state of the one it is called on';

/** The stamp of the last command is the leader's input, and written once per batch, not per entry. */
function isCounted({ table, key }: RowWrite): boolean {
  return table !== TIME_ROW.table || key !== TIME_ROW.key;
}

function* counted(rows: Iterable<RowWrite>): Generator<RowWrite> {
  for (const row of rows) if (isCounted(row)) yield row;
}
