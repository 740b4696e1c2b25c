/** Offloads tried with packets: who is asked, how often, and who is answered. */
import t from 'tap';
import {
  payloadBytes,
  PROBE_KINDS,
  type Ask,
  type Heard,
} from '../../agent/underlay/offload-frames.js';
import type { ProbeTunnel } from '../../agent/underlay/offload-link.js';
import { OffloadProbe } from '../../agent/underlay/offload-probe.js';
import { VirtualTimers } from '../support/virtual-timers.js';

const ASK: Ask = { id: 0xdeadbeef, kind: 'summed', from: '192.0.2.1' };

interface Sent {
  readonly to: string;
  readonly kind: Ask['kind'];
}

/** Of each peer the kinds that it answers as intact. */
function lab(peers: Record<string, readonly Ask['kind'][]>, everyMs = 15_000) {
  const timers = new VirtualTimers();
  const answering = new Map(Object.entries(peers));
  const sent: Sent[] = [];
  const answered: string[] = [];
  const opened: ProbeTunnel[] = [];
  const failures: string[] = [];
  const port: { is: number | undefined } = { is: 4789 };
  let [changes, closed, looks] = [0, 0, 0];
  let deliver: (heard: Heard) => void = () => undefined;
  const probe = new OffloadProbe(
    {
      timers,
      open: (tunnel, hears) => {
        opened.push(tunnel);
        deliver = hears;
        return Promise.resolve({
          to: (to: string) => {
            if (to === '192.0.2.66') throw new Error('no route');
            return Promise.resolve({
              ask: ({ id, kind }: Ask, mtu: number) => {
                sent.push({ to, kind });
                if (!answering.get(to)?.includes(kind)) return;
                const answer = { id, kind, isIntact: true, bytes: payloadBytes(kind, mtu) };
                setImmediate(() => hears({ what: 'answer', answer }));
              },
              close: () => Promise.resolve(),
            });
          },
          answer: (peer: string) => void answered.push(peer),
          close: () => (closed += 1),
        });
      },
      peers: () => {
        looks += 1;
        return [...answering.keys()].map((vtep) => ({ vtep, bytes: 1500, networks: new Map() }));
      },
      port: () => port.is,
      changed: () => (changes += 1),
      failed: (error) => failures.push((error as Error).message),
    },
    { local: '192.0.2.1', advertised: '198.51.100.1', perRound: 2, everyMs },
  );
  const turns = async (): Promise<void> => {
    for (let i = 0; i < 10; i += 1) await new Promise((resolve) => setImmediate(resolve));
  };
  return {
    ...{ probe, answering, sent, answered, opened, failures, port },
    pass: (ms: number) => timers.pass(ms, turns),
    hear: (heard: Heard) => deliver(heard),
    counts: () => ({ changes, closed, looks }),
    asked: () => [...new Set(sent.splice(0).map(({ to }) => to))].sort(),
  };
}

t.test('a sound way takes one packet of each kind, some ways a round, then rarely', async (t) => {
  const ends = ['192.0.2.2', '192.0.2.3', '192.0.2.4'];
  const one = lab(Object.fromEntries(ends.map((end) => [end, PROBE_KINDS])));
  one.probe.start();
  await one.pass(15_000);
  t.equal(one.sent.length, 2 * PROBE_KINDS.length);
  t.same(one.asked(), ends.slice(0, 2));
  await one.pass(15_000);
  t.same(one.asked(), ends.slice(2));
  t.ok(one.probe.states().every(({ isSound }) => isSound));
  await one.pass(3_000_000);
  t.same(one.asked(), []);
  await one.pass(700_000);
  t.same(one.asked(), ends, 'within the hour');
  one.probe.deviceIs('eth0 tx');
  await one.pass(30_000);
  t.same(one.asked(), [], 'it is what it was');
  one.probe.deviceIs('eth0');
  await one.pass(30_000);
  t.same(one.asked(), ends, 'the device is another one');
  t.equal(one.opened.length, 1);
  one.probe.stop();
  await one.pass(4_000_000);
  t.same([one.asked(), one.counts().closed, one.counts().changes], [[], 1, 0]);
});

