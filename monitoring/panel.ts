/** How panels ask Prometheus. */
export type Unit = 's' | 'bytes' | 'short' | 'percentunit' | 'ops' | 'Bps' | 'dateTimeFromNow';

export interface Query {
  readonly expr: string;
  readonly legend: string;
}

export interface Panel {
  readonly title: string;
  readonly description: string;
  readonly unit: Unit;
  readonly queries: readonly Query[];
}

export interface Row {
  readonly title: string;
  readonly panels: readonly Panel[];
}

export const q = (expr: string, legend: string): Query => ({ expr, legend });

/** Of a histogram, over all daemons of the selection; `by`: further labels to tell apart. */
export function quantiles(metric: string, by: readonly string[] = []): readonly Query[] {
  const groups = ['le', ...by].join(', ');
  const named = by.map((label) => `{{${label}}} `).join('');
  return [0.5, 0.99].map((quantile) =>
    q(
      `histogram_quantile(${quantile}, sum by (${groups}) (rate(${metric}_bucket{${SELECTED}}[$__rate_interval])))`,
      `${named}p${quantile * 100}`,
    ),
  );
}

export const SELECTED = 'job=~"$job"';

export const rate = (metric: string, by: string): string =>
  `sum by (${by}) (rate(${metric}{${SELECTED}}[$__rate_interval]))`;
