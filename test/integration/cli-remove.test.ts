/** `ovctl … rm` of several: each is tried, and what failed is told by its name. */
import t from 'tap';
import { OvnetError } from '../../model/errors.js';
import { CliSession } from '../support/cli-session.js';

async function lab(t: Parameters<typeof CliSession.start>[0]): Promise<CliSession> {
  const session = await CliSession.start(t);
  for (const name of ['a', 'b', 'c']) await session.run(['network', 'create', name]);
  return session;
}

const left = ({ manager }: CliSession): string[] =>
  [...manager.state.networks()].map(({ name }) => name).sort();

t.test('one that fails keeps none of the others, wherever it stands', async (t) => {
  for (const names of [
    ['nosuch', 'a', 'b'],
    ['a', 'nosuch', 'b'],
    ['a', 'b', 'nosuch'],
  ]) {
    const session = await lab(t);
    const { code, out, err } = await session.run(['network', 'rm', ...names, '--yes']);
    t.equal(code, 66, err);
    t.equal(out, 'a\nb\n');
    t.match(err, "1 of 3 failed: there is no network 'nosuch'\n  nosuch: there is no network");
    t.same(left(session), ['c']);
  }
});

t.test('each failure is told, and the exit code is that of the first', async (t) => {
  const session = await lab(t);
  await session.run(['endpoint', 'create', '--network', 'b', '--node', 'w1', '--name', 'x']);
  const { code, err } = await session.run(['network', 'rm', 'b', 'nosuch', 'a', '--yes']);
  t.equal(code, 73, err);
  t.match(err, /2 of 3 failed[^]*\n {2}b: .*has 1 endpoints[^]*\n {2}nosuch: there is no network/);
  t.same(left(session), ['b', 'c']);
});

t.test('a removal that is not applied everywhere in time does not hold up the next', async (t) => {
  const session = await lab(t);
  const { convergence, state } = session.manager;
  for (const name of ['x', 'y']) {
    await session.run(['endpoint', 'create', '--network', 'a', '--node', 'w1', '--name', name]);
  }
  convergence.overrides.set(state.node('w1')!.id, { state: 'failed', code: 'netns-missing' });
  const argv = ['endpoint', 'rm', 'x.a', 'y.a', '--wait', '--yes'];
  const { code, out, err } = await session.run(argv);
  t.equal(code, 75, err);
  t.equal(out, 'x.a\ny.a\n');
  t.match(err, /1 of 2 failed/);
  t.same([...state.endpoints()], []);
});

t.test('when no manager can, the rest is not tried and said to be so', async (t) => {
  const session = await lab(t);
  session.manager.proposer.failure = new OvnetError('busy', 'too much to do');
  const argv = ['network', 'rm', 'a', 'b', 'c', '--yes', '--timeout', '1ms'];
  const { code, err } = await session.run(argv);
  t.equal(code, 69, err);
  t.match(
    err,
    '1 of 3 failed: too much to do\n  a: too much to do\n  b: not tried\n  c: not tried',
  );
  t.same(left(session), ['a', 'b', 'c']);
});
