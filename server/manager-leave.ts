/** Ending a manager's membership while it is stopped: the others are told, then its data directory is cleared. */
import { tellManagers } from '../identity/leave-client.js';
import { OvnetError } from '../model/errors.js';
import type { HostPort } from '../model/join-token.js';
import { DataDirectory, type Member } from './cluster/data-directory.js';
import { openStopped } from './cluster/stopped-member.js';

export interface LeaveOptions {
  /** Clears the directory although no manager was told. */
  readonly force: boolean;
  /** The membership is known to have ended. */
  readonly ended?: boolean;
}

/** `told`: some manager knows. Throws `not-initialized`, `data-locked`, and, unless forced, what the others answered. */
export async function leaveManager(
  dataDir: string,
  { force, ended = false }: LeaveOptions,
): Promise<{ readonly name: string; readonly told: boolean }> {
  const directory = await DataDirectory.open(dataDir);
  try {
    const member = await directory.member();
    const told = ended || (await tell(directory.path, member, force));
    await directory.clear();
    return { name: member.identity.node.name, told };
  } finally {
    directory.release();
  }
}

async function tell(path: string, member: Member, force: boolean): Promise<boolean> {
  try {
    await tellManagers(member.identity, await othersOf(path, member));
    return true;
  } catch (error) {
    if (force) return false;
    if (!(error instanceof OvnetError)) throw error;
    const choice = 'go on with `ovctl manager run`, or clear it without them with --force';
    throw new OvnetError(error.code, `${error.message}; nothing was removed: ${choice}`, {
      cause: error,
    });
  }
}

async function othersOf(path: string, member: Member): Promise<HostPort[]> {
  const { nodeId } = member.identity.node;
  const stopped = await openStopped(path, member);
  try {
    const managers = [...stopped.state.nodes()].filter(
      ({ role, id, address }) => role === 'manager' && id !== nodeId && address !== '',
    );
    const known = managers.length > 0 ? managers : member.bootstrap;
    return known.map(({ address, apiPort }) => ({ host: address, port: apiPort }));
  } finally {
    await stopped.close();
  }
}
