/**
 * Plans the host's one firewall chain: who may send to the data port, and for which VNIs nobody else may. One that is left
 * in the other IP family goes.
 */
import type { KernelView } from '../kernel/port-mirror.js';
import { bareAddress, type DesiredHost } from './plan-desired.js';
import { isBuilt } from './plan-network.js';
import type { PlanContext, Step } from './plan-step.js';

interface Wanted {
  readonly accepted: Set<string>;
  readonly vnis: Set<number>;
  /** Undefined: no network is built. */
  dataPort: number | undefined;
}

export function planFirewall(
  desired: DesiredHost,
  actual: KernelView,
  context: PlanContext,
): readonly Step[] {
  const isStale = actual.firewall.stale === true && context.prune;
  const stale = isStale ? [step({ op: 'remove-stale-firewall' })] : [];
  return [...stale, ...planChain(desired, actual, context)];
}

function planChain(
  desired: DesiredHost,
  actual: KernelView,
  context: PlanContext,
): readonly Step[] {
  const { firewall } = actual;
  const wanted = wantedBy(desired, context);
  if (!context.prune) keepKnown(wanted, firewall);
  const { dataPort } = wanted;
  if (dataPort === undefined) {
    return firewall.present && context.prune ? [step({ op: 'remove-firewall' })] : [];
  }
  const accepted = [...wanted.accepted].sort();
  const ownVnis = [...wanted.vnis].sort((a, b) => a - b);
  const same =
    firewall.dataPort === dataPort &&
    equal(firewall.accepted, accepted) &&
    (firewall.ownVnis === undefined || equal(firewall.ownVnis, ownVnis));
  return same ? [] : [step({ op: 'write-firewall', accepted, ownVnis, dataPort })];
}

function wantedBy(desired: DesiredHost, context: PlanContext): Wanted {
  const v6 = context.vtep.includes(':');
  const wanted: Wanted = { accepted: new Set(), vnis: new Set(), dataPort: undefined };
  for (const network of desired.values()) {
    if (!isBuilt(network)) continue;
    wanted.vnis.add(network.spec.vni);
    wanted.dataPort ??= network.spec.dataPort;
    for (const { nodeId, vtep } of network.members.values()) {
      if (nodeId === context.nodeId || vtep.includes(':') !== v6) continue;
      wanted.accepted.add(bareAddress(vtep));
    }
  }
  return wanted;
}

/** Until everything is known, what the chain has may still be needed. */
function keepKnown(wanted: Wanted, firewall: KernelView['firewall']): void {
  for (const vtep of firewall.accepted ?? []) wanted.accepted.add(vtep);
  for (const vni of firewall.ownVnis ?? []) wanted.vnis.add(vni);
  wanted.dataPort ??= firewall.dataPort;
}

function equal(a: readonly unknown[] | undefined, b: readonly unknown[]): boolean {
  return a?.length === b.length && b.every((item, i) => a[i] === item);
}

function step(operation: Step['operation']): Step {
  return { networkId: '', endpointId: '', operation };
}
