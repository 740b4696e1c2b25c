import t from 'tap';
import type { NetworkAnswer, Written } from '../../cli/client/shapes.js';
import { OvnetError } from '../../model/errors.js';
import { E2eCluster, until } from '../support/e2e-cluster.js';

if (process.getuid?.() !== 0) t.bailout('end-to-end tests need root');

const MANAGERS = ['m1', 'm2', 'm3'] as const;
const cluster = await E2eCluster.up({ workers: 1 });
t.teardown(() => cluster.down());

t.test(
  '[check 25] of many creates of one name, sent to all managers at once, exactly one succeeds',
  async (t) => {
    const tries = Array.from({ length: 30 }, (_, at) =>
      cluster
        .network({ name: 'wanted' }, MANAGERS[at % MANAGERS.length])
        .catch((error: unknown) => error),
    );
    const outcomes = await Promise.all(tries);
    const refused = outcomes.filter((one) => one instanceof OvnetError);
    t.equal(outcomes.length - refused.length, 1);
    t.ok(refused.every(({ code }) => code === 'name-taken'));
  },
);

t.test(
  '[check 26] an explicit VNI is used, a second one refused, automatic ones keep to their range',
  async (t) => {
    const explicit = await cluster.network({ name: 'vni-explicit', vni: 4242 });
    t.equal(explicit.vni, 4242);
    await t.rejects(cluster.network({ name: 'vni-again', vni: 4242 }), {
      code: 'vni-taken',
      message: /vni-explicit/,
    });
    const automatic = await Promise.all(
      Array.from({ length: 10 }, (_, at) =>
        cluster.network({ name: `vni-auto${at}` }, MANAGERS[at % 3]),
      ),
    );
    const vnis = automatic.map(({ vni }) => vni);
    t.equal(new Set(vnis).size, 10);
    t.ok(
      vnis.every((vni) => vni >= 1_048_576),
      'clear of those that Swarm gives out',
    );
  },
);

t.test('what one manager acknowledged, every other shows at once', async (t) => {
  for (let round = 0; round < 20; round += 1) {
    const writer = MANAGERS[round % 3];
    const { id } = await cluster.network(
      { name: `seen${round}`, subnets: [{ cidr: '10.7.0.0/24' }] },
      writer,
    );
    for (const reader of MANAGERS) {
      const found = await cluster.api(reader).get<NetworkAnswer>(`/v1/networks/seen${round}`);
      t.equal(found.id, id);
    }
  }
});

t.test(
  'without a majority writes and reads are refused by name, stale reads and status answer',
  async (t) => {
    await cluster.lab.fault.kill(cluster.lab.host('m2'));
    await cluster.lab.fault.kill(cluster.lab.host('m3'));
    await until('m1 to know', async () => {
      const said = await cluster.ovctl('m1', 'status', '-o', 'json');
      return said.code === 0 && (JSON.parse(said.stdout) as { quorum: boolean }).quorum
        ? undefined
        : true;
    });
    const refused = await cluster.ovctl('m1', 'network', 'create', 'late', '--timeout', '8s');
    t.equal(refused.code, 69, refused.stderr);
    t.match(refused.stderr, /quorum/);
    const status = await cluster.ovctl('m1', 'status');
    t.equal(status.code, 0, status.stderr);
    t.match(status.stdout, /^NO QUORUM/);
    const stale = await cluster
      .api('m1')
      .get<Written>('/v1/networks/wanted', { consistency: 'stale' });
    t.ok(stale.revision > 0);
    await cluster.lab.daemons.run(cluster.lab.host('m2'));
    await cluster.leader(['m1', 'm2']);
    const done = await cluster.ovctl('m1', 'network', 'create', 'late');
    t.equal(done.code, 0, done.stderr);
  },
);
