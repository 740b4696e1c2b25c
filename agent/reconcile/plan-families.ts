/** A vxlan device has the IP family of its local tunnel end: what hosts of the other family carry cannot be reached. Pure. */
import type { DesiredNetwork, DesiredRow, Dirty } from './plan-desired.js';
import type { PlanContext, PlannedFailure } from './plan-step.js';

type Families = Pick<PlanContext, 'vtep'>;

/** Whether a wanted FDB row leads to a tunnel end of the other family, or a neighbour row to such an FDB row. */
export function farRows(
  { fdb }: Pick<DesiredNetwork, 'fdb'>,
  context: Families,
): Readonly<Record<'fdb' | 'neighbours', (row: DesiredRow) => boolean>> {
  const isFar = (vtep: string | undefined): boolean =>
    vtep !== undefined && isOtherFamily(vtep, context);
  return {
    fdb: ({ value }) => isFar(value),
    neighbours: ({ value }) => isFar(fdb.get(value)?.value),
  };
}

/** Of remote endpoints behind such tunnel ends: of those that `dirty` touches, and none that wait for their next try. */
export function familyFailures(
  network: DesiredNetwork,
  context: Families & Pick<PlanContext, 'suspended'>,
  dirty?: Dirty,
): PlannedFailure[] {
  const only = dirty && !dirty.structure ? dirty.macs : undefined;
  if (!only && !isMixed(network, context)) return [];
  const failures: PlannedFailure[] = [];
  for (const mac of only ?? network.fdb.keys()) {
    const row = network.fdb.get(mac);
    if (!row || !isOtherFamily(row.value, context)) continue;
    const { endpointId, value } = row;
    if (context.suspended?.has(endpointId)) continue;
    const detail = `its worker's tunnel end ${value} and ours, ${context.vtep}, are of different IP families`;
    failures.push({ networkId: network.networkId, endpointId, code: 'vtep-family', detail });
  }
  return failures;
}

function isMixed({ members }: DesiredNetwork, context: Families): boolean {
  for (const { vtep } of members.values()) if (isOtherFamily(vtep, context)) return true;
  return false;
}

function isOtherFamily(vtep: string, { vtep: own }: Families): boolean {
  return vtep.includes(':') !== own.includes(':');
}
