/** `ovctl wait` and what `ovctl status` says of workers. */
import t from 'tap';
import { CliSession } from '../support/cli-session.js';

t.test('nobody has applied a revision that is yet to come', async (t) => {
  const session = await CliSession.start(t);
  const future = String(session.manager.state.revision + 1_000);
  const ended = await session.run(['wait', '--revision', future, '--timeout', '300ms']);
  t.equal(ended.code, 75);
  t.match(ended.err, `revision ${future} is yet to come`);
  t.match(ended.out, `revision ${future}: not converged`);

  await session.run(['network', 'create', 'blue']);
  await session.run(['endpoint', 'create', '--network', 'blue', '--node', 'w1', '--name', 'a']);
  const { state, convergence } = session.manager;
  convergence.overrides.set(state.node('w1')!.id, { state: 'pending' });
  const later = String(state.revision + 1_000);
  const again = await session.run(['wait', '--revision', later, '--timeout', '300ms']);
  t.equal(again.code, 75);
  const why = `revision ${later} is yet to come: the cluster has ${state.revision}`;
  t.match(again.err, why, 'not that a worker is late');
  t.notMatch(again.err, 'The write stands');
  const present = await session.run(['wait', '--timeout', '300ms']);
  t.match(present.err, `revision ${state.revision} is not applied by w1 (pending)`);
});

t.test('what earlier changes asked for and is lacking is said, and not waited for', async (t) => {
  const session = await CliSession.start(t);
  const { state, convergence } = session.manager;
  await session.run(['network', 'create', 'blue']);
  await session.run(['endpoint', 'create', '--network', 'blue', '--node', 'w1', '--name', 'a']);
  const said = { state: 'applied', code: 'kernel-refused', detail: 'no' } as const;
  convergence.overrides.set(state.node('w1')!.id, said);
  const ended = await session.run(['wait']);
  t.equal(ended.code, 0, ended.err);
  t.match(ended.out, /converged; what earlier changes asked for is lacking on some/);
  t.match(ended.out, /w1 +applied .* kernel-refused/);
  const status = await session.run(['status']);
  t.match(status.out, /w1 lacks something of before \(kernel-refused\)/);
});
