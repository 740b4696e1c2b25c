/** Commands that read a file which is not there. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { CliSession } from '../support/cli-session.js';

t.test('a file that is not there is not found, whichever command reads it', async (t) => {
  const session = await CliSession.start(t);
  const data = join(session.home, 'data');
  const cases = [
    'apply -f /nonexistent/file',
    'diff -f /nonexistent/file',
    `restore /nonexistent/file --data-dir ${data} --advertise 127.0.0.1`,
  ];
  for (const line of cases) {
    const { code, err } = await session.run(line.split(' '));
    t.equal(code, 66, `${line}: ${err}`);
    t.match(err, '/nonexistent/file cannot be read: ENOENT', line);
  }
  t.notOk(existsSync(data), 'a restore from nothing leaves nothing');
});
