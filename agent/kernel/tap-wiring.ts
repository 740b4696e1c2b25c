/** The veth between a tap and its network, and the two filters that hand frames from one to the other (tc-mirred(8)). */
import { guardLine, pinLine } from './link-lines.js';
import { tapPeerName } from './naming.js';
import { DONE } from './operation-results.js';
import { formatMark } from './parse/owner-mark.js';
import { leadsTo, type FilterJson, type FoundTap } from './parse/taps.js';
import type { Operation, OperationResult } from './port.js';
import type { TapCommands } from './tap-commands.js';

type AddPort = Extract<Operation, { op: 'add-port' }>;

export class TapWiring {
  readonly #run: TapCommands;
  /** Path of the host's namespace. */
  readonly #host: string;

  constructor(commands: TapCommands, hostNetns: string | undefined) {
    this.#run = commands;
    this.#host = hostNetns ?? `/proc/${process.pid}/ns/net`;
  }

  /** The tap is there. */
  async connect(operation: AddPort): Promise<OperationResult> {
    const { name, ifname, endpointId, mtu } = operation;
    const peer = tapPeerName(endpointId);
    await this.#run.fabric([`link del dev ${name}`]);
    const steps = [
      () => this.#run.fabric(this.#portLines(operation, peer)),
      () => this.#run.bridge(pinLine(name, operation.mac)),
      () =>
        this.#run.host(
          [ifname, peer].map((dev) => `link set dev ${dev} mtu ${mtu} addrgenmode none`),
        ),
      () => this.#redirect(ifname, peer),
      () => this.#run.host([peer, ifname].map((dev) => `link set dev ${dev} up`)),
    ];
    for (const step of steps) {
      const result = await step();
      if (!result.ok) return result;
    }
    return DONE;
  }

  /** Names of taps whose frames and whose peer's go to each other. */
  async whole(taps: readonly FoundTap[]): Promise<ReadonlySet<string>> {
    const { stdout } = await this.#run.ask(['tc', '-j', 'qdisc', 'show']);
    const qdiscs = JSON.parse(stdout || '[]') as { kind?: string; dev?: string }[];
    const queued = new Set(
      qdiscs.flatMap(({ kind, dev }) => (kind === 'ingress' && dev !== undefined ? [dev] : [])),
    );
    const pairs = taps
      .map(({ mark, link }) => ({ tap: link.ifname, peer: tapPeerName(mark.endpoint) }))
      .filter(({ tap, peer }) => queued.has(tap) && queued.has(peer));
    const devs = pairs.flatMap(({ tap, peer }) => [tap, peer]);
    const input = devs.map((dev) => `filter show dev ${dev} ingress\n`).join('');
    const shown =
      devs.length > 0 ? await this.#run.ask(['tc', '-j', '-batch', '-'], input) : undefined;
    const lines = shown?.stdout.split('\n').filter((line) => line !== '') ?? [];
    const filters = lines.map((line) => JSON.parse(line) as FilterJson[]);
    const whole = pairs.filter(
      ({ tap, peer }, i) =>
        leadsTo(filters[2 * i] ?? [], peer) && leadsTo(filters[2 * i + 1] ?? [], tap),
    );
    return new Set(whole.map(({ tap }) => tap));
  }

  #portLines(operation: AddPort, peer: string): string[] {
    const { name, mtu, group, mac, bridge, owner, endpointId, netns, ifname } = operation;
    const end = `peer name ${peer} netns ${this.#host} mtu ${mtu} address ${mac}`;
    const port = { endpoint: endpointId, netns, ifname, pin: '' };
    return [
      `link add ${name} mtu ${mtu} group ${group} type veth ${end}`,
      `link set dev ${name} alias '${formatMark({ owner, port })}'`,
      `link set dev ${name} addrgenmode none`,
      `link set dev ${name} master ${bridge}`,
      guardLine(name),
      `link set dev ${name} up`,
    ];
  }

  /** Filters before anything is up: the host never has a frame of the guest's. */
  async #redirect(tap: string, peer: string): Promise<OperationResult> {
    const pairs = [
      [tap, peer],
      [peer, tap],
    ] as const;
    for (const [dev] of pairs) await this.#run.tc([`qdisc del dev ${dev} ingress`]);
    const every = 'protocol all prio 1 u32 match u8 0 0 action mirred egress redirect';
    return this.#run.tc(
      pairs.flatMap(([dev, to]) => [
        `qdisc add dev ${dev} ingress`,
        `filter add dev ${dev} parent ffff: ${every} dev ${to}`,
      ]),
    );
  }
}
