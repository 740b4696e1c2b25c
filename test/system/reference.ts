/** The one true course of the state in one epoch: every entry applied once, and each network's sets by revision. */
import type { DesiredEntry } from '../../model/desired.js';
import { digestOf } from '../../model/digest.js';
import type { Entry } from '../../raft/core/types.js';
import { entriesOf } from '../../server/project/entries.js';
import { apply } from '../../server/state/apply.js';
import type { Proposal } from '../../server/state/command.js';
import type { ApplyResult, StateEvent } from '../../server/state/event.js';
import { stateHash } from '../../server/state/state-hash.js';
import { State } from '../../server/state/state.js';
import { checkState, NoQuickReuse } from './state-invariants.js';

/** A network's set from `revision` on, until the next one. */
export interface SetPoint {
  readonly revision: number;
  readonly digest: string;
  readonly entries: readonly DesiredEntry[];
  /** Hosts, sorted. */
  readonly members: readonly string[];
}

const NOTHING: SetPoint = { revision: 0, digest: digestOf([]), entries: [], members: [] };

/** Comparing all managers at every index would cost more than it finds. */
export function isHashed(index: number): boolean {
  return index % 5 === 0;
}

export class Reference {
  readonly state = new State();
  readonly #history = new Map<string, SetPoint[]>();
  readonly #hashes = new Map<number, string>();
  /** By the actor of the command, which is unique in the workload. */
  readonly #results = new Map<string, ApplyResult>();
  readonly #reuse = new NoQuickReuse();

  take(entry: Entry): void {
    const { state } = this;
    if (entry.type === 'normal') {
      const proposal = JSON.parse(Buffer.from(entry.data).toString('utf8')) as Proposal;
      const { result, events } = apply(state, proposal, { index: entry.index });
      this.#results.set(proposal.actor, result);
      checkState(state);
      this.#reuse.take(state, proposal.command, events);
      if (events.length > 0) this.#record(events);
    } else {
      state.advance(entry.index);
    }
    if (isHashed(entry.index)) this.#hashes.set(entry.index, stateHash(state));
  }

  hashAt(index: number): string | undefined {
    return this.#hashes.get(index);
  }

  resultOf(actor: string): ApplyResult | undefined {
    return this.#results.get(actor);
  }

  /** What was so at the revision; the empty set before the network and after it. */
  setAt(networkId: string, revision: number): SetPoint {
    return this.#history.get(networkId)?.findLast((point) => point.revision <= revision) ?? NOTHING;
  }

  /** What was so just before the point. */
  before(networkId: string, point: SetPoint): SetPoint {
    return this.setAt(networkId, point.revision - 1);
  }

  networkIds(): Iterable<string> {
    return this.#history.keys();
  }

  networksOn(nodeId: string, revision: number): string[] {
    const all = [...this.#history.keys()];
    return all.filter((id) => this.setAt(id, revision).members.includes(nodeId));
  }

  #record(events: readonly StateEvent[]): void {
    const { state } = this;
    const known = new Set([...state.networks()].map(({ id }) => id));
    for (const id of this.#history.keys()) known.add(id);
    const { revision } = state;
    for (const id of this.#touched(events) ?? known) {
      const entries = entriesOf(state, id);
      const digest = digestOf(entries);
      const points = this.#history.get(id) ?? [];
      this.#history.set(id, points);
      if ((points.at(-1) ?? NOTHING).digest === digest) continue;
      const members = entries.flatMap((entry) => (entry.kind === 'member' ? [entry.id] : []));
      points.push({ revision, digest, entries, members: members.sort() });
    }
  }

  /** Undefined: perhaps all. */
  #touched(events: readonly StateEvent[]): Set<string> | undefined {
    const touched = new Set<string>();
    for (const { kind, id, object } of events) {
      if (kind === 'cluster' || kind === 'node') return undefined;
      if (kind === 'network') touched.add(id);
      if (kind === 'subnet' || kind === 'endpoint') touched.add(object.network);
    }
    return touched;
  }
}
