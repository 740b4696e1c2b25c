/** One scrape of a daemon's metrics (text format of Prometheus), and what two of them say about the time between. */

type Labels = Readonly<Record<string, string>>;

const SAMPLE = /^(\w+)(?:\{(.*)\})? (\S+)$/;
const LABEL = /(\w+)="((?:[^"\\]|\\.)*)"/g;

export class Readings {
  readonly #samples: { readonly name: string; readonly labels: Labels; readonly value: number }[] =
    [];

  constructor(text: string) {
    for (const line of text.split('\n')) {
      if (line === '' || line.startsWith('#')) continue;
      const [, name = '', inside = '', value = ''] = SAMPLE.exec(line) ?? [];
      const pairs = [...inside.matchAll(LABEL)].map(([, label, text = '']) => [label, text]);
      this.#samples.push({
        name,
        labels: Object.fromEntries(pairs) as Labels,
        value: Number(value),
      });
    }
  }

  /** Sum of all series of the metric that have these labels; 0 when there is none. */
  sum(name: string, labels: Labels = {}): number {
    const wanted = Object.entries(labels);
    return this.#samples
      .filter((sample) => sample.name === name)
      .filter((sample) => wanted.every(([label, value]) => sample.labels[label] === value))
      .reduce((sum, { value }) => sum + value, 0);
  }
}

/** In ms: how late event loops were between two scrapes. */
export interface LoopLateness {
  /** The manager that led at the end; NaN when none did. */
  readonly leaderP99: number;
  readonly leaderMax: number;
  /** The latest of all managers. */
  readonly worstP99: number;
}

/** `after`: by manager, where the scrape before it began the time that is meant. */
export function loopLateness(after: readonly Readings[]): LoopLateness {
  const late = (of: Readings, quantile: string): number =>
    1000 * of.sum('ovnet_process_event_loop_lateness_seconds', { quantile });
  const leader = after.find((one) => one.sum('ovnet_raft_is_leader') === 1);
  return {
    leaderP99: leader ? late(leader, '0.99') : NaN,
    leaderMax: leader ? late(leader, '1') : NaN,
    worstP99: Math.max(...after.map((one) => late(one, '0.99'))),
  };
}

/** What managers have sent to agents and encoded for it. */
export interface FeedUse {
  /** Deltas sent per delta encoded. */
  readonly reuse: number;
  /** Bytes of deltas sent, without what gRPC, TLS and TCP add. */
  readonly updateBytes: number;
}

export function feedUse(before: readonly Readings[], after: readonly Readings[]): FeedUse {
  const grown = (name: string): number => {
    const sum = (all: readonly Readings[]): number =>
      all.reduce((total, one) => total + one.sum(name, { type: 'delta' }), 0);
    return sum(after) - sum(before);
  };
  return {
    reuse: grown('ovnet_dispatch_updates_total') / grown('ovnet_feed_encodings_total'),
    updateBytes: grown('ovnet_dispatch_update_bytes_total'),
  };
}
