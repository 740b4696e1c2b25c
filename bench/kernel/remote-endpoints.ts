/** A network of which this worker hosts one endpoint and others host many: its image and deltas, made cheaply. */
import type { DesiredEntry, NetworkDelta, NetworkImage } from '../../model/desired.js';
import { addToDigest, EMPTY_DIGEST, formatDigest, removeFromDigest } from '../../model/digest.js';

export const OWN_NODE = 'node-own';
export const OWN_VTEP = '192.0.2.1';
export const VNI = 4_242;
const PEER = { nodeId: 'node-peer', vtep: '192.0.2.2', mtu: 1500 };
const NETWORK_ID = 'net-bench';

export class RemoteEndpoints {
  readonly #entries = new Map<string, DesiredEntry>();
  #sum = EMPTY_DIGEST;
  #revision = 1;

  constructor(count: number, workload: string) {
    const network = { id: NETWORK_ID, name: 'bench', vni: VNI, mtu: 1450, internal: false };
    const value = { ...network, flood: false, dataPort: 4789 };
    this.#put({ kind: 'network', id: NETWORK_ID, value });
    const subnet = { id: 'sub', cidr: '10.0.0.0/8', gateway: '' };
    this.#put({ kind: 'subnet', id: 'sub', value: subnet });
    const own = { nodeId: OWN_NODE, vtep: OWN_VTEP, mtu: 1500 };
    for (const member of [own, PEER])
      this.#put({ kind: 'member', id: member.nodeId, value: member });
    const attachment = { netns: workload, ifname: 'eth0', create: false };
    this.#put(endpoint('own', { nodeId: OWN_NODE, address: '10.255.0.1', attachment }));
    for (let n = 0; n < count; n++) this.#put(remote(n));
  }

  image(): NetworkImage {
    const entries = [...this.#entries.values()];
    const digest = formatDigest(this.#sum);
    return { networkId: NETWORK_ID, epoch: 1, revision: this.#revision, digest, entries };
  }

  /** Adds one that is not there, or removes one that is. */
  toggle(n: number): NetworkDelta {
    const entry = remote(n);
    const key = `endpoint/${entry.id}` as const;
    const there = this.#entries.get(key);
    const from = this.#revision++;
    if (there) {
      this.#entries.delete(key);
      this.#sum = removeFromDigest(this.#sum, there);
    } else {
      this.#put(entry);
    }
    return {
      ...{ networkId: NETWORK_ID, epoch: 1, from, to: this.#revision },
      upserts: there ? [] : [entry],
      removals: there ? [key] : [],
      digest: formatDigest(this.#sum),
    };
  }

  #put(entry: DesiredEntry): void {
    this.#entries.set(`${entry.kind}/${entry.id}`, entry);
    this.#sum = addToDigest(this.#sum, entry);
  }
}

/** Of remote endpoint `n`. */
export function addressOf(n: number): string {
  return `10.${bytesOf(n).join('.')}`;
}

export function macOf(n: number): string {
  const bytes = [2, 0x42, 10, ...bytesOf(n)];
  return bytes.map((byte) => byte.toString(16).padStart(2, '0')).join(':');
}

export const PEER_VTEP = PEER.vtep;

function bytesOf(n: number): readonly number[] {
  const id = n + 2;
  return [(id >> 16) & 255, (id >> 8) & 255, id & 255];
}

function remote(n: number): DesiredEntry {
  return endpoint(`r${n}`, { nodeId: PEER.nodeId, address: addressOf(n), mac: macOf(n) });
}

function endpoint(
  id: string,
  place: {
    nodeId: string;
    address: string;
    mac?: string;
    attachment?: { netns: string; ifname: string; create: boolean };
  },
): DesiredEntry {
  const { nodeId, address, mac = '02:42:0a:ff:00:01', attachment } = place;
  const value = { id, name: id, nodeId, mac, addresses: [`${address}/8`], aliases: [], attachment };
  return { kind: 'endpoint', id, value };
}
