/** The order in which benchmarks measure their subjects. */
import t from 'tap';
import { inRounds, roundsOf } from '../../bench/measure/rounds.js';

t.test(
  'each subject goes first as often as the others, and the disk is timed between',
  async (t) => {
    const turns: string[] = [];
    const measure = () => Promise.resolve(turns.push('sync'));
    const turn = (subject: string, clients: number) =>
      Promise.resolve(void turns.push(`${subject} ${clients}`));
    const flags = { clients: '1,64', rounds: '2', seconds: '0.5' };
    t.same(roundsOf(flags), { clients: [1, 64], rounds: 2, measureMs: 500 });
    const syncs = await inRounds(['a', 'b'], roundsOf(flags), turn, { measure });
    t.same(
      turns.filter((turn, i) => turn !== 'sync' || turns[i - 1] !== 'sync'),
      ['a 1', 'b 1', 'sync', 'a 64', 'b 64', 'sync', 'b 1', 'a 1', 'sync', 'b 64', 'a 64', 'sync'],
    );
    t.equal(syncs.length, turns.filter((turn) => turn === 'sync').length);
  },
);
