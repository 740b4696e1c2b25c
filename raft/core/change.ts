/** From one configuration to the next: single changes, entering and leaving joint consensus. Thesis, chapter 4. */
import { isJoint, sorted } from './configuration.js';
import type { Configuration, MemberId } from './types.js';

/** What a member becomes. A voter that becomes a learner is demoted. */
export interface ConfigurationChange {
  readonly type: 'voter' | 'learner' | 'remove';
  readonly id: MemberId;
}

/**
 * `auto`: a single change at once, several through joint consensus, left automatically. `implicit`: joint, left
 * automatically. `explicit`: joint until an empty change leaves it.
 */
export type Transition = 'auto' | 'implicit' | 'explicit';

export type SuccessorRefusal = 'unknown-member' | 'last-voter' | 'not-joint' | 'already-joint';

export type Successor =
  | { readonly kind: 'next'; readonly configuration: Configuration }
  | { readonly kind: 'refused'; readonly code: SuccessorRefusal };

/** The configuration that the changes lead to, or why there is none. No changes at all leave a joint one. */
export function successor(
  current: Configuration,
  changes: readonly ConfigurationChange[],
  transition: Transition,
): Successor {
  if (isJoint(current)) {
    if (changes.length > 0) return { kind: 'refused', code: 'already-joint' };
    return { kind: 'next', configuration: leaveJoint(current) };
  }
  if (changes.length === 0) return { kind: 'refused', code: 'not-joint' };
  if (!changes.every(({ id }) => Number.isSafeInteger(id) && id > 0)) {
    return { kind: 'refused', code: 'unknown-member' };
  }
  const isSimple = transition === 'auto' && changes.length === 1;
  const configuration = applied(
    isSimple
      ? current
      : { ...current, votersOutgoing: current.voters, autoLeave: transition !== 'explicit' },
    changes,
  );
  if (configuration.voters.length === 0) return { kind: 'refused', code: 'last-voter' };
  return { kind: 'next', configuration };
}

/** What the changes ask for holds already, so that asking again is harmless. */
export function alreadyHolds(
  current: Configuration,
  changes: readonly ConfigurationChange[],
): boolean {
  return !isJoint(current) && changes.length > 0 && changes.every((one) => holds(current, one));
}

export function leaveJoint(current: Configuration): Configuration {
  return {
    voters: current.voters,
    learners: sorted([...current.learners, ...current.learnersNext]),
    votersOutgoing: [],
    learnersNext: [],
    autoLeave: false,
  };
}

function holds(current: Configuration, { type, id }: ConfigurationChange): boolean {
  const isVoter = current.voters.includes(id);
  const isLearner = current.learners.includes(id);
  if (type === 'voter') return isVoter;
  return type === 'learner' ? isLearner : !isVoter && !isLearner;
}

function applied(start: Configuration, changes: readonly ConfigurationChange[]): Configuration {
  return changes.reduce((configuration, { type, id }) => {
    if (type === 'learner' && configuration.learners.includes(id)) return configuration;
    const voters = configuration.voters.filter((one) => one !== id);
    const learners = configuration.learners.filter((one) => one !== id);
    const learnersNext = configuration.learnersNext.filter((one) => one !== id);
    if (type === 'voter') voters.push(id);
    // Who still votes in the outgoing half becomes a learner only when that half is left.
    else if (type === 'learner' && configuration.votersOutgoing.includes(id)) learnersNext.push(id);
    else if (type === 'learner') learners.push(id);
    return {
      ...configuration,
      voters: sorted(voters),
      learners: sorted(learners),
      learnersNext: sorted(learnersNext),
    };
  }, start);
}
