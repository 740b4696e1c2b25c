/** Random command sequences over few names, so that they collide: input of the property tests of the state. */
import fc from 'fast-check';
import type { Command } from '../../server/state/command.js';
import type { ApplyOutcome } from '../../server/state/event.js';
import { network, networkOf, StateFixture } from './state-fixture.js';

/** A command without ids: the number given makes unique ones. */
export type Intent = (n: number) => Command;

const NETWORKS = ['n1', 'n2'] as const;
const WORKERS = ['w1', 'w2', 'w3'] as const;
const NAMES = ['a', 'b', 'c', 'd'] as const;

const net = fc.constantFrom(...NETWORKS);
const worker = fc.constantFrom(...WORKERS);
const name = fc.constantFrom(...NAMES);
const ref = fc.tuple(name, net).map(([n, w]) => `${n}.${w}`);

const createNetwork = fc
  .tuple(net, fc.constantFrom('pool', '10.9.0.0/29', '10.9.0.8/29', 'fd00:9::/64'), fc.boolean())
  .map(([called, cidr, ipv6]): Intent => (n) => ({
    kind: 'network.create',
    id: `net-${n}`,
    name: called,
    ipv6,
    subnets: cidr === 'pool' ? [] : [{ id: `sub-${n}`, cidr }],
    defaultSubnetId: `sub-${n}x`,
  }));

const createEndpoint = fc
  .record({
    network: net,
    node: worker,
    name: fc.option(name, { nil: undefined, freq: 3 }),
    addresses: fc.option(
      fc.integer({ min: 0, max: 8 }).map((n) => [`10.9.0.${n}`]),
      { nil: undefined, freq: 6 },
    ),
    mac: fc.option(
      fc.integer({ min: 0, max: 3 }).map((n) => `02:42:0a:09:00:0${n}`),
      { nil: undefined, freq: 4 },
    ),
  })
  .map((given): Intent => (n) => ({
    kind: 'endpoint.create',
    id: `ep-${n}`,
    network: given.network,
    node: given.node,
    ...(given.name !== undefined && { name: given.name }),
    ...(given.addresses && { addresses: given.addresses }),
    ...(given.mac !== undefined && { mac: given.mac }),
  }));

const onEndpoints = [
  ref.map((endpoint): Intent => () => ({ kind: 'endpoint.delete', endpoint })),
  fc.tuple(ref, worker, fc.boolean()).map(([endpoint, node, plumbed]): Intent => () => ({
    kind: 'endpoint.move',
    endpoint,
    node,
    ...(plumbed && { attachment: { netns: 'x', ifname: 'eth0', create: false } }),
  })),
  fc
    .tuple(ref, fc.constantFrom(['web'], ['db', 'web'], []))
    .map(([endpoint, aliases]): Intent => () => ({
      kind: 'endpoint.update',
      endpoint,
      aliases,
      labels: { l: aliases.length > 0 ? 'x' : null },
    })),
];

const onReservations = [
  fc
    .record({
      network: net,
      name,
      addresses: fc.option(
        fc.integer({ min: 0, max: 8 }).map((n) => [`10.9.0.${n}`]),
        { nil: undefined, freq: 3 },
      ),
      mac: fc.option(
        fc.integer({ min: 0, max: 3 }).map((n) => `02:42:0a:09:00:0${n}`),
        { nil: undefined, freq: 4 },
      ),
    })
    .map((given): Intent => (n) => ({
      kind: 'reservation.create',
      id: `res-${n}`,
      network: given.network,
      name: given.name,
      ...(given.addresses && { addresses: given.addresses }),
      ...(given.mac !== undefined && { mac: given.mac }),
    })),
  ref.map((reservation): Intent => () => ({ kind: 'reservation.delete', reservation })),
  fc
    .tuple(net, worker, name, fc.option(name, { nil: undefined }))
    .map(([network, node, reservation, called]): Intent => (n) => ({
      kind: 'endpoint.create',
      id: `ep-${n}`,
      network,
      node,
      reservation,
      ...(called !== undefined && { name: called }),
    })),
];

