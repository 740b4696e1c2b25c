/** Steps that a repair would take, read as what differs: found against wanted. Pure. */
import type { ErrorCode } from '../../model/errors.js';
import type { Difference } from '../../model/inspection.js';
import { placeText } from '../kernel/naming.js';
import { destinationWords } from '../kernel/parse/destination.js';
import { isEgressOperation } from '../kernel/port-egress.js';
import type { KernelView } from '../kernel/port-mirror.js';
import type { ObservedVxlan, Operation } from '../kernel/port.js';
import type { PlannedFailure, Step } from '../reconcile/plan-step.js';
import { egressFindings } from './egress-differences.js';
import {
  endFindings,
  linkFindings,
  missing,
  subnetText,
  surplus,
  type Finding,
} from './link-differences.js';

type Op<K extends Operation['op']> = Extract<Operation, { op: K }>;

/** `codeOf`: of a step that was refused when it was tried last, why. */
export function differencesOf(
  steps: readonly Step[],
  failures: readonly PlannedFailure[],
  actual: KernelView,
  codeOf: (step: Step) => ErrorCode | undefined = () => undefined,
): readonly Difference[] {
  const made = new Set(steps.map(({ operation }) => madeBy(operation)));
  return [
    ...failures.flatMap(fromFailure),
    ...steps.flatMap((step) => {
      const code = codeOf(step);
      return fromStep(step, actual, made).map((one) => (code ? { ...one, code } : one));
    }),
  ];
}

/** What is missing to several endpoints is told of each. */
function fromFailure(failure: PlannedFailure): Difference[] {
  const { affects } = failure;
  return affects ? affects.map((one) => failed({ ...failure, ...one })) : [failed(failure)];
}

function failed({ networkId, endpointId, code, detail }: PlannedFailure): Difference {
  const object = endpointId === '' ? 'network' : 'endpoint';
  const name = endpointId === '' ? networkId : endpointId;
  const ids = { network: networkId, endpoint: endpointId };
  return { object, name, ...ids, found: detail, wanted: 'applied', code };
}

function fromStep(
  { networkId, endpointId, operation }: Step,
  actual: KernelView,
  made: ReadonlySet<string | undefined>,
): Difference[] {
  // A link that is made anew is told once, by what it is to be.
  if (isDeletion(operation) && made.has(operation.name)) return [];
  return findingsOf(operation, actual).map(({ object, name, found, wanted }) => {
    return { object, name, network: networkId, endpoint: endpointId, found, wanted };
  });
}

function isDeletion(operation: Operation): operation is Op<'delete-link' | 'delete-gateway-link'> {
  return operation.op === 'delete-link' || operation.op === 'delete-gateway-link';
}

function madeBy(operation: Operation): string | undefined {
  return operation.op.startsWith('add-') && 'name' in operation ? operation.name : undefined;
}

type Finders = {
  readonly [K in Operation['op']]?: (operation: Op<K>, actual: KernelView) => readonly Finding[];
};

const FINDERS: Finders = {
  'add-bridge': added,
  'add-vxlan': added,
  'add-port': added,
  'delete-link': ({ name }, actual) => [
    { object: kindOf(name, actual), name, found: 'present', wanted: null },
  ],
  'repair-link': repairedLink,
  'repair-peer': repairedPeer,
  'pin-port': ({ name, mac }, actual) => {
    const found = actual.ports.get(name)?.pinnedMac;
    return [{ object: 'port', name, found: pinned(found), wanted: pinned(mac) }];
  },
  'unpin-port': ({ name, mac }) => [
    { object: 'fdb', name: `${name} ${mac}`, found: 'in the bridge', wanted: null },
  ],
  'replace-fdb': fdbRow,
  'append-fdb': fdbRow,
  'delete-fdb': fdbRow,
  'replace-neighbour': neighbourRow,
  'delete-neighbour': neighbourRow,
  'write-firewall': firewall,
  'remove-firewall': firewall,
  'remove-stale-firewall': () => [
    { object: 'firewall', name: 'INPUT', found: 'a chain in the other IP family', wanted: null },
  ],
};

/** Of a kind that has no words here yet: whole, rather than left out. */
function findingsOf(operation: Operation, actual: KernelView): readonly Finding[] {
  if (isEgressOperation(operation)) return egressFindings(operation, actual.egress);
  const finder = FINDERS[operation.op] as
    ((operation: Operation, actual: KernelView) => readonly Finding[]) | undefined;
  if (finder) return finder(operation, actual);
  return [{ object: operation.op, name: '', found: null, wanted: JSON.stringify(operation) }];
}

