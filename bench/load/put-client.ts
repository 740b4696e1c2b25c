/** The put client's process: the same for etcd and for raft-ts, on node's HTTP/2 without a gRPC library; ends with its input. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, constants, type ClientHttp2Session } from 'node:http2';
import { PUT_PATH, putRequest, unframed } from '../kv/put-codec.js';
import { onLines } from '../measure/lines.js';
import type { PutAnswer, PutLoad } from './put-protocol.js';
import { Tally } from './tally.js';

const HEADERS = {
  [constants.HTTP2_HEADER_METHOD]: 'POST',
  [constants.HTTP2_HEADER_PATH]: PUT_PATH,
  'content-type': 'application/grpc',
  te: 'trailers',
};
const WAIT_AFTER_FAULT_MS = 50;

/** 'done', or what went wrong. */
function put(session: ClientHttp2Session, frame: Buffer): Promise<string> {
  return new Promise((resolve) => {
    const stream = session.request(HEADERS);
    let received: Buffer | undefined;
    let status: string | undefined;
    const note = (headers: Record<string, unknown>): void => {
      const told = headers['grpc-status'];
      if (typeof told === 'string') status = told;
    };
    stream.on('response', note);
    stream.on('trailers', note);
    stream.on('data', (chunk: Buffer) => {
      received = received === undefined ? chunk : Buffer.concat([received, chunk]);
    });
    stream.on('error', (error: Error) => resolve(error.message));
    stream.on('close', () => {
      const whole = received !== undefined && unframed(received) !== undefined;
      resolve(status === '0' && whole ? 'done' : `grpc-status ${status ?? 'missing'}`);
    });
    stream.end(frame);
  });
}

async function opened(port: number): Promise<ClientHttp2Session> {
  const session = connect(`http://127.0.0.1:${port}`);
  session.on('error', () => undefined);
  await once(session, 'connect');
  return session;
}

async function load(request: PutLoad): Promise<PutAnswer> {
  const { port, clients, connections, measureMs, valueBytes } = request;
  const sessions = await Promise.all(Array.from({ length: connections }, () => opened(port)));
  const values = Array.from({ length: 64 }, () => randomBytes(valueBytes));
  const prefix = randomBytes(4).toString('hex');
  let count = 0;
  const fresh = (): Buffer => {
    count += 1;
    const key = Buffer.from(`endpoints/${prefix}-${count.toString(16).padStart(8, '0')}`);
    return putRequest(key, values[count % values.length] ?? Buffer.alloc(valueBytes));
  };
  const tally = new Tally();
  const cpuBefore = process.cpuUsage();
  const beganAt = performance.now();
  const one = async (_: unknown, at: number): Promise<void> => {
    const session = sessions[at % sessions.length];
    for (;;) {
      const sentAt = performance.now();
      if (session === undefined || sentAt >= beganAt + measureMs) return;
      const outcome = await put(session, fresh());
      tally.add(outcome, performance.now() - sentAt);
      if (outcome !== 'done') await new Promise((go) => setTimeout(go, WAIT_AFTER_FAULT_MS));
    }
  };
  await Promise.all(Array.from({ length: clients }, one));
  const seconds = (performance.now() - beganAt) / 1000;
  const { user, system } = process.cpuUsage(cpuBefore);
  for (const session of sessions) session.destroy();
  return { ...tally.answer(), seconds, clientCpuMs: (user + system) / 1000 };
}

function serve(): void {
  let turn = Promise.resolve();
  onLines(process.stdin, (line) => {
    turn = turn.then(async () => {
      const answer = await load(JSON.parse(line) as PutLoad);
      process.stdout.write(`${JSON.stringify(answer)}\n`);
    });
    turn.catch((error: unknown) => {
      process.stderr.write(`${error instanceof Error ? String(error.stack) : 'fault'}\n`);
      process.exit(1);
    });
  });
  process.stdin.once('end', () => process.exit(0));
}

serve();
