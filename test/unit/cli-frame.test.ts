import { once } from 'node:events';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import type { Command } from 'commander';
import t from 'tap';
import { ProcessContext, type CliContext } from '../../cli/context.js';
import { describe, main } from '../../cli/main.js';
import { durationMs, integer } from '../../cli/options.js';
import { printList } from '../../cli/output/print.js';
import { withProgress } from '../../cli/output/progress.js';
import { wantsColor } from '../../cli/output/style.js';
import { formatTable } from '../../cli/output/table.js';
import { createProgram } from '../../cli/program.js';
import { OvnetError } from '../../model/errors.js';

interface Streams {
  readonly context: CliContext;
  readonly out: () => string;
  readonly err: () => string;
}

function streams(): Streams {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const context: CliContext = {
    env: {},
    stdin: new PassThrough(),
    stdout,
    stderr,
    signal: new AbortController().signal,
    onInterrupt: () => () => undefined,
  };
  const textOf = (stream: PassThrough): string => String(stream.read() ?? '');
  return { context, out: () => textOf(stdout), err: () => textOf(stderr) };
}

interface Row {
  readonly name: string;
  readonly size?: number;
  readonly note: string;
}
const ROWS: readonly Row[] = [
  { name: 'a', size: 10, note: 'one' },
  { name: 'longer', note: 'two\nlines' },
];
const COLUMNS = [
  { title: 'name', value: (row: Row) => row.name },
  { title: 'size', value: (row: Row) => row.size },
  { title: 'note', value: (row: Row) => row.note, wide: true },
];

t.test('a wrong command line ends with 2 and says why on stderr', async (t) => {
  for (const argv of [[], ['nope'], ['version', '-o', 'xml'], ['version', 'extra']]) {
    const { context, out, err } = streams();
    t.equal(await main(argv, context), 2, argv.join(' '));
    t.equal(out(), '');
    t.not(err(), '');
  }
});

t.test('help and version end with 0 on stdout', async (t) => {
  for (const argv of [['--help'], ['lab', '--help'], ['version']]) {
    const { context, out, err } = streams();
    t.equal(await main(argv, context), 0, argv.join(' '));
    t.not(out(), '');
    t.equal(err(), '');
  }
});

t.test('every command group has a description', (t) => {
  const undescribed = (command: Command): string[] => [
    ...(command.description() === '' ? [command.name()] : []),
    ...command.commands.flatMap(undescribed),
  ];
  t.same(undescribed(createProgram(streams().context)), []);
  t.end();
});

t.test('an error names what failed, why, where and what to do', (t) => {
  const error = new OvnetError('not-root', 'network namespaces need root', {
    errors: [{ pointer: '/name', detail: 'too long' }],
  });
  t.same(describe(error).split('\n'), [
    'ovctl: Root privileges are needed: network namespaces need root',
    '  /name: too long',
    '  Run it as root, for instance with sudo.',
    '',
  ]);
  t.end();
});

t.test('a table aligns its columns, keeps wide ones back and a row on one line', (t) => {
  t.equal(formatTable(COLUMNS, ROWS), 'NAME    SIZE\na       10\nlonger  -\n');
  t.equal(
    formatTable(COLUMNS, ROWS, true),
    'NAME    SIZE  NOTE\na       10    one\nlonger  -     two lines\n',
  );
  t.end();
});

t.test('lists print as items in JSON and YAML', async (t) => {
  const { context, out } = streams();
  await printList(context, 'json', COLUMNS, ROWS);
  t.same(JSON.parse(out()), { items: ROWS });
  await printList(context, 'yaml', COLUMNS, ROWS.slice(0, 1));
  t.equal(out(), 'items:\n  - name: a\n    size: 10\n    note: one\n');
});

t.test('colour appears on a terminal only, and never with NO_COLOR', (t) => {
  t.ok(wantsColor({ isTTY: true }, {}));
  t.notOk(wantsColor({}, {}));
  t.notOk(wantsColor({ isTTY: true }, { NO_COLOR: '1' }));
  t.ok(wantsColor({ isTTY: true }, { NO_COLOR: '' }), 'an empty NO_COLOR does not count');
  t.notOk(wantsColor({ isTTY: true }, { TERM: 'dumb' }));
  t.end();
});

t.test(
  'what takes more than a second is told on a terminal, and wiped; elsewhere nothing is',
  async (t) => {
    const stderr = new PassThrough();
    const told = once(stderr, 'data') as Promise<[Buffer]>;
    const terminal = { stderr: Object.assign(stderr, { isTTY: true }) };
    const [text] = await withProgress(
      terminal,
      () => 'waiting for m1',
      () => told,
    );
    t.match(text.toString(), /^\r\S*waiting for m1 \(1 s\)$/);
    t.equal(String(stderr.read()), '\r\u001b[K');
    const quiet = new PassThrough();
    await withProgress(
      { stderr: quiet },
      () => 'waiting',
      () => Promise.resolve(),
    );
    t.equal(quiet.read(), null);
  },
);

t.test('durations and integers take their documented forms only', (t) => {
  t.equal(durationMs('500ms'), 500);
  t.equal(durationMs('5m'), 300_000);
  for (const bad of ['', '5', '1.5s', '-1s', '5 s', '1d']) t.throws(() => durationMs(bad), bad);
  t.equal(integer(0, 9)('9'), 9);
  for (const bad of ['10', '-1', '1e0', '', '0x1']) t.throws(() => integer(0, 9)(bad), bad);
  t.end();
});

t.test('config show tells each setting and where it comes from', async (t) => {
  const { context, out, err } = streams();
  const withEnv = { ...context, env: { OVNET_WORKER_FABRIC: 'other' } };
  const file = join(t.testdir({ 'w.yaml': 'labels: {rack: a}' }), 'w.yaml');
  const argv = ['config', 'show', 'worker', '--origin', '--config', file];
  t.equal(await main(argv, withEnv), 0, err());
  const lines = out().split('\n');
  t.ok(lines.some((line) => /^fabric +other +OVNET_WORKER_FABRIC$/.test(line)));
  t.ok(lines.some((line) => line.startsWith('labels') && line.endsWith(file)));
  t.ok(lines.some((line) => /^socket +.run.ovnet.agent.sock +default$/.test(line)));
  t.equal(await main([...argv.slice(0, 3), '-o', 'json', '--config', file], withEnv), 0);
  t.match(JSON.parse(out()), { fabric: 'other', labels: { rack: 'a' } });
  t.equal(await main(['config', 'show', 'worker', '--config', '/nonexistent'], context), 78);
});

t.test('the context of a real process leaves no signal handler behind', (t) => {
  const before = process.listenerCount('SIGINT');
  const context = new ProcessContext(process);
  t.equal(process.listenerCount('SIGINT'), before + 1);
  context.close();
  t.equal(process.listenerCount('SIGINT'), before);
  t.end();
});
