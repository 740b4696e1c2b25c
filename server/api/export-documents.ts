/** Program of scripts/export-openapi and scripts/generate-error-docs: writes a generated file or checks that it is current. */
import { readFileSync, writeFileSync } from 'node:fs';
import { errorDocs } from './error-docs.js';
import { openApiOf } from './openapi.js';
import { ROUTES } from './routes/table.js';

const [what, mode] = process.argv.slice(2);
const [file, content] =
  what === 'openapi' ? ['openapi.json', openApi()] : ['docs/errors.md', errorDocs()];

if (mode !== '--check') {
  writeFileSync(file, content);
} else if (readFileSync(file, 'utf8') !== content) {
  process.stderr.write(`${file} is not current: run the script that generates it\n`);
  process.exitCode = 1;
}

function openApi(): string {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  return `${JSON.stringify(openApiOf(ROUTES, version), null, 2)}\n`;
}
