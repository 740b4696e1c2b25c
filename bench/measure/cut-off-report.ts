/** The result of the cut-off benchmark as JSON and Markdown. */
import { conditionLines, type Conditions } from './conditions.js';
import { table, type Report } from './report.js';

export interface Heal {
  /** Terms gone by. */
  readonly elections: number;
  readonly leaderChanged: boolean;
  /** Longest time without an acknowledged write while the manager was cut off, and after it was back. */
  readonly gapCutMs: number;
  readonly gapHealedMs: number;
}

export interface CutOffResult {
  readonly heals: readonly Heal[];
  readonly cutMs: number;
  readonly watchMs: number;
  readonly conditions: Conditions;
}

export function cutOffReport(result: CutOffResult): Report {
  const { heals, cutMs, watchMs, conditions } = result;
  const disturbed = heals.filter(({ elections, leaderChanged }) => elections > 0 || leaderChanged);
  const markdown = [
    ...conditionLines(conditions),
    `A follower cut off for ${cutMs / 1000} s, then healed and watched for ${watchMs / 1000} s.`,
    '',
    ...table(
      ['heal', 'elections', 'leader changed', 'longest gap while cut, ms', 'longest gap after, ms'],
      heals.map(({ elections, leaderChanged, gapCutMs, gapHealedMs }, at) => [
        String(at + 1),
        String(elections),
        leaderChanged ? 'yes' : 'no',
        gapCutMs.toFixed(0),
        gapHealedMs.toFixed(0),
      ]),
    ),
    '',
    `Nobody is disturbed: ${disturbed.length === 0 ? 'met' : '**missed**'} ` +
      `(${disturbed.length} of ${heals.length} heals had an election or another leader).`,
  ];
  return { name: 'cut-off', json: result, markdown };
}
