/** The systemd unit of a daemon. */
import t from 'tap';
import { unitText } from '../../cli/daemon/install.js';

const commandOf = (unit: string): string => /^ExecStart=(.*)$/m.exec(unit)?.[1] ?? '';

t.test('a manager runs with a small young generation, a worker as Node.js has it', (t) => {
  const [node] = commandOf(unitText('manager', [])).split(' ');
  t.equal(node, process.execPath);
  t.match(commandOf(unitText('manager', [])), / --max-semi-space-size=4 \S+ manager run$/);
  t.notMatch(commandOf(unitText('worker', [])), /semi-space/);
  t.end();
});

t.test('arguments are passed on as they were, whatever systemd would make of them', (t) => {
  const command = commandOf(unitText('worker', ['--name', 'a b', '--label', 'x=50%', '$HOME']));
  t.match(command, / worker run --name "a b" --label x=50%% \$\$HOME$/);
  t.end();
});
