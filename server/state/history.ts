/** What an entry changed goes into the replicated history, and as much of its oldest part goes as is too much. */
import type { EventPosition } from '../../model/event-position.js';
import type { StateEvent } from './event.js';
import { levelOfCluster } from './feature-level.js';
import { inBatches } from './steps.js';
import { EventTexts } from './tables/event-texts.js';
import { eventKeys, type HistoryEvent } from './tables/events.js';
import type { Transaction } from './transaction.js';

export interface HistoryLimits {
  readonly count: number;
  /** Characters of the objects as JSON; the newest change stays whatever its size. */
  readonly bytes: number;
}

export const HISTORY_LIMITS: HistoryLimits = { count: 32_768, bytes: 32 * 1024 * 1024 };

/** Managers of an older program keep no history: it begins when none of them is left. */
export const HISTORY_LEVEL = 2;

/** Never leaves the managers. */
const WITHHELD: readonly string[] = ['secretHash', 'keyDigest'];

export interface Recording {
  readonly actor: string;
  /** Of the state before the entry. */
  readonly revision: number;
  readonly limits: HistoryLimits;
  /** Events between two pauses. */
  readonly perStep: number;
}

/** O(events), also what is dropped. */
export function* recordingEvents(
  tx: Transaction,
  events: readonly StateEvent[],
  { actor, revision, limits, perStep }: Recording,
): Generator<void, void> {
  if (events.length === 0 || levelOfCluster(tx) < HISTORY_LEVEL) return;
  const history = tx.tables.events;
  const nameOf = names(tx, events);
  // One entry may change more than is kept of all.
  const skipped = Math.max(0, events.length - limits.count);
  let after: EventPosition = history.last() ?? { revision, n: 0 };
  if (skipped > 0) after = { revision: tx.index, n: skipped - 1 };
  let n = skipped;
  const keyOf = eventKeys(tx.index);
  const texts = new EventTexts({ revision: tx.index, time: tx.now, actor });
  yield* inBatches(skipped > 0 ? events.slice(skipped) : events, perStep, (event) => {
    const object = withoutSecrets(event.object);
    const isWhole = (object as object) === event.object;
    const text = isWhole ? tx.textOf(event.kind, event.object) : JSON.stringify(object);
    const of = { revision: tx.index, n, after, time: tx.now, actor };
    const row = told(event, of, nameOf, { object, size: text.length });
    tx.append(history, keyOf(n), row, () => texts.of(row, text));
    after = row;
    n += 1;
  });
  yield* inBatches(excess(tx, limits), perStep, (oldest) => {
    tx.append(history, oldest, undefined);
  });
}

/** Keys of what is too much, oldest first; each is dropped before the next one is asked for. */
function* excess({ tables }: Transaction, limits: HistoryLimits): Generator<string> {
  const { events: history } = tables;
  while (history.size > limits.count || (history.bytes > limits.bytes && history.size > 1)) {
    const oldest = history.firstKey();
    if (oldest === undefined) return;
    yield oldest;
  }
}

type NameOf = (id: string) => string | undefined;

/** Also of what the same entry removes. */
function names({ tables }: Transaction, events: readonly StateEvent[]): NameOf {
  const removed = new Map<string, string>();
  for (const { type, kind, id, object } of events) {
    if (type === 'deleted' && (kind === 'network' || kind === 'node')) removed.set(id, object.name);
  }
  return (id) => (tables.networks.get(id) ?? tables.nodes.get(id))?.name ?? removed.get(id);
}

type Circumstances = Pick<HistoryEvent, 'revision' | 'n' | 'after' | 'time' | 'actor'>;

/** Every event has the same shape, written as one: spreads and added members cost ten times as much. */
function told(
  event: StateEvent,
  of: Circumstances,
  nameOf: NameOf,
  { object, size }: Pick<HistoryEvent, 'object' | 'size'>,
): HistoryEvent {
  const { type, kind, id } = event;
  const endpoint = event.kind === 'endpoint' ? event.object : undefined;
  return {
    revision: of.revision,
    n: of.n,
    after: { revision: of.after.revision, n: of.after.n },
    time: of.time,
    actor: of.actor,
    type,
    kind,
    id,
    name: nameIn(event),
    network: networkIn(event),
    networkName: endpoint && (nameOf(endpoint.network) ?? endpoint.network),
    nodeName: endpoint && (nameOf(endpoint.node) ?? endpoint.node),
    object,
    size,
  };
}

function networkIn({ kind, id, object }: StateEvent): string | undefined {
  if (kind === 'network') return id;
  return 'network' in object ? object.network : undefined;
}

function nameIn({ object, id }: StateEvent): string {
  if ('name' in object) return object.name;
  return 'cidr' in object ? object.cidr : id;
}

/** The object itself where nothing is withheld: it costs no memory while it is the present one. */
function withoutSecrets(object: object): Readonly<Record<string, unknown>> {
  const whole = object as Readonly<Record<string, unknown>>;
  if (!WITHHELD.some((name) => name in whole)) return whole;
  return Object.fromEntries(Object.entries(whole).filter(([name]) => !WITHHELD.includes(name)));
}
