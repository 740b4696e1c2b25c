/** ManagerMessage on the wire. A manager encodes a message once and writes the same Buffer to every stream. */
import type { NetworkDelta } from '../model/desired.js';
import type {
  Directions,
  ImageChunk,
  ManagerAddress,
  ManagerMessage,
  SingleManagerMessage,
  Welcome,
} from './agent-messages.js';
import { entriesFromWire, entryToWire, keyFromWire } from './desired-codec.js';
import {
  bytesOf,
  decodeBuffer,
  encodeBuffer,
  integer,
  malformed,
  ovnet,
  required,
  text,
} from './wire.js';

const { ManagerMessage: Wire, NetworkDelta: WireDelta } = ovnet.v1;
const MAX_PORT = 0xffff;

export function encodeManagerMessage(message: ManagerMessage): Buffer {
  return encodeBuffer(Wire, toWire(message));
}

/**
 * A batch of messages that are encoded already, none of them a batch. It is what `encodeManagerMessage` would make of them: a nested
 * message is its bytes behind a tag and their length (protobuf.dev/programming-guides/encoding).
 */
export function joinManagerMessages(frames: readonly Buffer[]): Buffer {
  const heads = frames.map(({ length }) => headOf(MESSAGE_FIELD, length));
  const size = frames.reduce((sum, { length }, at) => sum + length + (heads[at]?.length ?? 0), 0);
  const head = headOf(BATCH_FIELD, size);
  const parts = frames.flatMap((frame, at) => [heads[at] ?? frame, frame]);
  return Buffer.concat([head, ...parts], head.length + size);
}

/**
 * As `encodeManagerMessage` of a delta, in steps of so many entries: parts of a message put in a row are the whole message (ibid.,
 * "Last One Wins").
 */
export function* encodingDelta(delta: NetworkDelta, perStep: number): Generator<void, Buffer> {
  const { upserts, removals } = delta;
  const parts = [encodeBuffer(WireDelta, deltaToWire({ ...delta, upserts: [], removals: [] }))];
  for (let at = 0; at < upserts.length; at += perStep) {
    const some = upserts.slice(at, at + perStep).map(entryToWire);
    parts.push(encodeBuffer(WireDelta, { upserts: some }));
    yield;
  }
  for (let at = 0; at < removals.length; at += perStep) {
    parts.push(encodeBuffer(WireDelta, { removals: removals.slice(at, at + perStep) }));
    yield;
  }
  const size = parts.reduce((sum, { length }) => sum + length, 0);
  return Buffer.concat([headOf(DELTA_FIELD, size), ...parts]);
}

/** Numbers in agent.proto: `ManagerMessage.batch`, `ManagerMessage.delta` and `ManagerBatch.messages`. */
const [BATCH_FIELD, DELTA_FIELD, MESSAGE_FIELD] = [12, 3, 1];
const LENGTH_DELIMITED = 2;

