/** The sockets of one namespace: UDP and TCP at 127.0.0.11:53. */
import { createSocket, type Socket } from 'node:dgram';
import { createServer, type Server, type Socket as Connection } from 'node:net';
import type { Native } from '../kernel/native/native.js';
import type { Transport } from './forwarder.js';
import { frame, FrameReader } from './tcp-frames.js';

/** Where workloads look for names; the address that Docker's users know. */
export const RESOLVER_ADDRESS = { address: '127.0.0.11', port: 53 } as const;

/** RFC 7766 section 6.2.3. */
const IDLE_MS = 10_000;
const MAX_CONNECTIONS = 64;
/** Of answers that a connection has not read. */
const MAX_UNREAD_BYTES = 1 << 20;

export type Serve = (
  packet: Buffer,
  transport: Transport,
  reply: (message: Buffer) => void,
) => void;

export interface ListenerDeps {
  readonly native: Native;
  readonly serve: Serve;
  /** A socket failed after it was opened. */
  readonly onError: (error: Error) => void;
}

export class Listener {
  readonly #udp: Socket;
  readonly #tcp: Server;
  readonly #connections = new Set<Connection>();

  private constructor(udp: Socket, tcp: Server) {
    this.#udp = udp;
    this.#tcp = tcp;
  }

  /** `path` leads to the namespace. Throws what `Native.openInNamespace` throws, and `SystemCallError`. */
  static async open(path: string, { native, serve, onError }: ListenerDeps): Promise<Listener> {
    const open = (bind: () => number): number => native.openInNamespace(path, bind);
    const udpFd = open(() => native.bindUdp4(RESOLVER_ADDRESS));
    const udp = createSocket('udp4');
    // Said before `bind` returns.
    const bound = once(udp, 'listening');
    udp.bind({ fd: udpFd, exclusive: true });
    const tcp = createServer();
    const listener = new Listener(udp, tcp);
    try {
      await bound;
      tcp.listen({ fd: open(() => native.bindTcp4(RESOLVER_ADDRESS)) });
      await once(tcp, 'listening');
    } catch (error) {
      listener.close();
      throw error;
    }
    udp.on('error', onError);
    tcp.on('error', onError);
    listener.#serve(serve);
    return listener;
  }

  close(): void {
    this.#udp.removeAllListeners().on('error', () => undefined);
    this.#udp.close();
    this.#tcp.removeAllListeners().on('error', () => undefined);
    if (this.#tcp.listening) this.#tcp.close();
    for (const connection of this.#connections) connection.destroy();
  }

  #serve(serve: Serve): void {
    this.#udp.on('message', (packet, { address, port }) => {
      // Who asked may be gone: nobody is left to be told.
      serve(packet, 'udp', (reply) => this.#send(reply, port, address));
    });
    this.#tcp.maxConnections = MAX_CONNECTIONS;
    this.#tcp.on('connection', (connection) => this.#take(connection, serve));
  }

  #send(reply: Buffer, port: number, address: string): void {
    try {
      this.#udp.send(reply, port, address, () => undefined);
    } catch {
      // The namespace was closed while a forwarded query was under way.
    }
  }

  #take(connection: Connection, serve: Serve): void {
    this.#connections.add(connection);
    connection.setNoDelay(true).setTimeout(IDLE_MS, () => connection.destroy());
    connection.on('error', () => connection.destroy());
    connection.on('close', () => this.#connections.delete(connection));
    const reader = new FrameReader((message) => {
      serve(Buffer.from(message), 'tcp', (reply) => {
        if (connection.writableLength > MAX_UNREAD_BYTES) connection.destroy();
        else if (connection.writable) connection.write(frame(reply));
      });
    });
    connection.on('data', (chunk) => reader.add(chunk));
  }
}

function once(emitter: Socket | Server, event: 'listening'): Promise<void> {
  return new Promise((resolve, reject) => {
    emitter.once('error', reject);
    emitter.once(event, () => {
      emitter.off('error', reject);
      resolve();
    });
  });
}
