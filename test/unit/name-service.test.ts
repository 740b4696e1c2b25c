import t from 'tap';
import type { LinkState, ResolverIdentity } from '../../agent/dns/link.js';
import { NameService, type NameLink } from '../../agent/dns/name-service.js';
import type { OrderBody, PlaceTrouble } from '../../agent/dns/protocol.js';
import { Tally } from '../../agent/dns/counters.js';
import type { ObservedPort } from '../../agent/kernel/port.js';
import type { AppliedNotice, SyncPoint } from '../../agent/reconcile/notices.js';
import type { NetworkImage } from '../../model/desired.js';
import { endpoint, TestNetwork } from '../support/desired-network.js';

const OWN = { clusterId: 'c', nodeId: 'w1' };

/** A resolver that answers when the test says so. */
class TestLink implements NameLink {
  state: LinkState = 'idle';
  identity: ResolverIdentity | undefined;
  reason = '';
  sent = 0;
  done = 0;
  ended = false;
  readonly orders: OrderBody[] = [];

  adopt(): Promise<void> {
    return Promise.resolve();
  }

  ensure(): void {
    if (this.state === 'idle') this.state = 'starting';
  }

  send(order: OrderBody): void {
    if (this.state !== 'up') return;
    this.sent++;
    this.orders.push(order);
  }

  close(): void {
    this.state = 'idle';
  }

  end(): Promise<void> {
    this.ended = true;
    return Promise.resolve();
  }
}

function port(endpointId: string, netns: string, networkId: string): ObservedPort {
  return {
    ...{ name: `ve-${endpointId}`, endpointId, mtu: 1450, up: true, master: 'br', netns },
    owner: { cluster: OWN.clusterId, node: OWN.nodeId, network: networkId },
    ...{ pinnedMac: undefined, ifname: 'eth0', peerState: 'present', peer: undefined },
  };
}

function setup() {
  const link = new TestLink();
  const blue = new TestNetwork('blue', 100);
  const local = endpoint({ id: 'ep-1', node: 'w1', address: '10.0.0.2/24', netns: 'a' });
  blue.delta([local]);
  const held = new Map<string, NetworkImage>();
  const ports: ObservedPort[] = [];
  const applied: AppliedNotice[] = [];
  const pruned: SyncPoint[] = [];
  const target = {
    setImage: (image: NetworkImage) => {
      held.set(image.networkId, image);
      return { accepted: true } as const;
    },
    applyDelta: () => ({ accepted: true }) as const,
    removeNetwork: ({ networkId }: { networkId: string }) => void held.delete(networkId),
    synced: () => undefined,
    held: () => [...held.values()],
  };
  const service = new NameService(
    {
      ...{ target, link: () => link, images: () => [...held.values()], ports: () => ports },
      pinOf: (name) => `pin-${name}`,
      applied: (notice) => void applied.push(notice),
      pruned: (point) => void pruned.push(point),
    },
    { ...OWN, upstreams: 'host' },
  );
  t.teardown(() => service.end());
  const notice = (revision: number): AppliedNotice => ({
    ...{ networkId: blue.networkId, epoch: 1, revision, digest: 'd', failed: [], gone: false },
  });
  const up = (): void => {
    link.state = 'up';
    service.welcomed([]);
    service.changed();
  };
  const finish = (): void => {
    link.done = link.sent;
    service.changed();
  };
  const report = (troubles: readonly PlaceTrouble[]): void => {
    service.reported({ served: 1, names: 1, counters: new Tally().counters(), troubles });
  };
  return { link, blue, service, ports, applied, pruned, notice, up, finish, report };
}

t.test('it is started with the agent, before anybody needs it', async (t) => {
  const { link, service, blue, applied, notice } = setup();
  await service.start();
  t.equal(link.state, 'starting', 'the first interface does not wait for a process to start');
  service.setImage({ ...blue.image(), entries: [] });
  service.applied(notice(2));
  t.equal(applied.length, 1, 'without interfaces here the acknowledgement waits for nobody');
});

t.test('an acknowledgement waits until the resolver has taken the change', async (t) => {
  const { link, service, blue, ports, applied, notice, up, finish } = setup();
  await service.start();
  service.setImage(blue.image());
  ports.push(port('ep-1', 'a', blue.networkId));
  service.applied(notice(2));
  t.equal(applied.length, 0, 'it is being started');
  up();
  t.equal(applied.length, 0, 'it has not taken the names yet');
  t.strictSame(
    link.orders.map(({ kind }) => kind),
    ['settings', 'set', 'places'],
  );
  finish();
  t.equal(applied.length, 1);

  await t.test('[check 57] a removal too, and in order', (t) => {
    service.applyDelta(blue.delta([], ['endpoint/ep-2']));
    t.match(link.orders.at(-1), { kind: 'change', removals: ['endpoint/ep-2'] });
    service.applied(notice(3));
    service.pruned({ epoch: 1, revision: 3 });
    t.equal(applied.length, 1);
    finish();
    t.equal(applied.length, 2);
    t.end();
  });
});

