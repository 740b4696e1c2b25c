/** What `--vtep` takes. */
import t from 'tap';
import { resolveVtep } from '../../agent/join/vtep.js';

t.test(
  'one address, or one for others and the local one behind it; IPv6 also in brackets',
  async (t) => {
    const cases: [string, string, string][] = [
      ['192.0.2.1', '192.0.2.1', '192.0.2.1'],
      ['198.51.100.7=10.0.0.7', '198.51.100.7', '10.0.0.7'],
      ['fd31::2', 'fd31::2', 'fd31::2'],
      ['[fd31::2]', 'fd31::2', 'fd31::2'],
      ['[2001:db8::1]=[fd31::2]', '2001:db8::1', 'fd31::2'],
    ];
    for (const [flag, advertised, local] of cases) {
      t.same(await resolveVtep(flag), { advertised, local }, flag);
    }
  },
);

t.test('anything else is refused', async (t) => {
  const flags = [
    '',
    'w1',
    '[192.0.2.1]',
    '[fd31::2',
    '192.0.2.1=fd31::2',
    '192.0.2.1=192.0.2.2=192.0.2.3',
  ];
  for (const flag of flags) await t.rejects(resolveVtep(flag), { code: 'invalid-address' }, flag);
});
