/** The dashboard and the alert rules ask only for what the daemons serve. */
import { readFile } from 'node:fs/promises';
import t from 'tap';
import { parse } from 'yaml';
import { dashboard } from '../../monitoring/dashboard.js';
import { metricsOf } from '../../monitoring/metric-docs.js';
import type { MetricSpec } from '../../observe/metrics.js';

interface Alert {
  readonly alert: string;
  readonly expr: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string };
}

interface Board {
  readonly panels: readonly {
    readonly id: number;
    readonly title: string;
    readonly gridPos: { readonly x: number; readonly y: number; readonly w: number };
    readonly targets?: readonly { readonly expr: string; readonly legendFormat: string }[];
  }[];
}

const SERVED = new Map([...metricsOf('manager'), ...metricsOf('worker')]);
/** Given by whoever scrapes. */
const SCRAPED = ['job', 'instance', 'le'];

function faultsIn(expr: string): string[] {
  const names = [...expr.matchAll(/ovnet_\w+/g)].map(([name]) => name);
  const labels = new Set([...SCRAPED, ...names.flatMap((name) => specOf(name)?.labels ?? [])]);
  return [
    ...names.flatMap((name) => faultOf(name, expr)),
    ...labelsIn(expr)
      .filter((label) => !labels.has(label))
      .map((label) => `no label ${label}`),
    ...['()', '{}', '[]']
      .filter(([open = '', close = '']) => expr.split(open).length !== expr.split(close).length)
      .map((pair) => `unbalanced ${pair}`),
  ];
}

/** Of a histogram by the names of its series, of everything else by its own. */
function specOf(name: string): MetricSpec | undefined {
  const histogram = SERVED.get(name.replace(/_(bucket|sum|count)$/, ''));
  return histogram?.type === 'histogram' ? histogram : SERVED.get(name);
}

function faultOf(name: string, expr: string): string[] {
  const spec = specOf(name);
  if (!spec) return [`no metric ${name}`];
  if (spec.type === 'histogram' && SERVED.has(name)) return [`${name} without suffix`];
  const isBare = spec.type === 'counter' && !/(rate|increase)\(/.test(expr);
  return isBare ? [`bare ${name}`] : [];
}

function labelsIn(expr: string): string[] {
  const grouped = [...expr.matchAll(/(?:by|on) \(([^)]*)\)/g)].flatMap(([, list = '']) =>
    list.split(',').map((label) => label.trim()),
  );
  const matched = [...expr.matchAll(/(\w+)(?:=~|=|!=|!~)"/g)].map(([, label = '']) => label);
  return [...grouped, ...matched];
}

t.test('the check itself sees what is wrong', (t) => {
  t.match(faultsIn('ovnet_no_such'), ['no metric ovnet_no_such']);
  t.match(faultsIn('sum by (colour) (ovnet_raft_term)'), ['no label colour']);
  t.match(faultsIn('ovnet_raft_members{kind="voter"}'), ['no label kind']);
  t.match(faultsIn('ovnet_raft_leader_changes_total'), ['bare']);
  t.match(faultsIn('ovnet_raft_commit_duration_seconds'), ['without suffix']);
  t.end();
});

t.test('every alert rule names metrics and labels that are served', async (t) => {
  const { groups } = parse(await readFile('monitoring/alerts.yaml', 'utf8')) as {
    groups: readonly { readonly rules: readonly Alert[] }[];
  };
  const rules = groups.flatMap((group) => group.rules);
  t.equal(new Set(rules.map(({ alert }) => alert)).size, rules.length, 'names are unique');
  for (const { alert, expr, labels, annotations } of rules) {
    t.strictSame(faultsIn(expr), [], alert);
    t.match(labels.severity, /^(page|ticket)$/, alert);
    t.ok(annotations.summary.length > 0, alert);
  }
});

t.test('every panel names metrics and labels that are served', async (t) => {
  const file = await readFile('monitoring/grafana-dashboard.json', 'utf8');
  t.equal(file, dashboard(), 'scripts/generate-metric-docs');
  const { panels } = JSON.parse(file) as Board;
  t.equal(new Set(panels.map(({ id }) => id)).size, panels.length, 'ids are unique');
  const places = panels.map(({ gridPos: { x, y } }) => `${x} ${y}`);
  t.equal(new Set(places).size, panels.length, 'no two panels at one place');
  for (const { title, targets = [], gridPos } of panels) {
    t.ok(gridPos.x + gridPos.w <= 24, title);
    for (const { expr } of targets) t.strictSame(faultsIn(expr), [], title);
  }
});
