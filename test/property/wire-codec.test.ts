import assert from 'node:assert/strict';
import t from 'tap';
import fc from 'fast-check';
import type { DesiredEntry } from '../../model/desired.js';
import { digestOf } from '../../model/digest.js';
import type { Attachment } from '../../model/objects.js';
import { decodeAgentMessage, encodeAgentMessage } from '../../proto/agent-codec.js';
import type { AgentMessage, ManagerMessage } from '../../proto/agent-messages.js';
import {
  decodeManagerMessage,
  encodeManagerMessage,
  encodingDelta,
  joinManagerMessages,
} from '../../proto/manager-codec.js';
import {
  decodeAttachRequest,
  decodeAttachResponse,
  encodeAttachRequest,
  encodeAttachResponse,
} from '../../proto/node-api-codec.js';
import {
  decodePeerAcks,
  decodeQueryRequest,
  decodeQueryResponse,
  encodePeerAcks,
  encodeQueryRequest,
  encodeQueryResponse,
} from '../../proto/peer-codec.js';

/** Records with the usual prototype, as codecs make them. */
const record = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record<T>(model, { noNullPrototype: true });
const id = fc.stringMatching(/^[a-z]{2,4}-[a-z0-9]{1,20}$/);
const revision = fc.nat({ max: Number.MAX_SAFE_INTEGER });
const digest = fc.stringMatching(/^[0-9a-f]{16}$/);
const octet = fc.nat({ max: 255 });
const ip = fc.tuple(octet, octet, octet, octet).map((o) => o.join('.'));
const cidr = fc.tuple(ip, fc.nat({ max: 32 })).map(([a, n]) => `${a}/${n}`);
const mac = fc
  .array(octet, { minLength: 6, maxLength: 6 })
  .map((o) => o.map((n) => n.toString(16).padStart(2, '0')).join(':'));
const name = fc.stringMatching(/^[a-z0-9][a-z0-9_-]{0,20}$/);
const account = fc.stringMatching(/^[a-z0-9]{1,8}$/);
const ifname = fc.stringMatching(/^[a-z0-9]{1,15}$/);
/** What has its default is not there. */
const attachment: fc.Arbitrary<Attachment> = fc.oneof(
  fc.record(
    {
      netns: fc
        .stringMatching(/^\/?[a-z0-9_.@-]{1,30}[a-z0-9]$/)
        .filter((text) => !text.startsWith('-')),
      ifname,
      create: fc.boolean(),
      gatewayPriority: fc.integer({ min: -0x7fffffff, max: 0x7fffffff }).filter((n) => n !== 0),
      router: fc.constant(true),
    },
    { noNullPrototype: true, requiredKeys: ['netns', 'ifname', 'create'] },
  ),
  record({
    netns: fc.constant(''),
    ifname,
    create: fc.constant(false),
    tap: fc.record({ user: account, group: account }, { noNullPrototype: true, requiredKeys: [] }),
  }),
);

const entry: fc.Arbitrary<DesiredEntry> = fc.oneof(
  record({
    id,
    name,
    vni: fc.nat({ max: 0xffffff }),
    mtu: fc.nat({ max: 65535 }),
    internal: fc.boolean(),
    flood: fc.boolean(),
    dataPort: fc.nat({ max: 65535 }),
  }).map((value): DesiredEntry => ({ kind: 'network', id: value.id, value })),
  record({ id, cidr, gateway: fc.oneof(ip, fc.constant('')) }).map((value): DesiredEntry => ({
    kind: 'subnet',
    id: value.id,
    value,
  })),
  record({ nodeId: id, vtep: ip, mtu: fc.nat({ max: 0xffffffff }) }).map((value): DesiredEntry => ({
    kind: 'member',
    id: value.nodeId,
    value,
  })),
  record({
    id,
    name,
    nodeId: id,
    mac,
    addresses: fc.array(cidr, { maxLength: 3 }),
    aliases: fc.array(name, { maxLength: 3 }),
    attachment: fc.option(attachment, { nil: undefined }),
  }).map((value): DesiredEntry => ({ kind: 'endpoint', id: value.id, value })),
);
const entries = fc.array(entry, { maxLength: 20 });

t.test('entries come back from the wire as they were, with the same digest', (t) => {
  fc.assert(
    fc.property(entries, id, revision, digest, (list, networkId, at, sum) => {
      const image: ManagerMessage = {
        kind: 'image',
        networkId,
        epoch: 3,
        revision: at,
        digest: sum,
        chunk: 0,
        last: true,
        entries: list,
      };
      const back = decodeManagerMessage(encodeManagerMessage(image));
      assert.deepEqual(back, image);
      assert.equal(digestOf('entries' in back ? back.entries : []), digestOf(list));
    }),
  );
  t.pass('held for all samples');
  t.end();
});

t.test('a delta comes back as it was, encoded at once or in steps', (t) => {
  fc.assert(
    fc.property(entries, fc.array(id), revision, revision, digest, (upserts, gone, from, to, d) => {
      const removals = gone.map((key) => `endpoint/${key}` as const);
      const delta = {
        kind: 'delta' as const,
        networkId: 'net-1',
        epoch: 1,
        from,
        to,
        upserts,
        removals,
        digest: d,
      };
      const bytes = encodeManagerMessage(delta);
      assert.deepEqual(decodeManagerMessage(bytes), delta);
      for (const perStep of [1, 3, Infinity]) {
        const work = encodingDelta(delta, perStep);
        let step = work.next();
        while (step.done !== true) step = work.next();
        assert.deepEqual(step.value, bytes);
      }
    }),
  );
  t.pass('held for all samples');
  t.end();
});

