/** Program of scripts/generate-metric-docs: writes what is generated for monitoring, or checks that it is current. */
import { readFileSync, writeFileSync } from 'node:fs';
import { dashboard } from './dashboard.js';
import { metricDocs } from './metric-docs.js';

const FILES: Readonly<Record<string, string>> = {
  'docs/reference/metrics.md': metricDocs(),
  'monitoring/grafana-dashboard.json': dashboard(),
};
const isCheck = process.argv[2] === '--check';

for (const [file, content] of Object.entries(FILES)) {
  if (!isCheck) {
    writeFileSync(file, content);
  } else if (readFileSync(file, 'utf8') !== content) {
    process.stderr.write(`${file} is not current: run scripts/generate-metric-docs\n`);
    process.exitCode = 1;
  }
}
