/** What holds of the replicated state after every entry, computed from its objects alone. */
import { containsIp, parseCidr, parseInterfaceAddress } from '../../model/cidr.js';
import { ensure } from '../../raft/sim/breach.js';
import type { Command } from '../../server/state/command.js';
import type { StateEvent } from '../../server/state/event.js';
import type { State } from '../../server/state/state.js';

/** Nothing is given twice, nothing lacks an owner, and the counts are those of the objects. */
export function checkState(state: State): void {
  const seen = new Set<string>();
  const claim = (key: string): void => {
    ensure(!seen.has(key), `given twice: ${key}`);
    seen.add(key);
  };
  for (const network of state.networks()) claim(`vni ${network.vni}`);
  const leases = new Map<string, string[]>();
  for (const endpoint of state.endpoints()) {
    const network = state.network(endpoint.network);
    ensure(network !== undefined, `${endpoint.id} is of no network`);
    ensure(state.node(endpoint.node, 'worker') !== undefined, `${endpoint.id} is on no node`);
    claim(`${network.id} mac ${endpoint.mac}`);
    claim(`${network.id} name ${endpoint.name}`);
    for (const address of endpoint.addresses) claim(`${network.id} ${address}`);
    const known = leases.get(network.id) ?? [];
    leases.set(network.id, [...known, ...endpoint.addresses]);
  }
  for (const subnet of state.subnets()) {
    const cidr = parseCidr(subnet.cidr);
    const inside = (leases.get(subnet.network) ?? []).filter((text) =>
      containsIp(cidr, parseInterfaceAddress(text).ip),
    );
    const { used, total, reserved, free } = state.usage(subnet.id);
    ensure(used === inside.length, `${subnet.id} counts ${used} used, ${inside.length} are`);
    ensure(total === used + reserved + free, `${subnet.id} miscounts its free addresses`);
  }
  checkHosting(state);
}

function checkHosting(state: State): void {
  const counts = new Map<string, number>();
  for (const { network, node } of state.endpoints()) {
    counts.set(`${network} ${node}`, (counts.get(`${network} ${node}`) ?? 0) + 1);
  }
  for (const network of state.networks()) {
    for (const node of state.nodes()) {
      const expected = counts.get(`${network.id} ${node.id}`) ?? 0;
      const found = state.hostedCount(network.id, node.id);
      ensure(found === expected, `${node.id} hosts ${expected} of ${network.id}, not ${found}`);
    }
  }
}

/** Longer than this a round through a /24 may have been completed. */
const ROUND = 200;

/** A released address is not given again before the others of its subnet had their turn. */
export class NoQuickReuse {
  /** By subnet: addresses in the order in which they were given. */
  readonly #given = new Map<string, string[]>();

  take(state: State, command: Command, events: readonly StateEvent[]): void {
    const isExplicit = JSON.stringify(command).includes('"addresses":[');
    for (const event of events) {
      if (event.kind !== 'endpoint' || event.type !== 'created') continue;
      for (const address of event.object.addresses) {
        this.#note(state, { network: event.object.network, address, isExplicit });
      }
    }
  }

  #note(
    state: State,
    { network, address, isExplicit }: { network: string; address: string; isExplicit: boolean },
  ): void {
    const { ip } = parseInterfaceAddress(address);
    const subnet = [...state.subnets()].find(
      (one) => one.network === network && containsIp(parseCidr(one.cidr), ip),
    );
    // One lease deleted in the entry that gave it.
    if (!subnet) return;
    const given = this.#given.get(subnet.id) ?? [];
    this.#given.set(subnet.id, given);
    const isWide = parseCidr(subnet.cidr).prefix <= 24;
    if (isWide && !isExplicit && given.length < ROUND) {
      ensure(!given.includes(address), `${address} of ${subnet.id} is given again at once`);
    }
    given.push(address);
  }
}
