import t from 'tap';
import { Registry } from 'prom-client';
import { EventLoopLateness } from '../../observe/event-loop.js';
import { logLevel, setLogLevel } from '../../observe/log-level.js';
import { createLogger, type LogFormat } from '../../observe/logger.js';
import { Metrics } from '../../observe/metrics.js';

function recorder(): { readonly lines: string[]; readonly write: (line: string) => void } {
  const lines: string[] = [];
  return { lines, write: (line) => void lines.push(line) };
}

function logged(format: LogFormat, fields: object, message = 'said'): string {
  const destination = recorder();
  createLogger({ component: 'feed', level: 'info', format, destination }).info(fields, message);
  return destination.lines.join('');
}

t.test('a JSON line names level, component, time and the fields', (t) => {
  const line = JSON.parse(logged('json', { revision: 7 })) as Record<string, unknown>;
  t.match(line, { level: 'info', component: 'feed', revision: 7, msg: 'said' });
  t.match(line['time'], /^\d{4}-\d\d-\d\dT.*\d{3}Z$/);
  t.end();
});

t.test('secrets do not reach the log', (t) => {
  for (const format of ['json', 'text'] as const) {
    const fields = {
      token: 's3cret',
      join: { token: 's3cret' },
      headers: { authorization: 's3cret' },
    };
    t.notMatch(logged(format, fields), /s3cret/);
  }
  t.end();
});

t.test('text is one line for people, with the stack of an error', (t) => {
  const text = logged('text', { peer: 'm2', note: 'two words', err: new Error('broken') });
  t.match(
    text,
    /^\d\d:\d\d:\d\d\.\d{3} info {2}feed: said peer=m2 note="two words"\n {2}Error: broken/,
  );
  t.end();
});

t.test('a child names its own component; lower levels are silent', (t) => {
  const destination = recorder();
  const logger = createLogger({ component: 'manager', level: 'warn', format: 'json', destination });
  logger.info('unheard');
  logger.child({ component: 'raft' }).warn('heard');
  t.equal(destination.lines.length, 1);
  t.equal((JSON.parse(destination.lines[0] ?? '') as { component: string }).component, 'raft');
  t.end();
});

t.test('a change of level holds for every logger of the process, whenever it was made', (t) => {
  const destination = recorder();
  const logger = createLogger({ component: 'manager', level: 'info', format: 'json', destination });
  const child = logger.child({ component: 'raft' }).child({ peer: 'm2' });
  const said = () => destination.lines.splice(0).map((line) => JSON.parse(line) as object);
  child.debug('unheard');
  setLogLevel(child, 'debug');
  logger.debug('heard');
  child.debug('heard too');
  child.child({ n: 1 }).trace('unheard');
  t.match(said(), [
    { msg: 'log level changes', before: 'info', after: 'debug', component: 'raft' },
    { msg: 'heard' },
    { msg: 'heard too', peer: 'm2' },
  ]);
  setLogLevel(logger, 'silent');
  t.match(said(), [{ msg: 'log level changes', after: 'silent' }], 'told while it still can be');
  child.fatal('unheard');
  t.equal(logLevel(child), 'silent');
  const other = createLogger({ component: 'other', level: 'info', format: 'json', destination });
  t.equal(logLevel(other), 'info', 'another process');
  t.same(said(), []);
  t.end();
});

t.test('metrics carry the prefix and stay in their own registry', async (t) => {
  const [one, other] = [new Metrics(new Registry()), new Metrics(new Registry())];
  one.counter({ name: 'raft_leader_changes_total', help: 'Changes' }).inc();
  one.gauge({ name: 'feed_revision', help: 'Revision', collect: (gauge) => gauge.set(9) });
  one.histogram({ name: 'push_duration_seconds', help: 'Push', labels: ['kind'] });
  const { body, contentType } = await one.exposition();
  t.match(contentType, 'text/plain');
  t.match(body, 'ovnet_raft_leader_changes_total 1');
  t.match(body, 'ovnet_feed_revision 9');
  t.equal((await other.exposition()).body.trim(), '');
});

t.test('a blocked event loop shows as lateness', async (t) => {
  const metrics = new Metrics();
  const lateness = new EventLoopLateness(metrics);
  lateness.start();
  const longest = async (): Promise<number> => {
    const { body } = await metrics.exposition();
    return Number(/lateness_seconds\{quantile="1"\} (\S+)/.exec(body)?.[1]);
  };
  const until = performance.now() + 10_000;
  let seen = 0;
  while (seen < 0.05 && performance.now() < until) {
    // The first tick after a scrape only starts the clock, so several are needed between two.
    for (let tick = 0; tick < 4; tick++) {
      const end = performance.now() + 100;
      while (performance.now() < end);
      await new Promise((resolve) => setImmediate(resolve));
    }
    seen = await longest();
  }
  lateness.stop();
  t.ok(seen >= 0.05, `${seen} s`);
});

t.test('a child logger names its own component, once', (t) => {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  const logger = createLogger({ component: 'manager', level: 'info', format: 'json', destination });
  logger.info('begins');
  logger.child({ component: 'dispatch' }).info('serves');
  t.strictSame(
    lines.map((line) => line.match(/"component":"\w+"/g)),
    [['"component":"manager"'], ['"component":"dispatch"']],
  );
  t.end();
});
