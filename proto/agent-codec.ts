/** AgentMessage on the wire: what an agent says on its stream. */
import type { AgentMessage, Failure, Have, SingleAgentMessage } from './agent-messages.js';
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

const { AgentMessage: Wire } = ovnet.v1;

export function encodeAgentMessage(message: AgentMessage): Buffer {
  return encodeBuffer(Wire, toWire(message));
}

/** @throws OvnetError `invalid-message` */
export function decodeAgentMessage(bytes: Uint8Array): AgentMessage {
  return fromWire(decodeBuffer(Wire, bytes));
}

function toWire(message: AgentMessage): ovnet.v1.AgentMessage.$Properties {
  switch (message.kind) {
    case 'hello': {
      const { bootId, version, vtep } = message;
      const capabilities = [...message.capabilities];
      return { hello: { bootId, version, capabilities, have: [...message.have], vtep } };
    }
    case 'ack': {
      const { networkId, epoch, revision, digest, gone } = message;
      const failed = [...message.failed];
      return { ack: { networkId, epoch, revision, digest, failed, gone } };
    }
    case 'report':
      return { report: reportToWire(message) };
    case 'answer': {
      const { id, payload, errorCode, errorDetail } = message;
      return { answer: { id, payload, errorCode, errorDetail } };
    }
    case 'heartbeat':
      return { heartbeat: {} };
    case 'batch':
      return { batch: { messages: message.messages.map(toWire) } };
    case 'unknown':
      return {};
  }
}

function reportToWire(report: AgentMessage & { kind: 'report' }): ovnet.v1.Report.$Properties {
  return {
    underlayMtu: report.underlayMtu,
    routes: [...report.routes],
    capabilities: [...report.capabilities],
    drift: [...report.drift],
    agentVersion: report.agentVersion,
  };
}

function fromWire(wire: ovnet.v1.AgentMessage.$Properties): AgentMessage {
  if (!wire.batch) return singleFromWire(wire);
  const messages = (wire.batch.messages ?? []).map((one) => {
    if (one.batch || one.hello) throw malformed('batch.messages');
    return singleFromWire(one);
  });
  return { kind: 'batch', messages };
}

function singleFromWire(wire: ovnet.v1.AgentMessage.$Properties): SingleAgentMessage {
  if (wire.hello) return helloFromWire(wire.hello);
  if (wire.ack) return ackFromWire(wire.ack);
  if (wire.report) return reportFromWire(wire.report);
  if (wire.answer) {
    return {
      kind: 'answer',
      id: integer(wire.answer.id, 'answer.id'),
      payload: bytesOf(wire.answer.payload),
      errorCode: text(wire.answer.errorCode, 'answer.error_code'),
      errorDetail: wire.answer.errorDetail ?? '',
    };
  }
  return wire.heartbeat ? { kind: 'heartbeat' } : { kind: 'unknown' };
}

function helloFromWire(wire: ovnet.v1.Hello.$Properties): SingleAgentMessage {
  return {
    kind: 'hello',
    bootId: required(wire.bootId, 'hello.boot_id'),
    version: text(wire.version, 'hello.version'),
    capabilities: (wire.capabilities ?? []).map((c) => text(c, 'hello.capabilities')),
    have: (wire.have ?? []).map((have) => haveFromWire(have, 'have')),
    vtep: text(wire.vtep, 'hello.vtep'),
  };
}

function haveFromWire(
  wire: ovnet.v1.Have.$Properties | ovnet.v1.Ack.$Properties,
  field: string,
): Have {
  return {
    networkId: required(wire.networkId, `${field}.network_id`),
    epoch: integer(wire.epoch, `${field}.epoch`),
    revision: integer(wire.revision, `${field}.revision`),
    digest: text(wire.digest, `${field}.digest`),
  };
}

function ackFromWire(wire: ovnet.v1.Ack.$Properties): SingleAgentMessage {
  return {
    kind: 'ack',
    ...haveFromWire(wire, 'ack'),
    failed: (wire.failed ?? []).map(failureFromWire),
    gone: wire.gone ?? false,
  };
}

function failureFromWire(wire: ovnet.v1.Failure.$Properties): Failure {
  return {
    endpointId: text(wire.endpointId, 'failure.endpoint_id'),
    code: required(wire.code, 'failure.code'),
    detail: wire.detail ?? '',
  };
}

function reportFromWire(wire: ovnet.v1.Report.$Properties): SingleAgentMessage {
  return {
    kind: 'report',
    underlayMtu: integer(wire.underlayMtu, 'report.underlay_mtu'),
    routes: (wire.routes ?? []).map((route) => text(route, 'report.routes')),
    capabilities: (wire.capabilities ?? []).map((c) => text(c, 'report.capabilities')),
    drift: (wire.drift ?? []).map((counter) => ({
      object: required(counter.object, 'drift.object'),
      repaired: integer(counter.repaired, 'drift.repaired'),
    })),
    agentVersion: text(wire.agentVersion, 'report.agent_version'),
  };
}