function fdbRow(
  operation: Op<'replace-fdb' | 'append-fdb' | 'delete-fdb'>,
  actual: KernelView,
): readonly Finding[] {
  const { op, dev, mac, dst } = operation;
  const row = actual.rowsOf(dev).fdb.get(mac);
  const found = prefixed('dst', row && destinationWords(row));
  const wanted = op !== 'delete-fdb' ? `dst ${dst}` : null;
  return [{ object: 'fdb', name: `${dev} ${mac}`, found, wanted }];
}

function neighbourRow(
  operation: Op<'replace-neighbour' | 'delete-neighbour'>,
  actual: KernelView,
): readonly Finding[] {
  const { dev, address } = operation;
  const found = prefixed('lladdr', actual.rowsOf(dev).neighbours.get(address));
  const wanted = operation.op === 'replace-neighbour' ? `lladdr ${operation.mac}` : null;
  return [{ object: 'neighbour', name: `${dev} ${address}`, found, wanted }];
}

function added(
  operation: Op<'add-bridge' | 'add-vxlan' | 'add-port'>,
  actual: KernelView,
): readonly Finding[] {
  const { name } = operation;
  if (operation.op === 'add-bridge') {
    const found = actual.bridges.has(name) ? 'unfinished' : null;
    return [{ object: 'bridge', name, found, wanted: `mtu ${operation.mtu}` }];
  }
  if (operation.op === 'add-vxlan') {
    const vxlan = actual.vxlans.get(name);
    const wanted = vxlanText({ ...operation, learning: false, proxy: true });
    return [{ object: 'vxlan', name, found: vxlan ? vxlanText(vxlan) : null, wanted }];
  }
  const { mac } = operation;
  const port = actual.ports.get(name);
  const found = port ? `${placeText(port)}: ${port.peerState}` : null;
  return [{ object: 'port', name, found, wanted: `${placeText(operation)}, mac ${mac}` }];
}

function vxlanText(
  vxlan: Pick<ObservedVxlan, 'vni' | 'local' | 'port' | 'learning' | 'proxy'>,
): string {
  const { vni, local, port, learning, proxy } = vxlan;
  const flags = `${learning ? 'learning' : 'nolearning'} ${proxy ? 'proxy' : 'noproxy'}`;
  return `vni ${vni} local ${local} port ${port} ${flags}`;
}

function repairedLink(operation: Op<'repair-link'>, actual: KernelView): readonly Finding[] {
  const { name, mark } = operation;
  const link = { object: kindOf(name, actual), name };
  const seen = actual.bridges.get(name) ?? actual.vxlans.get(name) ?? actual.ports.get(name);
  return [
    ...linkFindings(link, operation, seen),
    ...(mark ? [{ ...link, found: 'another mark', wanted: 'marked' }] : []),
  ];
}

function repairedPeer(operation: Op<'repair-peer'>, actual: KernelView): readonly Finding[] {
  const peer = actual.ports.get(operation.port)?.peer;
  const at = placeText(operation);
  return [
    ...endFindings({ object: 'interface', name: at }, operation, peer),
    ...operation.addAddresses.map((address) => missing('address', `${at} ${address}`)),
    ...operation.dropAddresses.map((address) => surplus('address', `${at} ${address}`)),
    ...(operation.reach ?? []).map((address) => missing('route', `${at} ${subnetText(address)}`)),
    ...operation.addRoutes.map((route) => missing('route', `${at} ${route}`)),
    ...operation.dropRoutes.map((route) => surplus('route', `${at} ${route}`)),
  ];
}

function firewall(
  operation: Op<'write-firewall' | 'remove-firewall'>,
  { firewall: { present, accepted, ownVnis, dataPort } }: KernelView,
): readonly Finding[] {
  const text = accepted ? rules(accepted, ownVnis, dataPort) : 'altered';
  const wanted =
    operation.op === 'write-firewall'
      ? rules(operation.accepted, operation.ownVnis, operation.dataPort)
      : null;
  return [{ object: 'firewall', name: 'INPUT', found: present ? text : null, wanted }];
}

function rules(
  accepted: readonly string[],
  vnis: readonly number[] | undefined,
  port: number | undefined,
): string {
  return `udp ${port ?? 0} from ${accepted.join(',')}; own vnis ${(vnis ?? []).join(',')}`;
}

function kindOf(name: string, actual: KernelView): string {
  if (actual.bridges.has(name)) return 'bridge';
  return actual.vxlans.has(name) ? 'vxlan' : 'port';
}

function prefixed(word: string, value: string | undefined): string | null {
  return value === undefined ? null : `${word} ${value}`;
}

function pinned(mac: string | undefined): string {
  return mac === undefined ? 'bound to no mac' : `bound to mac ${mac}`;
}
