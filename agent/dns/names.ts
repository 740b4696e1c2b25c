/** Names and addresses per network, as the resolver answers them: built from the desired sets, changed as they change. */
import { containsIp, parseCidr, type Cidr } from '../../model/cidr.js';
import type { Ip } from '../../model/ip.js';

/** What of a desired entry concerns names. Names are lower-case; addresses are bare, in the spelling of `formatIp`. */
export type NameEntry =
  | {
      readonly kind: 'network';
      readonly id: string;
      readonly name: string;
      /** Without a way out: nothing is asked of others for it. */
      readonly internal: boolean;
    }
  | { readonly kind: 'subnet'; readonly id: string; readonly cidr: string }
  | {
      readonly kind: 'endpoint';
      readonly id: string;
      /** Its own name first, then its aliases. */
      readonly names: readonly string[];
      readonly addresses: readonly string[];
    };

type Endpoint = Extract<NameEntry, { kind: 'endpoint' }>;

/** `kind/id`; other kinds than those above may be named and are passed over. */
export type NameKey = string;

const UNTOLD = { name: '', internal: false };

/** One network's names. */
export class NetworkNames {
  /** Empty until the network itself was told. */
  name = UNTOLD.name;
  internal = UNTOLD.internal;
  readonly #entries = new Map<NameKey, NameEntry>();
  readonly #subnets = new Map<string, Cidr>();
  readonly #byName = new Map<string, Set<Endpoint>>();
  readonly #byAddress = new Map<string, Set<Endpoint>>();

  /** Removals first, then upserts: an entry that is there already is replaced, so that saying it twice is no error. */
  change(upserts: readonly NameEntry[], removals: readonly NameKey[]): void {
    for (const key of removals) this.#remove(key);
    for (const entry of upserts) this.#put(entry);
  }

  /** Addresses of all endpoints of that name or alias, in the order they came; undefined when there is none. */
  addressesOf(name: string): readonly string[] | undefined {
    const endpoints = this.#byName.get(name);
    return endpoints && [...endpoints].flatMap(({ addresses }) => addresses);
  }

  /** Own names of the endpoints that have the address; undefined when none has. */
  namesOf(address: string): readonly string[] | undefined {
    const endpoints = this.#byAddress.get(address);
    return endpoints && [...endpoints].flatMap(({ names }) => names.slice(0, 1));
  }

  contains(ip: Ip): boolean {
    return [...this.#subnets.values()].some((subnet) => containsIp(subnet, ip));
  }

  get endpoints(): number {
    return this.#entries.size - this.#subnets.size - (this.name === '' ? 0 : 1);
  }

  #put(entry: NameEntry): void {
    this.#remove(`${entry.kind}/${entry.id}`);
    this.#entries.set(`${entry.kind}/${entry.id}`, entry);
    if (entry.kind === 'network') ({ name: this.name, internal: this.internal } = entry);
    else if (entry.kind === 'subnet') this.#subnets.set(entry.id, parseCidr(entry.cidr));
    else {
      for (const name of entry.names) addTo(this.#byName, name, entry);
      for (const address of entry.addresses) addTo(this.#byAddress, address, entry);
    }
  }

  #remove(key: NameKey): void {
    const entry = this.#entries.get(key);
    if (!entry) return;
    this.#entries.delete(key);
    if (entry.kind === 'network') ({ name: this.name, internal: this.internal } = UNTOLD);
    else if (entry.kind === 'subnet') this.#subnets.delete(entry.id);
    else {
      for (const name of entry.names) removeFrom(this.#byName, name, entry);
      for (const address of entry.addresses) removeFrom(this.#byAddress, address, entry);
    }
  }
}

/** The names of all networks that a worker holds. */
export class NamesTable {
  readonly #networks = new Map<string, NetworkNames>();

  /** The network's complete set. */
  set(networkId: string, entries: readonly NameEntry[]): void {
    const network = new NetworkNames();
    network.change(entries, []);
    this.#networks.set(networkId, network);
  }

  /** Of a network that was never set, too: what is said of it then is all that is known. */
  change(networkId: string, upserts: readonly NameEntry[], removals: readonly NameKey[]): void {
    let network = this.#networks.get(networkId);
    if (!network) this.#networks.set(networkId, (network = new NetworkNames()));
    network.change(upserts, removals);
  }

  drop(networkId: string): void {
    this.#networks.delete(networkId);
  }

  all(): Iterable<NetworkNames> {
    return this.#networks.values();
  }

  ids(): readonly string[] {
    return [...this.#networks.keys()];
  }

  /** Those of the networks that are known, by name: where two have a name, the first in the alphabet answers. */
  scoped(networkIds: readonly string[]): readonly NetworkNames[] {
    const networks = networkIds.flatMap((id) => this.#networks.get(id) ?? []);
    return networks.length < 2 ? networks : networks.sort((a, b) => (a.name < b.name ? -1 : 1));
  }
}

function addTo(index: Map<string, Set<Endpoint>>, key: string, endpoint: Endpoint): void {
  const known = index.get(key);
  if (known) known.add(endpoint);
  else index.set(key, new Set([endpoint]));
}

function removeFrom(index: Map<string, Set<Endpoint>>, key: string, endpoint: Endpoint): void {
  const known = index.get(key);
  known?.delete(endpoint);
  if (known?.size === 0) index.delete(key);
}
