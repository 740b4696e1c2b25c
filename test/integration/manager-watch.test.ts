/** Watches over real managers: gone on with on another one, after restarts, and by ovctl. */
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import t, { type Test } from 'tap';
import type { CliContext } from '../../cli/context.js';
import { main } from '../../cli/main.js';
import type { RunningManager } from '../../server/manager.js';
import { networkCommand, propose, type TestCluster } from '../support/managers.js';
import { leaderOf, three } from '../support/three-managers.js';
import { Watcher, type Told } from '../support/watcher.js';

const socketOf = ({ dir }: TestCluster, name: string): string =>
  join(dir, `run-${name}`, 'manager.sock');

const placeOf = (cluster: TestCluster, { info }: RunningManager) => ({
  socketPath: socketOf(cluster, info.name),
});

const networksIn = (changes: readonly Told[]): string[] =>
  changes.filter(({ kind }) => kind === 'network').map(({ name }) => name);

t.test(
  '[check 34] a watch goes on on another manager and after all were restarted, and misses nothing',
  async (t) => {
    const { cluster, managers } = await three(t);
    const leader = leaderOf(managers);
    const [follower, other] = managers.filter((one) => one !== leader);
    if (!follower || !other) throw new Error('three managers');
    const first = await Watcher.open(placeOf(cluster, follower), '?kinds=network,subnet');
    await propose(leader, {
      kind: 'batch',
      commands: [networkCommand('a'), networkCommand('b')],
    });
    const half = await first.changes(2);
    t.same(networksIn(half), ['a']);
    t.ok(half.every(({ actor }) => actor === 'test'));
    await cluster.stop(follower.info.name);
    t.equal((await first.end()).code, 'stopping');
    const elsewhere = await Watcher.open(
      placeOf(cluster, other),
      `?kinds=network,subnet&from=${half[1]?.event}`,
    );
    const rest = await elsewhere.changes(2);
    t.same(networksIn(rest), ['b'], 'from the middle of the revision');
    await propose(leader, networkCommand('c'));
    const place = rest[1]?.event;
    await Promise.all([cluster.stop(leader.info.name), cluster.stop(other.info.name)]);
    const again = await Promise.all(managers.map(({ info }) => cluster.run(info.name)));
    for (const manager of again) {
      const query = `?kinds=network,subnet&from=${place}`;
      const resumed = await Watcher.open(placeOf(cluster, manager), query);
      t.same(networksIn(await resumed.changes(2)), ['c'], manager.info.name);
      resumed.close();
    }
  },
);

interface Ovctl {
  readonly context: CliContext;
  readonly out: PassThrough;
  readonly err: PassThrough;
}

function ovctl(socket: string, signal = new AbortController().signal): Ovctl {
  const out = new PassThrough();
  const err = new PassThrough();
  const context: CliContext = {
    env: { OVNET_SOCKET: socket },
    stdin: new PassThrough(),
    stdout: out,
    stderr: err,
    signal,
    onInterrupt: () => () => undefined,
  };
  return { context, out, err };
}

async function* linesOf(stream: PassThrough): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of stream) {
    rest += String(chunk);
    const lines = rest.split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
}

const take = async (lines: AsyncGenerator<string>, t: Test): Promise<string> => {
  const next = await lines.next();
  if (next.done === true) t.fail('the output ended');
  return next.value as string;
};

t.test('[check 61] ovctl watch goes on by itself, ovctl events tells who did what', async (t) => {
  const { cluster, managers } = await three(t);
  const leader = leaderOf(managers);
  const follower = managers.find((one) => one !== leader);
  if (!follower) throw new Error('three managers');
  const socket = socketOf(cluster, follower.info.name);
  const { revision } = follower.core.state;
  const interrupt = new AbortController();
  const watching = ovctl(socket, interrupt.signal);
  const argv = ['watch', '--from', String(revision), '--kind', 'network', '--timeout', '60s'];
  const ended = main(argv, watching.context);
  const lines = linesOf(watching.out);
  await propose(leader, networkCommand('before'));
  t.match(await take(lines, t), /^\S+Z \d+-0 created network before by test$/);
  await cluster.stop(follower.info.name);
  t.match(await take(linesOf(watching.err), t), /^ovctl: .* going on behind \d+-\d+$/);
  await propose(leader, networkCommand('meanwhile'));
  await cluster.run(follower.info.name);
  t.match(await take(lines, t), / created network meanwhile by test$/);
  const listing = ovctl(socket);
  t.equal(await main(['events', '--kind', 'network', '-o', 'json'], listing.context), 0);
  const { items } = JSON.parse(String(listing.out.read())) as { items: Told[] };
  t.same(
    items.map(({ name, actor, type }) => [name, actor, type]),
    [
      ['before', 'test', 'created'],
      ['meanwhile', 'test', 'created'],
    ],
  );
  const table = ovctl(socket);
  t.equal(await main(['events', '--since', '1h', '--name', 'before'], table.context), 0);
  t.match(
    String(table.out.read()),
    /^TIME +EVENT +ACTOR +TYPE +KIND +NAME\n\S+ +\d+-0 +test +created +network +before\n$/,
  );
  const compacted = ovctl(socket);
  t.equal(await main(['watch', '--from', '999999'], compacted.context), 65);
  t.match(String(compacted.err.read()), /yet to come/);
  interrupt.abort();
  t.equal(await ended, 130);
});
