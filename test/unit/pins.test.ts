/** Pins of ports: which namespaces something is plugged into. */
import t from 'tap';
import { Pins } from '../../agent/kernel/pins.js';

t.test('a namespace is reached as long as one port leads there', (t) => {
  const pins = new Pins();
  pins.set('ve1', '4:100:7');
  pins.set('ve2', '4:100:7');
  pins.set('ve2', '4:100:7');
  pins.set('ve3', '4:200');
  t.ok(pins.reach('4:100'));
  t.ok(pins.reach('4:200'));
  pins.delete('ve1');
  t.ok(pins.reach('4:100'));
  pins.delete('ve2');
  pins.delete('ve2');
  t.notOk(pins.reach('4:100'));
  t.equal(pins.of('ve1'), undefined);
  t.equal(pins.of('ve3'), '4:200');
  t.end();
});

t.test('a port that moved reaches the new one only', (t) => {
  const pins = new Pins();
  pins.set('ve1', '4:100:7');
  pins.set('ve1', '4:300:9');
  t.notOk(pins.reach('4:100'));
  t.ok(pins.reach('4:300'));
  t.equal(pins.of('ve1'), '4:300:9');
  t.end();
});