t.test('who says nothing is asked ever more rarely, and nobody is blamed', async (t) => {
  const one = lab({ '192.0.2.2': [] });
  one.probe.start();
  const times: number[] = [];
  for (let s = 0; s < 8_000; s += 5) {
    await one.pass(5_000);
    if (one.asked().length > 0 && s - (times.at(-1) ?? -10) > 5) times.push(s);
  }
  const gaps = times.slice(1).map((at, i) => at - (times[i] ?? 0));
  t.ok(times.length < 14, times.join(' '));
  t.ok((gaps.at(-1) ?? 0) > 1_800, 'half an hour at last');
  t.match(one.probe.states(), [{ fault: undefined, isSound: false }]);
  t.equal(one.counts().changes, 0);
});

t.test('what is found broken is asked again soon, and told once', async (t) => {
  const one = lab({ '192.0.2.2': ['plain', 'plain-large'] });
  one.probe.start();
  await one.pass(17_000);
  t.match(one.probe.states(), [{ fault: undefined }], 'found once');
  await one.pass(8_000);
  t.match(one.probe.states(), [{ fault: 'sums' }]);
  t.equal(one.counts().changes, 1);
  await one.pass(60_000);
  t.equal(one.counts().changes, 1);
  one.answering.set('192.0.2.2', PROBE_KINDS);
  await one.pass(17_000);
  t.match(one.probe.states(), [{ fault: undefined, isSound: true }]);
  t.equal(one.counts().changes, 2);
  one.answering.clear();
  await one.pass(15_000);
  t.same(one.probe.states(), [], 'no peer any more');
  t.equal(one.counts().closed, 1, 'and nobody to listen for');
});

t.test('only other ends of networks are answered, so many packets a second', async (t) => {
  const one = lab({ '192.0.2.2': PROBE_KINDS });
  one.probe.start();
  await one.pass(15_000);
  const ask = (from: string): void =>
    one.hear({ what: 'ask', ask: { ...ASK, from }, isIntact: true, bytes: 65 });
  ask('192.0.2.2');
  ask('203.0.113.9');
  t.same(one.answered, ['192.0.2.2'], 'an address that was made up gets nothing');
  one.answering.set('192.0.2.3', PROBE_KINDS);
  await one.pass(2_000);
  ask('192.0.2.3');
  t.same(one.answered, ['192.0.2.2', '192.0.2.3'], 'one that came meanwhile');
  const { looks } = one.counts();
  for (let i = 0; i < 1_000; i += 1) ask('203.0.113.9');
  t.equal(one.counts().looks, looks, 'strangers cost no look each');
  for (let i = 0; i < 1_000; i += 1) ask('192.0.2.2');
  t.equal(one.answered.length, 2, 'what strangers ask counts too');
  await one.pass(1_000);
  for (let i = 0; i < 1_000; i += 1) ask('192.0.2.2');
  t.equal(one.answered.length, 202);
});

t.test('without a network there is no tunnel; another port is another one', async (t) => {
  const one = lab({ '192.0.2.2': PROBE_KINDS, 'fd00::2': PROBE_KINDS, '192.0.2.66': [] });
  one.port.is = undefined;
  one.probe.start();
  await one.pass(15_000);
  t.same(one.opened, []);
  one.port.is = 4789;
  await one.pass(15_000);
  one.port.is = 4790;
  await one.pass(15_000);
  t.same(
    one.opened.map(({ local, port }) => [local, port]),
    [
      ['192.0.2.1', 4789],
      ['192.0.2.1', 4790],
    ],
  );
  t.same(one.asked(), ['192.0.2.2'], 'those of the own family');
  t.same(one.failures, ['no route', 'no route'], 'and what keeps one from being asked is told');
});

t.test('a network that is new is tried before long', async (t) => {
  const one = lab({ '192.0.2.2': PROBE_KINDS });
  one.probe.start();
  one.probe.soon();
  await one.pass(500);
  one.probe.soon();
  await one.pass(500);
  t.same(one.asked(), ['192.0.2.2']);
});