t.test(
  'the kernel is told of an addition before the resolver is, and of nothing else',
  async (t) => {
    const { link, service, blue, applied, notice, up, finish } = setup();
    service.setImage(blue.image());
    up();
    finish();
    const changes = (): number => link.orders.filter(({ kind }) => kind === 'change').length;
    const added = endpoint({ id: 'ep-2', node: 'w2', address: '10.0.0.3/24' });
    service.applyDelta(blue.delta([added]));
    t.equal(changes(), 0, 'what the turn asks of the kernel comes first');
    await new Promise(setImmediate);
    t.equal(changes(), 1);

    await t.test('what follows does not overtake it', (t) => {
      const [third, fourth] = ['ep-3', 'ep-4'].map((id, n) =>
        endpoint({ id, node: 'w2', address: `10.0.0.${n + 4}/24` }),
      );
      service.applyDelta(blue.delta(third ? [third] : []));
      service.applyDelta(blue.delta(fourth ? [fourth] : [], ['endpoint/ep-2']));
      t.match(link.orders.slice(-2), [{ removals: [] }, { removals: ['endpoint/ep-2'] }]);
      t.end();
    });

    await t.test('an acknowledgement waits for it as for the others', (t) => {
      finish();
      service.applyDelta(blue.delta([{ ...added }]));
      service.applied(notice(9));
      t.equal(applied.length, 0);
      finish();
      t.equal(applied.length, 1);
      t.end();
    });

    await t.test('a resolver that has just come has it with the set', async (t) => {
      service.applyDelta(blue.delta([added]));
      service.welcomed([]);
      link.orders.length = 0;
      await new Promise(setImmediate);
      t.strictSame(link.orders, []);
    });

    await t.test('an agent that stops has told everything', async (t) => {
      service.applyDelta(blue.delta([added]));
      await service.stop();
      t.equal(link.orders.filter(({ kind }) => kind === 'change').length, 1);
    });
  },
);

t.test('while there is no resolver nobody waits, and every endpoint says so', async (t) => {
  const { link, service, blue, ports, applied, notice, up, finish } = setup();
  await service.start();
  service.setImage(blue.image());
  ports.push(port('ep-1', 'a', blue.networkId));
  service.applied(notice(2));
  up();
  finish();
  link.state = 'down';
  link.reason = 'it died';
  service.changed();
  t.match(applied.at(-1), { revision: 2, failed: [{ endpointId: 'ep-1', code: 'dns-failed' }] });
  service.applied(notice(3));
  t.match(applied.at(-1), { revision: 3, failed: [{ endpointId: 'ep-1', code: 'dns-failed' }] });
});

t.test('what is wrong in a namespace is told with its endpoints, and taken back', async (t) => {
  const { service, blue, ports, applied, notice, up, finish, report } = setup();
  await service.start();
  service.setImage(blue.image());
  ports.push(port('ep-1', 'a', blue.networkId));
  service.applied(notice(2));
  up();
  finish();
  t.strictSame(applied.at(-1)?.failed, []);
  report([{ netns: 'a', code: 'dns-port-taken', detail: 'x' }]);
  t.match(applied.at(-1)?.failed, [{ endpointId: 'ep-1', code: 'dns-port-taken' }]);
  const told = applied.length;
  report([{ netns: 'a', code: 'dns-port-taken', detail: 'x' }]);
  t.equal(applied.length, told, 'once');
  report([]);
  t.strictSame(applied.at(-1)?.failed, []);
});

t.test('a resolver that knows more than the cache is not set back', (t) => {
  const { link, service, blue, notice } = setup();
  service.setImage(blue.image());
  service.applied(notice(2));
  link.state = 'up';
  service.welcomed([{ networkId: blue.networkId, epoch: 1, revision: 9 }]);
  t.notOk(link.orders.some(({ kind }) => kind === 'set'));
  link.orders.length = 0;
  service.welcomed([{ networkId: blue.networkId, epoch: 0, revision: 9 }]);
  t.ok(
    link.orders.some(({ kind }) => kind === 'set'),
    'of another epoch it is',
  );
  t.end();
});

t.test('networks are forgotten only when a manager has told everything', (t) => {
  const { link, service, blue, up } = setup();
  service.setImage(blue.image());
  up();
  t.notOk(link.orders.some(({ kind }) => kind === 'keep'));
  service.synced({ epoch: 1, revision: 2 });
  t.match(link.orders.at(-1), { kind: 'keep', networkIds: [blue.networkId] });
  service.removeNetwork({ networkId: blue.networkId, epoch: 1, revision: 3 });
  t.match(link.orders.at(-1), { kind: 'drop', networkId: blue.networkId });
  t.end();
});

t.test('it goes on after the agent while it serves somebody', async (t) => {
  const { link, service, blue, ports } = setup();
  ports.push(port('ep-1', 'a', blue.networkId));
  await service.start();
  await service.stop();
  t.equal(link.ended, false);
  const idle = setup();
  await idle.service.start();
  await idle.service.stop();
  t.equal(idle.link.ended, true);
  const unstarted = setup();
  await unstarted.service.stop();
  t.equal(unstarted.link.ended, false, 'nobody has looked whom it serves');
});
