/** `ovctl export`: what is asked for is there, or nothing is printed. */
import t from 'tap';
import { CliSession } from '../support/cli-session.js';

t.test('export of a network that is not there says so and prints nothing', async (t) => {
  const session = await CliSession.start(t);
  await session.run(['network', 'create', 'blue']);
  const { code, out, err } = await session.run([
    'export',
    '--network',
    'blue',
    '--network',
    'bleu',
  ]);
  t.equal(code, 66);
  t.equal(out, '');
  t.match(err, "there is no network 'bleu'");
});
