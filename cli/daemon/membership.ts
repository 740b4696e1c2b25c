/** The actions behind `ovctl manager leave` and `ovctl manager recover`: the end of a membership, and a new beginning. */
import type { ManagerConfig } from '../../config/manager.js';
import { liveProcess } from '../../identity/pid-file.js';
import { readIdentity } from '../../identity/data-dir.js';
import { OvnetError } from '../../model/errors.js';
import { dirname, join } from 'node:path';
import { identityDir } from '../../server/identity/init.js';
import { leaveManager } from '../../server/manager-leave.js';
import { recoverManager, type RecoveryPlan } from '../../server/manager-recover.js';
import { RestClient } from '../client/rest-client.js';
import type { CliContext } from '../context.js';
import { confirm } from '../output/confirm.js';
import type { Invocation } from './settings.js';
import { stopDaemon, waitForEnd } from './stop.js';

type Called = Invocation<ManagerConfig>;

const CALL_MS = 15_000;
const END_MS = 10_000;

/** A running manager is taken out by itself and then ends; a stopped one tells the others. */
export async function leave(
  context: CliContext,
  { config }: Called,
  options: { readonly force?: boolean },
): Promise<void> {
  const force = options.force === true;
  const identity = await readIdentity(identityDir(config.dataDir));
  if (identity?.node.role !== 'manager') {
    throw new OvnetError('not-initialized', `${config.dataDir} holds no manager`);
  }
  const running = await liveProcess(join(dirname(config.socket), 'manager.pid'));
  let ended = false;
  if (running) {
    ended = await removeItself(config.socket, identity.node.nodeId, force);
    // It ends by itself when the others say that it is out.
    if (!ended || !(await waitForEnd(running, END_MS))) {
      await stopDaemon(config.socket, 'manager', END_MS);
    }
  }
  const { name, told } = await leaveManager(config.dataDir, { force, ended });
  const note = told ? '' : ' No manager was told: remove the node with `ovctl node rm`.';
  context.stderr.write(`Manager ${name} has left.${note}\n`);
}

async function removeItself(socket: string, nodeId: string, force: boolean): Promise<boolean> {
  const client = new RestClient(
    { kind: 'socket', path: socket, only: 'manager' },
    { timeoutMs: CALL_MS },
  );
  try {
    const params = { path: { node: nodeId }, query: { force: true } };
    await client.api.DELETE('/v1/nodes/{node}', { params });
    return true;
  } catch (error) {
    if (force && error instanceof OvnetError) return false;
    throw error;
  } finally {
    await client.close();
  }
}

export async function recover(
  context: CliContext,
  { config }: Called,
  options: { readonly yes?: boolean },
): Promise<void> {
  const plan = await recoverManager(config.dataDir, async (shown) => {
    context.stderr.write(describe(shown));
    await confirm(context, 'Begin anew from this manager alone?', options);
  });
  context.stdout.write(
    `Manager ${plan.name} is the only one of raft group ${plan.nextGroup}. ` +
      'Start it with `ovctl manager run`; further managers join with a new token.\n',
  );
}

function describe(plan: RecoveryPlan): string {
  const { discarded, lastTerm, lastIndex, commit, diverged } = plan;
  const removed =
    discarded.length === 0
      ? 'none'
      : `${discarded.join(', ')}; they must leave (--force) and join anew`;
  const open = lastIndex - commit;
  return [
    `Forced recovery of cluster ${plan.clusterName} (${plan.clusterId}) from manager ${plan.name}:`,
    '',
    `  kept       every object up to entry ${lastIndex} of term ${lastTerm}, last written ${plan.lastWriteAt}`,
    ...(open > 0
      ? [
          `             ${open} of the entries may not have been committed; they count as committed now`,
        ]
      : []),
    ...(diverged === undefined
      ? []
      : [
          `  DIVERGED   ${diverged}`,
          '             recovery makes this state the one of the cluster',
        ]),
    `  discarded  what other managers hold beyond that: compare the last term and entry, take the highest`,
    `  removed    managers: ${removed}`,
    `  revisions  go on at ${plan.revision}; those above ${commit} are of the life before, and whoever asks for them is told`,
    `  group      ${plan.group} ends, ${plan.nextGroup} begins; epoch ${plan.epoch}`,
    '',
    'Members of the old group are refused from then on. Make sure that none of them serves any more: two halves',
    'would both take writes.',
    '',
  ].join('\n');
}
