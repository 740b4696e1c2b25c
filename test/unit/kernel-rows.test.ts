import t from 'tap';
import { parseFdb } from '../../agent/kernel/parse/rows.js';

t.test('a row that a dump tells twice has one destination', (t) => {
  const row = { mac: '02:42:0a:00:00:02', ifname: 'vx-000001', flags: [], state: 'permanent' };
  const [first, second] = ['192.0.2.1', '192.0.2.2'].map((dst) => ({ ...row, dst }));
  const told = [first, second, first, second].flatMap((one) => one ?? []);
  t.same(
    [...parseFdb(told.slice(0, 1).concat(told.slice(2, 3))).remote.values()],
    [{ dev: 'vx-000001', mac: row.mac, dst: '192.0.2.1' }],
  );
  t.same(
    [...parseFdb(told).remote.values()].map(({ dst }) => dst),
    ['192.0.2.1,192.0.2.2'],
  );
  t.end();
});
