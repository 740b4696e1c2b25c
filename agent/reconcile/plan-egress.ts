/** Plans egress: the gateway bridge, its ports and our chains, where a namespace may leave; nothing where none may. */
import type { ErrorCode } from '../../model/errors.js';
import { netnsPath } from '../kernel/naming.js';
import type {
  EgressOperation,
  EgressRules,
  ObservedEgress,
  ObservedGateway,
} from '../kernel/port-egress.js';
import type { KernelView } from '../kernel/port-mirror.js';
import { chooseSubnet, gatewayOf, subnetOf } from './gateway-subnet.js';
import type { DesiredHost } from './plan-desired.js';
import { planGatewayPorts } from './plan-egress-ports.js';
import { sitesOf, type Site } from './plan-egress-sites.js';
import { isOwn } from './plan-network.js';
import {
  NOTHING,
  type Affected,
  type EgressSettings,
  type Plan,
  type PlanContext,
  type Step,
} from './plan-step.js';
import { EGRESS } from './retries.js';

export function planEgress(desired: DesiredHost, actual: KernelView, context: PlanContext): Plan {
  const { egress: settings, suspended } = context;
  const seen = actual.egress;
  if (!settings || !seen || suspended?.has(EGRESS)) return NOTHING;
  const sites = settings.enabled ? sitesOf(desired, actual, context) : [];
  if (sites.length === 0) {
    return { steps: context.prune ? removal(seen, context) : [], failures: [] };
  }
  const affects = sites.flatMap(({ endpoints }) => endpoints);
  const address = obstacle(seen, settings, context) ?? addressFor(desired, seen, context);
  if (typeof address === 'object') {
    return { steps: [], failures: [{ networkId: EGRESS, endpointId: '', ...address, affects }] };
  }
  const ports = new Set([...desired.values()].flatMap(({ spec }) => spec?.dataPort ?? []));
  const dataPorts = [...ports].sort((a, b) => a - b);
  return planWays(sites, seen, { settings, address, affects, dataPorts }, context);
}

interface Obstacle {
  readonly code: ErrorCode;
  readonly detail: string;
}

function obstacle(
  seen: ObservedEgress,
  { bridge }: EgressSettings,
  context: PlanContext,
): Obstacle | undefined {
  if (seen.unsupported !== undefined) {
    return { code: 'kernel-unsupported', detail: seen.unsupported };
  }
  const gateway = seen.gateways.get(bridge);
  if (!gateway || gateway.unfinished || gateway.unmarked) return undefined;
  if (isOwn(gateway.owner, context)) return undefined;
  const detail = `${bridge}: a link of that name carries no mark of ours; choose another name with --gateway-bridge`;
  return { code: 'gateway-taken', detail };
}

/** The bridge's address: as asked for, as it is, or in the first subnet that meets nothing. */
function addressFor(
  desired: DesiredHost,
  seen: ObservedEgress,
  { egress, prune }: PlanContext,
): string | Obstacle {
  const gateway = seen.gateways.get(egress?.bridge ?? '');
  const held = gateway && !gateway.unfinished ? gateway.address : undefined;
  // Old knowledge takes nobody off the network.
  if (held !== undefined && (egress?.subnet === undefined || !prune)) return held;
  const overlays = [...desired.values()].flatMap(({ subnets }) => [...subnets.values()]);
  const taken = [...seen.routes, ...overlays.map(({ cidr }) => cidr)];
  const subnet = egress?.subnet ?? chooseSubnet(taken);
  if (subnet !== undefined) return gatewayOf(subnet);
  const detail =
    'every candidate meets a route of this host or a network; choose one with --gateway-subnet';
  return { code: 'gateway-no-subnet', detail };
}

interface Wanted {
  readonly settings: EgressSettings;
  readonly address: string;
  readonly affects: readonly Affected[];
  readonly dataPorts: readonly number[];
}

function planWays(
  sites: readonly Site[],
  seen: ObservedEgress,
  { settings: { bridge }, address, affects, dataPorts }: Wanted,
  context: PlanContext,
): Plan {
  const found = seen.gateways.get(bridge);
  const isKept = found !== undefined && !found.unfinished && found.address === address;
  const gateway = { bridge, address, isNew: !isKept, mtu: seen.uplinkMtu };
  const mark = markOf(isGuarded(seen, bridge), context);
  const ports = planGatewayPorts(sites, seen, gateway, context);
  const links = isKept ? repairs(found, gateway, mark) : additions(found, gateway, mark);
  const rules = {
    ...{ bridge, subnet: subnetOf(address), closed: seen.siblings, dataPorts },
    guard: isGuarded(seen, bridge),
  };
  const hosts = [...links, ...rulesFor(seen, rules)];
  const steps = [
    ...(context.prune ? strays(seen, context, sites) : []),
    ...hosts.map((operation) => hostStep(operation, affects)),
    ...ports.steps,
  ];
  return { steps, failures: ports.failures };
}

