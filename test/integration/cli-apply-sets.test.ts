/** `ovctl apply` on what is there: what cannot be changed, sets of objects, and what pruning takes away. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { apply, FILE, started } from '../support/apply-file.js';

t.test('what cannot be changed is refused by object and member, and shown by diff', async (t) => {
  const session = await started(t);
  await apply(session, FILE);
  const before = session.manager.hash();
  const other = FILE.replace('node: w1', 'node: w2')
    .replace('10.20.0.7]', '10.20.0.8]')
    .replace('reserved: [10.20.0.9]', 'reserved: [10.20.0.5]')
    .replace('labels: {team: a}', 'vni: 99');
  const answer = await apply(session, other);
  t.equal(answer.code, 65);
  for (const line of [
    /stdin: \/networks\/0\/vni: network 'blue': vni cannot be changed from \d+ to 99/,
    /stdin: \/networks\/0\/subnets\/0\/reserved: subnet '10.20.0.0\/24 of blue': reserved cannot/,
    /stdin: \/endpoints\/0\/node: endpoint 'web.blue': node cannot be changed from "w1" to "w2"/,
    /stdin: \/endpoints\/0\/addresses: /,
  ]) {
    t.match(answer.err, line);
  }
  const shown = await session.run(['diff', '-f', '-'], { stdin: other });
  t.equal(shown.code, 1);
  t.match(shown.out, 'node: "w1" -> "w2" (cannot be changed)');
  t.equal(session.manager.hash(), before);
});

t.test(
  'a set owns its objects: prune deletes what its files no longer declare, and only that',
  async (t) => {
    const session = await started(t);
    await session.run(['network', 'create', 'own']);
    t.equal((await apply(session, FILE, '--set', 'shop')).code, 0);
    const less = FILE.replace(/ {2}- \{name: db.*\n/, '');
    t.match((await apply(session, less, '--set', 'shop')).out, '0 to delete');
    const pruned = await apply(session, less, '--set', 'shop', '--prune');
    t.equal(pruned.code, 0, pruned.err);
    t.match(pruned.out, '1 to delete');
    t.equal(session.manager.state.endpoint('db.blue'), undefined);
    const none = 'apiVersion: ovnet/v1';
    const unasked = await apply(session, none, '--set', 'shop', '--prune');
    t.equal(unasked.code, 2, 'without a terminal and without --yes');
    t.match(unasked.err, /Delete 2 objects of set shop\?/);
    t.ok(session.manager.state.network('blue'));
    const file = join(session.home, 'none.yaml');
    writeFileSync(file, none);
    const argv = ['apply', '-f', file, '--set', 'shop', '--prune'];
    t.equal((await session.run(argv, { typed: 'n\n' })).code, 1);
    t.ok(session.manager.state.network('blue'));
    t.equal((await session.run([...argv, '--yes'])).code, 0);
    t.same(
      [...session.manager.state.networks()].map(({ name }) => name),
      ['own'],
    );
  },
);

t.test('objects of another set are not taken over, and pruning needs a set', async (t) => {
  const session = await started(t);
  await apply(session, FILE, '--set', 'shop');
  const before = session.manager.hash();
  const other = await apply(session, FILE, '--set', 'bank');
  t.equal(other.code, 73);
  t.match(other.err, "belongs to the set 'shop', not to 'bank'");
  t.equal((await apply(session, FILE, '--prune')).code, 2);
  const said = FILE.replace('team: a', 'ovnet.set: else');
  t.equal((await apply(session, said, '--set', 'shop')).code, 65);
  t.equal((await apply(session, FILE)).code, 0, 'without --set the label stays');
  t.equal(session.manager.hash(), before);
});

t.test('prune replaces the subnets of a declared network', async (t) => {
  const session = await started(t);
  const file = (cidrs: string) =>
    `{apiVersion: ovnet/v1, networks: [{name: blue, subnets: [${cidrs}]}]}`;
  const cidrs = () => session.manager.state.network('blue')?.subnets.map(({ cidr }) => cidr);
  await apply(session, file('{cidr: 10.1.0.0/24}'), '--set', 's');
  await apply(session, file('{cidr: 10.2.0.0/24}, {cidr: 10.3.0.0/24}'), '--set', 's', '--prune');
  t.same(cidrs()?.sort(), ['10.2.0.0/24', '10.3.0.0/24']);
  // The enlarged one overlaps what goes: the removal comes first.
  await apply(session, file('{cidr: 10.2.0.0/24}, {cidr: 10.3.0.0/23}'), '--set', 's', '--prune');
  t.same(cidrs()?.sort(), ['10.2.0.0/24', '10.3.0.0/23']);
});
