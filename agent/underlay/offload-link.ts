/**
 * A tunnel for probes alone, in a namespace without a name: nobody else's packets are in it, it is no network's, and the
 * kernel takes it away with this process, however that ends.
 */
import { closeSync } from 'node:fs';
import { OvnetError } from '../../model/errors.js';
import { OWN_NETNS, stableNumber } from '../kernel/naming.js';
import { addressBytes } from '../kernel/native/address.js';
import { FrameSocket, type FramePlace } from '../kernel/native/frame-socket.js';
import type { Native } from '../kernel/native/native.js';
import { openRaw, type RawSocket } from '../kernel/native/raw-socket.js';
import { SystemCallError } from '../kernel/native/system-call-error.js';
import { macText } from '../kernel/netlink/address-bytes.js';
import { addVxlan, setUp, withoutAddresses } from '../kernel/netlink/link-requests.js';
import { linkNamed, type LinkRequester } from '../kernel/netlink/link-requester.js';
import { writeRow } from '../kernel/netlink/rows.js';
import type { NetlinkSocket } from '../kernel/netlink/socket.js';
import {
  answerFrame,
  askFrame,
  hear,
  innerFamily,
  type Answer,
  type Ask,
  type Heard,
} from './offload-frames.js';
import { etherType, PROBE_VNI, tunnelled, type InnerFamily } from './offload-packets.js';

export interface ProbeTunnel {
  readonly local: string;
  /** UDP port of the cluster's tunnels. */
  readonly port: number;
}

export interface OffloadLink {
  /** Until `close` of it. Throws `kernel-refused`. */
  to(peer: string): Promise<OffloadWay>;
  /** Throws `kernel-refused`. */
  answer(peer: string, answer: Answer): void;
  close(): void;
}

/** To one other tunnel end. */
export interface OffloadWay {
  /** `mtu` is what packets inside may have. Throws `kernel-refused`. */
  ask(ask: Ask, mtu: number): void;
  close(): Promise<void>;
}

/** Throws `kernel-refused`, `native-unavailable`. */
export type OpenOffloadLink = (
  tunnel: ProbeTunnel,
  hear: (heard: Heard) => void,
) => Promise<OffloadLink>;

const NAME = 'ovnet-probe';
/** Larger than any network's: packets have the size that they are sent with. */
const MTU = 65_000;

export interface NativeLinkDeps {
  readonly native: Native;
  readonly requester: LinkRequester;
  /** Path of the host's namespace; undefined: that of the process. */
  readonly host: string | undefined;
}

interface Parts {
  readonly rows: NetlinkSocket;
  readonly frames: ReadonlyMap<InnerFamily, FrameSocket>;
  readonly ifindex: number;
  readonly tunnel: ProbeTunnel;
}

export class NativeOffloadLink implements OffloadLink {
  readonly #deps: NativeLinkDeps;
  readonly #parts: Parts;
  #isClosed = false;

  private constructor(deps: NativeLinkDeps, parts: Parts) {
    this.#deps = deps;
    this.#parts = parts;
  }

  static async open(
    deps: NativeLinkDeps,
    tunnel: ProbeTunnel,
    heard: (heard: Heard) => void,
  ): Promise<NativeOffloadLink> {
    const namespace = deps.native.newNamespace();
    try {
      const netns = `/proc/self/fd/${namespace}`;
      await makeDevice(deps, tunnel, namespace);
      const rows = deps.requester.open(netns);
      try {
        const { ifindex } = linkNamed(rows, NAME);
        await deps.requester.all(rows, [withoutAddresses(ifindex), setUp(ifindex)]);
        const frames = openFrames(deps.native, { netns, ifindex }, (frame) => {
          const found = hear(frame);
          if (found) heard(found);
        });
        return new NativeOffloadLink(deps, { rows, frames, ifindex, tunnel });
      } catch (error) {
        rows.close();
        throw error;
      }
    } catch (error) {
      throw refusal(error);
    } finally {
      // The sockets in it keep it.
      closeSync(namespace);
    }
  }

