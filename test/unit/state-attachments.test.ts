/** Where endpoints are plugged in: what needs a feature level, routers, taps, and how many a worker takes. */
import t from 'tap';
import { MAX_ENDPOINTS_PER_BRIDGE } from '../../model/limits.js';
import { ATTACHMENT_LEVEL } from '../../server/state/feature-level.js';
import { endpoint, network, networkOf, StateFixture } from '../support/state-fixture.js';

t.test('gateway priority, routers and taps wait until every manager knows them', (t) => {
  const place = { netns: 'w', ifname: 'eth0', create: false };
  const tap = { netns: '', ifname: 'vm1', create: false, tap: { user: 'qemu' } };
  const cases = [{ ...place, gatewayPriority: 5 }, { ...place, router: true }, tap];
  const old = StateFixture.start(1, ATTACHMENT_LEVEL - 1);
  old.accept(network('front'));
  for (const attachment of cases) {
    t.equal(old.code(endpoint('front', 'a', { attachment })), 'feature-level');
  }
  const plain = { ...place, gatewayPriority: 0, router: false };
  const { attachment } = old.make('endpoint', endpoint('front', 'a', { attachment: plain }));
  t.same(attachment, place, 'what has its default is not kept, as older programs do not');
  const moved = {
    kind: 'endpoint.move',
    endpoint: 'a.front',
    node: 'w1',
    attachment: tap,
  } as const;
  t.equal(old.code(moved), 'feature-level');

  const lab = StateFixture.start(1);
  lab.accept(network('front'));
  t.equal(lab.code(endpoint('front', 'a', { attachment: tap })), 'not-supported', 'no capability');
  const report = { kind: 'node.report', node: 'node-w1', mtu: 1500, routes: [] } as const;
  lab.accept({ ...report, capabilities: ['tap'], agentVersion: '1' });
  for (const [i, attachment] of cases.entries()) {
    const made = lab.make('endpoint', endpoint('front', `e${i}`, { attachment }));
    t.same(made.attachment, attachment);
  }
  t.end();
});

t.test('a network has one router, and the refusal of a second names it', (t) => {
  const lab = StateFixture.start(2);
  const attachment = { netns: 'w', ifname: 'eth0', create: false, router: true };
  lab.accept(network('front'));
  lab.accept(network('back'));
  lab.accept(endpoint('front', 'r', { attachment }));
  const refusal = lab.refuse(endpoint('front', 's', { attachment }));
  t.equal(refusal.code, 'address-taken');
  t.match(refusal.detail, "'r' (ep-front-r)");
  lab.accept(endpoint('back', 'r', { attachment }));
  const move = { kind: 'endpoint.move', endpoint: 'r.front', node: 'w2', attachment } as const;
  t.match(lab.make('endpoint', move), { node: 'node-w2', attachment }, 'it may move itself');
  lab.accept({ kind: 'endpoint.delete', endpoint: 'r.front' });
  lab.accept(endpoint('front', 's', { attachment }));
  t.end();
});

t.test('a worker takes as many endpoints of a network as its bridge has ports', (t) => {
  const fill = (lab: StateFixture): void => {
    lab.accept(networkOf('wide', '10.0.0.0/16'));
    for (let i = 0; i < 5; i++) lab.accept(endpoint('wide', `lease-${i}`));
    for (let i = 0; i < MAX_ENDPOINTS_PER_BRIDGE; i++) {
      lab.accept(endpoint('wide', `e-${i}`, { attachment }));
    }
  };
  const attachment = { netns: 'w', ifname: 'eth0', create: false };
  const lab = StateFixture.start(2);
  fill(lab);
  const refusal = lab.refuse(endpoint('wide', 'late', { attachment }));
  t.equal(refusal.code, 'bridge-full');
  t.match(refusal.detail, "network 'wide' on worker 'w1': 1022 of 1022 ports are used, 0 are left");
  lab.accept(endpoint('wide', 'late'));
  const move = { kind: 'endpoint.move', endpoint: 'late.wide', attachment } as const;
  t.equal(lab.code({ ...move, node: 'w1' }), 'bridge-full', 'a lease that is plugged in later');
  lab.accept({ ...move, node: 'w2' });
  const again = { kind: 'endpoint.move', endpoint: 'e-0.wide', node: 'w1' } as const;
  lab.accept({ ...again, attachment: { ...attachment, ifname: 'net1' } });
  lab.accept(network('other'));
  lab.accept(endpoint('other', 'x', { attachment }));
  lab.accept({ kind: 'endpoint.delete', endpoint: 'e-1.wide' });
  lab.accept({ ...move, node: 'w1' });

  const old = StateFixture.start(1, ATTACHMENT_LEVEL - 1);
  fill(old);
  old.accept(endpoint('wide', 'late', { attachment }));
  t.pass('below the feature level all managers do as the older ones');
  t.end();
});
