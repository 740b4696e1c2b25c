/**
 * The proof that no address, MAC, name or VNI is given twice and none is lost: everything that allocation and uniqueness
 * rest on is computed anew from the rows and compared with the tables' indices, as of one revision, in small steps between
 * which the state goes on.
 */
import type { Network, Subnet } from '../../../model/objects.js';
import type { SpaceCounts } from '../tables/address-space.js';
import type { Tables } from '../tables/tables.js';
import { LeaseAudit } from './leases.js';
import { Findings, type AuditReport } from './report.js';
import { TableWalk } from './table-walk.js';

const SUBNET_CURSOR = 'subnet/';

/** Yields between steps of at most a few hundred rows. To be run to its end, or ended by `return()`. */
export function* audit(tables: Tables, revision: number): Generator<void, AuditReport, void> {
  const findings = new Findings();
  const expected = new Map<string, SpaceCounts>();
  for (const { id } of tables.subnets.values())
    expected.set(id, tables.subnets.spaces.of(id).counts);
  const sizes = indexSizes(tables);
  const leases = new LeaseAudit(tables, findings);
  const totals = { networks: 0, subnets: 0, endpoints: 0, reservations: 0 };
  const walks = [
    new TableWalk(tables.networks, (_id, network) => {
      totals.networks += 1;
      checkNetwork(tables, network, findings);
    }),
    new TableWalk(tables.subnets, (_id, subnet) => {
      totals.subnets += 1;
      checkSubnet(tables, subnet, findings);
    }),
    new TableWalk(tables.endpoints, (_id, endpoint) => {
      totals.endpoints += 1;
      leases.endpoint(endpoint);
    }),
    new TableWalk(tables.reservations, (_id, reservation) => {
      totals.reservations += 1;
      leases.reservation(reservation);
    }),
    new TableWalk(tables.cursors, (key) => {
      checkCursor(key, expected, findings);
    }),
  ];
  try {
    for (const walk of walks) while (walk.step()) yield;
  } finally {
    for (const walk of walks) walk.end();
  }
  compareSizes(sizes, { ...totals, ...leases.keys }, findings);
  compareCounts(expected, leases, findings);
  const { leaks, duplicates, miscounts, omitted, clean } = findings;
  const found = { leaks, duplicates, miscounts, omitted };
  return { revision, clean, ...totals, leases: leases.keys.addresses, ...found };
}

/** Keys that the indices hold, under the name of what there must be as many of. */
function indexSizes({ networks, subnets, endpoints, reservations }: Tables) {
  return [
    ['network names', 'networks', networks.names.size],
    ['network VNIs', 'networks', networks.vnis.size],
    ['taken VNIs', 'networks', networks.takenVnis.size],
    ['subnet CIDRs', 'subnets', subnets.cidrs.size],
    ['endpoint addresses', 'addresses', endpoints.addresses.size],
    ['endpoint MACs', 'endpoints', endpoints.macs.size],
    ['endpoint names', 'endpoints', endpoints.names.size],
    ['reservation addresses', 'kept', reservations.addresses.size],
    ['reservation MACs', 'reservations', reservations.macs.size],
    ['reservation names', 'reservations', reservations.names.size],
  ] as const;
}

function compareSizes(
  sizes: ReturnType<typeof indexSizes>,
  counted: Readonly<Record<(typeof sizes)[number][1], number>>,
  findings: Findings,
): void {
  for (const [index, of, size] of sizes) {
    if (size === counted[of]) continue;
    findings.add('leaks', 'index', index, `${size} keys, the rows have ${counted[of]}`);
  }
}

function checkNetwork(tables: Tables, network: Network, findings: Findings): void {
  const { id, name, vni } = network;
  const { names, vnis, takenVnis } = tables.networks;
  const holders = [
    [`name '${name}'`, names.holder(name)],
    [`VNI ${vni}`, vnis.holder(vni.toString())],
  ] as const;
  for (const [what, holder] of holders) {
    if (holder !== id)
      findings.add('duplicates', 'network', id, `${what} is that of ${holder ?? 'nobody'}`);
  }
  if (!takenVnis.has(vni)) findings.add('leaks', 'network', id, `VNI ${vni} counts as free`);
}

function checkSubnet(tables: Tables, subnet: Subnet, findings: Findings): void {
  const { id, network, cidr } = subnet;
  const owner = tables.networks.get(network);
  if (!owner) findings.add('leaks', 'subnet', id, `its network ${network} does not exist`);
  else if (!owner.subnets.some((one) => one.id === id)) {
    findings.add('leaks', 'subnet', id, `its network ${network} does not show it`);
  }
  if (tables.subnets.find(network, cidr)?.id !== id) {
    findings.add('duplicates', 'subnet', id, `${cidr} is that of another subnet of ${network}`);
  }
}

function checkCursor(
  key: string,
  subnets: { readonly has: (id: string) => boolean },
  findings: Findings,
): void {
  if (!key.startsWith(SUBNET_CURSOR) || subnets.has(key.slice(SUBNET_CURSOR.length))) return;
  findings.add('leaks', 'cursor', key, 'its subnet does not exist');
}

function compareCounts(
  expected: ReadonlyMap<string, SpaceCounts>,
  leases: LeaseAudit,
  findings: Findings,
): void {
  for (const [id, counts] of expected) {
    const found = leases.countsOf(id);
    const taken = counts.blocked + found.used + found.keptInRange - counts.shared;
    const pairs = [
      ['leases', counts.leases, found.leases],
      ['used addresses', counts.used, found.used],
      ['kept addresses', counts.kept, found.kept],
      ['taken addresses', counts.taken, taken],
    ] as const;
    for (const [what, has, rows] of pairs) {
      if (has !== rows) {
        findings.add('miscounts', 'subnet', id, `${has} ${what}, the rows have ${rows}`);
      }
    }
  }
  for (const id of leases.subnets()) {
    if (!expected.has(id)) findings.add('leaks', 'subnet', id, 'has leases and does not exist');
  }
}
