/** A fabric of a host has one agent: the claim on it, across processes and network namespaces. */
import { once } from 'node:events';
import { spawn, type ChildProcess } from 'node:child_process';
import t, { type Test } from 'tap';
import { claimFabric } from '../../agent/kernel/fabric-claim.js';
import { kindOf, OvnetError } from '../../model/errors.js';

const FABRIC = `ovnet-test-claim-${process.pid}`;
const MODULE = new URL('../../agent/kernel/fabric-claim.js', import.meta.url).href;
const IN_USE = 73;

/** Claims, says so or why not, and stays. */
function claimant(t: Test, before: readonly string[] = []): ChildProcess {
  const script = `
    import { claimFabric } from '${MODULE}';
    setInterval(() => undefined, 60_000);
    claimFabric('${FABRIC}', '/var/lib/other').then(
      () => process.stdout.write('claimed'),
      ({ code }) => process.stdout.write(code),
    );`;
  const node = [process.execPath, '--input-type=module', '-e', script];
  const [file = '', ...args] = [...before, ...node];
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  t.teardown(() => child.kill('SIGKILL'));
  return child;
}

async function says(child: ChildProcess): Promise<string> {
  const [said] = (await once(child.stdout!, 'data')) as [Buffer];
  return said.toString();
}

t.test('who claims a fabric that another one has is told who has it', async (t) => {
  const release = await claimFabric(FABRIC, '/var/lib/first');
  const refused = await claimFabric(FABRIC, '/var/lib/second').catch((error: unknown) => error);
  t.ok(refused instanceof OvnetError);
  t.equal(kindOf('fabric-in-use').exit, IN_USE);
  t.match(refused, {
    code: 'fabric-in-use',
    message: new RegExp(`process ${process.pid} \\(data directory /var/lib/first\\)`),
  });
  await (
    await claimFabric(`${FABRIC}-b`, '/var/lib/second')
  )();
  await release();
  await (
    await claimFabric(FABRIC, '/var/lib/second')
  )();
});

t.test('a process that is killed leaves its claim to the next one', async (t) => {
  const killed = claimant(t);
  t.equal(await says(killed), 'claimed');
  await t.rejects(claimFabric(FABRIC, '/var/lib/next'), {
    code: 'fabric-in-use',
    message: new RegExp(`process ${killed.pid!} \\(data directory /var/lib/other\\)`),
  });
  killed.kill('SIGKILL');
  await once(killed, 'exit');
  await (
    await claimFabric(FABRIC, '/var/lib/next')
  )();
});

t.test('hosts that are network namespaces of one machine have a claim each', async (t) => {
  const release = await claimFabric(FABRIC, '/var/lib/first');
  t.equal(await says(claimant(t, ['unshare', '--net'])), 'claimed');
  t.equal(await says(claimant(t)), 'fabric-in-use');
  await release();
});

t.test('a claim is given back though somebody hangs on it', async (t) => {
  const release = await claimFabric(FABRIC, '/var/lib/first');
  const { createConnection } = await import('node:net');
  const socket = createConnection({ path: `\0ovnet/fabric/${FABRIC}`, allowHalfOpen: true });
  t.teardown(() => socket.destroy());
  await once(socket, 'connect');
  await release();
});
