/** Commands that later versions bring: refused by name, and nowhere offered. */
import { readFileSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import t from 'tap';
import { completionScript, type Shell } from '../../cli/completion.js';
import type { CliContext } from '../../cli/context.js';
import { main } from '../../cli/main.js';
import { createProgram } from '../../cli/program.js';

function context(stdout = new PassThrough(), stderr = new PassThrough()): CliContext {
  return {
    env: {},
    stdin: new PassThrough(),
    stdout,
    stderr,
    signal: new AbortController().signal,
    onInterrupt: () => () => undefined,
  };
}

async function run(line: string) {
  const out = new PassThrough();
  const err = new PassThrough();
  const code = await main(line.split(' '), context(out, err));
  return { code, out: String(out.read() ?? ''), err: String(err.read() ?? '') };
}

const LINES: Readonly<Record<string, readonly string[]>> = {
  policy: ['policy', 'policy ls', 'policy create web --allow tcp/443 -o json', 'policy --help'],
  service: ['service ls', 'service create web --port 80:8080'],
  port: ['port publish web.blue 443', 'port ls --node w1'],
  docker: ['docker install', 'docker'],
  ui: ['ui', 'ui --listen 127.0.0.1:8080'],
  'cluster upgrade': ['cluster upgrade', 'cluster upgrade --to 2.0 --yes'],
  'ca rotate': ['ca rotate', 'ca rotate --help'],
  'manager unlock': ['manager unlock', 'manager unlock --key-file k'],
};

t.test(
  'every reserved command is refused with not-supported, whatever comes with it',
  async (t) => {
    for (const [name, lines] of Object.entries(LINES)) {
      for (const line of lines) {
        const { code, out, err } = await run(line);
        t.equal(code, 65, `${line}: ${err}`);
        t.equal(
          err,
          `ovctl: Not supported by this version: ovctl ${name} is not in this version\n`,
        );
        t.equal(out, '');
      }
    }
  },
);

t.test('no reserved name is offered by help, by completion, or for a typing error', async (t) => {
  const names = ['policy', 'service', 'port', 'docker', 'cluster', 'ca', 'ui'];
  const listed = (await run('--help')).out;
  for (const name of names) t.notMatch(listed, new RegExp(`^ +${name}\\b`, 'm'), name);
  for (const shell of ['bash', 'zsh', 'fish'] satisfies Shell[]) {
    const script = completionScript(createProgram(context()), shell);
    for (const name of names) {
      t.notMatch(script, new RegExp(`'ovctl ${name}\\b`), `${shell} ${name}`);
      t.notMatch(script, new RegExp(`words='(?:[^'\\n]* )?${name} `), `${shell} ${name}`);
      t.notMatch(script, new RegExp(` -a ${name} `), `${shell} ${name}`);
    }
  }
  const { code, err } = await run('polic');
  t.equal(code, 2);
  t.match(err, "unknown command 'polic'");
  t.notMatch(err, 'policy');
});

t.test('what is not reserved is no command, also beside a reserved one', async (t) => {
  for (const line of ['polices ls', 'cluster destroy', 'ca destroy']) {
    t.equal((await run(line)).code, 2, line);
  }
});

t.test('help that was asked for is no failure, help for want of a command is', async (t) => {
  for (const line of ['help', 'help network', 'network --help', 'network help ls']) {
    const { code, out } = await run(line);
    t.equal(code, 0, line);
    t.match(out, /^Usage: ovctl/);
  }
  t.equal((await run('network')).code, 2);
});

/** What is between backquotes. */
function quoted(text = ''): string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
}

t.test('changelog and reference name those that are refused, and no other', (t) => {
  const names = Object.keys(LINES).sort();
  const [, notYet = ''] = readFileSync('CHANGELOG.md', 'utf8').split('### Not yet');
  t.same(quoted(/^- commands: .*$/m.exec(notYet)?.[0]).sort(), names);
  const [, later = ''] = readFileSync('docs/reference/cli.md', 'utf8').split('later versions\n');
  t.same(quoted(later.split(' are refused')[0]).sort(), names);
  t.end();
});
