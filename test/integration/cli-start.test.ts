import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import t from 'tap';

const OVCTL = join(import.meta.dirname, '..', '..', 'cli', 'ovctl.js');

/** Prints the address of every module that is resolved. */
const HOOK = `
import { writeSync } from 'node:fs';
export async function resolve(specifier, context, next) {
  const found = await next(specifier, context);
  writeSync(2, found.url + '\\n');
  return found;
}`;
const moduleOf = (text: string): string => `data:text/javascript,${encodeURIComponent(text)}`;
const REGISTER = moduleOf(
  `import { register } from 'node:module'; register(${JSON.stringify(moduleOf(HOOK))});`,
);

function modulesOf(...argv: string[]): string {
  const env = { PATH: process.env['PATH'], OVNET_SOCKET: '/nonexistent/manager.sock' };
  const args = ['--import', REGISTER, OVCTL, ...argv];
  return spawnSync(process.execPath, args, { encoding: 'utf8', env }).stderr;
}

function packagesOf(...argv: string[]): Set<string> {
  const names = modulesOf(...argv).matchAll(/\/node_modules\/((?:@[^/\n]+\/)?[^/\n]+)/g);
  return new Set([...names].map(([, name = '']) => name));
}

const DAEMONS = ['fastify', '@grpc/grpc-js', 'classic-level', 'pino', 'protobufjs'];

t.test('what only daemons and files need is not loaded for other commands', (t) => {
  for (const argv of [['--help'], ['network', 'ls', '--help'], ['network', 'ls']]) {
    const packages = packagesOf(...argv);
    t.ok(packages.has('commander'), argv.join(' '));
    for (const heavy of ['typebox', 'yaml', ...DAEMONS]) {
      t.notOk(packages.has(heavy), `${argv.join(' ')}: ${heavy}`);
    }
  }
  t.ok(packagesOf('config', 'show', 'manager').has('typebox'), 'where it is needed it is seen');
  t.end();
});

t.test('who only ends or asks a daemon does not load it', (t) => {
  for (const argv of [
    ['manager', 'stop'],
    ['worker', 'stop'],
    ['worker', 'status'],
  ]) {
    const dir = t.testdir();
    const packages = packagesOf(...argv, '--socket', join(dir, 'none.sock'));
    t.ok(packages.has('typebox'), argv.join(' '));
    for (const heavy of DAEMONS) t.notOk(packages.has(heavy), `${argv.join(' ')}: ${heavy}`);
  }
  t.end();
});

t.test('a worker loads no builder of schemas and no maker of certificates to run', (t) => {
  const argv = ['worker', 'run', '--data-dir', t.testdir(), '--socket', '/nonexistent/a.sock'];
  const modules = modulesOf(...argv, '--vtep', '127.0.0.1');
  t.match(modules, '/agent/start.js', 'the agent is loaded');
  t.match(modules, '/node_modules/typebox/build/schema/', 'so are the checks of its settings');
  t.notMatch(modules, '/node_modules/typebox/build/type/');
  t.notMatch(modules, '/node_modules/@peculiar/x509/');
  t.end();
});
