/**
 * A DNS client of its own, for namespaces: `ask.js once udp|tcp NAME TYPE [EDNS_BYTES]` prints the answer as JSON;
 * `ask.js loop NAME` asks every 5 ms over UDP, prints a line every tenth time, and at SIGINT how many were sent and answered.
 */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect } from 'node:net';
import { decode, encode, RECURSION_DESIRED, streamEncode, type Packet } from 'dns-packet';

const SERVER = '127.0.0.11';
const PORT = 53;
const TIMEOUT_MS = 10_000;
const EVERY_MS = 5;

const [mode, ...rest] = process.argv.slice(2);
if (mode === 'loop') await loop(rest[0] ?? '');
else await ask(rest);

async function ask([transport, name = '', type = 'A', edns]: string[]): Promise<void> {
  const query = packet(name, type, edns === undefined ? undefined : Number(edns));
  const reply = transport === 'tcp' ? await overTcp(query) : await overUdp(query);
  const decoded = decode(reply) as ReturnType<typeof decode> & { rcode: string };
  const { rcode, flag_tc: truncated, flag_aa: authoritative, answers = [] } = decoded;
  const records = answers.flatMap((one) => ('data' in one ? [{ ...one }] : []));
  const bytes = reply.length;
  process.stdout.write(`${JSON.stringify({ rcode, truncated, authoritative, records, bytes })}\n`);
  process.exit(0);
}

function packet(name: string, type: string, edns?: number): Packet {
  const opt = {
    ...{ type: 'OPT' as const, name: '.', udpPayloadSize: edns ?? 0, extendedRcode: 0 },
    ...{ ednsVersion: 0, flags: 0, flag_do: false, options: [] },
  };
  return {
    type: 'query',
    id: 1 + Math.floor(Math.random() * 65_000),
    flags: RECURSION_DESIRED,
    questions: [{ name, type: type as 'A' }],
    additionals: edns === undefined ? [] : [opt],
  };
}

async function overUdp(query: Packet): Promise<Buffer> {
  const socket = createSocket('udp4');
  socket.send(encode(query), PORT, SERVER);
  const [reply] = (await once(socket, 'message', timeout())) as [Buffer];
  return reply;
}

async function overTcp(query: Packet): Promise<Buffer> {
  const socket = connect(PORT, SERVER);
  socket.write(streamEncode(query));
  let received = Buffer.alloc(0);
  while (received.length < 2 || received.length < 2 + received.readUInt16BE(0)) {
    const [chunk] = (await once(socket, 'data', timeout())) as [Buffer];
    received = Buffer.concat([received, chunk]);
  }
  return received.subarray(2);
}

/** Each query has a socket's whole patience: what has no answer at the end was not answered. */
async function loop(name: string): Promise<void> {
  const socket = createSocket('udp4');
  const open = new Set<number>();
  let id = 0;
  let answered = 0;
  let wrong = 0;
  socket.on('message', (message) => {
    const reply = decode(message);
    if (!open.delete(reply.id ?? 0)) return;
    answered++;
    if (reply.answers?.length !== 1) wrong++;
    if (answered % 10 === 0) process.stdout.write('.\n');
  });
  const timer = setInterval(() => {
    id = (id % 65_000) + 1;
    open.add(id);
    socket.send(encode({ ...packet(name, 'A'), id }), PORT, SERVER, () => undefined);
  }, EVERY_MS);
  await once(process, 'SIGINT');
  clearInterval(timer);
  const end = performance.now() + TIMEOUT_MS;
  while (open.size > 0 && performance.now() < end) {
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
  }
  process.stdout.write(`${JSON.stringify({ answered, unanswered: open.size, wrong })}\n`);
  process.exit(0);
}

function timeout(): { signal: AbortSignal } {
  return { signal: AbortSignal.timeout(TIMEOUT_MS) };
}
