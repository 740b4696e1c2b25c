/** `ovctl completion`: a script for the user's shell. */
import { Argument, type Command } from 'commander';
import type { CliContext } from '../context.js';
import type { Shell } from '../completion.js';

export function registerCompletion(program: Command, context: CliContext): void {
  program
    .command('completion')
    .description('print a completion script for a shell')
    .addArgument(new Argument('<shell>', 'which').choices(['bash', 'zsh', 'fish']))
    .addHelpText('after', '\nExample:\n  source <(ovctl completion bash)')
    .action(async (shell: Shell) => {
      const { completionScript } = await import('../completion.js');
      context.stdout.write(completionScript(program, shell));
    });
}
