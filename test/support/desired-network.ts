/** Builds desired sets for tests: networks with members and endpoints, as images and deltas. */
import type { DesiredEntry, DesiredKey, NetworkDelta, NetworkImage } from '../../model/desired.js';
import type { TapOwner } from '../../model/objects.js';
import { digestOf } from '../../model/digest.js';

export interface EndpointInput {
  readonly id: string;
  readonly node: string;
  readonly address: string;
  readonly netns?: string;
  readonly ifname?: string;
  readonly create?: boolean;
  readonly mac?: string;
  readonly gatewayPriority?: number;
  readonly router?: boolean;
  readonly tap?: TapOwner;
}

/** A network whose set changes step by step, revision by revision. */
export class TestNetwork {
  readonly networkId: string;
  readonly #entries = new Map<DesiredKey, DesiredEntry>();
  revision = 1;

  constructor(
    name: string,
    vni: number,
    options: {
      subnets?: readonly string[];
      dataPort?: number;
      internal?: boolean;
      flood?: boolean;
      mtu?: number;
    } = {},
  ) {
    this.networkId = `net-${name}`;
    const { internal = false, flood = false, dataPort = 4789, mtu = 1450 } = options;
    const fixed = { mtu, internal, flood, dataPort };
    const value = { id: this.networkId, name, vni, ...fixed };
    this.#put({ kind: 'network', id: this.networkId, value });
    for (const cidr of options.subnets ?? ['10.0.0.0/24']) {
      const gateway = cidr.replace(/0\/\d+$|\/\d+$/, (end) => (end.startsWith('0') ? '1' : '1'));
      this.#put({ kind: 'subnet', id: `sub-${cidr}`, value: { id: `sub-${cidr}`, cidr, gateway } });
    }
  }

  image(): NetworkImage {
    const entries = [...this.#entries.values()];
    const { networkId, revision } = this;
    return { networkId, epoch: 1, revision, digest: digestOf(entries), entries };
  }

  delta(upserts: readonly DesiredEntry[], removals: readonly DesiredKey[] = []): NetworkDelta {
    const from = this.revision++;
    for (const key of removals) this.#entries.delete(key);
    for (const entry of upserts) this.#put(entry);
    const digest = digestOf(this.#entries.values());
    return {
      networkId: this.networkId,
      epoch: 1,
      from,
      to: this.revision,
      upserts,
      removals,
      digest,
    };
  }

  #put(entry: DesiredEntry): void {
    this.#entries.set(`${entry.kind}/${entry.id}`, entry);
  }
}

export function member(nodeId: string, vtep: string, mtu = 1500): DesiredEntry {
  return { kind: 'member', id: nodeId, value: { nodeId, vtep, mtu } };
}

export function endpoint(input: EndpointInput): DesiredEntry {
  const { id, node: nodeId, address, netns } = input;
  const mac = input.mac ?? macOf(address);
  const { gatewayPriority, router, tap } = input;
  const place = {
    ...{ ifname: input.ifname ?? 'eth0', create: input.create ?? false },
    ...(gatewayPriority !== undefined && { gatewayPriority }),
    ...(router !== undefined && { router }),
    ...(tap && { tap }),
  };
  const attachment = netns === undefined ? undefined : { netns, ...place };
  const value = { id, name: id, nodeId, mac, addresses: [address], aliases: [], attachment };
  return { kind: 'endpoint', id, value };
}

/** 02:42 and the IPv4 address; for IPv6 its last byte. */
function macOf(address: string): string {
  const bare = address.split('/')[0] ?? '';
  const bytes = bare.includes(':')
    ? [6, 6, 6, parseInt(bare.split(':').pop() ?? '0', 16) & 255]
    : bare.split('.').map(Number);
  return ['02', '42', ...bytes.map((byte) => byte.toString(16).padStart(2, '0'))].join(':');
}
