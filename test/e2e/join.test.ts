import t from 'tap';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { E2eCluster, until } from '../support/e2e-cluster.js';

if (process.getuid?.() !== 0) t.bailout('end-to-end tests need root');

const cluster = await E2eCluster.up({ plain: true, managers: 2, workers: 1 });
t.teardown(() => cluster.down());

/** Ends a daemon in the foreground as an operator would. */
async function terminate(child: ChildProcess): Promise<number | null> {
  const closed = once(child, 'close');
  child.kill('SIGTERM');
  const [code] = (await closed) as [number | null];
  return code;
}

t.test(
  '[check 2] the printed commands join a manager and a worker as they are printed',
  async (t) => {
    const advertise = ['--advertise', cluster.lab.host('m1').address];
    const begun = await cluster.ovctl('m1', 'manager', 'init', '--detach', ...advertise);
    t.equal(begun.code, 0, begun.stderr);
    const printed = (role: string): string[] => {
      const line =
        begun.stdout.split('\n').find((one) => one.includes(`ovctl ${role} join `)) ?? '';
      return line.trim().split(' ');
    };
    const manager = cluster.lab.spawn('m2', printed('manager'));
    const worker = cluster.lab.spawn('w1', printed('worker'));
    await until('both to be members that serve', async () => {
      const nodes = await cluster.nodes();
      const ready = nodes.filter(({ status }) => status === 'ready').map(({ name }) => name);
      const isVoter = nodes.some(({ name, raft }) => name === 'm2' && raft === 'voter');
      return (ready.includes('w1') && isVoter) || undefined;
    });
    const again = await cluster.lab.exec('w1', [...printed('worker'), '--no-start']);
    t.equal(again.code, 0, 'joining again with the same membership changes nothing');
    t.match(again.stderr, /member already/);
    const elsewhere = ['--name', 'w1b', '--data-dir', '/tmp/second-worker'];
    const second = await cluster.lab.exec('w1', [...printed('worker'), ...elsewhere]);
    t.equal(second.code, 73, 'a second worker of the host would fight with the first');
    t.match(second.stderr, /process \d+ \(data directory .*\) has the fabric 'ovnet'/);
    t.equal((await cluster.nodes()).length, 3);
    const used = await cluster.lab.exec('m2', [
      ...printed('manager'),
      '--data-dir',
      '/tmp/second',
      '--no-start',
    ]);
    t.equal(used.code, 77, `a manager token works once: ${used.stderr}`);
    t.equal(await terminate(worker), 0);
    t.equal(await terminate(manager), 0);
  },
);

t.test('a manager in the foreground ends on SIGTERM and goes on with `run`', async (t) => {
  const stopped = await cluster.ovctl('m1', 'manager', 'stop');
  t.equal(stopped.code, 0, stopped.stderr);
  const [one, two] = await Promise.all([
    cluster.ovctl(
      'm1',
      'manager',
      'run',
      '--detach',
      '--advertise',
      cluster.lab.host('m1').address,
    ),
    cluster.ovctl(
      'm2',
      'manager',
      'run',
      '--detach',
      '--advertise',
      cluster.lab.host('m2').address,
    ),
  ]);
  t.equal(one.code, 0, one.stderr);
  t.equal(two.code, 0, two.stderr);
  await cluster.leader(['m1', 'm2']);
  t.equal((await cluster.nodes('m2')).length, 3);
});
