/** Contexts: files that only the user can read, and which of flags, environment and context names the place. */
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { resolveTarget, type TargetOptions } from '../../cli/client/target.js';
import { CliSession } from '../support/cli-session.js';

const NO_SOCKET = { OVNET_SOCKET: '' };

t.test('a context is added, chosen, listed and forgotten; its files are private', async (t) => {
  const session = await CliSession.start(t);
  const run = (argv: string[], stdin = '') =>
    session.run(['context', ...argv], { stdin, env: NO_SOCKET });
  const added = await run(
    ['add', 'prod', '--server', 'https://m1:7070/', '--key-file', '-'],
    ' s3\n',
  );
  t.equal(added.code, 0, added.err);
  t.equal((await run(['add', 'own', '--socket', session.socket, '--use'])).code, 0);
  const directory = join(session.home, '.config/ovnet');
  for (const [file, mode] of [
    ['', 0o700],
    ['contexts.yaml', 0o600],
    ['prod.key', 0o600],
  ] as const) {
    t.equal(statSync(join(directory, file)).mode & 0o777, mode, file);
  }
  t.equal(readFileSync(join(directory, 'prod.key'), 'utf8'), 's3\n');
  const list = await run(['ls', '-o', 'json']);
  t.match(JSON.parse(list.out), {
    items: [
      { name: 'local', current: false },
      { name: 'own', current: true, socket: session.socket },
      { name: 'prod', current: false, server: 'https://m1:7070' },
    ],
  });
  t.notMatch(list.out, 's3');
  t.equal(
    (await session.run(['network', 'ls'], { env: NO_SOCKET })).code,
    0,
    'the current one is used',
  );
  t.equal((await run(['use', 'local'])).code, 0);
  t.match((await run(['ls'])).out, /^\* +local/m);
  t.equal((await run(['rm', 'own', 'prod'])).code, 2, 'more than one is asked for');
  t.equal((await run(['rm', 'own', 'prod', '--yes'])).code, 0);
  t.throws(() => statSync(join(directory, 'prod.key')), 'the stored key goes along');
});

t.test('what cannot be is refused with its code', async (t) => {
  const session = await CliSession.start(t);
  const run = (argv: string[]) => session.run(['context', ...argv], { env: NO_SOCKET });
  await run(['add', 'a', '--server', 'https://m1:7070']);
  const cases: [string[], number][] = [
    [['add', 'a', '--server', 'https://m2:7070'], 73],
    [['add', 'local', '--server', 'https://m2:7070'], 73],
    [['add', 'b'], 2],
    [['add', 'b', '--server', 'http://m2:7070'], 2],
    [['add', 'b', '--server', 'https://m2:7070', '--socket', '/s'], 2],
    [['add', 'B!', '--server', 'https://m2:7070'], 65],
    [['use', 'b'], 66],
    [['rm', 'a', 'b', '--yes'], 66],
  ];
  for (const [argv, code] of cases) t.equal((await run(argv)).code, code, argv.join(' '));
  t.match((await run(['ls'])).out, /^- +a /m, 'a refused removal removes nothing');
  writeFileSync(join(session.home, '.config/ovnet/contexts.yaml'), 'contexts: {a: {server: 1}}\n');
  t.equal((await run(['ls'])).code, 78);
});

t.test('flags come before the environment, the environment before the context', async (t) => {
  const home = mkdtempSync(join(tmpdir(), 'ctx-'));
  t.teardown(() => rmSync(home, { recursive: true }));
  const session = await CliSession.start(t);
  for (const name of ['one', 'two']) {
    const argv = ['context', 'add', name, '--server', `https://${name}:1`, '--key-file', '-'];
    await session.run(argv, { stdin: `key-${name}`, env: { HOME: home } });
  }
  await session.run(['context', 'use', 'one'], { env: { HOME: home } });
  const key = join(home, 'env.key');
  writeFileSync(key, 'key-env\n');
  const server = 'https://env:1';
  const cases: [TargetOptions, Record<string, string>, object][] = [
    [{}, {}, { origin: 'https://one:1', bearer: 'key-one' }],
    [{}, { OVNET_CONTEXT: 'two' }, { origin: 'https://two:1', bearer: 'key-two' }],
    [{}, { OVNET_CONTEXT: 'local' }, { kind: 'socket', path: '/run/ovnet/manager.sock' }],
    [{ context: 'two' }, { OVNET_SERVER: server }, { origin: 'https://two:1', bearer: 'key-two' }],
    [{ context: 'two' }, { OVNET_KEY_FILE: key }, { origin: 'https://two:1', bearer: 'key-two' }],
    [{ context: 'two', keyFile: key }, {}, { origin: 'https://two:1', bearer: 'key-env' }],
    [{}, { OVNET_KEY_FILE: key }, { origin: 'https://one:1', bearer: 'key-env' }],
    [{}, { OVNET_SERVER: server, OVNET_CONTEXT: 'two' }, { origin: server, bearer: undefined }],
    [{ server: 'https://flag:1' }, { OVNET_SERVER: server }, { origin: 'https://flag:1' }],
    [{ server: 'https://flag:1' }, {}, { origin: 'https://flag:1', bearer: undefined }],
    [{ socket: '/s' }, { OVNET_SERVER: server }, { kind: 'socket', path: '/s' }],
    [{}, { OVNET_SOCKET: '/e', OVNET_SERVER: '' }, { kind: 'socket', path: '/e' }],
  ];
  for (const [options, env, expected] of cases) {
    const target = await resolveTarget(options, { HOME: home, ...env });
    t.match(target, expected, JSON.stringify([options, env]));
  }
  await t.rejects(resolveTarget({ context: 'none' }, { HOME: home }), { code: 'not-found' });
  await t.rejects(resolveTarget({ context: 'one', server }, {}), { code: 'usage' });
  await t.rejects(resolveTarget({ socket: '/s', server }, {}), { code: 'usage' });
  t.same(await resolveTarget({}, {}), { kind: 'socket', path: '/run/ovnet/manager.sock' });
});

t.test('a client certificate goes with its key, in one file or two', async (t) => {
  const home = mkdtempSync(join(tmpdir(), 'ctx-'));
  t.teardown(() => rmSync(home, { recursive: true }));
  const file = (name: string, text: string): string => {
    writeFileSync(join(home, name), text);
    return join(home, name);
  };
  const key = '-----BEGIN EC PRIVATE KEY-----\nk\n';
  const both = `-----BEGIN CERTIFICATE-----\nc\n${key}`;
  const cert = file('cert', '-----BEGIN CERTIFICATE-----\nc\n');
  const certKey = file('key', key);
  const resolve = (options: TargetOptions) =>
    resolveTarget({ server: 'https://m1:7070', ...options }, { HOME: home });
  await t.rejects(resolve({ cert }), { code: 'usage', message: /--cert-key/ });
  await t.rejects(resolve({ certKey }), { code: 'usage', message: /--cert$/ });
  t.match(await resolve({ cert, certKey }), { certKey: key });
  t.match(await resolve({ cert: file('both', both) }), { cert: both, certKey: both });
});
