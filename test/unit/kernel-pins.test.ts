import t from 'tap';
import { Pins } from '../../agent/kernel/pins.js';

t.test('a namespace has ports until the last one of it is forgotten', (t) => {
  const pins = new Pins();
  pins.set('ve1', '4:100:7');
  pins.set('ve2', '4:100:7');
  pins.set('ve2', '4:100:7');
  t.ok(pins.has('4:100'));
  t.notOk(pins.has('4:10'));
  pins.forget('ve2');
  t.ok(pins.has('4:100'), 've1 is there');
  pins.set('ve1', '4:200');
  t.same([pins.has('4:100'), pins.has('4:200'), pins.of('ve1')], [false, true, '4:200']);
  pins.forget('ve1');
  pins.forget('ve1');
  t.same([pins.has('4:200'), pins.of('ve1')], [false, undefined]);
  t.end();
});

t.test('ports that are gone make room, the oldest first, and those that are there stay', (t) => {
  const pins = new Pins();
  pins.set('ve-there', '4:1:1');
  for (let n = 0; n <= 10_000; n++) pins.set(`ve-${n}`, `4:${n}:2`);
  pins.set('ve-there', '4:1:1');
  pins.bound(1);
  t.same(
    [pins.of('ve-there'), pins.of('ve-0'), pins.of('ve-1'), pins.has('4:0')],
    ['4:1:1', undefined, '4:1:2', false],
  );
  t.end();
});
