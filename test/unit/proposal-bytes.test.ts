/** Proposals as bytes: a long batch in steps comes to the same, and entries stay in the order of their stamps. */
import t from 'tap';
import { encodingCommand, isLong, proposalBytes } from '../../server/propose/proposal-bytes.js';
import { LeaderSubmitter } from '../../server/propose/leader-submitter.js';
import type { Unstamped } from '../../server/propose/submission.js';
import type { Command, Proposal } from '../../server/state/command.js';
import { atOnce } from '../../server/state/steps.js';
import { inTurns } from '../../server/storage/in-turns.js';

function batchOf(size: number): Unstamped {
  const commands = Array.from({ length: size }, (_, n): Command => ({
    kind: 'endpoint.update',
    endpoint: `ep-${n}`,
    labels: { a: '"\\ \ud800 é 😀 \u2028', b: null },
  }));
  const idempotency = { caller: 'c', key: 'k', bodyHash: 'h' };
  return { command: { kind: 'batch', commands }, actor: 'key:"é"', idempotency };
}

t.test('the bytes are those of JSON, however long the batch', (t) => {
  const single: Unstamped = {
    command: { kind: 'network.delete', network: 'x', force: false },
    actor: 'a',
  };
  for (const proposal of [single, ...[0, 1, 999, 1000, 1001, 2500].map(batchOf)]) {
    const expected = Buffer.from(JSON.stringify(proposal));
    t.ok(proposalBytes(proposal).equals(expected));
    const command = atOnce(encodingCommand(proposal.command));
    t.ok(proposalBytes(proposal, command).equals(expected));
  }
  t.end();
});

t.test('no step of a long batch makes more than a thousand of its commands JSON', (t) => {
  let [made, most] = [0, 0];
  const commands = Array.from({ length: 2500 }, (_, n) => ({
    kind: 'endpoint.delete' as const,
    endpoint: `ep-${n}`,
    toJSON: () => {
      made += 1;
      return {};
    },
  }));
  const work = encodingCommand({ kind: 'batch', commands });
  for (let isDone: boolean | undefined = false; isDone !== true; made = 0) {
    isDone = work.next().done;
    most = Math.max(most, made);
  }
  t.equal(most, 1000);
  t.end();
});

t.test('what is proposed while a long batch is encoded has an earlier stamp', async (t) => {
  const proposed: Proposal[] = [];
  let clock = 100;
  const submitter = new LeaderSubmitter({
    raft: {
      propose: (data) => {
        proposed.push(JSON.parse(Buffer.from(data).toString('utf8')) as Proposal);
        return Promise.resolve({ index: proposed.length, term: 1, result: undefined });
      },
    },
    clock: () => (clock += 1),
    lastTimeMs: () => 0,
    refused: () => Promise.resolve(undefined),
    inTurns,
  });
  const long = batchOf(5000);
  t.ok(isLong(long));
  const first = submitter.submit(long);
  const second = submitter.submit(batchOf(1));
  await Promise.all([first, second]);
  t.same(
    proposed.map(({ command, timeMs }) => [
      command.kind === 'batch' && command.commands.length,
      timeMs,
    ]),
    [
      [1, 101],
      [5000, 102],
    ],
  );
});
