/** Program of scripts/generate-metric-docs: writes what is generated for monitoring, or checks that it is current. */
import { readFileSync, writeFileSync } from 'node:fs';
import { metricDocs } from './metric-docs.js';

const FILE = 'docs/reference/metrics.md';
const isCheck = process.argv[2] === '--check';

if (!isCheck) {
  writeFileSync(FILE, metricDocs());
} else if (readFileSync(FILE, 'utf8') !== metricDocs()) {
  process.stderr.write(`${FILE} is not current: run scripts/generate-metric-docs\n`);
  process.exitCode = 1;
}
