/** Three managers in this process that all vote. */
import type { Test } from 'tap';
import type { RunningManager } from '../../server/manager.js';
import { eventually, testCluster, tokenFor } from './managers.js';

export async function three(t: Test, over: Parameters<typeof testCluster>[0] = {}) {
  const cluster = await testCluster(over);
  t.teardown(() => cluster.close());
  const { manager, managerToken } = await cluster.init('m1');
  const second = await cluster.join('m2', managerToken);
  const third = await cluster.join('m3', await tokenFor(cluster, manager, 'manager'));
  const managers = [manager, second, third];
  await voting(managers);
  return { cluster, managers, managerToken };
}

/** Until all managers vote and all of them know it. */
export async function voting(managers: readonly RunningManager[]): Promise<void> {
  await eventually('every manager to be a voter', () =>
    managers.every(({ core }) => {
      const inRaft = core.raft.status().configuration.voters.length === managers.length;
      const nodes = [...core.state.nodes()].filter(({ role }) => role === 'manager');
      return inRaft && nodes.length === managers.length;
    }),
  );
}

export function leaderOf(managers: readonly RunningManager[]): RunningManager {
  const leader = managers.find(({ core }) => core.raft.status().role === 'leader');
  if (!leader) throw new Error('nobody leads');
  return leader;
}

/** Voters and learners by name, as that manager knows them. */
export function membersOf({ core }: RunningManager): { voters: string[]; learners: string[] } {
  const names = new Map([...core.state.nodes()].map((node) => [node.raftId, node.name]));
  const { voters, learners } = core.raft.status().configuration;
  const named = (ids: readonly number[]): string[] => ids.map((id) => names.get(id) ?? '?').sort();
  return { voters: named(voters), learners: named(learners) };
}
