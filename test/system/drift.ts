/** Somebody else on the workers' hosts, who changes what the agents made there: rows, links, their settings, tunnel ends, chains. */
import { bridgeName, isTapPlace, vxlanName } from '../../agent/kernel/naming.js';
import type { KernelEvent, ObservedPort, ObservedVxlan } from '../../agent/kernel/port.js';
import { isGroup } from '../../agent/kernel/port-row-mirror.js';
import type { KernelMirror } from '../../agent/kernel/port-mirror.js';
import {
  ATTRIBUTE_ACTS,
  BRIDGED_ACTS,
  CHAIN_ACTS,
  LINK_ACTS,
  PEER_ACTS,
  ROW_ACTS,
  TAP_ACTS,
  type Acts,
  type Target,
} from '../support/intruder.js';
import type { Chance } from './chance.js';
import { ownNetwork } from './foreign-links.js';
import type { SimAgent } from './sim-agent.js';
import type { World } from './world.js';

/** Mean pause between two. */
const PAUSE_MS = 600;
/** On every host at once, at most. */
const AT_ONCE = 6;
/** Share of those that the kernel does not tell by itself and something else does; the rest is left to audits. */
const TOLD = 0.5;

const KINDS = {
  rows: ROW_ACTS,
  bridged: BRIDGED_ACTS,
  links: LINK_ACTS,
  attributes: ATTRIBUTE_ACTS,
  peers: PEER_ACTS,
  taps: TAP_ACTS,
  chains: CHAIN_ACTS,
} as const;

const SHARES: Readonly<Record<keyof typeof KINDS, number>> = {
  ...{ rows: 3, bridged: 2, links: 4, attributes: 4, peers: 4, taps: 1, chains: 1 },
};

/** Where there is nobody else's. */
const NOBODY = { mac: '02:00:00:00:00:78', own: '02:00:00:00:00:79', address: '10.0.0.98' };

export class Drift {
  readonly #world: World;
  readonly #chance: Chance;
  readonly #counts: Record<string, number> = {};
  #isOver = false;

  constructor(world: World, chance: Chance) {
    this.#world = world;
    this.#chance = chance;
  }

  start(): void {
    setTimeout(
      () => {
        if (this.#isOver) return;
        // Also where no agent runs.
        const agents = [...this.#world.agents.values()];
        const agent = this.#chance.one(agents.filter(({ host }) => host.ownLinks().length > 0));
        if (agent) this.#strike(agent);
        this.start();
      },
      this.#chance.next() * 2 * PAUSE_MS,
    );
  }

  stop(): void {
    this.#isOver = true;
  }

  strikeEverywhere(): void {
    for (const agent of this.#world.agents.values()) {
      if (agent.state === 'removed') continue;
      for (let left = this.#chance.integer(1, AT_ONCE); left > 0; left -= 1) this.#strike(agent);
    }
  }

  counts(): Readonly<Record<string, number>> {
    return this.#counts;
  }

  #strike({ host }: SimAgent): void {
    const acts: Acts = KINDS[this.#chance.weighted(SHARES)];
    const isTap = acts === TAP_ACTS;
    const [networkId, at] = this.#target(host.fake.state, isTap) ?? [];
    const [name, act] = this.#chance.one(Object.entries(acts)) ?? [];
    if (networkId === undefined || !at || name === undefined || !act) return;
    this.#counts[name] = (this.#counts[name] ?? 0) + 1;
    const told = this.#chance.maybe(TOLD) ? tellingOf(acts, at.port) : undefined;
    const change = (state: KernelMirror): void => act(at, state);
    if (acts === CHAIN_ACTS) host.disturbChain(change, told);
    else host.disturb(networkId, change, told);
  }

  /** Of a network that is there, whole or not. */
  #target(state: KernelMirror, isTap: boolean): readonly [string, Target] | undefined {
    const vxlan = this.#chance.one([...state.vxlans.values()].filter(isOurs));
    const networkId = ownNetwork(vxlan?.owner);
    if (!vxlan || networkId === undefined) return undefined;
    const ports = [...state.ports.values()].filter(({ owner }) => ownNetwork(owner) === networkId);
    const port = this.#chance.one(isTap ? ports.filter(isOfTap) : ports);
    if (isTap && !port) return undefined;
    return [networkId, this.#around(state, vxlan, [port, this.#chance.one(ports)])];
  }

  #around(
    state: KernelMirror,
    { vni }: ObservedVxlan,
    [port, beside]: readonly (ObservedPort | undefined)[],
  ): Target {
    const dev = vxlanName(vni);
    const { fdb, neighbours } = state.rowsOf(dev);
    const macs = [...fdb.keys()].filter((mac) => !isGroup(mac));
    const names = { port: port?.name ?? '', beside: beside?.name ?? '' };
    return {
      ...{ dev, bridge: bridgeName(vni), ...names },
      mac: this.#chance.one(macs) ?? NOBODY.mac,
      own: port?.peer?.mac ?? NOBODY.own,
      address: this.#chance.one([...neighbours.keys()]) ?? NOBODY.address,
      ends: this.#chance.shuffled([...fdb.values()].flatMap((dst) => dst.split(','))),
      draw: <T>(list: readonly T[]) => list[this.#chance.integer(0, list.length - 1)] as T,
    };
  }
}

function isOurs({ owner }: ObservedVxlan): boolean {
  return ownNetwork(owner) !== undefined;
}

function isOfTap({ netns }: ObservedPort): boolean {
  return isTapPlace(netns);
}

/** By what else watches: the workloads' namespaces, the chains, and messages that were lost. */
function tellingOf(acts: Acts, port: string): KernelEvent {
  if (acts === CHAIN_ACTS) return { object: 'firewall' };
  if (acts !== PEER_ACTS && acts !== TAP_ACTS) return { object: 'overflow' };
  return { object: 'address', workload: true, ports: [port] };
}
