import { execFileSync } from 'node:child_process';
import { PassThrough } from 'node:stream';
import t from 'tap';
import { completionScript } from '../../cli/completion.js';
import { createProgram } from '../../cli/program.js';

const program = createProgram({
  env: {},
  stdin: new PassThrough(),
  stdout: new PassThrough(),
  stderr: new PassThrough(),
  signal: new AbortController().signal,
  onInterrupt: () => () => undefined,
});

/** What bash offers after these words; the last one is being typed. */
function offered(...words: string[]): string[] {
  const script = `${completionScript(program, 'bash')}
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _ovctl; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const out = execFileSync('bash', ['-c', script, 'bash', ...words]).toString();
  return out.split('\n').filter((word) => word !== '');
}

t.test('bash offers commands, then subcommands, then options', (t) => {
  t.ok(offered('ovctl', '').includes('network'));
  t.same(offered('ovctl', 'la'), ['lab']);
  t.ok(offered('ovctl', 'lab', '').includes('fault'));
  t.same(offered('ovctl', 'lab', 'fault', 'pa').sort(), ['partition', 'pause']);
  t.same(offered('ovctl', 'lab', 'fault', 'partition', 'm1', 'm2', '--on'), ['--one-way']);
  t.end();
});

t.test('bash offers nothing of ours after --, and stays where an argument is given', (t) => {
  t.same(offered('ovctl', 'lab', 'exec', 'w1', '--', ''), []);
  t.same(offered('ovctl', 'network', 'inspect', 'lab', '--out'), ['--output']);
  t.end();
});

t.test('bash offers the values of what takes only some', (t) => {
  const formats = ['json', 'table', 'wide', 'yaml'];
  t.same(offered('ovctl', 'network', 'ls', '-o', '').sort(), formats);
  t.same(offered('ovctl', 'network', 'ls', '--output', 'j'), ['json']);
  t.same(offered('ovctl', 'node', 'update', 'w1', '--availability', ''), ['active', 'drain']);
  t.ok(offered('ovctl', 'completion', '').includes('fish'));
  t.notOk(offered('ovctl', 'network', 'ls', '--server', '').includes('json'));
  t.end();
});

t.test('the length of a slice is written so that zsh does not take it for a modifier', (t) => {
  // zshexpn(1): after `${name:…:` a letter is a history modifier.
  t.notMatch(completionScript(program, 'zsh'), /\$\{[^}]*:[A-Za-z]/);
  t.end();
});

t.test('zsh uses the same table, fish has one of its own with every command', (t) => {
  t.match(
    completionScript(program, 'zsh'),
    /^#compdef ovctl\n[^]*bashcompinit[^]*'ovctl lab up'\)/,
  );
  const fish = completionScript(program, 'fish');
  t.match(fish, "complete -c ovctl -n '__ovctl_at \\'ovctl lab\\'' -f -a up -d ");
  t.match(fish, "complete -c ovctl -n '__ovctl_at \\'ovctl lab up\\'' -l plain -d ");
  t.match(fish, "'ovctl network ls\\'' -l output -s o -x -a 'table wide json yaml' -d ");
  t.end();
});
