/** Steps that a repair would take, read as what differs: found against wanted. Pure. */
import { cidrOf, formatCidr, parseInterfaceAddress } from '../../model/cidr.js';
import type { ErrorCode } from '../../model/errors.js';
import type { Difference } from '../../model/inspection.js';
import { bitsOf } from '../../model/ip.js';
import { placeText } from '../kernel/naming.js';
import { destinationWords } from '../kernel/parse/destination.js';
import { isEgressOperation } from '../kernel/port-egress.js';
import type { KernelView } from '../kernel/port-mirror.js';
import type { ObservedVxlan, Operation } from '../kernel/port.js';
import type { PlannedFailure, Step } from '../reconcile/plan-step.js';
import { egressFindings } from './egress-differences.js';

type Op<K extends Operation['op']> = Extract<Operation, { op: K }>;
type Finding = Pick<Difference, 'object' | 'name' | 'found' | 'wanted'>;

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
  const { name, up, mtu, master, restore, mark } = operation;
  const object = kindOf(name, actual);
  const bridge = actual.bridges.get(name);
  const slave = actual.vxlans.get(name) ?? actual.ports.get(name);
  const link = bridge ?? slave;
  const findings: Finding[] = [];
  if (up) findings.push({ object, name, found: 'down', wanted: 'up' });
  if (mtu !== undefined) {
    findings.push({ object, name, found: `mtu ${link?.mtu ?? 0}`, wanted: `mtu ${mtu}` });
  }
  if (master !== undefined) {
    const found = slave?.master === undefined ? 'in no bridge' : `in bridge ${slave.master}`;
    findings.push({ object, name, found, wanted: `in bridge ${master}` });
  }
  if (mark) findings.push({ object, name, found: 'another mark', wanted: 'marked' });
  if (restore)
    findings.push({ object, name, found: `other ${restore.join(', ')}`, wanted: 'as made' });
  return findings;
}

function repairedPeer(operation: Op<'repair-peer'>, actual: KernelView): readonly Finding[] {
  const { port, mac, mtu, up } = operation;
  const peer = actual.ports.get(port)?.peer;
  const at = placeText(operation);
  const link = { object: 'interface', name: at };
  const has = (object: string, text: string): Finding => {
    return { object, name: `${at} ${text}`, found: null, wanted: 'present' };
  };
  const lacks = (object: string, text: string): Finding => {
    return { object, name: `${at} ${text}`, found: 'present', wanted: null };
  };
  return [
    ...(up ? [{ ...link, found: 'down', wanted: 'up' }] : []),
    ...(operation.was === undefined
      ? []
      : [{ ...link, found: `named ${operation.was}`, wanted: `named ${operation.ifname}` }]),
    ...(operation.arp ? [{ ...link, found: 'arp off', wanted: 'arp on' }] : []),
    ...(mac === undefined
      ? []
      : [{ ...link, found: `mac ${peer?.mac ?? ''}`, wanted: `mac ${mac}` }]),
    ...(mtu === undefined
      ? []
      : [{ ...link, found: `mtu ${peer?.mtu ?? 0}`, wanted: `mtu ${mtu}` }]),
    ...operation.addAddresses.map((address) => has('address', address)),
    ...operation.dropAddresses.map((address) => lacks('address', address)),
    ...(operation.reach ?? []).map((address) => has('route', subnetText(address))),
    ...operation.addRoutes.map((route) => has('route', route)),
    ...operation.dropRoutes.map((route) => lacks('route', route)),
  ];
}

function subnetText(address: string): string {
  const { ip, prefix } = parseInterfaceAddress(address);
  return formatCidr(cidrOf(ip, prefix ?? bitsOf(ip.family)));
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
