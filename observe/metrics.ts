/**
 * Makes metrics in an injected registry. Each folder declares its own in a `metrics.ts`, as a table of specifications
 * from which docs/reference/metrics.md is generated, and binds them through this factory.
 *
 * Names are given without the prefix: `raft_commit_index` becomes `ovnet_raft_commit_index`. Base units only;
 * counters end in `_total`. Labels are closed sets, never an id, address or VNI.
 */
import { Counter, Gauge, Histogram, Registry } from 'prom-client';

export const METRIC_PREFIX = 'ovnet_';

export interface MetricOptions<L extends string> {
  readonly name: string;
  readonly help: string;
  readonly labels?: readonly L[];
}

export interface GaugeOptions<L extends string> extends MetricOptions<L> {
  /** Called at each scrape, to set the value then rather than at each change. */
  readonly collect?: (gauge: Gauge<L>) => void;
}

export interface HistogramOptions<L extends string> extends MetricOptions<L> {
  /** Upper bounds, in the unit of the name. */
  readonly buckets?: readonly number[];
}

/** A metric as data: what the documentation says of it is what is served. */
export interface MetricSpec<L extends string = string> extends HistogramOptions<L> {
  readonly type: 'counter' | 'gauge' | 'histogram';
}

/** The metrics of one folder. */
export type MetricTable = Readonly<Record<string, MetricSpec>>;

type Labelled<L extends string> = readonly [labels: Readonly<Record<L, string>>, value: number];

/** From 100 µs to 10 s: what a commit, a push or a kernel batch may take, in seconds. */
export const DURATION_BUCKETS_S: readonly number[] = [
  0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
];

export class Metrics {
  readonly registry: Registry;

  constructor(registry: Registry = new Registry()) {
    this.registry = registry;
  }

  counter<L extends string = never>(options: MetricOptions<L>): Counter<L> {
    return new Counter<L>(this.#common(options));
  }

  gauge<L extends string = never>(options: GaugeOptions<L>): Gauge<L> {
    const { collect } = options;
    return new Gauge<L>({
      ...this.#common(options),
      ...(collect === undefined
        ? {}
        : {
            collect(this: Gauge<L>): void {
              collect(this);
            },
          }),
    });
  }

  histogram<L extends string = never>(options: HistogramOptions<L>): Histogram<L> {
    return new Histogram<L>({
      ...this.#common(options),
      buckets: [...(options.buckets ?? DURATION_BUCKETS_S)],
    });
  }

  /** A number that is kept elsewhere and asked for at each scrape; a counter's must only grow. */
  read(spec: MetricSpec<never>, value: () => number | Promise<number>): void {
    this.#reader(spec, async () => [[{}, await value()]]);
  }

  /** As `read`, one number for each combination of labels; those not given any more vanish. */
  readEach<L extends string>(spec: MetricSpec<L>, values: () => Iterable<Labelled<L>>): void {
    this.#reader<L>(spec, () => Promise.resolve(values()));
  }

  /** The Prometheus text exposition and its content type. */
  async exposition(): Promise<{ readonly contentType: string; readonly body: string }> {
    return { contentType: this.registry.contentType, body: await this.registry.metrics() };
  }

  #reader<L extends string>(
    spec: MetricSpec<L>,
    values: () => Promise<Iterable<Labelled<L>>>,
  ): void {
    const common = this.#common(spec);
    const collect = async (metric: Counter<L> | Gauge<L>): Promise<void> => {
      const found = await values();
      metric.reset();
      for (const [labels, value] of found) metric.inc(labels, value);
    };
    if (spec.type === 'counter') {
      new Counter<L>({
        ...common,
        collect(this: Counter<L>) {
          return collect(this);
        },
      });
    } else {
      new Gauge<L>({
        ...common,
        collect(this: Gauge<L>) {
          return collect(this);
        },
      });
    }
  }

  #common<L extends string>(
    options: MetricOptions<L>,
  ): {
    name: string;
    help: string;
    labelNames: L[];
    registers: Registry[];
  } {
    return {
      name: `${METRIC_PREFIX}${options.name}`,
      help: options.help,
      labelNames: [...(options.labels ?? [])],
      registers: [this.registry],
    };
  }
}
