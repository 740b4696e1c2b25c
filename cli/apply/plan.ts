/** The plan of an apply: what files declare against what is there, as changes and as the operations of one batch. */
import type { EndpointBody } from '../client/shapes.js';
import { SET_LABEL, type Change, type ObjectKind } from './change.js';
import { planEndpoint, removeEndpoint, type Placed } from './endpoints.js';
import type { Declaration, Declared } from './files.js';
import { planNetwork, removeNetwork } from './networks.js';
import { Faults, within } from './place.js';
import type { PlanOptions, Planning } from './planning.js';
import type { Present } from './present.js';
import { References } from './references.js';

export interface Plan {
  readonly revision: number;
  /** In the order in which they are carried out. */
  readonly changes: readonly Change[];
}

/** Throws `invalid-…`, `not-found`, `in-use` with every place; a change of what cannot change stands in the plan. */
export function makePlan(declaration: Declaration, present: Present, options: PlanOptions): Plan {
  const faults = new Faults();
  const references = new References(declaration, present, faults);
  const placed = declaration.endpoints.flatMap((endpoint) => place(endpoint, references, faults));
  const hosts = hostsOf(present, placed);
  const declared = planDeclared(declaration, placed, references, { options, hosts, faults });
  faults.throwIfAny();
  const removed = options.prune ? absent(present, declared, options.set, hosts) : [];
  return { revision: present.revision, changes: ordered([...removed, ...declared]) };
}

function planDeclared(
  { networks }: Declaration,
  placed: readonly Placed[],
  references: References,
  planning: Planning,
): Change[] {
  const unique = new Unique(planning.faults);
  return [
    ...networks.flatMap((network) => {
      const { name } = network.body;
      if (!unique.add('network', name, within(network.place, '/name'))) return [];
      return planNetwork(network, references.network(name), planning);
    }),
    ...placed.flatMap((endpoint) => {
      const name = `${endpoint.name}.${endpoint.network}`;
      if (!unique.add('endpoint', name, within(endpoint.place, '/name'))) return [];
      const found = references.endpoint(endpoint.name, endpoint.network);
      return [planEndpoint(endpoint, found, planning)];
    }),
  ];
}

function place(
  { body, place: at }: Declared<EndpointBody>,
  references: References,
  faults: Faults,
): Placed[] {
  const { name } = body;
  if (name === undefined) {
    const why = 'an endpoint in a file needs a name: without one each apply would make another';
    faults.add('invalid-body', within(at, '/name'), why);
  }
  const network = references.networkName(body.network, within(at, '/network'));
  const node = references.workerName(body.node, within(at, '/node'));
  if (name === undefined || network === undefined || node === undefined) return [];
  return [{ body, place: at, name, network, node }];
}

/** The workers with endpoints in a network, those to come included. */
function hostsOf(
  { endpoints }: Present,
  placed: readonly Placed[],
): (network: string) => readonly string[] {
  const hosts = new Map<string, Set<string>>();
  const add = (network: string, node: string): void => {
    const known = hosts.get(network);
    if (known) known.add(node);
    else hosts.set(network, new Set([node]));
  };
  for (const { networkName, nodeName } of endpoints) add(networkName, nodeName);
  for (const { network, node } of placed) add(network, node);
  const sorted = new Map([...hosts].map(([network, names]) => [network, [...names].sort()]));
  return (network) => sorted.get(network) ?? [];
}

/** Objects of the set that no file declares. */
function absent(
  present: Present,
  declared: readonly Change[],
  set: string | undefined,
  hosts: (network: string) => readonly string[],
): Change[] {
  const kept = new Set(declared.map(({ id }) => id));
  const gone = <T extends { id: string; labels: Record<string, string> }>(all: readonly T[]): T[] =>
    all.filter(({ id, labels }) => labels[SET_LABEL] === set && !kept.has(id));
  return [
    ...gone(present.endpoints).map((endpoint) =>
      removeEndpoint(endpoint, hosts(endpoint.networkName)),
    ),
    ...gone(present.networks).map((network) => removeNetwork(network, hosts(network.name))),
  ];
}

/**
 * Removals free names, addresses and VNIs for what follows; networks come before the endpoints in them, and those
 * that exist before new ones, which may take a VNI.
 */
function ordered(changes: readonly Change[]): Change[] {
  const rank = ({ kind, action }: Change): number => {
    if (action === 'delete' && kind === 'endpoint') return 0;
    if (action === 'delete' && kind === 'network') return 1;
    if (kind === 'endpoint') return 4;
    return kind === 'network' && action === 'create' ? 3 : 2;
  };
  return [...changes].sort((a, b) => rank(a) - rank(b));
}

class Unique {
  readonly #names = new Set<string>();
  readonly #faults: Faults;

  constructor(faults: Faults) {
    this.#faults = faults;
  }

  add(kind: ObjectKind, name: string, at: Parameters<Faults['add']>[1]): boolean {
    const key = `${kind} '${name}'`;
    if (!this.#names.has(key)) return this.#names.add(key).has(key);
    this.#faults.add('invalid-body', at, `${key} is declared twice`);
    return false;
  }
}
