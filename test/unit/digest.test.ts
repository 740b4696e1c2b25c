/** Digests are compared between versions of managers and agents: what an entry is hashed to stays. */
import t from 'tap';
import type { Attachment } from '../../model/objects.js';
import type { DesiredEntry } from '../../model/desired.js';
import {
  addToDigest,
  digestOf,
  EMPTY_DIGEST,
  formatDigest,
  removeFromDigest,
} from '../../model/digest.js';

const NETWORK: DesiredEntry = {
  kind: 'network',
  id: 'net-1',
  value: {
    ...{ id: 'net-1', name: 'blue', vni: 1_048_576, mtu: 1450 },
    ...{ internal: false, flood: true, dataPort: 4789 },
  },
};
const SUBNET: DesiredEntry = {
  kind: 'subnet',
  id: 'sub-1',
  value: { id: 'sub-1', cidr: '10.0.0.0/24', gateway: '10.0.0.1' },
};
const MEMBER: DesiredEntry = {
  kind: 'member',
  id: 'node-1',
  value: { nodeId: 'node-1', vtep: '192.0.2.1', mtu: 1500 },
};
const ENDPOINT: DesiredEntry = {
  kind: 'endpoint',
  id: 'ep-1',
  value: {
    ...{ id: 'ep-1', name: 'web', nodeId: 'node-1', mac: '02:42:0a:00:00:02' },
    addresses: ['10.0.0.2/24', 'fd00::2/64'],
    aliases: ['www'],
    attachment: { netns: 'w1', ifname: 'eth0', create: true },
  },
};

t.test('each kind of entry has the digest that it always had', (t) => {
  const known: [DesiredEntry, string][] = [
    [NETWORK, 'ec4c602b75c2030a'],
    [SUBNET, 'fad4b713e624d601'],
    [MEMBER, '385a6334799975c2'],
    [ENDPOINT, '19cb2f95e91986dc'],
  ];
  for (const [entry, digest] of known) t.equal(digestOf([entry]), digest, entry.kind);
  t.end();
});

t.test('each member of an attachment counts, and one that has its default does not', (t) => {
  const { value } = ENDPOINT;
  const place = { netns: 'w1', ifname: 'eth0', create: true };
  const sumOf = (attachment: Attachment): string =>
    digestOf([{ ...ENDPOINT, value: { ...value, attachment } }]);
  const others: Attachment[] = [
    place,
    { ...place, gatewayPriority: 1 },
    { ...place, gatewayPriority: -1 },
    { ...place, router: true },
    { ...place, tap: {} },
    { ...place, tap: { user: 'a' } },
    { ...place, tap: { group: 'a' } },
  ];
  t.equal(new Set(others.map(sumOf)).size, others.length);
  t.equal(sumOf({ ...place, gatewayPriority: 0, router: false }), sumOf(place));
  t.end();
});

t.test('a sum does not depend on order, and what was added can be taken away', (t) => {
  const all = [NETWORK, SUBNET, MEMBER, ENDPOINT];
  t.equal(digestOf(all), digestOf([...all].reverse()));
  const without = [MEMBER, NETWORK].reduce(removeFromDigest, all.reduce(addToDigest, EMPTY_DIGEST));
  t.equal(formatDigest(without), digestOf([SUBNET, ENDPOINT]));
  t.end();
});
