/** VNIs: the next free one of the cluster's range after the last one given. */

export interface VniRange {
  readonly first: number;
  readonly last: number;
}

/** `taken` is how many VNIs are in use anywhere: so many probes and one more always suffice. */
export function nextVni(
  range: VniRange,
  cursor: number | undefined,
  isTaken: (vni: number) => boolean,
  taken: number,
): number | undefined {
  const size = range.last - range.first + 1;
  const inside = cursor !== undefined && cursor >= range.first && cursor < range.last;
  const start = inside ? cursor + 1 - range.first : 0;
  const probes = Math.min(size, taken + 1);
  for (let step = 0; step < probes; step++) {
    const vni = range.first + ((start + step) % size);
    if (!isTaken(vni)) return vni;
  }
  return undefined;
}
