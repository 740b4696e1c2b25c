/** Named namespaces are made as `ip netns add` makes them, with and without the program. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import t, { type Test } from 'tap';
import { loadNative, Native } from '../../agent/kernel/native/native.js';
import { SystemCallError } from '../../agent/kernel/native/system-call-error.js';
import { Namespaces } from '../../agent/kernel/namespaces.js';
import { inside, sh } from '../support/kernel-hosts.js';

if (process.getuid?.() !== 0) t.bailout('namespaces need root');

const FIRST = 'ovk-named-0';
const NAME = 'ovk-named-1';
const PATH = `/run/netns/${NAME}`;
const EPERM = 1;

const drop = (): void =>
  void sh(`for n in ${FIRST} ${NAME}; do ip netns del $n 2>/dev/null; rm -f /run/netns/$n; done`);
drop();
// Makes the folder a mount.
sh(`ip netns add ${FIRST}`);
t.teardown(drop);

const mounts = (): number => readFileSync('/proc/self/mountinfo', 'utf8').split(PATH).length - 1;
const openFiles = (): number => readdirSync('/proc/self/fd').length;

/** No program is found. */
function withoutPrograms(t: Test): void {
  const path = process.env['PATH'];
  process.env['PATH'] = '';
  t.teardown(() => (process.env['PATH'] = path));
}

for (const [how, namespaces] of [
  ['over the C library', new Namespaces()],
  ['by the program', Namespaces.for('pipes')],
] as const) {
  t.test(how, (t) => {
    t.test('it is named, known to ip, and another than ours', async (t) => {
      t.equal(await namespaces.create(NAME), undefined);
      t.match(sh('ip netns list'), new RegExp(`^${NAME}\\b`, 'm'));
      t.match(inside(NAME, 'ip -o link'), /^1: lo: <LOOPBACK> /);
      const [made, own] = [await namespaces.open(NAME), await namespaces.open('/proc/self/ns/net')];
      t.ok(made);
      t.not(made?.id, own?.id);
      await made?.close();
      await own?.close();
    });

    t.test('a second of the name is refused, and the first stays', async (t) => {
      t.match(await namespaces.create(NAME), /exists/i);
      t.equal(mounts(), 1);
    });

    t.test('ip takes it away', (t) => {
      sh(`ip netns del ${NAME}`);
      t.notOk(existsSync(PATH));
      t.equal(mounts(), 0);
      t.end();
    });

    t.test('a plain file of the name is left as it is', async (t) => {
      writeFileSync(PATH, 'kept');
      t.match(await namespaces.create(NAME), /exists/i);
      t.equal(readFileSync(PATH, 'utf8'), 'kept');
      sh(`rm ${PATH}`);
    });
    t.end();
  });
}

t.test('no program is needed, and nothing stays open', async (t) => {
  const namespaces = new Namespaces();
  await namespaces.haveCookies();
  withoutPrograms(t);
  const before = openFiles();
  t.equal(await namespaces.create(NAME), undefined);
  t.equal(openFiles(), before);
});

t.test('where it cannot be mounted no file stays', async (t) => {
  sh(`ip netns del ${NAME}`);
  const { c, foreign } = await loadNative();
  const mount = (): number => {
    throw new SystemCallError('mount', EPERM);
  };
  const refused = new Native({ calls: { ...c, mount }, ...foreign });
  const namespaces = new Namespaces(() => Promise.resolve(refused));
  t.match(await namespaces.create(NAME), /mount/);
  t.notOk(existsSync(PATH));
});
