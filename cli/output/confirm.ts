/** Asks before more than one object is destroyed. */
import { createInterface } from 'node:readline/promises';
import { OvnetError } from '../../model/errors.js';
import type { CliContext } from '../context.js';
import { ExitStatus } from '../exit-status.js';

/** Returns when the user agrees. Without a terminal and without --yes: `usage`; a refusal ends with exit 1. */
export async function confirm(
  context: CliContext,
  question: string,
  options: { readonly yes?: boolean | undefined },
): Promise<void> {
  if (options.yes === true) return;
  if (context.stdin.isTTY !== true) {
    throw new OvnetError('usage', `${question} Without a terminal, say so with --yes`);
  }
  const lines = createInterface({ input: context.stdin, output: context.stderr });
  try {
    const answer = await lines.question(`${question} [y/N] `, { signal: context.signal });
    if (!/^y(es)?$/i.test(answer.trim())) throw new ExitStatus(1);
  } finally {
    lines.close();
  }
}
