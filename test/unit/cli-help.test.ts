/** What every command tells about itself, and the exit codes that scripts rely on. */
import { readFileSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import type { Command } from 'commander';
import t from 'tap';
import { main } from '../../cli/main.js';
import { createProgram } from '../../cli/program.js';
import { ERRORS, kindOf, type ErrorCode } from '../../model/errors.js';

interface Leaf {
  readonly path: readonly string[];
  readonly command: Command;
}

function context(out = new PassThrough()) {
  return {
    env: {},
    stdin: new PassThrough(),
    stdout: out,
    stderr: new PassThrough(),
    signal: new AbortController().signal,
    onInterrupt: () => () => undefined,
  };
}

function leaves(command: Command, path: readonly string[] = []): Leaf[] {
  if (command.commands.length === 0) return [{ path, command }];
  return command.commands.flatMap((child) => leaves(child, [...path, child.name()]));
}

const supported = leaves(createProgram(context())).filter(
  ({ command }) => command.description() !== 'not in this version',
);

t.test('the help of every command ends with an example of that command', async (t) => {
  for (const { path } of supported) {
    const out = new PassThrough();
    t.equal(await main([...path, '--help'], context(out)), 0);
    const help = String(out.read());
    const examples = help.slice(help.search(/^Examples?:$/m));
    t.match(examples, `ovctl ${path.join(' ')}`, path.join(' '));
  }
});

t.test('the options in examples exist', async (t) => {
  for (const { path, command } of supported) {
    const out = new PassThrough();
    await main([...path, '--help'], context(out));
    const [, example = ''] = String(out.read()).split(/^Examples?:$/m);
    const name = `ovctl ${path.join(' ')} `;
    const uses = example.split(/[|\n]|&&/).filter((use) => use.includes(name));
    const lines = uses.map((use) => use.slice(use.indexOf(name)));
    for (const [option] of lines.flatMap((line) => [...line.matchAll(/--[a-z][a-z-]*/g)])) {
      const known = command.options.map(({ long }) => long);
      t.ok(known.includes(option), `${path.join(' ')} ${option}`);
    }
  }
});

t.test('a default in a help text is a value that the option takes', (t) => {
  let seen = 0;
  for (const { path, command } of supported) {
    for (const { long, parseArg, defaultValueDescription: shown, ...option } of command.options) {
      const defaultValue: unknown = option.defaultValue;
      if (parseArg === undefined || defaultValue === undefined) continue;
      const text = shown ?? JSON.stringify(defaultValue).replaceAll('"', '');
      t.same(parseArg(text, undefined as never), defaultValue, `${path.join(' ')} ${long}`);
      seen += 1;
    }
  }
  t.ok(seen > 0);
  t.end();
});

t.test(
  'everything that is written takes --wait, everything that asks a manager -o and --timeout',
  (t) => {
    const asking = supported.filter(({ command }) =>
      command.options.some(({ long }) => long === '--server'),
    );
    const own = new Set(['context add']);
    for (const { path, command } of asking.filter(({ path }) => !own.has(path.join(' ')))) {
      const options = command.options.map(({ long }) => long);
      for (const option of ['--output', '--timeout', '--context', '--socket', '--key-file']) {
        t.ok(options.includes(option), `${path.join(' ')} ${option}`);
      }
      if (
        /^(create|add|update|rm|move|drain|activate|promote|demote|apply)$/.test(path.at(-1) ?? '')
      ) {
        t.ok(options.includes('--wait'), `${path.join(' ')} --wait`);
      }
    }
    t.end();
  },
);

/** CONTRACT of ovctl: these never change, whatever the words around them. */
const EXITS: Readonly<Record<number, readonly ErrorCode[]>> = {
  1: ['revision-compacted', 'netns-missing', 'kernel-refused', 'lab-failed'],
  2: ['usage', 'ambiguous-address'],
  65: [
    'invalid-body',
    'unknown-member',
    'invalid-name',
    'immutable-member',
    'not-supported',
    'body-too-large',
  ],
  66: ['not-found'],
  69: [
    'unreachable',
    'no-quorum',
    'subnet-full',
    'pool-exhausted',
    'vni-exhausted',
    'busy',
    'starting',
  ],
  70: ['internal', 'log-corrupt', 'state-corrupt'],
  72: ['version-stale'],
  73: ['name-taken', 'address-taken', 'subnet-overlap', 'vni-taken', 'in-use', 'node-draining'],
  74: ['outcome-unknown'],
  75: ['not-converged'],
  77: ['unauthenticated', 'forbidden', 'not-root', 'invalid-token'],
  78: ['invalid-config', 'not-initialized', 'missing-program'],
};

t.test(
  '[check 63] every code ends ovctl with an exit code of the contract, these with these',
  (t) => {
    const allowed = new Set(Object.keys(EXITS).map(Number));
    for (const code of Object.keys(ERRORS) as ErrorCode[]) {
      t.ok(allowed.has(kindOf(code).exit), `${code}: ${kindOf(code).exit}`);
    }
    for (const [exit, codes] of Object.entries(EXITS)) {
      for (const code of codes) t.equal(kindOf(code).exit, Number(exit), code);
    }
    const documented = readFileSync('docs/errors.md', 'utf8');
    for (const code of Object.keys(ERRORS)) t.match(documented, `| \`${code}\` |`, code);
    t.end();
  },
);

t.test('--version is answered as version is', async (t) => {
  const said = async (argv: string[]): Promise<string> => {
    const out = new PassThrough();
    t.equal(await main(argv, context(out)), 0, argv.join(' '));
    return String(out.read());
  };
  t.equal(await said(['--version']), await said(['version']));
  t.equal(await said(['--version', '-o', 'json']), await said(['version', '-o', 'json']));
});
