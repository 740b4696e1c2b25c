/** Requests to the kernel over one netlink socket: changes in batches, dumps in turns; nothing waits for the event loop. */
import { closeSync } from 'node:fs';
import { OvnetError } from '../../../model/errors.js';
import type { ForeignMemory } from '../native/c-library.js';
import type { Native } from '../native/native.js';
import { errnoName, SystemCallError } from '../native/system-call-error.js';
import {
  NETLINK_CAP_ACK,
  NETLINK_EXT_ACK,
  NETLINK_ROUTE,
  NLM_F_ACK,
  NLM_F_DUMP_INTR,
  NLMSG_DONE,
  SOL_NETLINK,
} from './constants.js';
import {
  MessageWriter,
  readMessages,
  readVerdict,
  type NetlinkMessage,
  type Request,
  type Verdict,
} from './message.js';
import { Turns } from './turns.js';
import {
  AF_NETLINK,
  SOCK_RAW,
  SOCK_CLOEXEC,
  SOL_SOCKET,
  SO_RCVBUFFORCE,
  MSG_DONTWAIT,
} from '../native/socket-constants.js';

/** Messages in one datagram; the refusals of all of them fit into the receive buffer. */
const BATCH = 256;
const SEND_BYTES = 32 * 1024;
const RECEIVE_BYTES = 64 * 1024;
const RECEIVE_BUFFER = 4 * 1024 * 1024;

/** A table that changes while it is read is read again, so often. */
const MAX_DUMPS = 10;

const DONE: Verdict = { errno: 0, text: undefined };

/** Writes the message with this number; false: there is nothing to send for it. */
export type WriteMessage = (writer: MessageWriter, index: number, seq: number) => boolean;

/** Where requests are written and answers read, each within one turn: sockets that are opened for a moment may share it. */
export class NetlinkRoom {
  readonly writer = new MessageWriter(SEND_BYTES);
  readonly received = Buffer.alloc(RECEIVE_BYTES);
}

export class NetlinkSocket {
  readonly #native: Native;
  readonly #fd: number;
  readonly #writer: MessageWriter;
  readonly #received: Buffer;
  #seq = 1;

  private constructor(native: Native, fd: number, { writer, received }: NetlinkRoom) {
    this.#native = native;
    this.#fd = fd;
    this.#writer = writer;
    this.#received = received;
  }

