/** Joins what daemons noted with what the monitors saw: one create's way to one remote kernel, stage by stage. */
import type { Span, Stamps } from '../cluster/stamps.js';

export interface Sighting {
  readonly worker: string;
  readonly at: number;
}

/** One create as its client and the monitors saw it. */
export interface Create {
  readonly id: string;
  /** Its index in the log. */
  readonly revision: number;
  /** Host of the manager that was asked. */
  readonly manager: string;
  /** With a namespace to plug into, or a lease alone. */
  readonly attached: boolean;
  readonly sentAt: number;
  readonly answeredAt: number;
  /** In each remote kernel concerned. */
  readonly sightings: readonly Sighting[];
}

/** In ms; `http + commit + push + kernel = total`. */
export interface Way {
  readonly create: Create;
  readonly worker: string;
  readonly total: number;
  /** Sent until the leader has it: TLS, parsing, validation, and the hop to the leader when another was asked. */
  readonly http: number;
  /** Until the manager that serves the worker begins to apply it. */
  readonly commit: number;
  /** Until the agent's reconciler has the delta. */
  readonly push: number;
  /** Until the monitor reports the entry. */
  readonly kernel: number;
  readonly parts: Parts;
}

/** Within the stages, in ms; NaN where it did not occur. */
export interface Parts {
  /** Whether the asked manager led. */
  readonly leaderAsked: boolean;
  /** Asked manager to leader. */
  readonly forward: number;
  /** Until the leader begins to apply. */
  readonly leaderCommit: number;
  /** The leader's own log write and sync. */
  readonly leaderSync: number;
  /** From the leader's apply to that of the worker's manager; 0 when it is the same. */
  readonly spread: number;
  /** Apply, project, encode: until the frame is written to the stream. */
  readonly encode: number;
  /** From there to the agent's reconciler. */
  readonly stream: number;
  /** From the reconciler to the first kernel operations. */
  readonly plan: number;
}

export interface Notes {
  readonly stamps: ReadonlyMap<string, Stamps>;
  /** Names of manager hosts. */
  readonly managers: readonly string[];
  /** Node id by worker host. */
  readonly nodeIds: ReadonlyMap<string, string>;
}

export function waysOf(creates: readonly Create[], notes: Notes): Way[] {
  return creates.flatMap((create) =>
    create.sightings.map((sighting) => wayOf(create, sighting, notes)),
  );
}

/** The worker that was last, for each create. */
export function slowest(ways: readonly Way[]): Way[] {
  const last = new Map<Create, Way>();
  for (const way of ways) {
    const other = last.get(way.create);
    if (other === undefined || way.total > other.total) last.set(way.create, way);
  }
  return [...last.values()];
}

function wayOf(create: Create, sighting: Sighting, notes: Notes): Way {
  const { id, revision, sentAt } = create;
  const submitted = findOn(notes, ({ submissions }) => submissions.find((one) => one.id === id));
  const nodeId = notes.nodeIds.get(sighting.worker);
  const pushed = findOn(notes, ({ pushes }) =>
    pushes.find((one) => one.nodeId === nodeId && one.revision >= revision),
  );
  const agent = stampsOf(notes, sighting.worker);
  const delta = needed(
    agent.deltas.find((one) => one.revision >= revision),
    `delta ${revision} on ${sighting.worker}`,
  );
  const leader = stampsOf(notes, submitted.host);
  const leaderApply = applyOf(leader, revision);
  const apply = applyOf(stampsOf(notes, pushed.host), revision);
  const proposal = needed(
    stampsOf(notes, create.manager).proposals.find((one) => one.id === id),
    `proposal ${id} on ${create.manager}`,
  );
  const { at: submitAt } = submitted.found;
  return {
    create,
    worker: sighting.worker,
    total: sighting.at - sentAt,
    http: submitAt - sentAt,
    commit: apply.at - submitAt,
    push: delta.at - apply.at,
    kernel: sighting.at - delta.at,
    parts: {
      leaderAsked: create.manager === submitted.host,
      forward: submitAt - proposal.at,
      leaderCommit: leaderApply.at - submitAt,
      leaderSync: durationFrom(leader.appends, submitAt),
      spread: apply.at - leaderApply.at,
      encode: pushed.found.at - apply.at,
      stream: delta.at - pushed.found.at,
      plan: (agent.executions.find(({ at }) => at >= delta.at)?.at ?? NaN) - delta.at,
    },
  };
}

function findOn<T>(
  notes: Notes,
  find: (stamps: Stamps) => T | undefined,
): { host: string; found: T } {
  for (const host of notes.managers) {
    const found = find(stampsOf(notes, host));
    if (found !== undefined) return { host, found };
  }
  throw new Error('no manager noted a step that must have been');
}

function applyOf(stamps: Stamps, index: number): Span {
  const found = stamps.applies.find(({ first, last }) => first <= index && index <= last);
  return needed(found, `apply of ${index}`);
}

function durationFrom(spans: readonly Span[], at: number): number {
  const next = spans.find((span) => span.at >= at);
  return next === undefined ? NaN : next.doneAt - next.at;
}

function stampsOf(notes: Notes, host: string): Stamps {
  return needed(notes.stamps.get(host), `notes of ${host}`);
}

function needed<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`missing: ${what}`);
  return value;
}