interface WantedGateway {
  readonly bridge: string;
  readonly address: string;
  readonly mtu: number;
}

type Mark = Pick<Extract<EgressOperation, { op: 'add-gateway' }>, 'owner' | 'guarded'>;

function markOf(guarded: boolean, { clusterId, nodeId }: PlanContext): Mark {
  return { guarded, owner: { cluster: clusterId, node: nodeId, network: '' } };
}

function repairs(
  found: ObservedGateway,
  { mtu, address }: WantedGateway,
  mark: Mark,
): EgressOperation[] {
  const changes = {
    ...(found.mtu !== mtu && { mtu }),
    ...(!found.addressed && { address }),
    ...(!found.up && { up: true as const }),
    ...(found.unreached && { reach: address }),
    ...(found.altered && { restore: found.altered }),
    ...(found.unmarked && { mark: { ...mark, address } }),
  };
  if (Object.keys(changes).length === 0) return [];
  return [{ op: 'repair-gateway', name: found.name, ...changes }];
}

function additions(
  found: ObservedGateway | undefined,
  { bridge: name, address, mtu }: WantedGateway,
  mark: Mark,
): EgressOperation[] {
  const add: EgressOperation = { op: 'add-gateway', name, address, mtu, ...mark };
  return found ? [{ op: 'delete-gateway-link', name }, add] : [add];
}

function rulesFor(seen: ObservedEgress, wanted: EgressRules): EgressOperation[] {
  if (seen.forwarding && seen.rules && isSame(seen.rules, wanted)) return [];
  return [{ op: 'write-egress', ...wanted }];
}

/** Forwarding is off, or was before us: what we switch on serves nobody else. */
function isGuarded(seen: ObservedEgress, bridge: string): boolean {
  return !seen.forwarding || seen.guard || seen.gateways.get(bridge)?.guarded === true;
}

function isSame(a: EgressRules, b: EgressRules): boolean {
  return (
    a.bridge === b.bridge &&
    a.subnet === b.subnet &&
    a.guard === b.guard &&
    isEqual(a.closed, b.closed) &&
    isEqual(a.dataPorts, b.dataPorts)
  );
}

function isEqual(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((item, i) => b[i] === item);
}

function removal(seen: ObservedEgress, context: PlanContext): Step[] {
  const own = [...seen.gateways.values()].filter(({ owner }) => isOwn(owner, context));
  const forwardingOff = seen.guard || own.some(({ guarded }) => guarded);
  const steps = strays(seen, context, undefined);
  if (!seen.present && !forwardingOff) return steps;
  return [...steps, hostStep({ op: 'remove-egress', forwardingOff }, [])];
}

/** Own links of egress that nobody wants; `sites` undefined: all. */
function strays(
  seen: ObservedEgress,
  context: PlanContext,
  sites: readonly Site[] | undefined,
): Step[] {
  const wanted = new Set(sites && [context.egress?.bridge, ...sites.map(({ port }) => port)]);
  const steps: Step[] = [];
  for (const port of seen.gatewayPorts.values()) {
    const { name, netns } = port;
    if (wanted.has(name) || !isOurs(port, context)) continue;
    const operation = { op: 'delete-gateway-link', name } as const;
    steps.push({
      networkId: EGRESS,
      endpointId: netns === '' ? name : netnsPath(netns),
      operation,
    });
  }
  for (const gateway of seen.gateways.values()) {
    const { name } = gateway;
    if (wanted.has(name) || !isOurs(gateway, context)) continue;
    steps.push(hostStep({ op: 'delete-gateway-link', name }, []));
  }
  return steps;
}

function isOurs(
  { owner, unfinished, unmarked }: Pick<ObservedGateway, 'owner' | 'unfinished' | 'unmarked'>,
  context: PlanContext,
): boolean {
  return isOwn(owner, context) || unfinished === true || unmarked === true;
}

function hostStep(operation: EgressOperation, affects: readonly Affected[]): Step {
  return { networkId: EGRESS, endpointId: '', operation, affects };
}
