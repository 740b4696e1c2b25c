/** Entries in forms that a worker cannot take, as they come off the wire. */
import t from 'tap';
import type { DesiredEntry } from '../../model/desired.js';
import { digestOf } from '../../model/digest.js';
import { OvnetError } from '../../model/errors.js';
import type { Attachment } from '../../model/objects.js';
import { decodeManagerMessage, encodeManagerMessage } from '../../proto/manager-codec.js';
import { decodeAttachRequest, encodeAttachRequest } from '../../proto/node-api-codec.js';

const base = {
  id: 'ep-1',
  name: 'web',
  nodeId: 'node-1',
  mac: '02:42:0a:00:00:02',
  addresses: ['10.0.0.2/24'],
  aliases: [],
  attachment: { netns: 'web', ifname: 'eth0', create: false },
};
const delta = { kind: 'delta', networkId: 'net-1', epoch: 1, from: 1, to: 2 } as const;
const heard = (entry: DesiredEntry): DesiredEntry | undefined => {
  const digest = digestOf([entry]);
  const said = encodeManagerMessage({ ...delta, upserts: [entry], removals: [], digest });
  const message = decodeManagerMessage(said);
  return message.kind === 'delta' ? message.upserts[0] : undefined;
};

t.test(
  'what would be dangerous in the kernel or in a digest comes as a fault that says why, with the digest of who sent it',
  (t) => {
    const place = { netns: 'a', ifname: 'eth0', create: false };
    const bad: [object, 'entry' | 'place', RegExp][] = [
      [{ name: 'a\x1fb' }, 'entry', /^endpoint\.name "a\\u001fb" is malformed/],
      [{ nodeId: '' }, 'entry', /^endpoint\.node_id/],
      [{ mac: '02:42' }, 'entry', /^endpoint\.mac "02:42"/],
      [{ addresses: ['10.0.0.2/24\nlink del eth0'] }, 'entry', /^endpoint\.addresses/],
      [{ aliases: ['a\nb'] }, 'entry', /^endpoint\.aliases/],
      [{ attachment: { ...place, netns: 'a b' } }, 'place', /^attachment\.netns "a b": expected/],
      [{ attachment: { ...place, netns: 'a\ud800' } }, 'place', /^attachment\.netns/],
      [{ attachment: { ...place, ifname: '\ud800' } }, 'place', /^attachment\.ifname/],
      [{ attachment: { ...place, ifname: 'a\u0000b' } }, 'place', /^attachment\.ifname/],
      [{ attachment: { ...place, ifname: '%d' } }, 'place', /^attachment\.ifname "%d": expected/],
      [{ attachment: { ...place, ifname: 'far-too-long-for-linux' } }, 'place', /up to 15/],
      [{ attachment: { ...place, netns: '', tap: { user: 'a b' } } }, 'place', /tap\.user/],
    ];
    for (const [part, scope, detail] of bad) {
      const entry: DesiredEntry = { kind: 'endpoint', id: base.id, value: { ...base, ...part } };
      const back = heard(entry);
      t.match(back?.fault, { scope, detail }, JSON.stringify(part));
      t.equal(digestOf(back ? [back] : []), digestOf([entry]), 'same digest');
    }
    t.end();
  },
);

t.test('members, subnets and networks out of their form are faults too', (t) => {
  const net = {
    id: 'net-1',
    name: 'a',
    vni: 1,
    mtu: 0,
    internal: false,
    flood: false,
    dataPort: 1,
  };
  const bad: DesiredEntry[] = [
    { kind: 'network', id: 'net-1', value: { ...net, vni: 2 ** 24 } },
    { kind: 'network', id: 'net-1', value: { ...net, name: '' } },
    { kind: 'subnet', id: 'sub-1', value: { id: 'sub-1', cidr: '10.0.0.0', gateway: '' } },
    { kind: 'subnet', id: 'sub-1', value: { id: 'sub-1', cidr: '10.0.0.0/8', gateway: 'x' } },
    { kind: 'member', id: 'node-1', value: { nodeId: 'node-1', vtep: 'x y', mtu: 1500 } },
  ];
  for (const entry of bad) {
    t.match(heard(entry), { ...entry, fault: { scope: 'entry', detail: /is malformed$/ } });
  }
  t.end();
});

t.test('what cannot even be told apart is refused', (t) => {
  for (const id of ['', 'a b', 'é']) {
    const entry: DesiredEntry = { kind: 'endpoint', id, value: { ...base, id } };
    t.throws(() => heard(entry), { code: 'invalid-message', message: /endpoint\.id/ });
  }
  t.throws(() => decodeManagerMessage(Buffer.from([0xff])), OvnetError);
  t.throws(
    () =>
      decodeManagerMessage(encodeManagerMessage({ kind: 'synced', epoch: 1, revision: 2 ** 60 })),
    { code: 'invalid-message' },
  );
  t.end();
});

t.test('a worker that asks to attach in a wrong form is told the member and the rule', (t) => {
  const attach = (attachment: Attachment) =>
    decodeAttachRequest(
      encodeAttachRequest({
        ...{ network: 'web', container: 'c1', name: '', addresses: [], mac: '', waitMs: 0 },
        attachment,
      }),
    );
  const detail = /attachment\.netns "\.\.\/x": expected a name/;
  const wrong = { netns: '../x', ifname: 'eth0', create: false };
  t.throws(() => attach(wrong), { code: 'invalid-message', message: detail });
  t.same(attach({ ...wrong, netns: 'x' }).attachment, { ...wrong, netns: 'x' });
  t.end();
});
