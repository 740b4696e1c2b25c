/** FDB and neighbour rows of the fabric over netlink: written in batches, read whole. */
import type { Native } from '../native/native.js';
import { errnoName } from '../native/system-call-error.js';
import { badWord, DONE, refused } from '../operation-results.js';
import type { FdbJson, NeighbourJson } from '../parse/rows.js';
import type { OperationResult } from '../port.js';
import type { RowOperation } from '../port-row-mirror.js';
import { readLink, writeLinkDump, writeLinkRequest } from './links.js';
import type { Verdict } from './message.js';
import { readRow, writeRow, writeRowDump, type KernelRow } from './rows.js';
import { NetlinkSocket } from './socket.js';

const ENOENT = 2;

/** In the shape in which iproute2 prints them. */
export interface DumpedRows {
  readonly fdb: readonly FdbJson[];
  readonly neighbours: readonly NeighbourJson[];
}

export class RowTable {
  readonly #native: Native;
  readonly #fabric: string;
  #socket: NetlinkSocket | undefined;

  /** `fabric` is the path of the namespace. */
  constructor(native: Native, fabric: string) {
    this.#native = native;
    this.#fabric = fabric;
  }

  /** Results have the order and length of the rows. Throws `netns-missing`, `kernel-refused`. */
  async write(rows: readonly RowOperation[]): Promise<OperationResult[]> {
    const socket = (this.#socket ??= NetlinkSocket.open(this.#native, this.#fabric));
    const links = this.#resolve(socket, rows);
    const verdicts = await socket.change(rows.length, (writer, i, seq) => {
      const row = rows[i];
      const ifindex = row && links.get(row.dev);
      return (
        ifindex !== undefined && writeRow(writer, row as RowOperation, { ifindex, seq, flags: 0 })
      );
    });
    return rows.map((row, i) => resultOf(row, links.has(row.dev), verdicts[i]));
  }

  /** On a socket of its own: rows are written meanwhile. Throws `netns-missing`, `kernel-refused`. */
  async dump(): Promise<DumpedRows> {
    const socket = NetlinkSocket.open(this.#native, this.#fabric);
    try {
      const links = await socket.dump(writeLinkDump, (message) => readLink(message));
      const names = new Map(links.map(({ ifindex, name }) => [ifindex, name]));
      const fdb = await socket.dump(
        (writer, seq) => writeRowDump(writer, 'fdb', seq),
        (message) => fdbJson(readRow(message), names),
      );
      const neighbours = await socket.dump(
        (writer, seq) => writeRowDump(writer, 'neighbour', seq),
        (message) => neighbourJson(readRow(message), names),
      );
      return { fdb, neighbours };
    } finally {
      socket.close();
    }
  }

  /** The next call opens the namespace anew. */
  close(): void {
    this.#socket?.close();
    this.#socket = undefined;
  }

  /** Indexes of the devices that are there: asked each time, since anybody may make a link anew. */
  #resolve(socket: NetlinkSocket, rows: readonly RowOperation[]): Map<string, number> {
    const found = new Map<string, number>();
    for (const dev of new Set(rows.map((row) => row.dev))) {
      const answer = socket.ask((writer, seq) => writeLinkRequest(writer, { name: dev }, seq));
      const link = 'body' in answer ? readLink(answer) : undefined;
      if (link) found.set(dev, link.ifindex);
    }
    return found;
  }
}

function resultOf(
  row: RowOperation,
  hasLink: boolean,
  verdict: Verdict | undefined,
): OperationResult {
  const deletes = row.op.startsWith('delete-');
  if (!hasLink) return deletes ? DONE : refused(`Cannot find device "${row.dev}"`);
  if (!verdict) return badWord(row);
  // Deleting what is not there is not a failure.
  if (verdict.errno === 0 || (deletes && verdict.errno === ENOENT)) return DONE;
  const { errno, text } = verdict;
  return refused(text === undefined ? errnoName(errno) : `${errnoName(errno)}: ${text}`);
}

const NO_FLAGS: readonly string[] = [];

type Names = ReadonlyMap<number, string>;

function fdbJson(row: KernelRow | undefined, names: Names): FdbJson | undefined {
  const ifname = row && names.get(row.ifindex);
  if (ifname === undefined || row?.table !== 'fdb') return undefined;
  const { mac, dst, bridged, state } = row;
  if ((state === 'other' || dst === undefined) && !bridged) return undefined;
  const flags = NO_FLAGS;
  return dst === undefined
    ? { mac, ifname, flags, state, master: '' }
    : { mac, ifname, flags, state, dst };
}

function neighbourJson(row: KernelRow | undefined, names: Names): NeighbourJson | undefined {
  const dev = row && names.get(row.ifindex);
  if (dev === undefined || row?.table !== 'neighbour' || row.state !== 'permanent')
    return undefined;
  const { address: dst, mac } = row;
  return { dst, dev, state: ['PERMANENT'], ...(mac !== undefined && { lladdr: mac }) };
}