  async to(peer: string): Promise<OffloadWay> {
    const mac = macOf(peer);
    await this.#row('replace-fdb', mac, peer);
    let plain: RawSocket;
    try {
      plain = this.#openPlain(peer);
    } catch (error) {
      if (!this.#isClosed) await this.#row('delete-fdb', mac, peer);
      throw error;
    }
    const { frames } = this.#parts;
    return {
      ask: (ask, mtu) => {
        this.#expectOpen();
        const frame = askFrame(ask, mac, mtu);
        if (!ask.kind.startsWith('plain'))
          return sending(() => frames.get(innerFamily(ask.kind))?.send(frame));
        return sending(() => plain.send(this.#around(frame, peer)));
      },
      close: async () => {
        plain.close();
        if (!this.#isClosed) await this.#row('delete-fdb', mac, peer);
      },
    };
  }

  answer(peer: string, answer: Answer): void {
    const plain = this.#openPlain(peer);
    try {
      const frame = answerFrame(answer, macOf(peer));
      sending(() => plain.send(this.#around(frame, peer)));
    } finally {
      plain.close();
    }
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const socket of this.#parts.frames.values()) socket.close();
    this.#parts.rows.close();
  }

  /** Its descriptors may be somebody else's by now. */
  #expectOpen(): void {
    if (this.#isClosed)
      throw new OvnetError('kernel-refused', 'the tunnel of the probes is closed');
  }

  #around(frame: Buffer, peer: string): Buffer {
    const { local, port } = this.#parts.tunnel;
    return tunnelled(frame, { from: addressBytes(local), to: addressBytes(peer), port });
  }

  /** Sends only: a socket that hears UDP would be given all that the other end sends to any network. */
  #openPlain(peer: string): RawSocket {
    const { native, host } = this.#deps;
    const [from, to] = [addressBytes(this.#parts.tunnel.local), addressBytes(peer)];
    try {
      return openRaw(native, host, { from, to, protocol: IPPROTO_RAW });
    } catch (error) {
      throw refusal(error);
    }
  }

  async #row(op: 'replace-fdb' | 'delete-fdb', mac: Uint8Array, dst: string): Promise<void> {
    this.#expectOpen();
    const { rows, ifindex } = this.#parts;
    const row = { op, dev: NAME, mac: macText(mac), dst };
    const [verdict] = await rows.change(1, (writer, _, seq) =>
      writeRow(writer, row, { ifindex, seq, flags: 0 }),
    );
    if (op === 'replace-fdb' && verdict?.errno !== 0) {
      throw new OvnetError('kernel-refused', `${dst}: ${verdict?.text ?? 'is no address'}`);
    }
  }
}

/** One for each family inside: what is sent through one goes as what it hears. */
function openFrames(
  native: Native,
  place: Omit<FramePlace, 'etherType'>,
  see: (frame: Buffer) => void,
): ReadonlyMap<InnerFamily, FrameSocket> {
  const v4 = new FrameSocket(native, { ...place, etherType: etherType(4) }, see);
  try {
    return new Map([
      [4, v4],
      [6, new FrameSocket(native, { ...place, etherType: etherType(6) }, see)],
    ]);
  } catch (error) {
    v4.close();
    throw error;
  }
}

/** IP headers and all are given. raw(7) */
const IPPROTO_RAW = 255;

async function makeDevice(
  { requester, host = OWN_NETNS }: NativeLinkDeps,
  tunnel: ProbeTunnel,
  namespace: number,
): Promise<void> {
  const device = { name: NAME, mtu: MTU, group: 0, vni: PROBE_VNI, ...tunnel };
  const socket = requester.open(host);
  try {
    await requester.all(socket, [addVxlan(device, namespace)]);
  } finally {
    socket.close();
  }
}

/** Locally administered; the same for the same address, and another one than that of another end, as far as chance has it. */
function macOf(vtep: string): Uint8Array {
  const mac = Buffer.alloc(6);
  mac.writeUInt8(0x06, 0);
  mac.writeUInt32BE(stableNumber(vtep), 2);
  return mac;
}

function sending(send: () => void): void {
  try {
    send();
  } catch (error) {
    throw refusal(error);
  }
}

function refusal(error: unknown): unknown {
  if (!(error instanceof SystemCallError)) return error;
  return new OvnetError('kernel-refused', error.message, { cause: error });
}
