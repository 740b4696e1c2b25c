/** Plans one round of the reconciler: what changed since the last one, or everything after a dump. */
import type { ErrorCode } from '../../model/errors.js';
import type { KernelView } from '../kernel/port-mirror.js';
import type { DesiredStore } from './desired-store.js';
import type { HeldNetwork } from './notices.js';
import { orderSteps } from './order.js';
import { changesPorts, nothingDirty, type Dirty } from './plan-desired.js';
import { planEgress } from './plan-egress.js';
import { defaultRoutes, networksToReroute, type DefaultRoutes } from './plan-gateways.js';
import { planFirewall } from './plan-firewall.js';
import { overlapsWhenAsked } from './plan-overlaps.js';
import { planNetwork, strayLinks } from './plan-network.js';
import { planHost } from './plan.js';
import {
  append,
  type Plan,
  type PlanContext,
  type PlannedFailure,
  type Step,
} from './plan-step.js';
import { EGRESS, HOST } from './retries.js';
import { triedBy, type GoneNetwork, type Tried } from './reports.js';

/** What was taken to be done in this round. */
export interface Changes {
  readonly dirty: ReadonlyMap<string, Dirty>;
  readonly gone: readonly GoneNetwork[];
  readonly firewall: boolean;
}

export interface RoundPlan extends Plan {
  readonly tried: Tried;
  /** What is held of the networks planned for. */
  readonly planned: ReadonlyMap<string, HeldNetwork>;
}

export interface Difference extends Plan {
  readonly actual: KernelView;
  /** Repairs or changes are under way. */
  readonly isBusy: boolean;
  /** Why a step was not done when it was tried last. */
  readonly codeOf: (step: Step) => ErrorCode | undefined;
}

/** Steps for what changed and nothing else. */
export function planChanges(
  store: DesiredStore,
  actual: KernelView,
  given: PlanContext,
  changes: Changes,
): RoundPlan {
  const { gone, firewall } = changes;
  const context = {
    ...given,
    defaultRoutes: defaultRoutes(store.networks),
    overlaps: overlapsWhenAsked(store.networks, actual),
  };
  const dirty = withRerouted(store, actual, context.defaultRoutes, changes);
  const steps: Step[] = [];
  const failures: PlannedFailure[] = [];
  const tried: Tried = new Map();
  const planned = new Map<string, HeldNetwork>();
  if (firewall) {
    steps.push(...planFirewall(store.networks, actual, context));
    tried.set(HOST, () => true);
    const egress = planEgress(store.networks, actual, context);
    append(steps, egress.steps);
    append(failures, egress.failures);
    tried.set(EGRESS, triedOfEgress(context));
  }
  for (const network of gone) {
    append(steps, strayLinks(network, actual, context));
    tried.set(network.networkId, () => true);
  }
  for (const [networkId, part] of dirty) {
    const network = store.networks.get(networkId);
    if (!network) continue;
    const plan = planNetwork(network, actual, context, part);
    append(steps, plan.steps);
    append(failures, plan.failures);
    tried.set(networkId, triedBy(plan.steps, part, network, context));
    planned.set(networkId, store.heldOf(networkId));
  }
  return { steps: orderSteps(steps), failures, tried, planned };
}

/** A router or an endpoint that came or went moves default routes of other networks' endpoints. */
function withRerouted(
  store: DesiredStore,
  actual: KernelView,
  routes: DefaultRoutes,
  { dirty, gone }: Changes,
): ReadonlyMap<string, Dirty> {
  if (gone.length === 0 && ![...dirty.values()].some(changesPorts)) return dirty;
  const all = new Map(dirty);
  for (const networkId of networksToReroute(store.networks, actual, routes)) {
    all.set(networkId, { ...(dirty.get(networkId) ?? nothingDirty()), structure: true });
  }
  return all;
}

/** Steps for all that differs. */
export function planEverything(
  store: DesiredStore,
  actual: KernelView,
  context: PlanContext,
): RoundPlan {
  const { steps, failures } = planHost(store.networks, actual, context);
  const tried: Tried = new Map([
    [HOST, () => true],
    [EGRESS, triedOfEgress(context)],
  ]);
  const everything = { ...nothingDirty(), structure: true };
  for (const [networkId, network] of store.networks) {
    tried.set(networkId, triedBy(steps, everything, network, context));
  }
  return { steps, failures, tried, planned: new Map() };
}

/** All that did not wait. */
function triedOfEgress({ suspended }: PlanContext): (id: string) => boolean {
  return (id) => suspended?.has(id) !== true && suspended?.has(EGRESS) !== true;
}
