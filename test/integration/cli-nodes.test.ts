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
