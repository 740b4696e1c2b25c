/** A write through a manager that leads: how long its outcome is waited for. */
import t from 'tap';
import type { RaftStatus } from '../../raft/node/status.js';
import { AppliedIndex } from '../../server/propose/applied-index.js';
import { LeaderSubmitter } from '../../server/propose/leader-submitter.js';
import { OwnResults } from '../../server/propose/own-results.js';
import { LogProposer } from '../../server/propose/proposer.js';
import type { Forwarded, Unstamped } from '../../server/propose/submission.js';
import type { ApplyResult } from '../../server/state/event.js';
import { inTurns } from '../../server/storage/in-turns.js';

t.test('a leader that commits nothing says in time that the outcome is unknown', async (t) => {
  const submitter = new LeaderSubmitter({
    raft: { propose: () => new Promise(() => undefined) },
    clock: () => 1,
    lastTimeMs: () => 0,
    inTurns,
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
      own: new OwnResults('life'),
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

const BATCH = {
  command: { kind: 'batch', commands: [] },
  actor: 'test',
  idempotency: { caller: 'test', key: 'k', bodyHash: 'h' },
} as const;

const resultOf = (id: string): ApplyResult => ({
  ok: true,
  revision: 7,
  kind: 'network',
  id,
  object: {} as never,
  changed: true,
  replayed: false,
});

/** A manager that follows member 2; `forward` answers what the leader does. */
function follower(
  forward: (proposal: Unstamped, own: OwnResults, applied: AppliedIndex) => Forwarded,
) {
  const own = new OwnResults('life');
  const applied = new AppliedIndex(0);
  const asked: Unstamped[] = [];
  const proposer = new LogProposer(
    {
      raft: {
        status: () => ({ id: 1, leader: 2 }) as RaftStatus,
        onChange: () => () => undefined,
        readIndex: () => Promise.resolve(0),
      },
      submitter: undefined as never,
      link: {
        forward: (_leader, proposal) => {
          asked.push(proposal);
          return Promise.resolve(forward(proposal, own, applied));
        },
      },
      applied,
      own,
      now: () => performance.now(),
    },
    { leaderWaitMs: 1 },
  );
  return { proposer, asked, own };
}

t.test('the result of a batch is that of the own apply, once the entry is applied', async (t) => {
  const { proposer, asked, own } = follower(({ origin = '' }, own, applied) => {
    setImmediate(() => {
      own.applied(origin, resultOf('own'));
      applied.reached(7);
    });
    return { kind: 'applied', index: 7 };
  });
  t.same(await proposer.propose(BATCH), resultOf('own'));
  t.equal(asked.length, 1);
  const [{ origin = '' } = BATCH as Unstamped] = asked;
  t.equal(own.get(origin), undefined, 'and is not kept');
});

t.test('a manager that was not there for the entry asks for its result', async (t) => {
  const { proposer, asked } = follower(({ origin }, _own, applied) => {
    applied.reached(9);
    if (origin !== undefined) return { kind: 'applied', index: 7 };
    return { kind: 'done', index: 9, result: resultOf('sent') };
  });
  t.same(await proposer.propose(BATCH), resultOf('sent'));
  t.same(
    asked.map(({ origin }) => origin !== undefined),
    [true, false],
  );
});

t.test(
  'what is committed is never said to be refused, whoever cannot tell its result',
  async (t) => {
    const { proposer } = follower(({ origin }, _own, applied) => {
      applied.reached(9);
      if (origin !== undefined) return { kind: 'applied', index: 7 };
      return { kind: 'stopped', detail: 'the leader stops' };
    });
    await t.rejects(proposer.propose(BATCH), { code: 'outcome-unknown' });
  },
);

t.test('a leader of an earlier version sends every result', async (t) => {
  const { proposer } = follower((_proposal, _own, applied) => {
    applied.reached(7);
    return { kind: 'done', index: 7, result: resultOf('sent') };
  });
  t.same(await proposer.propose(BATCH), resultOf('sent'));
});

t.test('what cannot be asked for twice, and what is small, has its result sent', async (t) => {
  const { proposer, asked } = follower((_proposal, _own, applied) => {
    applied.reached(7);
    return { kind: 'done', index: 7, result: resultOf('sent') };
  });
  const { command, actor, idempotency } = BATCH;
  await proposer.propose({ command, actor });
  const small = { kind: 'network.delete', network: 'blue', force: false } as const;
  await proposer.propose({ command: small, actor, idempotency });
  t.ok(asked.every(({ origin }) => origin === undefined));
});

t.test('results of other lives and of attempts that are over are not kept', (t) => {
  const own = new OwnResults('life');
  const origin = own.begin();
  own.applied('other/1', resultOf('other'));
  t.equal(own.get('other/1'), undefined);
  own.end(origin);
  own.applied(origin, resultOf('late'));
  t.equal(own.get(origin), undefined);
  t.end();
});