const managers = [{ nodeId: 'node-m', address: '10.0.0.1', grpcPort: 7071, apiPort: 7070 }];
const managerMessages: ManagerMessage[] = [
  {
    kind: 'welcome',
    clusterId: 'c-1',
    clusterName: 'prod',
    nodeId: 'node-1',
    nodeName: 'w1',
    epoch: 2,
    managers,
    managerId: 'node-m',
  },
  { kind: 'gone', networkId: 'net-1', epoch: 1, revision: 9 },
  { kind: 'synced', epoch: 1, revision: 2 ** 53 - 1 },
  { kind: 'removed', revision: 7 },
  { kind: 'query', id: 4, query: 'status', payload: Buffer.from('{}') },
  { kind: 'heartbeat' },
  { kind: 'elsewhere', reason: 'lagging', managers },
  { kind: 'move', reason: 'more than its share', managers },
  { kind: 'unknown' },
];
const have = { networkId: 'net-1', epoch: 1, revision: 2 ** 53 - 1, digest: 'ff'.repeat(8) };
const failed = [{ endpointId: 'ep-1', code: 'netns-missing', detail: 'web\nsecond line' }];
const agentMessages: AgentMessage[] = [
  { kind: 'hello', bootId: 'b', version: '0.1.0', capabilities: ['vxlan'], have: [have], vtep: '' },
  { kind: 'ack', ...have, failed, gone: false },
  {
    kind: 'report',
    underlayMtu: 1500,
    routes: ['192.0.2.0/24'],
    capabilities: [],
    drift: [{ object: 'fdb', repaired: 3 }],
    agentVersion: '0.1.0',
  },
  { kind: 'answer', id: 4, payload: Buffer.from('{"a":1}'), errorCode: '', errorDetail: 'd' },
  { kind: 'heartbeat' },
  { kind: 'unknown' },
];

t.test('several messages as one are the same, made at once or of what is encoded already', (t) => {
  const long = { kind: 'elsewhere', reason: 'x'.repeat(70_000), managers } as const;
  for (const messages of [[], managerMessages, [long, ...managerMessages, long]]) {
    const batch = { kind: 'batch', messages } as ManagerMessage;
    const joined = joinManagerMessages(messages.map((one) => encodeManagerMessage(one)));
    t.same(joined, encodeManagerMessage(batch));
    t.same(decodeManagerMessage(joined), batch);
  }
  const said = { kind: 'batch', messages: agentMessages.slice(1) } as AgentMessage;
  t.same(decodeAgentMessage(encodeAgentMessage(said)), said);
  const nested = { kind: 'batch', messages: [said] } as unknown as AgentMessage;
  t.throws(() => decodeAgentMessage(encodeAgentMessage(nested)), { code: 'invalid-message' });
  const greeting = { kind: 'batch', messages: agentMessages.slice(0, 1) } as AgentMessage;
  t.throws(() => decodeAgentMessage(encodeAgentMessage(greeting)), { code: 'invalid-message' });
  const twice = joinManagerMessages([joinManagerMessages([])]);
  t.throws(() => decodeManagerMessage(twice), { code: 'invalid-message' });
  t.end();
});

t.test('every kind of message comes back as it was', (t) => {
  for (const message of managerMessages) {
    t.same(decodeManagerMessage(encodeManagerMessage(message)), message, message.kind);
  }
  for (const message of agentMessages) {
    t.same(decodeAgentMessage(encodeAgentMessage(message)), message, message.kind);
  }
  const acks = {
    acks: [{ ...have, nodeId: 'node-1', failed, gone: false, appliedAtMs: 1_700_000_000_000 }],
    presence: [{ nodeId: 'node-1', connected: true, session: 2 }],
    complete: true,
  };
  t.same(decodePeerAcks(encodePeerAcks(acks)), acks);
  const payload = Buffer.from('{"a":1}');
  const query = { nodeId: 'node-1', kind: 'verify', payload, timeoutMs: 10_000 };
  t.same(decodeQueryRequest(encodeQueryRequest(query)), query);
  const queried = { payload, errorCode: 'busy', errorDetail: 'why' };
  t.same(decodeQueryResponse(encodeQueryResponse(queried)), queried);
  const attach = {
    network: 'web',
    container: 'c1',
    attachment: undefined,
    name: '',
    addresses: [],
    mac: '',
    waitMs: 0,
  };
  t.same(decodeAttachRequest(encodeAttachRequest(attach)), attach);
  const attached = {
    endpointId: 'ep-1',
    mac: '02:42:0a:00:00:02',
    addresses: ['10.0.0.2/24'],
    gateways: ['10.0.0.1'],
    mtu: 1450,
    revision: 12,
    converged: true,
  };
  t.same(decodeAttachResponse(encodeAttachResponse(attached)), attached);
  t.end();
});

t.test('fields and kinds of a newer version are ignored', (t) => {
  const synced = encodeManagerMessage({ kind: 'synced', epoch: 1, revision: 5 });
  const extraField = Buffer.from([0xf8, 0x06, 0x01]); // field 111, varint 1
  t.same(decodeManagerMessage(Buffer.concat([synced, extraField])), {
    kind: 'synced',
    epoch: 1,
    revision: 5,
  });
  const newKind = Buffer.from([0xfa, 0x06, 0x00]); // field 111, empty message
  t.same(decodeManagerMessage(newKind), { kind: 'unknown' });
  t.same(decodeAgentMessage(newKind), { kind: 'unknown' });
  t.end();
});
