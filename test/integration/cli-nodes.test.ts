/** `ovctl node`: what a drained node still holds. */
import t from 'tap';
import { CliSession } from '../support/cli-session.js';

const NAMES = ['a', 'b', 'c'];

t.test(
  'drain lists every endpoint that is left on the node, and nothing of other nodes',
  async (t) => {
    const session = await CliSession.start(t);
    await session.run(['network', 'create', 'blue']);
    const create = ['endpoint', 'create', '--network', 'blue'];
    for (const name of NAMES) await session.run([...create, '--node', 'w1', '--name', name]);
    await session.run([...create, '--node', 'w2', '--name', 'other']);
    const shown = await session.run(['node', 'drain', 'w1']);
    t.equal(shown.code, 0, shown.err);
    t.match(shown.out, /^left on worker\/w1, to be moved or removed: 3$/m);
    for (const name of NAMES) t.match(shown.out, new RegExp(`^${name} +blue +w1 `, 'm'));
    t.notMatch(shown.out, 'other');
    const { out } = await session.run(['node', 'drain', 'w1', '-o', 'json']);
    const answer = JSON.parse(out) as { readonly endpoints: { readonly name: string }[] };
    t.match(answer, { name: 'w1', availability: 'drain' }, 'the node as REST shows it');
    t.same(answer.endpoints.map(({ name }) => name).sort(), NAMES);
    t.equal([...session.manager.state.endpoints()].length, 4, 'removes nothing');
    for (const name of NAMES) await session.run(['endpoint', 'rm', `${name}.blue`]);
    const empty = await session.run(['node', 'drain', 'w1']);
    t.match(empty.out, 'nothing is left on worker/w1');
  },
);

t.test('removing a worker that is down asks when endpoints go with it', async (t) => {
  const session = await CliSession.start(t);
  const { manager } = session;
  await session.run(['network', 'create', 'blue']);
  const create = ['endpoint', 'create', '--network', 'blue', '--node', 'w1', '--name'];
  for (const name of NAMES) await session.run([...create, name]);
  const [w1, w2] = [manager.state.node('w1')!.id, manager.state.node('w2')!.id];
  const up = await session.run(['node', 'rm', 'w1']);
  t.equal(up.code, 73, 'of one that is up the server says what to do');
  for (const node of [w1, w2]) {
    manager.apply({ kind: 'node.status', changes: [{ node, status: 'down' }] });
  }
  const asked = await session.run(['node', 'rm', 'w1']);
  t.equal(asked.code, 2, asked.err);
  t.match(asked.err, 'Delete w1 with its 3 endpoints? Without a terminal, say so with --yes');
  const both = await session.run(['node', 'rm', 'w1', 'w2']);
  t.match(both.err, 'Delete 2 nodes, w1 with its 3 endpoints?');
  t.equal((await session.run(['node', 'rm', 'w1'], { typed: 'n\n' })).code, 1);
  t.equal([...manager.state.endpoints()].length, 3);
  t.equal((await session.run(['node', 'rm', 'w2'])).code, 0, 'an empty one goes unasked');
  t.equal((await session.run(['node', 'rm', 'nosuch'])).code, 66);
  t.equal((await session.run(['node', 'rm', 'w1', '--yes'])).code, 0);
  t.same([...manager.state.endpoints()], []);
});
