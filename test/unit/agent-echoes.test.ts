import t from 'tap';
import { Echoes } from '../../agent/reconcile/echoes.js';
import { KernelMirror } from '../../agent/kernel/port-mirror.js';

t.test('a sign that is given again and again is one, and no overflow', (t) => {
  const echoes = new Echoes();
  const mirror = new KernelMirror();
  for (let n = 0; n < 30_000; n++) {
    echoes.add({ object: 'route', workload: true, ports: ['ve1'] }, 1_000);
    echoes.add({ object: 'address', workload: true, ports: [`ve${n % 3}`] }, 1_000);
  }
  t.same(echoes.take(mirror), { scope: undefined, ports: new Set(['ve1', 've0', 've2']) });
  t.equal(echoes.overflows, 0);
  echoes.add({ object: 'route', workload: true, ports: ['ve1'] }, 1_000);
  t.same(echoes.take(mirror), { scope: undefined, ports: new Set(['ve1']) }, 'and counts anew');
  for (let n = 0; n < 30_000; n++) {
    const row = { key: `10.0.0.${n}`, value: undefined };
    echoes.add({ object: 'neighbour', dev: 'vx-000001', row }, 1_000);
  }
  t.match(echoes.take(mirror), { scope: 'all' }, 'rows are told apart');
  t.equal(echoes.overflows, 1);
  t.end();
});
