/** The level of running daemons: changed over their local sockets, by all of a daemon's parts at once. */
import t from 'tap';
import { createLogger } from '../../observe/logger.js';
import { ApiClient } from '../support/api-client.js';
import { CliSession } from '../support/cli-session.js';
import { ask, managerSocket, startWorker } from '../support/daemons.js';
import { LocalManager } from '../support/local-manager.js';
import { eventually, testCluster } from '../support/managers.js';

interface Line {
  readonly level: string;
  readonly component: string;
  readonly msg: string;
}

function recorder() {
  const lines: Line[] = [];
  const destination = { write: (line: string) => void lines.push(JSON.parse(line) as Line) };
  const logger = createLogger({ component: 'test', level: 'info', format: 'json', destination });
  const debug = (): Line[] => lines.filter(({ level }) => level === 'debug');
  return { lines, debug, logger };
}

t.test(
  'a running manager shows debug lines once told to, and no more once told back',
  async (t) => {
    const { lines, debug, logger } = recorder();
    const cluster = await testCluster({ logger });
    t.teardown(() => cluster.close());
    await cluster.init('m1');
    const socket = managerSocket(cluster, 'm1');
    const shell = await CliSession.start(t);
    const level = (...argv: string[]) =>
      shell.run(['manager', 'log-level', ...argv, '--socket', socket]);
    t.match(await level(), { code: 0, out: 'info\n' });
    t.strictSame(debug(), []);
    t.match(await level('debug', '-o', 'json'), { code: 0, out: /"level": "debug"/ });
    const id = 'req-debug';
    await ask(socket, '/v1/cluster', { headers: { 'x-request-id': id } });
    const answered = () => debug().filter((line) => 'requestId' in line && line.requestId === id);
    await eventually('the request to be told', () => answered().length === 1);
    t.match(answered(), [{ component: 'api', msg: 'request answered' }], 'a logger made before');
    t.match(await level('info'), { code: 0, out: 'info\n' });
    const from = debug().length;
    await ask(socket, '/v1/cluster');
    t.match(await level('warn'), { code: 0, out: 'warn\n' });
    t.equal(debug().length, from);
    const changes = lines.filter(({ msg }) => msg === 'log level changes');
    t.match(changes, [
      { level: 'info', before: 'info', after: 'debug', nodeId: /^node-/ },
      { before: 'debug', after: 'info' },
      { before: 'info', after: 'warn' },
    ]);
  },
);

t.test('a running worker likewise, also while no manager answers', async (t) => {
  const { debug, lines, logger } = recorder();
  const cluster = await testCluster();
  t.teardown(() => cluster.close());
  const { manager } = await cluster.init('m1');
  const place = { name: 'w1', vtep: '192.0.2.11' };
  const worker = await startWorker(t, cluster, manager, place, { log: logger });
  const shell = await CliSession.start(t);
  const level = (...argv: string[]) =>
    shell.run(['worker', 'log-level', ...argv, '--socket', worker.socket]);
  t.match(await level(), { code: 0, out: 'info\n' });
  await cluster.stop('m1');
  const tries = async (count: number) => {
    const from = worker.agent.status().counters.sessions;
    const enough = () => worker.agent.status().counters.sessions >= from + count;
    await eventually('the worker to try', enough);
  };
  await tries(3);
  t.strictSame(debug(), [], 'that an outage goes on is told to who looks closely');
  t.match(await level('debug'), { code: 0, out: 'debug\n' });
  await eventually('the outage to be told', () => debug().length > 0);
  t.match(debug()[0], { component: 'sync', msg: 'session ended', nodeId: worker.id });
  t.match(await level('info'), { code: 0, out: 'info\n' });
  const from = debug().length;
  await tries(3);
  t.equal(debug().length, from);
  t.match(
    lines.filter(({ msg }) => msg === 'log level changes'),
    [{ after: 'debug' }, { after: 'info', nodeId: worker.id }],
  );
});

t.test('a level that does not exist is refused, by command and by socket', async (t) => {
  const cluster = await testCluster();
  t.teardown(() => cluster.close());
  const { manager } = await cluster.init('m1');
  const { socket } = await startWorker(t, cluster, manager, { name: 'w1', vtep: '192.0.2.11' });
  const shell = await CliSession.start(t);
  for (const role of ['manager', 'worker']) {
    const ended = await shell.run([role, 'log-level', 'loud', '--socket', socket]);
    t.match(ended, { code: 2, err: /loud.*trace, debug/s });
  }
  const patch = (body: object) => ask(socket, '/log-level', { method: 'PATCH', body });
  for (const body of [{ level: 'loud' }, {}, []]) {
    t.match(await patch(body), { status: 400, text: /"invalid-body".*trace, debug/ });
  }
  t.match(await patch({ level: 'x'.repeat(2_000) }), { status: 413, text: /"body-too-large"/ });
  t.match(await ask(socket, '/log-level', { method: 'DELETE' }), {
    status: 405,
    headers: { allow: 'GET, PATCH' },
  });
  t.match(await ask(socket, '/status', { method: 'PATCH', body: {} }), { status: 405 });
  const own = managerSocket(cluster, 'm1');
  t.match(await ask(own, '/v1/log-level', { method: 'PATCH', body: { level: 'loud' } }), {
    status: 400,
    text: /"invalid-body"/,
  });
});

t.test('over HTTPS nobody may read or change it, whatever the key', async (t) => {
  const manager = await LocalManager.start();
  const api = new ApiClient(manager.app(), manager.keys.admin);
  t.match((await api.get('/v1/log-level')).body, { status: 403, code: 'forbidden' });
  const changed = await api.patch('/v1/log-level', { level: 'debug' });
  t.match(changed.body, { status: 403, code: 'forbidden', detail: /socket/ });
  const local = new ApiClient(manager.app('socket'), '');
  t.match((await local.get('/v1/log-level', { key: null })).body, { level: 'error' });
});
