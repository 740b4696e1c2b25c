/** Points at which managers compare their states: entries of the log that change nothing. */
import type { Made } from '../tables/sessions.js';
import type { Transaction } from '../transaction.js';
import { needCluster } from './refuse.js';

/** What is compared lies outside of the state: a state that has gone wrong is not asked whether it has. */
export function compareStates(tx: Transaction): Made {
  return tx.made('cluster', { object: needCluster(tx), changed: false });
}
