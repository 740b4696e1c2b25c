/** When all is healed: every manager shows the same, and in it everything acknowledged. */
import { isDeepStrictEqual } from 'node:util';
import type { FinalState, History, Try } from '../history.js';
import { operationsOf, type Operation } from '../operations.js';
import { VALUE_LABEL } from '../requests.js';
import type { Violation } from './violation.js';

const CHECK = 'finals';

export function checkFinals(history: History): Violation[] {
  const { finals } = history;
  const [first] = finals;
  const operations = operationsOf(history);
  if (!first) return [violation('no manager was asked in the end')];
  return [
    ...finals.flatMap((one) => differs(first, one)),
    ...finals.flatMap((one) => [
      ...lostObjects(one, operations),
      ...lostValues(one, operations),
      ...heldTwice(one),
    ]),
  ];
}

function differs(first: FinalState, one: FinalState): Violation[] {
  const content = ({ revision, networks, endpoints }: FinalState) => ({
    revision,
    networks,
    endpoints,
  });
  if (isDeepStrictEqual(content(first), content(one))) return [];
  const places = [first, one].map(
    ({ manager, consistency, revision }) => `${manager} (${consistency}, revision ${revision})`,
  );
  return [violation(`${places.join(' and ')} show different states`)];
}

/** Made and never asked to go: there. Acknowledged as gone: not there. */
function lostObjects(final: FinalState, operations: readonly Operation[]): Violation[] {
  const present = new Map(
    [...final.networks, ...final.endpoints].map((object) => [object.id, object]),
  );
  const deletions = new Map<string, Operation>();
  for (const operation of operations) {
    if (operation.work.kind === 'lease.delete') deletions.set(operation.work.id, operation);
  }
  return operations.flatMap(({ work, outcome, told, tries }) => {
    if (work.kind === 'lease.delete') {
      const back = outcome === 'done' && present.has(work.id);
      return back ? [violation(`${work.id} was deleted, ${final.manager} shows it`, tries)] : [];
    }
    if (!told || !MAKING.has(work.kind) || deletions.has(told.id)) return [];
    const object = present.get(told.id);
    if (!object) {
      return [violation(`${told.id} was acknowledged, ${final.manager} does not show it`, tries)];
    }
    const moved =
      'addresses' in object && !isDeepStrictEqual(object.addresses, told.addresses ?? []);
    return moved ? [violation(`${told.id} has other addresses than acknowledged`, tries)] : [];
  });
}

const MAKING = new Set(['register.create', 'lease.create', 'name.claim']);

/** A register ends with its newest acknowledged value, or with a later one whose outcome nobody knew. */
function lostValues(final: FinalState, operations: readonly Operation[]): Violation[] {
  const newest = new Map<string, Operation>();
  for (const operation of operations) {
    const { work, told } = operation;
    if (!('register' in work) || !told) continue;
    const before = newest.get(work.register)?.told?.version ?? -1;
    if (told.version > before) newest.set(work.register, operation);
  }
  return [...newest].flatMap(([register, { told, tries }]) => {
    const network = final.networks.find(({ name }) => name === register);
    const value = network?.labels[VALUE_LABEL];
    const version = network?.version ?? -1;
    if (!told || version > told.version) return [];
    if (version === told.version && value === told.value) return [];
    const detail =
      `${register} was ${told.value ?? ''} at version ${told.version}, ` +
      `${final.manager} shows ${value ?? 'nothing'} at ${version}`;
    return [violation(detail, tries)];
  });
}

function heldTwice({ networks, endpoints, manager }: FinalState): Violation[] {
  const held = [
    ...endpoints.flatMap(({ addresses }) => addresses),
    ...networks.flatMap(({ vni, cidrs, name }) => [`VNI ${vni}`, `name ${name}`, ...cidrs]),
  ];
  const seen = new Set<string>();
  const twice = held.filter((one) => seen.size === seen.add(one).size);
  return twice.map((one) => violation(`${one} is held twice, ${manager} says`));
}

function violation(detail: string, tries: readonly Try[] = []): Violation {
  return { check: CHECK, detail, tries };
}
