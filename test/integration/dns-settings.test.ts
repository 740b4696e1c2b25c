import t from 'tap';
import { hostNames } from '../../agent/dns/host-names.js';
import { Places } from '../../agent/dns/places.js';
import { idAt, Namespaces } from '../../agent/kernel/namespaces.js';
import { liveResolver } from '../../agent/dns/process.js';
import { isLive } from '../../identity/pid-file.js';
import { OvnetError } from '../../model/errors.js';
import { directory, namespace, Told } from '../support/dns/resolver.js';

if (process.getuid?.() !== 0) t.bailout('namespaces need root');

t.test('without the native module every namespace says why it is not served', async (t) => {
  const netns = namespace(t, 'bare');
  const missing = (): never => {
    throw new OvnetError('native-unavailable', 'koffi is missing');
  };
  const served = new Places({
    namespaces: new Namespaces(),
    open: () => Promise.resolve().then(missing),
    serving: (networkIds) => ({ networkIds, serve: () => undefined }),
    onChange: () => undefined,
  });
  const pin = idAt(netns) ?? '';
  await served.set([{ netns, pin, networkIds: ['net-b'] }]);
  t.match(served.troubles(), [
    { netns, code: 'dns-failed', detail: 'native-unavailable: koffi is missing' },
  ]);
  await served.close();
});

t.test('an agent with names switched off ends the resolver of the one before', async (t) => {
  const dir = directory(t);
  const told = new Told(t, dir);
  await told.up();
  const mark = await liveResolver(dir);
  told.link.close();
  const unused = (): never => {
    throw new Error('not used');
  };
  const names = hostNames(
    {
      target: {
        setImage: unused,
        applyDelta: unused,
        removeNetwork: unused,
        synced: unused,
        held: unused,
      },
      ...{ images: unused, ports: unused, pinOf: unused, applied: unused, pruned: unused },
      log: { warn: unused },
    },
    { dataDir: dir, dns: 'off' },
    { clusterId: 'c', nodeId: 'w1' },
  );
  await names.start();
  t.equal(mark && isLive(mark), false);
  t.equal(names.status(), undefined);
});

t.test("resolvers to forward to are addresses, the host's or none", (t) => {
  const nothing = {} as Parameters<typeof hostNames>[0];
  const own = { clusterId: 'c', nodeId: 'w1' };
  const forwards = (...dnsForward: string[]) =>
    hostNames(nothing, { dataDir: '/nowhere', dns: 'on', dnsForward }, own).status()?.forward;
  t.strictSame(forwards('10.0.0.1', 'fe80::1%eth0'), ['10.0.0.1', 'fe80::1%eth0']);
  t.strictSame(forwards('off'), []);
  t.strictSame(forwards('host'), 'host');
  for (const wrong of [['host', '10.0.0.1'], ['off', 'off'], ['resolver']]) {
    t.throws(() => forwards(...wrong), { code: 'invalid-config' });
  }
  t.end();
});
