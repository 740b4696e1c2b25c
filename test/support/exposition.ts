/** The text format of Prometheus, read back. */

export interface Sample {
  /** As in the line: a histogram's with `_bucket`, `_sum` or `_count`. */
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface Exposition {
  /** Metric → type, of every metric that is declared. */
  readonly types: ReadonlyMap<string, string>;
  readonly help: ReadonlyMap<string, string>;
  readonly samples: readonly Sample[];
}

export function readExposition(text: string): Exposition {
  const types = new Map<string, string>();
  const help = new Map<string, string>();
  const samples: Sample[] = [];
  for (const line of text.split('\n').filter((one) => one !== '')) {
    const [, kind, name, rest = ''] = /^# (TYPE|HELP) (\S+) (.*)$/.exec(line) ?? [];
    if (kind === 'TYPE' && name !== undefined) types.set(name, rest);
    else if (kind === 'HELP' && name !== undefined) help.set(name, rest);
    else samples.push(sampleOf(line));
  }
  return { types, help, samples };
}

/** The metric that a sample belongs to. */
export function metricOf({ name }: Sample, types: Exposition['types']): string {
  const base = name.replace(/_(bucket|sum|count)$/, '');
  return types.get(base) === 'histogram' ? base : name;
}

function sampleOf(line: string): Sample {
  const match = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line);
  if (!match) throw new Error(`no sample: ${line}`);
  const [, name = '', inside = '', value = ''] = match;
  const pairs = [...inside.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)];
  const labels = Object.fromEntries(pairs.map(([, label, text]) => [label ?? '', text ?? '']));
  return { name, labels, value: Number(value) };
}
