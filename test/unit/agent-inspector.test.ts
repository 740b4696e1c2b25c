import t from 'tap';
import { Inspector } from '../../agent/inspect/inspector.js';
import { OvnetError } from '../../model/errors.js';

const NOTHING = Buffer.alloc(0);

t.test('one question of a kind at a time; too many that wait are refused', async (t) => {
  const ends: (() => void)[] = [];
  let running = 0;
  let most = 0;
  const inspector = new Inspector({
    slow: async () => {
      most = Math.max(most, ++running);
      await new Promise<void>((resolve) => ends.push(resolve));
      running -= 1;
      return { ends: ends.length };
    },
    quick: () => Promise.resolve('here'),
  });
  const ask = (kind: string) => inspector.answer({ kind, payload: NOTHING });
  const answers = Array.from({ length: 8 }, () => ask('slow'));
  t.match(await ask('slow'), { code: 'busy' });
  t.same(await ask('quick'), { json: 'here' }, 'another kind does not wait');
  for (let n = 0; n < 8; n++) {
    while (ends.length <= n) await new Promise((resolve) => setImmediate(resolve));
    ends[n]?.();
  }
  t.equal((await Promise.all(answers)).length, 8);
  t.equal(most, 1);
  const again = ask('slow');
  while (ends.length < 9) await new Promise((resolve) => setImmediate(resolve));
  ends[8]?.();
  t.same(await again, { json: { ends: 9 } });
});

t.test('what cannot be answered has a code', async (t) => {
  const inspector = new Inspector({
    refuses: () => Promise.reject(new OvnetError('missing-program', 'ping')),
    breaks: () => Promise.reject(new Error('bug')),
    floods: () => Promise.resolve('x'.repeat(3 * 1024 * 1024)),
  });
  const ask = (kind: string, payload = NOTHING) => inspector.answer({ kind, payload });
  t.same(await ask('other'), { code: 'not-supported', detail: "'other' is not known here" });
  t.same(await ask('refuses'), { code: 'missing-program', detail: 'ping' });
  t.same(await ask('breaks'), { code: 'internal', detail: 'bug' });
  t.match(await ask('floods'), { code: 'message-too-large' });
  t.match(await ask('refuses', Buffer.from('{')), { code: 'invalid-message' });
});
