/** Commands that the contract foresees and this version does not have: known by name, refused with `not-supported`. */
import type { Command } from 'commander';

const LATER: Readonly<Record<string, readonly string[]>> = {
  manager: ['unlock'],
};

/** Registered last: groups that exist get their missing commands, the others are made. */
export function registerUnsupported(program: Command): void {
  for (const [group, names] of Object.entries(LATER)) {
    const parent = group === '' ? program : groupOf(program, group);
    for (const name of names) {
      parent
        .command(name)
        .description('not in this version')
        .allowUnknownOption()
        .allowExcessArguments()
        .action(async () =>
          (await import('../not-supported.js')).refuse(`ovctl ${group} ${name}`.replace('  ', ' ')),
        );
    }
  }
}

function groupOf(program: Command, name: string): Command {
  const known = program.commands.find((command) => command.name() === name);
  return known ?? program.command(name).description('not in this version');
}
