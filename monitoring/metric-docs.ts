/** docs/reference/metrics.md, made from the tables of metrics that the daemons declare. */
import { AGENT_METRICS } from '../agent/metrics.js';
import { CERTIFICATE_METRICS } from '../observe/certificate-metrics.js';
import { EVENT_LOOP_METRICS } from '../observe/event-loop.js';
import { METRIC_PREFIX, type MetricSpec, type MetricTable } from '../observe/metrics.js';
import { PROCESS_METRICS } from '../observe/process-metrics.js';
import { API_METRICS } from '../server/api/metrics.js';
import { AUDIT_METRICS, RAFT_METRICS } from '../server/cluster/metrics.js';
import { STATE_METRICS } from '../server/cluster/state-metrics.js';
import { WATCH_METRICS } from '../server/cluster/watch-metrics.js';
import { DISPATCH_METRICS } from '../server/dispatch/metrics.js';
import { PROPOSE_METRICS } from '../server/propose/metrics.js';
import { APPLY_METRICS } from '../server/storage/metrics.js';

export type MetricRole = 'manager' | 'worker';

interface Section {
  readonly title: string;
  readonly roles: readonly MetricRole[];
  readonly tables: readonly MetricTable[];
}

const SECTIONS: readonly Section[] = [
  { title: 'Consensus', roles: ['manager'], tables: [RAFT_METRICS, PROPOSE_METRICS] },
  {
    title: 'State and addresses',
    roles: ['manager'],
    tables: [STATE_METRICS, APPLY_METRICS, AUDIT_METRICS],
  },
  { title: 'Feeds, agents and convergence', roles: ['manager'], tables: [DISPATCH_METRICS] },
  { title: 'API', roles: ['manager'], tables: [API_METRICS, WATCH_METRICS] },
  { title: 'Agent', roles: ['worker'], tables: [AGENT_METRICS] },
  {
    title: 'Process',
    roles: ['manager', 'worker'],
    tables: [PROCESS_METRICS, EVENT_LOOP_METRICS, CERTIFICATE_METRICS],
  },
];

/** Name with prefix → specification, of what a daemon of that role serves. */
export function metricsOf(role: MetricRole): ReadonlyMap<string, MetricSpec> {
  const sections = SECTIONS.filter(({ roles }) => roles.includes(role));
  const specs = sections.flatMap(({ tables }) => tables.flatMap((table) => Object.values(table)));
  return new Map(specs.map((spec) => [`${METRIC_PREFIX}${spec.name}`, spec]));
}

/** Markdown. */
export function metricDocs(): string {
  return `${[...HEAD, ...SECTIONS.flatMap(sectionOf)].join('\n')}\n`;
}

function sectionOf({ title, roles, tables }: Section): string[] {
  const specs = tables.flatMap((table) => Object.values(table));
  const rows = specs.map(({ name, type, labels, help }) => {
    const named = (labels ?? []).map((label) => `\`${label}\``).join(', ');
    return `| \`${METRIC_PREFIX}${name}\` | ${type} | ${named} | ${help} |`;
  });
  const served = roles.map((role) => `${role}s`).join(' and ');
  return [
    '',
    `## ${title}`,
    '',
    `Served by ${served}.`,
    '',
    '| Metric | Type | Labels | Meaning |',
    '| --- | --- | --- | --- |',
    ...rows,
  ];
}

const HEAD = [
  '# Metrics',
  '',
  'Generated from the declarations by `scripts/generate-metric-docs`; do not edit.',
  '',
  'Managers serve them at `GET /metrics` of the API (port 7070, any role of key, or the local socket), workers at',
  '`http://127.0.0.1:7072/metrics` (`--metrics-listen`), in the text format of Prometheus. Seconds and bytes throughout;',
  'a histogram has `_bucket`, `_sum` and `_count`. Labels are closed sets: no id, name or address is among them, so the',
  'number of series does not grow with the cluster. What one worker has applied tell `GET /v1/convergence` and',
  '`GET /v1/nodes/{node}/status`. A dashboard and alert rules are in `monitoring/`.',
];
