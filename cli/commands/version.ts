/** `ovctl version`: which ovnet and which Node this is. */
import type { Command } from 'commander';
import type { CliContext } from '../context.js';
import { outputOption, type OutputOptions } from '../options.js';
import { printAs } from '../output/print.js';

export function registerVersion(program: Command, context: CliContext): void {
  program
    .command('version')
    .description('print the version; also --version')
    .addOption(outputOption())
    .action(async (options: OutputOptions) => {
      const { ownVersion } = await import('../daemon/own-version.js');
      const version = await ownVersion();
      const value = { version, node: process.versions.node };
      await printAs(context, options.output, value, () => `ovctl ${version} (Node ${value.node})`);
    });
}
