/** `add-nodes`: new nodes, empty or beginning behind a snapshot. */
import { EMPTY_CONFIGURATION } from '../core/types.js';
import { LabError } from './lab-error.js';
import { LabNode } from './node.js';
import { readOptions } from './node-options.js';
import type { Arguments } from './arguments.js';
import type { Lab } from './lab.js';
import type { MemberId, SnapshotMeta } from '../core/types.js';

const MAX_COUNT = 1000;

/** All or none: nothing is added if one id is taken. */
export function addNodes(lab: Lab, given: Arguments): object {
  const ids = newIds(lab, given);
  const options = readOptions(given);
  const snapshot = startingPoint(given);
  const taken = ids.find((id) => lab.nodes.some((node) => node.id === id));
  if (taken !== undefined) throw new LabError('node-exists', `there is a node ${taken} already`);
  const send = lab.pool.send.bind(lab.pool);
  lab.add(ids.map((id) => new LabNode(id, options, snapshot, send)));
  return { ids };
}

function newIds(lab: Lab, given: Arguments): readonly MemberId[] {
  const count = given.optionalInteger('count', { from: 1, to: MAX_COUNT });
  const ids = given.optionalIds('ids');
  if (ids !== undefined) {
    if (count !== undefined && count !== ids.length) given.refuse('count', 'differs from ids');
    return ids;
  }
  if (count === undefined) return given.refuse('count', 'or ids is missing');
  const last = lab.nodes.at(-1)?.id ?? 0;
  return Array.from({ length: count }, (_, offset) => last + 1 + offset);
}

function startingPoint(given: Arguments): SnapshotMeta {
  const voters = sorted(given.optionalIds('voters') ?? []);
  const learners = sorted(given.optionalIds('learners') ?? []);
  const index = given.optionalInteger('index', { from: 0 }) ?? 0;
  const both = learners.find((id) => voters.includes(id));
  if (both !== undefined) given.refuse('learners', `names ${both}, which is a voter`);
  return {
    index,
    term: index === 0 ? 0 : 1,
    configuration: { ...EMPTY_CONFIGURATION, voters, learners },
  };
}

function sorted(ids: readonly MemberId[]): readonly MemberId[] {
  return [...ids].sort((left, right) => left - right);
}
