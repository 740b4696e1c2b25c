import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';

const root = new URL('../../../', import.meta.url).pathname;

t.test('the packed program works where it is installed', (t) => {
  // Short: the path of a socket has at most 107 characters (unix(7)).
  const dir = mkdtempSync(join(tmpdir(), 'ovnet-'));
  t.teardown(() => rmSync(dir, { recursive: true }));
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  const npm = (...argv: string[]): string =>
    execFileSync('npm', [...argv, ...quiet], { cwd: root, encoding: 'utf8', stdio: 'pipe' });
  npm('pack', '--ignore-scripts', '--pack-destination', dir);
  const archive = readdirSync(dir).find((name) => name.endsWith('.tgz')) ?? '';
  npm('install', '--global', '--prefix', join(dir, 'prefix'), join(dir, archive));
  const ovctl = join(dir, 'prefix/bin/ovctl');
  const installed = join(dir, 'prefix/lib/node_modules/ovnet');
  for (const file of ['openapi.json', 'dist/server/api/viewer/swagger-ui.css']) {
    t.ok(existsSync(join(installed, file)), `${file}, read at run time, is packed`);
  }
  const run = (...argv: string[]): string =>
    execFileSync(ovctl, argv, { encoding: 'utf8', stdio: 'pipe' });
  t.match(run('version'), /^ovctl \d/);
  const data = ['--data-dir', join(dir, 'data'), '--socket', join(dir, 'm.sock')];
  const ports = ['--api-port', '0', '--grpc-port', '0', '--advertise', '127.0.0.1'];
  const begun = run('manager', 'init', '--no-start', '--log-level', 'silent', ...data, ...ports);
  t.match(begun, /ovctl worker join OVTKN-1-/, 'a manager with its native database starts');
  t.end();
});
