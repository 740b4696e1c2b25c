/** `ovctl apply`, `diff` and `export` against the API: a file says what is, and nothing else happens. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { apply, FILE, started } from '../support/apply-file.js';

t.test('a file is applied once: again it changes nothing', async (t) => {
  const session = await started(t);
  const first = await apply(session, FILE);
  t.equal(first.code, 0, first.err);
  t.match(
    first.out,
    '3 to create, 0 to update, 0 unchanged, 0 to delete; workers concerned: w1, w2',
  );
  t.match(first.out, `applied at revision ${session.manager.state.revision}`);
  const before = session.manager.hash();
  const second = await apply(session, FILE);
  t.equal(second.code, 0, second.err);
  t.match(
    second.out,
    '0 to create, 0 to update, 4 unchanged, 0 to delete; workers concerned: none',
  );
  t.equal(session.manager.hash(), before);
});

t.test('every spelling of the same value is the same', async (t) => {
  const session = await started(t);
  await apply(session, FILE);
  const before = session.manager.hash();
  const spelled = JSON.stringify({
    apiVersion: 'ovnet/v1',
    networks: [{ name: 'blue', subnets: [{}], internal: false }],
    endpoints: [
      { name: 'web', network: 'blue', node: 'w1', addresses: ['10.20.0.7/24'] },
      { name: 'db', network: 'blue', node: 'w2', aliases: ['data', 'store', 'data'] },
    ],
  });
  const answer = await apply(session, spelled);
  t.equal(answer.code, 0, answer.err);
  t.match(answer.out, '0 to create, 0 to update, 4 unchanged');
  t.equal(session.manager.hash(), before);
});

t.test(
  'what differs is changed, absence deletes nothing, declared labels are all labels',
  async (t) => {
    const session = await started(t);
    await apply(session, FILE);
    const answer = await apply(
      session,
      `{apiVersion: ovnet/v1, networks: [{name: blue, mtu: 1400, labels: {owner: b}, subnets: [{cidr: 10.21.0.0/24}]}]}`,
    );
    t.equal(answer.code, 0, answer.err);
    const { state } = session.manager;
    const network = state.network('blue')!;
    t.match(network, { mtu: 1400, labels: { owner: 'b' } });
    t.same(network.subnets.map(({ cidr }) => cidr).sort(), ['10.20.0.0/24', '10.21.0.0/24']);
    t.equal([...state.endpoints()].length, 2);
  },
);

t.test('several documents and files are one change; a dry run is none', async (t) => {
  const session = await started(t);
  const file = join(session.home, 'more.yaml');
  writeFileSync(file, 'apiVersion: ovnet/v1\nnetworks: [{name: green}]\n');
  const two = `${FILE}---\napiVersion: ovnet/v1\nnetworks: [{name: red}]\n`;
  const before = session.manager.hash();
  const dry = await apply(session, two, '-f', file, '--dry-run');
  t.equal(dry.code, 0, dry.err);
  t.match(dry.out, '5 to create');
  t.equal(session.manager.hash(), before);
  const { revision } = session.manager.state;
  t.equal((await apply(session, two, '-f', file)).code, 0);
  t.equal(session.manager.state.revision, revision + 1);
});

t.test('one refusal undoes all and points into the file', async (t) => {
  const session = await started(t);
  const { revision } = session.manager.state;
  const taken = FILE.replace('store, data]', 'x], addresses: [10.20.0.7]');
  const answer = await apply(session, taken);
  t.equal(answer.code, 73);
  t.match(
    answer.err,
    /endpoint 'db\.blue': 10\.20\.0\.7 is that of endpoint 'web'.*nothing was applied/,
  );
  t.match(answer.err, 'stdin: /endpoints/1');
  t.equal(session.manager.state.revision, revision);
  t.equal(session.manager.state.network('blue'), undefined);
});

t.test('a malformed file is refused whole, with every place', async (t) => {
  const session = await started(t);
  const cases: [string, number, RegExp][] = [
    ['', 65, /stdin holds no document/],
    ['networks: []', 65, /\/apiVersion: is absent: expected ovnet\/v1/],
    ['{apiVersion: ovnet/v1, colour: 1}', 65, /\/colour: this member is not known/],
    [
      '{apiVersion: ovnet/v1, networks: [{name: a, x: 1}, {}]}',
      65,
      /networks\/0\/x[^]*networks\/1/,
    ],
    ['{apiVersion: ovnet/v1, networks: [{name: a, mtu: "x"}]}', 65, /\/networks\/0\/mtu/],
    ['{apiVersion: ovnet/v1, networks: [{name: a}, {name: a}]}', 65, /declared twice/],
    ['{apiVersion: ovnet/v1', 65, /stdin: /],
    ['{apiVersion: ovnet/v1, endpoints: [{network: a, node: w1}]}', 65, /needs a name/],
    ['{apiVersion: ovnet/v1, endpoints: [{name: e, network: a, node: w1}]}', 66, /no network 'a'/],
    [FILE.replace('node: w1', 'node: w9'), 66, /endpoints\/0\/node: there is no worker 'w9'/],
    [FILE.replace('10.20.0.7]', '10.20.0.777]'), 65, /10\.20\.0\.777/],
    [
      FILE.replace('tier: front}', 'tier: front}, attachment: {netns: a b, ifname: "%d"}'),
      65,
      /attachment\/netns: "a b": expected a name[^]*attachment\/ifname: "%d": expected up to 15/,
    ],
  ];
  const before = session.manager.hash();
  for (const [file, code, message] of cases) {
    const answer = await apply(session, file);
    t.equal(answer.code, code, `${file}: ${answer.err}`);
    t.match(answer.err, message);
  }
  t.equal((await session.run(['apply', '-f', '/nonexistent'])).code, 66);
  t.equal(session.manager.hash(), before);
});

t.test('a change between the plan and the batch is refused, not overwritten', async (t) => {
  const session = await started(t);
  await apply(session, FILE);
  const { proposer } = session.manager;
  const propose = proposer.propose.bind(proposer);
  proposer.propose = (request) => {
    proposer.propose = propose;
    session.manager.apply({ kind: 'network.update', network: 'blue', labels: { by: 'another' } });
    return propose(request);
  };
  const answer = await apply(session, FILE.replace('team: a', 'team: b'));
  t.equal(answer.code, 72);
  t.match(answer.err, "network 'blue'");
  t.match(session.manager.state.network('blue')?.labels, { team: 'a', by: 'another' });
});

t.test('more than one batch takes is refused before anything is sent', async (t) => {
  const session = await started(t);
  const names = Array.from({ length: 10_001 }, (_, n) => ({ name: `n${n}` }));
  const before = session.manager.hash();
  const many = await apply(session, JSON.stringify({ apiVersion: 'ovnet/v1', networks: names }));
  t.equal(many.code, 65);
  t.match(many.err, '10001 operations; all or nothing takes at most 10000');
  const text = 'x'.repeat(250);
  const labels = Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`l${n}`, text]));
  const networks = names.slice(0, 1_100).map(({ name }) => ({ name, labels }));
  const large = await apply(session, JSON.stringify({ apiVersion: 'ovnet/v1', networks }));
  t.equal(large.code, 65);
  t.match(large.err, 'at most 16777216');
  t.equal(session.manager.hash(), before);
});

t.test(
  'diff exits 1 when something differs, 0 when nothing does, and changes nothing',
  async (t) => {
    const session = await started(t);
    const before = session.manager.hash();
    const differs = await session.run(['diff', '-f', '-'], { stdin: FILE });
    t.equal(differs.code, 1);
    t.match(differs.out, '+ network blue\n');
    t.equal(session.manager.hash(), before);
    await apply(session, FILE);
    const same = await session.run(['diff', '-f', '-'], { stdin: FILE });
    t.same(same, { code: 0, out: '', err: '' });
  },
);

t.test(
  'what is exported is applied without a change, and makes the same again elsewhere',
  async (t) => {
    const session = await started(t);
    await apply(session, FILE, '--set', 'shop');
    await session.run(['network', 'create', 'six', '--ipv6', '--label', 'odd=yes']);
    const place = ['--node', 'w1', '--netns', 'ns', '--create-netns'];
    await session.run(['endpoint', 'create', '--network', 'six', '--name', 'e', ...place]);
    const { out, code } = await session.run(['export']);
    t.equal(code, 0);
    const before = session.manager.hash();
    const again = await apply(session, out);
    t.equal(again.code, 0, again.err);
    t.match(again.out, '0 to create, 0 to update');
    t.equal(session.manager.hash(), before);
    const elsewhere = await started(t);
    t.equal((await apply(elsewhere, out)).code, 0);
    t.equal((await elsewhere.run(['export'])).out, out);
    const shop = await session.run(['export', '--set', 'shop', '-o', 'json']);
    t.match(JSON.parse(shop.out), { networks: [{ name: 'blue' }], endpoints: [{}, {}] });
    t.notMatch(shop.out, 'six');
    t.notMatch(out, /secret|key/i);
  },
);

t.test('plans and results are stable JSON', async (t) => {
  const session = await started(t);
  const plan = await apply(session, FILE, '--dry-run', '-o', 'json');
  t.match(JSON.parse(plan.out), {
    applied: false,
    plan: {
      revision: session.manager.state.revision,
      summary: { create: 3, update: 0, unchanged: 0, delete: 0 },
      workers: ['w1', 'w2'],
      changes: [{ kind: 'network', name: 'blue', action: 'create', workers: ['w1', 'w2'] }, {}, {}],
    },
  });
  const done = await apply(session, FILE, '--wait', '-o', 'json');
  t.match(JSON.parse(done.out), {
    applied: true,
    revision: session.manager.state.revision,
    converged: true,
  });
});
