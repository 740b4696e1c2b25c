/** What ovctl says when the daemon that it asks does not run on this host. */
import t from 'tap';
import { CliSession } from '../support/cli-session.js';

t.test('each daemon that is asked for itself is named, and how to start it', async (t) => {
  const session = await CliSession.start(t);
  const cases: [string, RegExp, RegExp][] = [
    ['worker status', /^ovctl: The worker of this host does not answer: /, /manager|--server/],
    ['worker log-level', /is a worker running on this host\?\n.*`ovctl worker run`/, /--server/],
    ['manager log-level', /is a manager running on this host\?\n/, /worker|--server/],
    [
      'network ls',
      /is a manager running on this host\? Otherwise name one with --server/,
      /worker/,
    ],
  ];
  for (const [line, told, untold] of cases) {
    const argv = [...line.split(' '), '--socket', '/nonexistent/x.sock'];
    const { code, err } = await session.run(argv);
    t.equal(code, 69, line);
    t.match(err, '/nonexistent/x.sock does not answer (ENOENT)', line);
    t.match(err, told, line);
    t.notMatch(err, untold, line);
  }
});