  /** In the namespace at `path`. Throws `netns-missing`, `kernel-refused`, `SystemCallError`. */
  static open(native: Native, path: string, room = new NetlinkRoom()): NetlinkSocket {
    const fd = native.openInNamespace(path, () =>
      native.c.socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE),
    );
    native.keepIf(fd, () => {
      native.setOption(fd, SOL_NETLINK, NETLINK_EXT_ACK, 1);
      native.setOption(fd, SOL_NETLINK, NETLINK_CAP_ACK, 1);
      native.setOption(fd, SOL_SOCKET, SO_RCVBUFFORCE, RECEIVE_BUFFER);
    });
    return new NetlinkSocket(native, fd, room);
  }

  close(): void {
    closeSync(this.#fd);
  }

  /**
   * Messages 0 to `count` in order. Resolves with a verdict for each, undefined where nothing was sent. Every batch is
   * done when its last message is acknowledged: the kernel works on them while they are sent.
   */
  async change(count: number, write: WriteMessage): Promise<readonly (Verdict | undefined)[]> {
    const verdicts = new Array<Verdict | undefined>(count).fill(undefined);
    const turns = new Turns();
    for (let from = 0; from < count; from += BATCH) {
      this.#batch(from, Math.min(from + BATCH, count), write, verdicts);
      await turns.next();
    }
    return verdicts;
  }

  /**
   * The same beside the event loop, written into `memory`: what the kernel does to a link takes it milliseconds. Nothing
   * else may be asked of this socket, nor written there, meanwhile. Throws `kernel-refused`.
   */
  async carryOut(requests: readonly Request[], memory: ForeignMemory): Promise<readonly Verdict[]> {
    if (requests.length === 0) return [];
    const writer = new MessageWriter(memory.bytes);
    const seqs = requests.map((request) => {
      const seq = this.#next();
      request(writer, seq);
      return seq;
    });
    writer.flag(NLM_F_ACK);
    const sent = await new Promise<boolean>((resolve) =>
      this.#native.foreign.send(this.#fd, memory, writer.bytes.length, resolve),
    );
    if (!sent) throw new OvnetError('kernel-refused', 'requests could not be sent over netlink');
    const verdicts = requests.map(() => DONE);
    this.#acknowledged(seqs.at(-1) ?? 0, (seq, verdict) => {
      verdicts[seqs.indexOf(seq)] = verdict;
    });
    return verdicts;
  }

  /** One request and its answer: the message, or why there is none. */
  ask(write: (writer: MessageWriter, seq: number) => void): NetlinkMessage | Verdict {
    const seq = this.#next();
    this.#writer.reset();
    write(this.#writer, seq);
    this.#send();
    for (const message of this.#receive()) {
      if (message.seq === seq) return readVerdict(message) ?? message;
    }
    throw unanswered();
  }

  /**
   * A whole table, `read` from its messages. Nothing else may be asked of this socket meanwhile. Throws `kernel-refused`.
   */
  async dump<Row>(
    write: (writer: MessageWriter, seq: number) => void,
    read: (message: NetlinkMessage) => Row | undefined,
  ): Promise<readonly Row[]> {
    for (let i = 0; i < MAX_DUMPS; i++) {
      const rows = await this.#dumpOnce(write, read);
      if (rows) return rows;
    }
    throw new OvnetError('kernel-refused', `a table changed ${MAX_DUMPS} times while it was read`);
  }

  async #dumpOnce<Row>(
    write: (writer: MessageWriter, seq: number) => void,
    read: (message: NetlinkMessage) => Row | undefined,
  ): Promise<readonly Row[] | undefined> {
    const seq = this.#next();
    const turns = new Turns();
    const rows: Row[] = [];
    let torn = false;
    this.#writer.reset();
    write(this.#writer, seq);
    this.#send();
    for (;;) {
      for (const message of this.#receive()) {
        if (message.seq !== seq) continue;
        if ((message.flags & NLM_F_DUMP_INTR) !== 0) torn = true;
        if (isEnd(message)) return torn ? undefined : rows;
        const row = read(message);
        if (row !== undefined) rows.push(row);
      }
      await turns.next();
    }
  }

  #batch(from: number, to: number, write: WriteMessage, verdicts: (Verdict | undefined)[]): void {
    const first = this.#seq;
    this.#seq = (first + (to - from)) >>> 0;
    this.#writer.reset();
    let last: number | undefined;
    for (let i = from; i < to; i++) {
      const seq = first + (i - from);
      if (!write(this.#writer, i, seq)) continue;
      verdicts[i] = DONE;
      last = seq;
    }
    if (last === undefined) return;
    this.#writer.flag(NLM_F_ACK);
    try {
      this.#send();
      this.#acknowledged(last, (seq, verdict) => (verdicts[from + (seq - first)] = verdict));
    } catch (error) {
      // What the kernel did of it is unknown: the next look tells.
      if (!(error instanceof SystemCallError)) throw error;
      const lost = { errno: error.errno, text: error.message };
      for (let i = from; i < to; i++) if (verdicts[i] === DONE) verdicts[i] = lost;
    }
  }

  /** Reads verdicts until the one for `last`. */
  #acknowledged(last: number, tell: (seq: number, verdict: Verdict) => void): void {
    for (;;) {
      for (const message of this.#receive()) {
        const verdict = readVerdict(message);
        if (!verdict) continue;
        if (verdict.errno !== 0) tell(message.seq, verdict);
        if (message.seq === last) return;
      }
    }
  }

  #send(): void {
    const { bytes } = this.#writer;
    this.#native.c.send(this.#fd, bytes, bytes.length, 0);
  }

  /** What has arrived: the kernel answers before `send` returns. */
  #receive(): Iterable<NetlinkMessage> {
    const length = this.#native.c.recv(this.#fd, this.#received, RECEIVE_BYTES, MSG_DONTWAIT);
    if (length < 0) throw unanswered();
    return readMessages(this.#received.subarray(0, length));
  }

  #next(): number {
    const seq = this.#seq;
    this.#seq = (seq + 1) >>> 0;
    return seq;
  }
}

/** Throws `kernel-refused` where a dump ends with an error. */
function isEnd(message: NetlinkMessage): boolean {
  const verdict = readVerdict(message);
  const errno = message.type === NLMSG_DONE ? -message.body.readInt32LE(0) : verdict?.errno;
  if (errno === undefined) return false;
  if (errno > 0)
    throw new OvnetError('kernel-refused', `a table could not be read: ${errnoName(errno)}`);
  return true;
}

function unanswered(): OvnetError {
  return new OvnetError('kernel-refused', 'the kernel did not answer over netlink');
}
