/**
 * The holder of a host: a sleeping process that keeps the host's mount and UTS namespaces. In them /run, /etc/ovnet,
 * /var/lib/ovnet and /var/log/ovnet are the host's own, /sys shows its own devices, and it has its own hostname.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { OvnetError } from '../model/errors.js';
import { must } from './command.js';
import { netnsPath, type LabLayout } from './layout.js';
import { isAlive, refOf, type ProcessRef } from './process-ref.js';

/**
 * $1 = directory of the host, $2 = its name. Copies of named namespaces are dropped first: a copy in this mount
 * namespace would keep namespaces of others alive after their owner has deleted them.
 */
const SETUP = `
set -e
grep ' - nsfs ' /proc/self/mountinfo | cut -d' ' -f5 | while read -r pin; do
  umount -l "$pin" 2>/dev/null || true
done
mkdir -p /etc/ovnet /var/lib/ovnet /var/log/ovnet
mount --bind "$1/run" /run
mount --bind "$1/etc" /etc/ovnet
mount --bind "$1/data" /var/lib/ovnet
mount --bind "$1/log" /var/log/ovnet
mkdir -p /run/lock /run/netns /run/cgroup
if mountpoint -q /sys/fs/cgroup; then mount --rbind /sys/fs/cgroup /run/cgroup; fi
mount -t sysfs sysfs /sys
if mountpoint -q /run/cgroup; then mount --rbind /run/cgroup /sys/fs/cgroup; umount -l -R /run/cgroup; fi
rmdir /run/cgroup
hostname "$2"
echo ready
exec sleep infinity </dev/null >/dev/null 2>&1
`;

const START_TIMEOUT_MS = 20_000;

export async function startHolder(layout: LabLayout, host: string): Promise<void> {
  const paths = layout.host(host);
  for (const dir of [paths.run, paths.etc, paths.data, paths.log]) {
    mkdirSync(dir, { recursive: true, mode: 0o755 });
  }
  const child = spawn(
    'nsenter',
    [
      `--net=${netnsPath(layout.netns(host))}`,
      ...['unshare', '--mount', '--propagation', 'private', '--uts'],
      ...['sh', '-c', SETUP, 'ovnet-lab', paths.dir, host],
    ],
    { detached: true, stdio: ['ignore', 'pipe', 'pipe'], cwd: '/' },
  );
  const pid = await whenReady(child, host);
  const ref = refOf(pid);
  if (ref === undefined) throw new OvnetError('lab-failed', `the holder of ${host} is gone again`);
  writeFileSync(paths.holder, `${JSON.stringify(ref)}\n`);
  writeFileSync(paths.uts, '');
  await must(['mount', '--bind', `/proc/${pid}/ns/uts`, paths.uts]);
}

function whenReady(child: ReturnType<typeof spawn>, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    let said = '';
    const fail = (why: string): void => {
      clearTimeout(timer);
      child.kill('SIGKILL');
      reject(new OvnetError('lab-failed', `host ${host} could not be made: ${why} ${said}`.trim()));
    };
    const timer = setTimeout(() => {
      fail('it took too long.');
    }, START_TIMEOUT_MS);
    child.once('error', (error) => fail(error.message));
    child.once('exit', (code) => fail(`its setup ended with ${code ?? 'a signal'}.`));
    child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.stdout?.on('data', (chunk: Buffer) => {
      if (!chunk.toString().includes('ready') || child.pid === undefined) return;
      clearTimeout(timer);
      child.removeAllListeners('exit');
      child.stdout?.destroy();
      child.stderr?.destroy();
      child.unref();
      resolve(child.pid);
    });
  });
}

/** The holder as recorded, alive or not; undefined if the host was never finished. */
export function recordedHolder(layout: LabLayout, host: string): ProcessRef | undefined {
  try {
    return JSON.parse(readFileSync(layout.host(host).holder, 'utf8')) as ProcessRef;
  } catch {
    return undefined;
  }
}

/** Throws `lab-failed` when the holder is gone, as after a reboot. */
export function liveHolder(layout: LabLayout, host: string): ProcessRef {
  const ref = recordedHolder(layout, host);
  if (ref !== undefined && isAlive(ref)) return ref;
  throw new OvnetError(
    'lab-failed',
    `host ${host} of lab ${layout.name} no longer runs; remove the lab with: ovctl lab down --name ${layout.name}`,
  );
}
