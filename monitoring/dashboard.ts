/** monitoring/grafana-dashboard.json, made from the panels. */
import { HOST_ROWS } from './host-panels.js';
import { MANAGER_ROWS } from './manager-panels.js';
import type { Panel } from './panel.js';

const WIDTH = 24;
const PANEL = { w: 8, h: 7 };
const DATASOURCE = { type: 'prometheus', uid: '${datasource}' };

/** JSON as Grafana imports it. */
export function dashboard(): string {
  const panels: object[] = [];
  let y = 0;
  for (const { title, panels: inside } of [...MANAGER_ROWS, ...HOST_ROWS]) {
    const gridPos = { x: 0, y, w: WIDTH, h: 1 };
    panels.push({ type: 'row', title, id: panels.length + 1, collapsed: false, gridPos });
    y += 1;
    for (const [at, panel] of inside.entries()) {
      const x = (at * PANEL.w) % WIDTH;
      const row = Math.floor((at * PANEL.w) / WIDTH);
      panels.push(panelOf(panel, panels.length + 1, { x, y: y + row * PANEL.h, ...PANEL }));
    }
    y += Math.ceil((inside.length * PANEL.w) / WIDTH) * PANEL.h;
  }
  return `${JSON.stringify({ ...HEAD, panels }, null, 2)}\n`;
}

function panelOf({ title, description, unit, queries }: Panel, id: number, gridPos: object) {
  return {
    type: 'timeseries',
    id,
    title,
    description,
    datasource: DATASOURCE,
    gridPos,
    fieldConfig: { defaults: { unit, min: 0, custom: { fillOpacity: 5 } }, overrides: [] },
    options: { tooltip: { mode: 'multi' }, legend: { displayMode: 'list', placement: 'bottom' } },
    targets: queries.map(({ expr, legend }, at) => ({
      refId: String.fromCharCode(65 + at),
      datasource: DATASOURCE,
      expr,
      legendFormat: legend,
    })),
  };
}

const HEAD = {
  title: 'ovnet',
  uid: 'ovnet',
  tags: ['ovnet'],
  schemaVersion: 39,
  editable: true,
  refresh: '30s',
  time: { from: 'now-1h', to: 'now' },
  templating: {
    list: [
      { name: 'datasource', label: 'Data source', type: 'datasource', query: 'prometheus' },
      {
        name: 'job',
        label: 'Job',
        type: 'query',
        datasource: DATASOURCE,
        query: { query: 'label_values(ovnet_build_info, job)', refId: 'job' },
        includeAll: true,
        allValue: '.*',
        multi: true,
        current: { text: 'All', value: '$__all' },
        refresh: 2,
      },
    ],
  },
};
