/** What the voters' sums at one checkpoint say about who holds the right state. Pure. */
import { voteOutcome } from '../../raft/core/quorum.js';
import type { Configuration, MemberId } from '../../raft/core/types.js';

/**
 * - `agreed`: a majority of the voters came to `sum`, those in `odd` to another one.
 * - `split`: no sum can reach a majority any more, whoever attests next.
 * - `open`: neither; `differing` when there are different sums already.
 */
export type Verdict =
  | { readonly kind: 'agreed'; readonly sum: string; readonly odd: readonly MemberId[] }
  | { readonly kind: 'split' }
  | { readonly kind: 'open'; readonly differing: boolean };

/** Sums of members that are no voters of the configuration do not count; while it is joint, both halves must agree. */
export function judge(
  configuration: Configuration,
  attested: ReadonlyMap<MemberId, string>,
): Verdict {
  const sums = sumsOfVoters(configuration, attested);
  const outcomes = sums.map((sum) => ({ sum, outcome: outcomeFor(sum, configuration, attested) }));
  const agreed = outcomes.find(({ outcome }) => outcome === 'won');
  if (agreed) {
    const odd = [...attested].filter(([, sum]) => sum !== agreed.sum).map(([id]) => id);
    return { kind: 'agreed', sum: agreed.sum, odd };
  }
  // A sum that nobody has attested yet would have still fewer voters left to win.
  const isLost = sums.length > 0 && outcomes.every(({ outcome }) => outcome === 'lost');
  return isLost ? { kind: 'split' } : { kind: 'open', differing: sums.length > 1 };
}

function sumsOfVoters(
  { voters, votersOutgoing }: Configuration,
  attested: ReadonlyMap<MemberId, string>,
): string[] {
  const sums = new Set<string>();
  for (const id of [...voters, ...votersOutgoing]) {
    const sum = attested.get(id);
    if (sum !== undefined) sums.add(sum);
  }
  return [...sums];
}

function outcomeFor(
  candidate: string,
  configuration: Configuration,
  attested: ReadonlyMap<MemberId, string>,
): ReturnType<typeof voteOutcome> {
  return voteOutcome(
    configuration,
    new Map([...attested].map(([id, sum]) => [id, sum === candidate])),
  );
}
