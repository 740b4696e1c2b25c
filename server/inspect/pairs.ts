/** Which members of a network are measured with each other: all, or of many a sample that begins with every host. Pure. */

export interface Member {
  readonly id: string;
  readonly node: string;
}

export interface Sample<M extends Member> {
  readonly pairs: readonly (readonly [M, M])[];
  /** Pairs that there are. */
  readonly total: number;
}

/** Each pair once: an echo crosses both ways. */
export function samplePairs<M extends Member>(members: readonly M[], limit: number): Sample<M> {
  const ring = interleaved(members);
  const count = ring.length;
  const total = (count * (count - 1)) / 2;
  const pairs: (readonly [M, M])[] = [];
  const most = Math.min(limit, total);
  for (let distance = 1; pairs.length < most; distance++) {
    for (const [at, from] of ring.entries()) {
      const to = ring[(at + distance) % count] as M;
      // Half way round each pair would come twice.
      if (pairs.length >= most || (distance * 2 === count && at >= distance)) break;
      pairs.push([from, to]);
    }
  }
  return { pairs, total };
}

/** One of each host, then the second of each, and so on: neighbours are on different hosts as far as there are any. */
function interleaved<M extends Member>(members: readonly M[]): readonly M[] {
  const byNode = new Map<string, M[]>();
  for (const member of members) {
    byNode.set(member.node, [...(byNode.get(member.node) ?? []), member]);
  }
  const hosts = [...byNode.values()];
  const rounds = Math.max(0, ...hosts.map(({ length }) => length));
  return Array.from({ length: rounds }, (_, at) => hosts.flatMap((host) => host[at] ?? [])).flat();
}
