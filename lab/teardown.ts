/** Removes a lab, whole or half-made, from what its directory says; doing it twice is no error. */
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { OvnetError } from '../model/errors.js';
import { must } from './command.js';
import { recordedHolder } from './holder.js';
import { netnsPath, type LabLayout } from './layout.js';
import { isAlive, namespaceAt, processesIn, signal, whenGone } from './process-ref.js';
import { releaseSubnet } from './subnet-claim.js';
import { inGroups } from './underlay.js';

const KILL_ROUNDS = 20;
const KILL_TIMEOUT_MS = 10_000;

/** Resolves with whether there was anything. */
export async function tearDown(layout: LabLayout): Promise<boolean> {
  if (!existsSync(layout.dir)) return false;
  const hosts = hostsOf(layout);
  await killProcesses(layout);
  await unmountBelow(layout.dir);
  await inGroups([...hosts.map((host) => layout.netns(host)), layout.switchNetns], deleteNetns);
  releaseSubnet(layout);
  rmSync(layout.dir, { recursive: true, force: true });
  return true;
}

/** By their directories, which are there before anything else of them. */
function hostsOf(layout: LabLayout): string[] {
  return existsSync(layout.hostsDir) ? readdirSync(layout.hostsDir) : [];
}

/** Kills what runs on the hosts, until nothing is left: a process may fork while it is looked for. */
export async function killProcesses(layout: LabLayout): Promise<void> {
  const hosts = hostsOf(layout);
  const namespaces = [layout.switchNetns, ...hosts.map((host) => layout.netns(host))]
    .map(netnsPath)
    .concat(hosts.map((host) => layout.host(host).uts))
    .flatMap((path) => namespaceAt(path) ?? []);
  const holders = hosts.flatMap((host) => recordedHolder(layout, host) ?? []);
  for (let round = 0; round < KILL_ROUNDS; round++) {
    const refs = [...processesIn(namespaces), ...holders.filter(isAlive)];
    if (refs.length === 0) return;
    for (const ref of refs) signal(ref, 'SIGKILL');
    if (!(await whenGone(refs, KILL_TIMEOUT_MS))) break;
  }
  throw new OvnetError('lab-failed', `processes of lab ${layout.name} cannot be killed`);
}

/** The pins; deepest first. */
async function unmountBelow(dir: string): Promise<void> {
  const points = readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[4] ?? '')
    .filter((point) => point.startsWith(`${dir}/`))
    .sort((a, b) => b.length - a.length);
  for (const point of points) await must(['umount', '-l', point]);
}

async function deleteNetns(netns: string): Promise<void> {
  const path = netnsPath(netns);
  if (namespaceAt(path) !== undefined) await must(['ip', 'netns', 'delete', netns]);
  // After a reboot the name is an ordinary file.
  else rmSync(path, { force: true });
}
