import t from 'tap';
import { badWord } from '../../agent/kernel/operation-results.js';

t.test('an operation with a word that no line may have says which', (t) => {
  const operation = { op: 'delete-link', name: 'a b\n' } as const;
  t.match(badWord(operation), {
    ok: false,
    code: 'kernel-refused',
    detail: /^delete-link: "a b\\n" has/,
  });
  t.end();
});
