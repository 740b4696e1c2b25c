/** What is measured between workloads of real kernels: the largest packet, a black hole with what passes, a cut. */
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { checkHost } from '../../agent/inspect/check.js';
import { Namespaces } from '../../agent/kernel/namespaces.js';
import type { CheckedPair, CheckFacts, CheckRequest } from '../../model/check.js';
import { inside, sh, Underlay } from '../support/kernel-hosts.js';
import { traceLab, type Place } from '../support/trace-lab.js';

const underlay = new Underlay('nc', 'ovse-');
t.teardown(() => underlay.close());
const { one, two, same } = await traceLab(underlay);
const LAN = one.host.netns.replace(/a$/, 'lan');

/** A folder that has only these programs; removed at the end. */
function pathWith(names: readonly string[]): string {
  const dir = mkdtempSync(join(tmpdir(), 'ovse-'));
  t.teardown(() => rmSync(dir, { recursive: true }));
  for (const name of names) symlinkSync(sh(`command -v ${name}`).trim(), join(dir, name));
  return dir;
}

async function measure(
  from: Place,
  targets: readonly Place[],
  changes: Partial<CheckRequest> = {},
): Promise<readonly CheckedPair[]> {
  const to = targets.map(({ id, address }) => ({ to: id, address }));
  const sources = [{ from: from.id, netns: from.netns, targets: to }];
  const inspection = checkHost({ namespaces: new Namespaces(), now: () => performance.now() });
  const facts = await inspection({ mtu: 1450, budgetMs: 60_000, sources, ...changes });
  return (facts as CheckFacts).pairs;
}

t.test('sound pairs lose nothing and carry the whole MTU, on two hosts and on one', async (t) => {
  const pairs = await measure(one, [two, same]);
  for (const [at, id] of [two.id, same.id].entries()) {
    t.match(pairs[at], { from: one.id, to: id, sent: 5, received: 5, pathMtu: 1450, code: '' });
    t.ok((pairs[at]?.rttMs ?? 0) > 0);
    t.ok((pairs[at]?.maxMs ?? 0) >= (pairs[at]?.rttMs ?? 0));
  }
});

t.test('a black hole of the underlay is found, with the largest packet that passes', async (t) => {
  // A bridge drops what is too large for a port, and says so to nobody; it leaves room for a VLAN tag (4 bytes).
  inside(LAN, 'ip link set up-b mtu 1400');
  const [pair] = await measure(one, [two]);
  inside(LAN, 'ip link set up-b mtu 1500');
  t.match(pair, { sent: 5, received: 5, pathMtu: 1354 });
});

t.test('where nothing comes back nothing is said of sizes', async (t) => {
  inside(LAN, 'ip link set up-b nomaster');
  const pairs = await measure(one, [two, same]);
  inside(LAN, 'ip link set up-b master lan');
  t.match(pairs[0], { sent: 5, received: 0, rttMs: 0, pathMtu: 0, code: '' });
  t.match(pairs[1], { received: 5, pathMtu: 1450 }, 'others are measured all the same');
});

t.test('a workload that has gone and a pair without time left have a code', async (t) => {
  const gone = { ...one, netns: underlay.absent('none') };
  t.match(await measure(gone, [two]), [{ sent: 0, code: 'netns-missing' }]);
  t.match(await measure(one, [two], { budgetMs: -1 }), [{ sent: 0, code: 'query-timeout' }]);
});

t.test('a host without ping names it', async (t) => {
  const { PATH } = process.env;
  // nsenter is found, ping is not.
  process.env['PATH'] = pathWith(['nsenter']);
  try {
    await t.rejects(measure(one, [two]), { code: 'missing-program', message: /ping/ });
  } finally {
    process.env['PATH'] = PATH;
  }
});
