/** Who is a manager of the cluster, asked over a host's local socket: starting ovctl for each look costs more than all else. */
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { OvnetError } from '../model/errors.js';
import type { LabHost } from './host.js';

export interface Member {
  readonly name: string;
  /** `leader`, `voter` or `learner`. */
  readonly role: string;
}

/** A manager that stands still keeps the connection and says nothing. */
const TIMEOUT_MS = 5_000;

/** As that manager knows them. `lab-failed` when it does not answer, or refuses. */
export async function membersAt(manager: LabHost): Promise<readonly Member[]> {
  const socketPath = manager.socket('manager');
  const { status, body } = await get(socketPath, '/v1/raft').catch((cause: unknown) => {
    throw new OvnetError('lab-failed', `the manager of ${manager.name} does not answer`, { cause });
  });
  if (status !== 200) throw new OvnetError('lab-failed', `${manager.name} answers ${body}`);
  return (JSON.parse(body) as { readonly members: readonly Member[] }).members;
}

function get(
  socketPath: string,
  path: string,
): Promise<{ readonly status: number | undefined; readonly body: string }> {
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const sent = request({ socketPath, path, signal }, (answer) => {
      const { statusCode: status } = answer;
      text(answer).then((body) => resolve({ status, body }), reject);
    });
    sent.once('error', reject);
    sent.end();
  });
}
