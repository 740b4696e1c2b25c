/** Answers to bytes that are no request: the parser refused them or they ended too soon, so no route and no hook sees them. */
import { randomUUID } from 'node:crypto';
import { STATUS_CODES, maxHeaderSize } from 'node:http';
import type { Socket } from 'node:net';
import { OvnetError, kindOf, type ErrorCode } from '../../model/errors.js';
import { MEDIA_TYPE, problemBody } from './problem.js';

/** By node's codes; anything else is `invalid-message`. */
const REASONS: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: ['request-timeout', 'the request did not arrive whole in time'],
  HPE_HEADER_OVERFLOW: [
    'headers-too-large',
    `the headers are longer than the ${maxHeaderSize} bytes that are read`,
  ],
};

/** Writes the problem and ends the connection, since where the next request begins is unknown. */
export function answerUnparsed(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [code, detail] = REASONS[error.code ?? ''] ?? [
    'invalid-message',
    'this is no HTTP request',
  ];
  const requestId = randomUUID();
  const body = JSON.stringify(problemBody(new OvnetError(code, detail), requestId));
  const { http } = kindOf(code);
  const head = [
    `HTTP/1.1 ${http} ${STATUS_CODES[http] ?? ''}`,
    `content-type: ${MEDIA_TYPE}`,
    `content-length: ${Buffer.byteLength(body)}`,
    `x-request-id: ${requestId}`,
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
