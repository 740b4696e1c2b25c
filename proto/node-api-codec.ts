/** NodeApi requests and answers (node_api.proto). What the values mean is checked by the manager, not here. */
import type { Attachment } from '../model/objects.js';
import { attachmentFromWire } from './desired-codec.js';
import { decodeBuffer, encodeBuffer, integer, ovnet, required, text } from './wire.js';

const v1 = ovnet.v1;
const MAX_WAIT_MS = 60_000;

export interface AttachRequest {
  /** Name or id. */
  readonly network: string;
  /** The caller's id of the workload. */
  readonly container: string;
  readonly attachment: Attachment | undefined;
  readonly name: string;
  readonly addresses: readonly string[];
  readonly mac: string;
  /** 0: do not wait for convergence. */
  readonly waitMs: number;
}

export interface AttachResponse {
  readonly endpointId: string;
  readonly mac: string;
  readonly addresses: readonly string[];
  readonly gateways: readonly string[];
  readonly mtu: number;
  readonly revision: number;
  readonly converged: boolean;
}

export interface DetachRequest {
  readonly network: string;
  readonly container: string;
  readonly ifname: string;
}

export interface DetachResponse {
  readonly revision: number;
}

export interface ReserveRequest extends DetachRequest {
  readonly addresses: readonly string[];
}

export interface ReserveResponse {
  readonly endpointId: string;
  readonly addresses: readonly string[];
  readonly revision: number;
}

export function encodeAttachRequest(message: AttachRequest): Buffer {
  const { attachment, ...rest } = message;
  return encodeBuffer(v1.AttachRequest, {
    ...rest,
    ...(attachment ? { attachment } : {}),
    addresses: [...message.addresses],
  });
}

export function decodeAttachRequest(bytes: Uint8Array): AttachRequest {
  const wire: ovnet.v1.AttachRequest.$Properties = decodeBuffer(v1.AttachRequest, bytes);
  return {
    network: required(wire.network, 'network'),
    container: required(wire.container, 'container'),
    attachment: wire.attachment ? attachmentFromWire(wire.attachment) : undefined,
    name: text(wire.name, 'name'),
    addresses: texts(wire.addresses, 'addresses'),
    mac: text(wire.mac, 'mac'),
    waitMs: integer(wire.waitMs, 'wait_ms', MAX_WAIT_MS),
  };
}

export function encodeAttachResponse(message: AttachResponse): Buffer {
  return encodeBuffer(v1.AttachResponse, {
    ...message,
    addresses: [...message.addresses],
    gateways: [...message.gateways],
  });
}

export function decodeAttachResponse(bytes: Uint8Array): AttachResponse {
  const wire: ovnet.v1.AttachResponse.$Properties = decodeBuffer(v1.AttachResponse, bytes);
  return {
    endpointId: text(wire.endpointId, 'endpoint_id'),
    mac: text(wire.mac, 'mac'),
    addresses: texts(wire.addresses, 'addresses'),
    gateways: texts(wire.gateways, 'gateways'),
    mtu: integer(wire.mtu, 'mtu'),
    revision: integer(wire.revision, 'revision'),
    converged: wire.converged ?? false,
  };
}

export function encodeDetachRequest(message: DetachRequest): Buffer {
  return encodeBuffer(v1.DetachRequest, message);
}

export function decodeDetachRequest(bytes: Uint8Array): DetachRequest {
  return workload(decodeBuffer(v1.DetachRequest, bytes));
}

export function encodeDetachResponse(message: DetachResponse): Buffer {
  return encodeBuffer(v1.DetachResponse, message);
}

export function decodeDetachResponse(bytes: Uint8Array): DetachResponse {
  const wire: ovnet.v1.DetachResponse.$Properties = decodeBuffer(v1.DetachResponse, bytes);
  return { revision: integer(wire.revision, 'revision') };
}

export function encodeReserveRequest(message: ReserveRequest): Buffer {
  return encodeBuffer(v1.ReserveRequest, { ...message, addresses: [...message.addresses] });
}

export function decodeReserveRequest(bytes: Uint8Array): ReserveRequest {
  const wire: ovnet.v1.ReserveRequest.$Properties = decodeBuffer(v1.ReserveRequest, bytes);
  return { ...workload(wire), addresses: texts(wire.addresses, 'addresses') };
}

export function encodeReserveResponse(message: ReserveResponse): Buffer {
  return encodeBuffer(v1.ReserveResponse, { ...message, addresses: [...message.addresses] });
}

export function decodeReserveResponse(bytes: Uint8Array): ReserveResponse {
  const wire: ovnet.v1.ReserveResponse.$Properties = decodeBuffer(v1.ReserveResponse, bytes);
  return {
    endpointId: text(wire.endpointId, 'endpoint_id'),
    addresses: texts(wire.addresses, 'addresses'),
    revision: integer(wire.revision, 'revision'),
  };
}

function workload(wire: ovnet.v1.DetachRequest.$Properties): DetachRequest {
  return {
    network: required(wire.network, 'network'),
    container: required(wire.container, 'container'),
    ifname: text(wire.ifname, 'ifname'),
  };
}

function texts(values: readonly string[] | null | undefined, field: string): string[] {
  return (values ?? []).map((value) => text(value, field));
}
