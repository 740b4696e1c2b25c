/** Nodes: unique name per role, unique key per role, and the routes they report. */
import { parseCidr } from '../../../model/cidr.js';
import type { ClusterNode, NodeRole } from '../../../model/objects.js';
import { ScopedIndex, UniqueIndex } from './indices.js';
import { PrefixTrie } from './prefix-trie.js';
import { Table, type Index } from './table.js';

const ROLES: readonly NodeRole[] = ['manager', 'worker'];

class RouteIndex implements Index<ClusterNode> {
  readonly trie = new PrefixTrie();
  readonly #occupied: PrefixTrie;

  constructor(occupied: PrefixTrie) {
    this.#occupied = occupied;
  }

  add(_id: string, node: ClusterNode): void {
    for (const route of node.routes) {
      this.trie.add(parseCidr(route));
      this.#occupied.add(parseCidr(route));
    }
  }

  remove(_id: string, node: ClusterNode): void {
    for (const route of node.routes) {
      this.trie.remove(parseCidr(route));
      this.#occupied.remove(parseCidr(route));
    }
  }
}

/** Few among many workers, and asked for at each stream of one. */
class ManagerIndex implements Index<ClusterNode> {
  readonly ids = new Set<string>();

  add(id: string, { role }: ClusterNode): void {
    if (role === 'manager') this.ids.add(id);
  }

  remove(id: string): void {
    this.ids.delete(id);
  }
}

export class NodeTable extends Table<ClusterNode> {
  /** Names are unique within a role. */
  readonly names = this.indexed(
    new ScopedIndex<ClusterNode>(
      (n) => n.role,
      (n) => n.name,
    ),
  );
  readonly keys = this.indexed(new UniqueIndex<ClusterNode>((n) => [`${n.role}/${n.keyDigest}`]));
  readonly #managers = this.indexed(new ManagerIndex());
  readonly routes: RouteIndex;

  /** `occupied`: the blocks that no subnet of the pools may overlap. */
  constructor(occupied: PrefixTrie) {
    super('nodes');
    this.routes = this.indexed(new RouteIndex(occupied));
  }

  /** By id, name, or `role/name`. More than one answer: the name is ambiguous. */
  matches(ref: string, role?: NodeRole): ClusterNode[] {
    const only = role === undefined ? undefined : this.find(ref, role);
    if (role !== undefined) return only ? [only] : [];
    const byId = this.get(ref);
    if (byId) return [byId];
    return ROLES.map((each) => this.#named(ref, each)).filter((node) => node !== undefined);
  }

  /** As `matches`; undefined where that is not one. */
  find(ref: string, role?: NodeRole): ClusterNode | undefined {
    const byId = this.get(ref);
    if (byId) return role === undefined || byId.role === role ? byId : undefined;
    if (role !== undefined) return this.#named(ref, role);
    const found = this.matches(ref);
    return found.length === 1 ? found[0] : undefined;
  }

  /** Of that role. No name has a slash. */
  #named(ref: string, role: NodeRole): ClusterNode | undefined {
    const slash = ref.indexOf('/');
    if (slash >= 0 && ref.slice(0, slash) !== role) return undefined;
    const id = this.names.holder(role, slash < 0 ? ref : ref.slice(slash + 1));
    return id === undefined ? undefined : this.require(id);
  }

  /** In order of their ids. */
  managers(): ClusterNode[] {
    return [...this.#managers.ids].sort().map((id) => this.require(id));
  }

  withKey(role: NodeRole, keyDigest: string): ClusterNode | undefined {
    const id = this.keys.holder(`${role}/${keyDigest}`);
    return id === undefined ? undefined : this.get(id);
  }
}
