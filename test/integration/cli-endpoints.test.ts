/** `ovctl endpoint`: places in every spelling, as they are asked for, answered, exported and applied again. */
import t from 'tap';
import { CliSession, type Ended } from '../support/cli-session.js';

type Shown = Readonly<Record<string, unknown>>;

async function lab(t: Parameters<typeof CliSession.start>[0]) {
  const session = await CliSession.start(t);
  const { manager } = session;
  const report = { kind: 'node.report', mtu: 1500, routes: [], agentVersion: '1' } as const;
  const { id: node } = manager.state.node('w1', 'worker')!;
  manager.apply({ ...report, node, capabilities: ['tap'] });
  await session.run(['network', 'create', 'blue']);
  const create = (name: string, ...place: string[]): Promise<Ended> => {
    const fixed = ['--network', 'blue', '--node', 'w1', '--name', name, '-o', 'json'];
    return session.run(['endpoint', 'create', ...fixed, ...place]);
  };
  return { session, create };
}

const placeOf = ({ out }: Ended): unknown => (JSON.parse(out) as Shown)['attachment'];

t.test('a namespace, a process and a tap, and what an endpoint is there', async (t) => {
  const { create } = await lab(t);
  const cases: [string[], object][] = [
    [['--netns', 'web'], { netns: 'web', ifname: 'eth0', create: false }],
    [['--pid', '4711'], { netns: '/proc/4711/ns/net', ifname: 'eth0', create: false }],
    [
      ['--netns', 'gw', '--router', '--gw-priority', '-5'],
      { netns: 'gw', ifname: 'eth0', create: false, router: true, gatewayPriority: -5 },
    ],
    [
      ['--tap', 'vm1', '--tap-user', 'qemu', '--tap-group', '12'],
      { netns: '', ifname: 'vm1', create: false, tap: { user: 'qemu', group: '12' } },
    ],
    [['--tap', 'vm2'], { netns: '', ifname: 'vm2', create: false, tap: {} }],
  ];
  for (const [i, [options, attachment]] of cases.entries()) {
    const ended = await create(`e${i}`, ...options);
    t.equal(ended.code, 0, ended.err);
    t.same(placeOf(ended), attachment);
  }
});

t.test('what contradicts itself is a usage error that says what', async (t) => {
  const { create } = await lab(t);
  const cases: [string[], RegExp][] = [
    [['--netns', 'a', '--pid', '1'], /exclude each other/],
    [['--tap', 'a', '--pid', '1'], /exclude each other/],
    [['--pid', '1', '--create-netns'], /--create-netns needs --netns/],
    [['--netns', 'a', '--tap-user', 'u'], /need --tap/],
    [['--gw-priority', '1'], /need --netns, --pid or --tap/],
    [['--router'], /need --netns, --pid or --tap/],
    [['--pid', '0'], /integer from 1/],
    [['--netns', 'a', '--gw-priority', '1.5'], /integer/],
    [['--netns', 'a b'], /--netns.*"a b": expected a name without/],
    [['--netns', 'a', '--ifname', '%d'], /--ifname.*"%d": expected up to 15/],
    [['--tap', '%d'], /--tap.*"%d": expected up to 15/],
    [['--tap', 'vm1', '--tap-user', 'a b'], /--tap-user.*expected the name or number/],
    [['--tap', 'vm1', '--tap-group', '-x'], /--tap-group.*expected the name or number/],
  ];
  for (const [options, message] of cases) {
    const { code, err } = await create('e', ...options);
    t.equal(code, 2, options.join(' '));
    t.match(err, message);
  }
});

t.test('what is exported can be applied and is the same', async (t) => {
  const { session, create } = await lab(t);
  await create('job', '--pid', '4711', '--gw-priority', '3');
  await create('gw', '--netns', 'gw', '--router');
  await create('vm', '--tap', 'vm1', '--tap-user', 'qemu');
  const { out: file } = await session.run(['export']);
  const before = session.manager.hash();
  const again = await session.run(['apply', '-f', '-'], { stdin: file });
  t.equal(again.code, 0, again.err);
  t.match(again.out, '0 to create, 0 to update');
  t.equal(session.manager.hash(), before);
  await session.run(['network', 'rm', 'blue', '--force', '--yes']);
  const anew = await session.run(['apply', '-f', '-'], { stdin: file });
  t.equal(anew.code, 0, anew.err);
  const { out } = await session.run(['endpoint', 'inspect', 'vm.blue', '-o', 'json']);
  t.match(JSON.parse(out), { attachment: { ifname: 'vm1', tap: { user: 'qemu' } } });
});
