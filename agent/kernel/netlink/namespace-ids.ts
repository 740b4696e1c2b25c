/** Numbers under which a namespace knows others, as RTM_GETNSID (struct rtgenmsg; <linux/net_namespace.h>). */
import { NETNSA_FD, NETNSA_NSID, NLM_F_REQUEST, RTM_GETNSID, RTM_NEWNSID } from './constants.js';
import { findAttribute, type MessageWriter, type NetlinkMessage } from './message.js';

/** Padded. */
const RTGENMSG_BYTES = 4;

/** Asks how the namespace behind an open descriptor is known where the socket is. */
export function writeNamespaceRequest(writer: MessageWriter, fd: number, seq: number): void {
  writer.begin(RTM_GETNSID, NLM_F_REQUEST, seq).u32(0).attributeU32(NETNSA_FD, fd).end();
}

/** Undefined when it is not known there: then nothing is told of it either. */
export function readNamespaceId({ type, body }: NetlinkMessage): number | undefined {
  if (type !== RTM_NEWNSID) return undefined;
  const id = findAttribute(body, RTGENMSG_BYTES, NETNSA_NSID)?.readInt32LE(0);
  return id === undefined || id < 0 ? undefined : id;
}
