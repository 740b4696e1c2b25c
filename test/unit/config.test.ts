import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import t from 'tap';
import { addConfigOptions, configOf } from '../../cli/config-options.js';
import { loadConfig, type ConfigSources } from '../../config/load.js';
import { MANAGER_CONFIG } from '../../config/manager.js';
import type { ConfigDefinition } from '../../config/setting.js';
import { WORKER_CONFIG } from '../../config/worker.js';
import type { OvnetError } from '../../model/errors.js';

const NOTHING: ConfigSources = { flags: {}, env: {} };

function fileOf(t: { testdir: () => string }, text: string): string {
  const path = join(t.testdir(), 'settings.yaml');
  writeFileSync(path, text);
  return path;
}

async function failure(work: () => Promise<unknown>): Promise<OvnetError> {
  try {
    await work();
  } catch (error) {
    return error as OvnetError;
  }
  throw new Error('nothing was refused');
}

t.test('a flag wins over the environment, that over the file, that over the default', async (t) => {
  const file = fileOf(t, 'apiPort: 1001\ngrpcPort: 1002\nname: from-file\n');
  const env = { OVNET_MANAGER_API_PORT: '2001', OVNET_MANAGER_GRPC_PORT: '2002' };
  const loaded = await loadConfig(MANAGER_CONFIG, { file, env, flags: { apiPort: '3001' } });
  t.match(loaded.values, { apiPort: 3001, grpcPort: 2002, name: 'from-file', dataPort: 4789 });
  t.match(loaded.origins, {
    apiPort: { kind: 'flag', place: '--api-port' },
    grpcPort: { kind: 'environment', place: 'OVNET_MANAGER_GRPC_PORT' },
    name: { kind: 'file', place: file },
    dataPort: { kind: 'default' },
  });
});

t.test('without any source the defaults are those of the contract', async (t) => {
  t.match((await loadConfig(MANAGER_CONFIG, { ...NOTHING, file: fileOf(t, '') })).values, {
    dataDir: '/var/lib/ovnet/manager',
    socket: '/run/ovnet/manager.sock',
    apiPort: 7070,
    grpcPort: 7071,
    pools: ['10.0.0.0/8/24'],
  });
  t.match((await loadConfig(WORKER_CONFIG, { ...NOTHING, file: fileOf(t, '{}') })).values, {
    dataDir: '/var/lib/ovnet/worker',
    socket: '/run/ovnet/agent.sock',
    metricsListen: '127.0.0.1:7072',
    fabric: 'ovnet',
    kernelTransport: 'auto',
    pathProbe: 'on',
  });
});

t.test('lists and maps come from repeated flags, commas in variables, and YAML', async (t) => {
  const pools = ['10.1.0.0/16/24', '10.2.0.0/16/26'];
  for (const sources of [
    { ...NOTHING, flags: { pools } },
    { ...NOTHING, env: { OVNET_MANAGER_POOL: pools.join(',') } },
    { ...NOTHING, file: fileOf(t, `pools: [${pools.join(', ')}]`) },
  ]) {
    t.same((await loadConfig(MANAGER_CONFIG, sources)).values.pools, pools);
  }
  const labels = { rack: 'a', zone: 'x=y' };
  for (const sources of [
    { ...NOTHING, flags: { labels: ['rack=a', 'zone=x=y'] } },
    { ...NOTHING, env: { OVNET_WORKER_LABEL: 'rack=a,zone=x=y' } },
    { ...NOTHING, file: fileOf(t, 'labels: {rack: a, zone: x=y}') },
  ]) {
    t.same((await loadConfig(WORKER_CONFIG, sources)).values.labels, labels);
  }
});

t.test('the result is frozen, all the way down', async (t) => {
  const { values, origins } = await loadConfig(MANAGER_CONFIG, NOTHING);
  t.ok(Object.isFrozen(values));
  t.ok(Object.isFrozen(values.pools));
  t.ok(Object.isFrozen(origins));
});

t.test('a bad file is refused with its name and the place', async (t) => {
  for (const [text, pointer] of [
    ['apiport: 1', '/apiport'],
    ['apiPort: "7070"', '/apiPort'],
    ['apiPort: 70700', '/apiPort'],
    ['pools: [10.0.0.0/8]', '/pools/0'],
    ['logLevel: loud', '/logLevel'],
    ['- 1', ''],
    ['a: [', ''],
  ] as const) {
    const file = fileOf(t, text);
    const error = await failure(() => loadConfig(MANAGER_CONFIG, { ...NOTHING, file }));
    t.equal(error.code, 'invalid-config', text);
    t.match(error.message, file);
    if (pointer !== '') t.match(error.message, pointer);
    t.equal(error.errors[0]?.pointer ?? '', pointer);
  }
});

t.test('a file that was named must exist', async (t) => {
  const file = '/nonexistent/settings.yaml';
  t.equal(
    (await failure(() => loadConfig(MANAGER_CONFIG, { ...NOTHING, file }))).code,
    'invalid-config',
  );
});

t.test('a bad variable is a bad configuration, a bad flag a bad command line', async (t) => {
  const env = { OVNET_MANAGER_API_PORT: '0x1' };
  const variable = await failure(() => loadConfig(MANAGER_CONFIG, { ...NOTHING, env }));
  t.equal(variable.code, 'invalid-config');
  t.match(variable.message, 'OVNET_MANAGER_API_PORT');
  const flag = await failure(() =>
    loadConfig(WORKER_CONFIG, { ...NOTHING, flags: { labels: ['x'] } }),
  );
  t.equal(flag.code, 'usage');
  t.match(flag.message, '--label');
});

t.test('every setting has a schema, and every schema a setting', async (t) => {
  const checkTable = async <T extends object>(definition: ConfigDefinition<T>): Promise<void> => {
    const known = Object.keys((await definition.schema()).properties).sort();
    t.same(Object.keys(definition.settings).sort(), known);
  };
  await checkTable(MANAGER_CONFIG);
  await checkTable(WORKER_CONFIG);
});

t.test(
  'a command gets its flags from the table and hides neither file nor environment',
  async (t) => {
    const file = fileOf(t, 'grpcPort: 1002');
    const command = addConfigOptions(new Command('init'), MANAGER_CONFIG);
    const argv = ['--pool', '10.1.0.0/16/24', '--pool', '10.2.0.0/16/24', '--data-dir', '/x'];
    await command.action(() => undefined).parseAsync([...argv, '--config', file], { from: 'user' });
    const env = { OVNET_MANAGER_API_PORT: '2001' };
    t.match((await configOf(command, { env }, MANAGER_CONFIG)).values, {
      pools: ['10.1.0.0/16/24', '10.2.0.0/16/24'],
      dataDir: '/x',
      grpcPort: 1002,
      apiPort: 2001,
    });
    t.match(command.helpInformation(), /--api-port <port> .*\(default:\s+7070\)/);
  },
);
