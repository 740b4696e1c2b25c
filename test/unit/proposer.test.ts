/** A write through a manager that leads: how long its outcome is waited for. */
import t from 'tap';
import type { RaftStatus } from '../../raft/node/status.js';
import { AppliedIndex } from '../../server/propose/applied-index.js';
import { LeaderSubmitter } from '../../server/propose/leader-submitter.js';
import { LogProposer } from '../../server/propose/proposer.js';

t.test('a leader that commits nothing says in time that the outcome is unknown', async (t) => {
  const submitter = new LeaderSubmitter({
    raft: { propose: () => new Promise(() => undefined) },
    clock: () => 1,
    lastTimeMs: () => 0,
    refused: () => Promise.resolve(undefined),
  });
  const proposer = new LogProposer(
    {
      raft: {
        status: () => ({ id: 1, leader: 1 }) as RaftStatus,
        onChange: () => () => undefined,
        readIndex: () => Promise.resolve(0),
      },
      submitter,
      link: { forward: () => Promise.reject(new Error('it leads itself')) },
      applied: new AppliedIndex(0),
      now: () => performance.now(),
    },
    { leaderWaitMs: 1, attemptMs: 1 },
  );
  const command = { kind: 'network.delete', network: 'blue', force: false } as const;
  await t.rejects(proposer.propose({ command, actor: 'test' }), { code: 'outcome-unknown' });
  const idempotency = { caller: 'test', key: 'k', bodyHash: 'h' };
  await t.rejects(proposer.propose({ command, actor: 'test', idempotency }), {
    code: 'outcome-unknown',
  });
});
