/** Which texts may say where an endpoint is plugged in: what a kernel and its programs take, and nothing they misread. */
import t from 'tap';
import { attachmentFault, placeFault, quoted } from '../../model/attachment.js';

const TAKEN = {
  netns: [
    'web',
    'cni-1',
    'a:b',
    'x@y',
    '/run/netns/web',
    '/proc/4711/ns/net',
    '/a',
    'n'.repeat(255),
  ],
  ifname: ['eth0', 'a', 'eth0.100', 'x'.repeat(15), 'a@b', '_x', '0'],
  user: ['qemu', '107', 'a.b-c', '_apt'],
};
const REFUSED = {
  netns: [
    '',
    'a b',
    'a\u0000b',
    'a\nb',
    '.',
    '..',
    '../x',
    'rel/x',
    '-x',
    'tap:a:b',
    'ü',
    '/a b',
    'n'.repeat(256),
  ],
  ifname: [
    '',
    '%d',
    'i%d',
    '.',
    '..',
    '-x',
    '#a',
    'a/b',
    'a:b',
    'a b',
    'a\u0000b',
    'x'.repeat(16),
    'ü',
    'all',
    'default',
  ],
  user: ['', 'a b', '-x', 'a:b', 'x'.repeat(33)],
};

t.test('names and paths that kernels take are fine, all others are refused with the rule', (t) => {
  for (const member of ['netns', 'ifname', 'user'] as const) {
    for (const text of TAKEN[member]) t.equal(placeFault(member, text), undefined, text);
    for (const text of REFUSED[member]) {
      t.match(placeFault(member, text), /: expected /, `${member} ${quoted(text)}`);
    }
  }
  t.end();
});

t.test('what is wrong with an attachment names the member, the text and the rule', (t) => {
  const fine = { netns: 'web', ifname: 'eth0', create: false };
  t.equal(attachmentFault(fine), undefined);
  t.match(attachmentFault({ ...fine, netns: 'a b' }), /^attachment\.netns "a b": expected a name/);
  t.match(
    attachmentFault({ ...fine, ifname: '%d' }),
    /^attachment\.ifname "%d": expected up to 15/,
  );
  t.match(attachmentFault({ ...fine, tap: {} }), /^attachment\.netns "web": expected none/);
  const tap = { ...fine, netns: '', tap: { user: 'a b' } };
  t.match(attachmentFault(tap), /^attachment\.tap\.user "a b": expected the name or number/);
  t.end();
});

t.test('a text from outside is shown short and without what a terminal obeys', (t) => {
  t.equal(quoted('a\u001b[2J\u009bx\u202e'), '"a\\u001b[2J\\u{9b}x\\u{202e}"');
  t.equal(quoted('x'.repeat(100)), `"${'x'.repeat(64)}…"`);
  t.end();
});
