/** Commands that the contract foresees and this version does not have: known by name, refused with `not-supported`. */
import type { Command } from 'commander';

/** Listed among what there is. */
const MISSING = ['manager unlock'];

/** Names kept for later: neither help nor completion offers them. A name stands for all that will be below it. */
const RESERVED = ['policy', 'service', 'port', 'docker', 'cluster upgrade', 'ca rotate', 'ui'];

/** Registered last: groups that exist get their missing commands, the others are made. */
export function registerUnsupported(program: Command): void {
  for (const path of MISSING) registerRefused(program, path, false);
  for (const path of RESERVED) registerRefused(program, path, true);
}

function registerRefused(program: Command, path: string, hidden: boolean): void {
  const names = path.split(' ');
  const last = names.pop() ?? '';
  const parent = names.reduce((group, name) => groupOf(group, name, hidden), program);
  parent
    .command(last, { hidden })
    .description('not in this version')
    // What comes with it does not matter, not even a wish for help: there is none to give.
    .helpOption(false)
    .allowUnknownOption()
    .allowExcessArguments()
    .action(async () => (await import('../not-supported.js')).refuse(`ovctl ${path}`));
}

function groupOf(parent: Command, name: string, hidden: boolean): Command {
  const known = parent.commands.find((command) => command.name() === name);
  return known ?? parent.command(name, { hidden }).description('not in this version');
}
