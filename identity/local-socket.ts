/** Local sockets of the daemons: who may use one is said by its mode, 0660 root:ovnet, or 0600 without that group. */
import { chmod, chown, mkdir, readFile, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { dirname } from 'node:path';
import { OvnetError } from '../model/errors.js';

const GROUP = 'ovnet';

/** Makes the directory and removes a socket that nobody listens on. @throws OvnetError `port-in-use` */
export async function prepareSocket(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o755 });
  if (await isAnswered(path)) {
    throw new OvnetError('port-in-use', `another process listens on ${path}`);
  }
  await rm(path, { force: true });
}

/** After listening. */
export async function restrictSocket(path: string): Promise<void> {
  const gid = await groupId(GROUP);
  if (gid === undefined || process.getuid?.() !== 0) return chmod(path, 0o600);
  await chown(path, 0, gid);
  await chmod(path, 0o660);
}

function isAnswered(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

async function groupId(name: string): Promise<number | undefined> {
  const groups = await readFile('/etc/group', 'utf8').catch(() => '');
  const line = groups.split('\n').find((one) => one.startsWith(`${name}:`));
  const gid = Number(line?.split(':')[2]);
  return line !== undefined && Number.isSafeInteger(gid) ? gid : undefined;
}
