import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import t from 'tap';

if (process.getuid?.() !== 0) t.bailout('end-to-end tests need root');

const root = new URL('../../../', import.meta.url).pathname;
const lab = `readme-${process.pid}`;

/** The block of README marked `sh tour`, under a name of its own so that a reader's lab is left alone. */
function tour(): string {
  const match = /```sh tour\n([\s\S]*?)```/.exec(readFileSync(`${root}README.md`, 'utf8'));
  return (match?.[1] ?? '').replaceAll(/--name tour/g, `--name ${lab}`);
}

t.test('the five-minute tour of the README works as printed', (t) => {
  const script = `set -euo pipefail\novctl() { "${process.execPath}" "${root}dist/cli/ovctl.js" "$@"; }\n${tour()}`;
  t.teardown(() =>
    execFileSync(process.execPath, [`${root}dist/cli/ovctl.js`, 'lab', 'down', '--name', lab]),
  );
  const said = execFileSync('bash', ['-c', script], { encoding: 'utf8', timeout: 120_000 });
  t.match(said, /3 packets transmitted, 3 received/);
  t.match(said, /converged/);
  t.match(said, /0 to create, 0 to update, 4 unchanged, 0 to delete/);
  t.end();
});
