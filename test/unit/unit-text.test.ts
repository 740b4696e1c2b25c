/** The systemd unit of a daemon. */
import t from 'tap';
import { unitText } from '../../cli/daemon/install.js';

const commandOf = (unit: string): string => /^ExecStart=(.*)$/m.exec(unit)?.[1] ?? '';

t.test('arguments are passed on as they were, whatever systemd would make of them', (t) => {
  const command = commandOf(unitText('worker', ['--name', 'a b', '--label', 'x=50%', '$HOME']));
  t.ok(command.startsWith(`${process.execPath} `), command);
  t.match(command, / worker run --name "a b" --label x=50%% \$\$HOME$/);
  t.end();
});