/** Tag and length in front of `length` bytes; a tag up to field 15 is one byte. */
function headOf(field: number, length: number): Buffer {
  const bytes = [(field << 3) | LENGTH_DELIMITED];
  let rest = length;
  for (; rest > 0x7f; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
  bytes.push(rest);
  return Buffer.from(bytes);
}

/** @throws OvnetError `invalid-message` */
export function decodeManagerMessage(bytes: Uint8Array): ManagerMessage {
  return fromWire(decodeBuffer(Wire, bytes));
}

function toWire(message: ManagerMessage): ovnet.v1.ManagerMessage.$Properties {
  if (isMark(message)) return markToWire(message);
  switch (message.kind) {
    case 'welcome':
      return { welcome: { ...message, managers: [...message.managers] } };
    case 'image':
      return { image: { ...message, entries: message.entries.map(entryToWire) } };
    case 'delta':
      return { delta: deltaToWire(message) };
    case 'query': {
      const { id, query, payload } = message;
      return { query: { id, kind: query, payload } };
    }
    case 'elsewhere':
      return { elsewhere: { ...message, managers: [...message.managers] } };
    case 'move':
      return { move: { ...message, managers: [...message.managers] } };
    case 'batch':
      return { batch: { messages: message.messages.map(toWire) } };
  }
}

const MARKS = ['gone', 'synced', 'removed', 'trace', 'heartbeat', 'unknown'] as const;
type Mark = Extract<ManagerMessage, { kind: (typeof MARKS)[number] }>;

function isMark(message: ManagerMessage): message is Mark {
  return (MARKS as readonly string[]).includes(message.kind);
}

function markToWire(message: Mark): ovnet.v1.ManagerMessage.$Properties {
  switch (message.kind) {
    case 'gone':
      return { gone: { ...message } };
    case 'synced':
      return { synced: { ...message } };
    case 'removed':
      return { removed: { ...message } };
    case 'trace':
      return { trace: { ...message } };
    case 'heartbeat':
      return { heartbeat: {} };
    case 'unknown':
      return {};
  }
}

function deltaToWire(delta: NetworkDelta): ovnet.v1.NetworkDelta.$Properties {
  const { networkId, epoch, from, to, digest } = delta;
  const upserts = delta.upserts.map(entryToWire);
  return { networkId, epoch, from, to, digest, upserts, removals: [...delta.removals] };
}

function fromWire(wire: ovnet.v1.ManagerMessage.$Properties): ManagerMessage {
  if (!wire.batch) return singleFromWire(wire);
  const messages = (wire.batch.messages ?? []).map((one) => {
    if (one.batch) throw malformed('batch.messages');
    return singleFromWire(one);
  });
  return { kind: 'batch', messages };
}

function singleFromWire(wire: ovnet.v1.ManagerMessage.$Properties): SingleManagerMessage {
  if (wire.image) return { kind: 'image', ...imageFromWire(wire.image) };
  if (wire.delta) return { kind: 'delta', ...deltaFromWire(wire.delta) };
  if (wire.welcome) return { kind: 'welcome', ...welcomeFromWire(wire.welcome) };
  if (wire.elsewhere)
    return { kind: 'elsewhere', ...directionsFromWire(wire.elsewhere, 'elsewhere') };
  if (wire.move) return { kind: 'move', ...directionsFromWire(wire.move, 'move') };
  if (wire.query) {
    const id = integer(wire.query.id, 'query.id');
    const query = required(wire.query.kind, 'query.kind');
    return { kind: 'query', id, query, payload: bytesOf(wire.query.payload) };
  }
  return markFromWire(wire);
}

function markFromWire(wire: ovnet.v1.ManagerMessage.$Properties): SingleManagerMessage {
  if (wire.gone) {
    return {
      kind: 'gone',
      networkId: required(wire.gone.networkId, 'gone.network_id'),
      epoch: integer(wire.gone.epoch, 'gone.epoch'),
      revision: integer(wire.gone.revision, 'gone.revision'),
    };
  }
  if (wire.synced) {
    const epoch = integer(wire.synced.epoch, 'synced.epoch');
    return { kind: 'synced', epoch, revision: integer(wire.synced.revision, 'synced.revision') };
  }
  if (wire.removed) {
    return { kind: 'removed', revision: integer(wire.removed.revision, 'removed.revision') };
  }
  if (wire.trace) {
    return {
      kind: 'trace',
      networkId: required(wire.trace.networkId, 'trace.network_id'),
      revision: integer(wire.trace.revision, 'trace.revision'),
      trace: text(wire.trace.trace, 'trace.trace'),
    };
  }
  return wire.heartbeat ? { kind: 'heartbeat' } : { kind: 'unknown' };
}

function imageFromWire(wire: ovnet.v1.NetworkImage.$Properties): ImageChunk {
  return {
    networkId: required(wire.networkId, 'image.network_id'),
    epoch: integer(wire.epoch, 'image.epoch'),
    revision: integer(wire.revision, 'image.revision'),
    digest: required(wire.digest, 'image.digest'),
    chunk: integer(wire.chunk, 'image.chunk'),
    last: wire.last ?? false,
    entries: entriesFromWire(wire.entries),
  };
}

function deltaFromWire(wire: ovnet.v1.NetworkDelta.$Properties): NetworkDelta {
  return {
    networkId: required(wire.networkId, 'delta.network_id'),
    epoch: integer(wire.epoch, 'delta.epoch'),
    from: integer(wire.from, 'delta.from'),
    to: integer(wire.to, 'delta.to'),
    digest: required(wire.digest, 'delta.digest'),
    upserts: entriesFromWire(wire.upserts),
    removals: (wire.removals ?? []).map(keyFromWire),
  };
}

function welcomeFromWire(wire: ovnet.v1.Welcome.$Properties): Welcome {
  return {
    clusterId: required(wire.clusterId, 'welcome.cluster_id'),
    clusterName: text(wire.clusterName, 'welcome.cluster_name'),
    nodeId: required(wire.nodeId, 'welcome.node_id'),
    nodeName: text(wire.nodeName, 'welcome.node_name'),
    epoch: integer(wire.epoch, 'welcome.epoch'),
    managers: managersFromWire(wire.managers),
    managerId: text(wire.managerId, 'welcome.manager_id'),
  };
}

function directionsFromWire(
  wire: ovnet.v1.Elsewhere.$Properties | ovnet.v1.Move.$Properties,
  field: string,
): Directions {
  return {
    reason: text(wire.reason, `${field}.reason`),
    managers: managersFromWire(wire.managers),
  };
}

function managersFromWire(
  wire: readonly ovnet.v1.Manager.$Properties[] | null | undefined,
): ManagerAddress[] {
  return (wire ?? []).map((manager) => ({
    nodeId: required(manager.nodeId, 'manager.node_id'),
    address: required(manager.address, 'manager.address'),
    grpcPort: integer(manager.grpcPort, 'manager.grpc_port', MAX_PORT),
    apiPort: integer(manager.apiPort, 'manager.api_port', MAX_PORT),
  }));
}
