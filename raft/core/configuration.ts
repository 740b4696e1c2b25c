/** Who is a member at one index: questions about a configuration, and its form inside a log entry. */
import { EMPTY_CONFIGURATION } from './types.js';
import { invariant } from './invariant.js';
import type { Configuration, MemberId } from './types.js';

/** How the first member of a cluster begins, at snapshot index 0. */
export function soleVoter(id: MemberId): Configuration {
  return { ...EMPTY_CONFIGURATION, voters: [id] };
}

export function isJoint(configuration: Configuration): boolean {
  return configuration.votersOutgoing.length > 0;
}

export function isVoter(configuration: Configuration, id: MemberId): boolean {
  return configuration.voters.includes(id) || configuration.votersOutgoing.includes(id);
}

export function isLearner(configuration: Configuration, id: MemberId): boolean {
  return configuration.learners.includes(id);
}

export function isMember(configuration: Configuration, id: MemberId): boolean {
  return isVoter(configuration, id) || configuration.learners.includes(id);
}

/** All members, each once, ascending: every loop over members goes in this order. */
export function membersOf(configuration: Configuration): readonly MemberId[] {
  return sorted([
    ...new Set([
      ...configuration.voters,
      ...configuration.votersOutgoing,
      ...configuration.learners,
      ...configuration.learnersNext,
    ]),
  ]);
}

const FORMAT = 1;

/**
 * The payload of a `config` entry: a format byte, an auto-leave byte, then for voters, learners, outgoing
 * voters and next learners a 32-bit count and that many ids as 64-bit floats, all little-endian. The whole
 * resulting configuration is written, not the step, so that a joiner needs no history.
 */
export function encodeConfiguration(configuration: Configuration): Uint8Array {
  const lists = listsOf(configuration);
  const size = lists.reduce((bytes, list) => bytes + 4 + 8 * list.length, 2);
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, FORMAT);
  view.setUint8(1, configuration.autoLeave ? 1 : 0);
  let offset = 2;
  for (const list of lists) {
    view.setUint32(offset, list.length, true);
    offset += 4;
    for (const id of list) {
      view.setFloat64(offset, id, true);
      offset += 8;
    }
  }
  return bytes;
}

/** Reads what `encodeConfiguration` wrote; anything else stops the member, because guessing members splits brains. */
export function decodeConfiguration(bytes: Uint8Array): Configuration {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  invariant(bytes.length >= 18 && view.getUint8(0) === FORMAT, 'unknown configuration format');
  let offset = 2;
  const list = (): MemberId[] => {
    invariant(offset + 4 <= bytes.length, 'configuration entry is cut short');
    const count = view.getUint32(offset, true);
    offset += 4;
    invariant(offset + 8 * count <= bytes.length, 'configuration entry is cut short');
    const ids: MemberId[] = [];
    for (let position = 0; position < count; position += 1) {
      const id = view.getFloat64(offset, true);
      invariant(Number.isSafeInteger(id) && id > 0, 'configuration names an impossible member');
      ids.push(id);
      offset += 8;
    }
    return ids;
  };
  const voters = list();
  const learners = list();
  const votersOutgoing = list();
  const learnersNext = list();
  invariant(offset === bytes.length, 'configuration entry has a tail');
  return { voters, learners, votersOutgoing, learnersNext, autoLeave: view.getUint8(1) === 1 };
}

function listsOf(configuration: Configuration): readonly (readonly MemberId[])[] {
  return [
    configuration.voters,
    configuration.learners,
    configuration.votersOutgoing,
    configuration.learnersNext,
  ];
}

export function sorted(ids: readonly MemberId[]): MemberId[] {
  return [...ids].sort((left, right) => left - right);
}