const onNetworks = [
  fc
    .tuple(net, fc.boolean())
    .map(([network, force]): Intent => () => ({ kind: 'network.delete', network, force })),
  fc
    .tuple(net, fc.constantFrom(1400, 1450), fc.boolean())
    .map(([network, mtu, flood]): Intent => () => ({
      kind: 'network.update',
      network,
      mtu,
      flood,
    })),
  fc
    .tuple(net, fc.constantFrom('10.9.0.16/30', '10.9.0.8/29', 'fd00:7::/64'))
    .map(([network, cidr]): Intent => (n) => ({
      kind: 'subnet.add',
      network,
      subnet: { id: `sub-${n}`, cidr },
    })),
  fc
    .tuple(net, fc.constantFrom('10.9.0.16/30', '10.9.0.0/29', 'fd00:7::/64'))
    .map(([network, subnet]): Intent => () => ({ kind: 'subnet.remove', network, subnet })),
  fc
    .constantFrom(4789, 4790)
    .map((dataPort): Intent => () => ({ kind: 'cluster.update', dataPort })),
];

const onNodes = [
  fc
    .tuple(worker, fc.constantFrom('active' as const, 'drain' as const))
    .map(([node, availability]): Intent => () => ({ kind: 'node.update', node, availability })),
  fc
    .tuple(worker, fc.boolean())
    .map(([node, force]): Intent => () => ({ kind: 'node.remove', node, force })),
  fc
    .tuple(worker, fc.integer({ min: 1, max: 3 }))
    .map(([node, n]): Intent => () => ({ kind: 'node.announce', node, vtep: `192.0.2.${n}` })),
  fc.tuple(worker, fc.boolean()).map(([node, up]): Intent => () => ({
    kind: 'node.status',
    changes: [{ node, status: up ? 'ready' : 'down' }],
  })),
  fc
    .tuple(worker, fc.constantFrom([], ['10.0.0.0/23'], ['10.9.0.8/30']))
    .map(([node, routes]): Intent => () => ({
      kind: 'node.report',
      node,
      mtu: 1500,
      routes,
      capabilities: [],
      agentVersion: '0.1.0',
    })),
  worker.map((node): Intent => (n) => ({
    kind: 'node.join',
    id: `node-${n}`,
    role: 'worker',
    name: node,
    keyDigest: `key-${node}`,
    vtep: '192.0.2.9',
    tokenHash: 'hash-w',
  })),
];

const single = fc.oneof(
  { weight: 2, arbitrary: createNetwork },
  { weight: 16, arbitrary: createEndpoint },
  { weight: 12, arbitrary: fc.oneof(...onEndpoints) },
  { weight: 7, arbitrary: fc.oneof(...onReservations) },
  { weight: 3, arbitrary: fc.oneof(...onNetworks) },
  { weight: 4, arbitrary: fc.oneof(...onNodes) },
);

const batch = fc.array(single, { minLength: 1, maxLength: 4 }).map((intents): Intent => (n) => ({
  kind: 'batch',
  commands: intents.map((intent, i) => intent(n * 100 + i)),
}));

export const intents: fc.Arbitrary<Intent[]> = fc.array(
  fc.oneof({ weight: 4, arbitrary: single }, { weight: 1, arbitrary: batch }),
  { minLength: 10, maxLength: 60, size: 'max' },
);

/** A lab of three workers after the commands; `step` sees every outcome. */
export function play(
  sequence: readonly Intent[],
  step: (outcome: ApplyOutcome, lab: StateFixture) => void = () => undefined,
): StateFixture {
  const lab = StateFixture.start(3);
  step(lab.propose(networkOf('n1', '10.9.0.0/29', { id: 'net-0' })), lab);
  step(lab.propose(network('n2', { id: 'net-00', ipv6: true })), lab);
  sequence.forEach((intent, i) => step(lab.propose(intent(i + 1)), lab));
  return lab;
}
