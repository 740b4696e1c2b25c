import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import t from 'tap';

interface Told {
  readonly holder?: string;
  readonly refusal?: string;
  /** Of each thread, also of those begun afterwards. */
  readonly nice: readonly number[];
  readonly session: string;
}

const PRIORITY = pathToFileURL(join(import.meta.dirname, '../../server/priority.js')).href;

/** `asLeader`: of a session of its own, as a daemon is. `uid`: whose rights it has. */
async function took(nice: number, { asLeader = true, uid = 0 } = {}): Promise<Told> {
  const script = `
    import { readdirSync, readFileSync, existsSync } from 'node:fs';
    import { getPriority } from 'node:os';
    import { Worker } from 'node:worker_threads';
    import { takePriority } from '${PRIORITY}';
    process.setuid(${uid});
    const told = {};
    try { told.holder = takePriority(${nice}); } catch (error) { told.refusal = error.code; }
    const worker = new Worker('setTimeout(() => undefined, 600000)', { eval: true });
    worker.on('online', () => {
      const threads = readdirSync('/proc/self/task');
      const file = '/proc/self/autogroup';
      const session = existsSync(file) ? readFileSync(file, 'utf8') : '';
      console.log(JSON.stringify({ ...told, nice: threads.map(Number).map(getPriority), session }));
      process.exit();
    });`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    detached: asLeader,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return JSON.parse(await text(child.stdout)) as Told;
}

const SESSION = '/proc/self/autogroup';
const HAS_SESSIONS = existsSync(SESSION);
const ownSession = (): string => (HAS_SESSIONS ? readFileSync(SESSION, 'utf8') : '');

t.test('a daemon takes its priority with all threads, and with its session', async (t) => {
  const { holder, nice, session } = await took(-10);
  t.equal(holder, 'session');
  t.ok(nice.length > 5);
  t.strictSame([...new Set(nice)], [-10]);
  if (HAS_SESSIONS) t.match(session, / nice -10$/m);
});

t.test('the session of a shell stays where it is', async (t) => {
  const { holder, nice, session } = await took(-5, { asLeader: false });
  t.equal(holder, 'process');
  t.strictSame([...new Set(nice)], [-5]);
  t.equal(session, ownSession());
});

t.test('without the right to, the priority is refused by its code', async (t) => {
  const { refusal, nice } = await took(-10, { uid: 65_534 });
  t.equal(refusal, 'priority-denied');
  t.strictSame([...new Set(nice)], [getPriority()]);
});
