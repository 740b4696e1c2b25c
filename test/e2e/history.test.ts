import t from 'tap';
import { checkHistory } from '../support/history/checks/all.js';
import type { History, Work } from '../support/history/history.js';
import { keepHistory } from '../support/history/keep.js';
import { runHistory } from '../support/history/run.js';
import { describe, summaryOf } from '../support/history/summary.js';
import { E2eCluster } from '../support/e2e-cluster.js';

if (process.getuid?.() !== 0) t.bailout('end-to-end tests need root');

const SEED = Number(process.env['HISTORY_SEED'] ?? Date.now() % 1_000_000);
const LOAD_MS = Number(process.env['HISTORY_MS'] ?? 60_000);

/** Of acknowledged requests of a kind, or the faults hid everything. */
const LEAST = 100;

function acknowledged({ tries }: History, kind: Work['kind']): number {
  return tries.filter(({ work, outcome }) => work.kind === kind && outcome === 'done').length;
}

const cluster = await E2eCluster.up({ workers: 1, prefix: 'hist-' });
t.teardown(() => cluster.down());

t.test(
  `what clients saw while managers were killed, paused, cut off and restarted is linearizable, and nothing is lost or done twice (seed ${SEED})`,
  async (t) => {
    const history = await runHistory(cluster, { seed: SEED, loadMs: LOAD_MS });
    t.comment(summaryOf(history));
    t.ok(acknowledged(history, 'register.write') >= LEAST, 'there was something to lose');
    t.ok(acknowledged(history, 'register.read') >= LEAST, 'somebody looked');
    const violations = checkHistory(history);
    if (violations.length > 0) {
      t.comment(describe(violations));
      t.comment(`the history is in ${keepHistory(history)}`);
    }
    t.strictSame(
      violations.map(({ check, detail }) => `${check}: ${detail}`),
      [],
    );
  },
);
