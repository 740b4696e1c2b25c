/** Plans a whole host: every network, links of networks nobody wants, and the firewall. */
import type {
  KernelState,
  ObservedBridge,
  ObservedPort,
  ObservedVxlan,
  Operation,
} from '../kernel/port.js';
import { KernelMirror, type KernelView } from '../kernel/port-mirror.js';
import { orderSteps } from './order.js';
import type { DesiredHost } from './plan-desired.js';
import { planEgress } from './plan-egress.js';
import { defaultRoutes } from './plan-gateways.js';
import { planFirewall } from './plan-firewall.js';
import { overlapsWhenAsked } from './plan-overlaps.js';
import { isOwn, planNetwork, wantedLinks } from './plan-network.js';
import {
  append,
  type Plan,
  type PlanContext,
  type PlannedFailure,
  type Step,
} from './plan-step.js';

/** Operations that turn `actual` into what `desired` asks for; failures known beforehand are left out. */
export function plan(
  desired: DesiredHost,
  actual: KernelState,
  context: PlanContext,
): readonly Operation[] {
  return planHost(desired, KernelMirror.from(actual), context).steps.map((s) => s.operation);
}

export function planHost(desired: DesiredHost, actual: KernelView, given: PlanContext): Plan {
  const context = {
    ...given,
    defaultRoutes: defaultRoutes(desired),
    overlaps: overlapsWhenAsked(desired, actual),
  };
  const egress = planEgress(desired, actual, context);
  const steps: Step[] = [...planFirewall(desired, actual, context), ...egress.steps];
  const failures: PlannedFailure[] = [...egress.failures];
  for (const network of desired.values()) {
    const part = planNetwork(network, actual, context);
    append(steps, part.steps);
    append(failures, part.failures);
  }
  if (context.prune) append(steps, orphans(desired, actual, context));
  return { steps: orderSteps(steps), failures };
}

/** Own links of networks that are not held at all; and what is ours without a mark that says of which network, and nobody wants. */
function orphans(desired: DesiredHost, actual: KernelView, context: PlanContext): Step[] {
  const wanted = new Set([...desired.values()].flatMap(wantedLinks));
  const steps: Step[] = [];
  for (const links of [actual.ports, actual.vxlans, actual.bridges]) {
    for (const link of links.values()) {
      const { name, owner } = link;
      const unheld = isOwn(owner, context) && owner !== undefined && !desired.has(owner.network);
      if (!unheld && (!isNameless(link) || wanted.has(name))) continue;
      const operation = { op: 'delete-link', name } as const;
      steps.push({ networkId: owner?.network ?? '', endpointId: '', operation });
    }
  }
  return steps;
}

/** Never marked, or somebody wrote over the mark. */
function isNameless(link: ObservedBridge | ObservedVxlan | ObservedPort): boolean {
  return link.unfinished === true || ('unmarked' in link && link.unmarked === true);
}
