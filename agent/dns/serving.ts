/** One query of one namespace, from bytes to bytes. */
import { answer } from './answer.js';
import type { Tally } from './counters.js';
import { encodeAnswer, encodeEmpty, MAX_MESSAGE_BYTES, readQuery, type Query } from './codec.js';
import type { Forwarder, Transport } from './forwarder.js';
import type { NamesTable } from './names.js';

export interface ServingDeps {
  readonly table: NamesTable;
  readonly forwarder: Pick<Forwarder, 'forward'>;
  readonly tally: Tally;
  /** Whether anything is forwarded at all. */
  readonly forwards: () => boolean;
}

/** Forwarded queries of one namespace at a time: it cannot take the others' share. */
const MAX_PENDING = 256;

export class Serving {
  /** Networks that the namespace is on. */
  networkIds: readonly string[];
  readonly #deps: ServingDeps;
  #turn = 0;
  #pending = 0;

  constructor(deps: ServingDeps, networkIds: readonly string[]) {
    this.#deps = deps;
    this.networkIds = networkIds;
  }

  /** `reply` is called at most once, at once for what is known here. */
  serve(packet: Buffer, transport: Transport, reply: (message: Buffer) => void): void {
    const { table, tally } = this.#deps;
    const query = readQuery(packet);
    if (!query) return tally.drop();
    if ('rcode' in query) {
      tally.query('malformed');
      return reply(encodeEmpty(query, query.rcode));
    }
    const asker = { networkIds: this.networkIds, forwards: this.#deps.forwards() };
    const verdict = answer(table, query.question, { ...asker, turn: this.#turn++ });
    if (verdict.kind === 'local') {
      tally.query(verdict.outcome);
      const limit = transport === 'udp' ? query.udpBytes : MAX_MESSAGE_BYTES;
      return reply(encodeAnswer(query, verdict, limit));
    }
    tally.query('forwarded');
    void this.#forward(packet, query, transport).then(reply);
  }

  async #forward(packet: Buffer, query: Query, transport: Transport): Promise<Buffer> {
    const { forwarder, tally } = this.#deps;
    if (this.#pending >= MAX_PENDING) {
      tally.upstream('limited');
      return encodeEmpty(query, 'SERVFAIL');
    }
    this.#pending++;
    const forwarded = await forwarder.forward(packet, query.head, transport);
    this.#pending--;
    tally.upstream(forwarded.outcome);
    return forwarded.outcome === 'answered' ? forwarded.reply : encodeEmpty(query, 'SERVFAIL');
  }
}
