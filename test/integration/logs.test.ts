/** What daemons log: one line per change of state, with the fields that every line has, and no secret ever. */
import t from 'tap';
import { parseJoinToken } from '../../model/join-token.js';
import { createLogger } from '../../observe/logger.js';
import { ask, managerSocket, startWorker } from '../support/daemons.js';
import { eventually, tokenFor } from '../support/managers.js';
import { leaderOf, three } from '../support/three-managers.js';

interface Line {
  readonly level: string;
  readonly component: string;
  readonly nodeId: string;
  readonly clusterId: string;
  readonly time: string;
  readonly msg: string;
  readonly [field: string]: unknown;
}

/** Of all daemons of the test. */
function recorder() {
  const texts: string[] = [];
  const destination = { write: (line: string) => void texts.push(line) };
  const logger = createLogger({
    component: 'manager',
    level: 'debug',
    format: 'json',
    destination,
  });
  const lines = (msg?: string): Line[] =>
    texts
      .map((text) => JSON.parse(text) as Line)
      .filter((line) => msg === undefined || line.msg === msg);
  return { texts, lines, logger };
}

t.test(
  'a change of leader is one line on every manager, and every line says whose it is',
  async (t) => {
    const { lines, texts, logger } = recorder();
    const { managers } = await three(t, { logger });
    const leader = leaderOf(managers);
    const from = texts.length;
    await leader.core.raft.transferLeadership();
    const known = (): Line[] =>
      lines()
        .slice(from)
        .filter(({ msg }) => msg === 'leader is known');
    await eventually('all to know the new leader', () => known().length >= 3);
    const next = leaderOf(managers).info.nodeId;
    t.strictSame([...new Set(known().map(({ leader: id }) => id))], [next], 'named by its node id');
    t.strictSame(
      known()
        .map(({ nodeId }) => nodeId)
        .sort(),
      managers.map(({ info }) => info.nodeId).sort(),
    );
    for (const line of lines()) {
      t.match(
        line,
        { level: /^(debug|info|warn|error)$/, component: /^[a-z]+$/, msg: /\S/ },
        line.msg,
      );
      t.match(line, { nodeId: /^node-/, clusterId: leader.info.clusterId, time: /Z$/ }, line.msg);
    }
    const repeated = texts.filter((text) => (text.match(/"nodeId":/g) ?? []).length > 1);
    t.strictSame(repeated, [], 'no field stands twice in a line');
  },
);

t.test('nodes that join and requests leave a trace by id; tokens and keys do not', async (t) => {
  const { lines, texts, logger } = recorder();
  const { cluster, managers, managerToken } = await three(t, { logger });
  const leader = leaderOf(managers);
  const place = { name: 'w1', vtep: '192.0.2.11' };
  const log = logger.child({ component: 'agent' });
  const { id, agent } = await startWorker(t, cluster, leader, place, { log });
  const workerToken = await tokenFor(cluster, leader, 'worker');
  const headers = { 'x-request-id': 'req-7' };
  const socket = managerSocket(cluster, leader.info.name);
  const body = { name: 'ops', role: 'viewer' };
  const made = await ask(socket, '/v1/keys', { method: 'POST', body, headers });
  t.equal(made.status, 201);
  const { key: secret } = JSON.parse(made.text) as { key: string };
  t.match(lines('node joined').filter(({ peer }) => peer === id).length, 3);
  t.match(
    lines('request answered').find(({ requestId }) => requestId === 'req-7'),
    {
      method: 'POST',
      route: '/v1/keys',
      status: 201,
      revision: leader.core.state.revision,
    },
  );
  t.match(lines('agent connected'), [{ peer: id, nodeId: leader.info.nodeId }]);
  t.match(lines('in sync'), [{ nodeId: id, component: 'sync' }]);
  await agent.stop();
  await eventually('the end of the session to be told', () => {
    return lines('agent disconnected').length > 0;
  });
  const secrets = [secret, parseJoinToken(managerToken).secret, parseJoinToken(workerToken).secret];
  for (const one of secrets) {
    t.ok(one.length > 10);
    t.notOk(
      texts.some((text) => text.includes(one)),
      'no secret in the log',
    );
  }
});
