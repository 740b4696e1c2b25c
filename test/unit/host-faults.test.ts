/** Faults of a worker's host: judged there, told among its capabilities, shown with what to do. */
import t from 'tap';
import { NeighbourLimit } from '../../agent/kernel/neighbour-limit.js';
import { offloadCapabilities } from '../../agent/kernel/offload.js';
import { tableFulls } from '../../agent/kernel/parse/neighbour-stat.js';
import { faultCapability, faultsIn, TUNNEL_OFFLOADS } from '../../model/host-faults.js';

const [SEGMENTS] = TUNNEL_OFFLOADS;

t.test(
  'a driver known to break VXLAN is a fault while it may, and the remedy names the device',
  (t) => {
    const device = (driver: string, ...active: string[]) => {
      return { name: 'ens192', driver, active: new Set(active) };
    };
    const fault = faultCapability('offload-broken', 'ens192');
    t.same(offloadCapabilities([device('vmxnet3', SEGMENTS)]), ['udp-tunnel-offload', fault]);
    t.same(offloadCapabilities([device('vmxnet3', 'tx-checksum-ip-generic')]), []);
    t.same(offloadCapabilities([device('mlx5_core', SEGMENTS)]), ['udp-tunnel-offload']);
    const below = [{ ...device('bonding'), name: 'bond0' }, device('vmxnet3', SEGMENTS)];
    t.same(offloadCapabilities(below), ['udp-tunnel-offload', fault], 'below a bond');
    const [shown] = faultsIn(['vxlan', fault]);
    t.match(shown, { type: 'Offload', code: 'offload-broken' });
    t.match(shown?.detail, `ethtool -K ens192 ${SEGMENTS} off`);
    t.end();
  },
);

t.test('capabilities of later versions and of VLANs are read as they are', (t) => {
  t.same(faultsIn(['vxlan', 'fault:unheard-of:x', 'fault', 'fault:toString:x']), []);
  t.match(faultsIn([faultCapability('offload-broken', 'a:b')])[0]?.detail, 'ethtool -K a:b ');
  t.end();
});

t.test('refused neighbours are counted over all processors', (t) => {
  const head = 'entries  allocs   destroys unresolved_discards table_fulls';
  const text = `${head}\n00000001 0002b0f6 0002d083 00000000            0000000a\n00000001 0 0 0 00000010\n`;
  t.equal(tableFulls(text), 26);
  t.equal(tableFulls('entries allocs\n1 2\n'), 0, 'a kernel that does not count them');
  t.equal(tableFulls(''), 0);
  t.end();
});

t.test('the table is full from a refusal on, for a while after the last one', async (t) => {
  const source = { count: 7, now: 0 };
  const limit = new NeighbourLimit({
    refusals: () => Promise.resolve(source.count),
    nowMs: () => source.now,
  });
  t.equal(await limit.isFull(), false, 'refusals from before the first look');
  source.now = 10_000;
  source.count = 8;
  t.equal(await limit.isFull(), true);
  source.now += 4 * 60_000;
  t.equal(await limit.isFull(), true);
  source.now += 2 * 60_000;
  t.equal(await limit.isFull(), false);
  t.end();
});
