/** `ovctl version`: which ovnet and which Node this is. */
import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import type { CliContext } from '../context.js';
import { outputOption, type OutputOptions } from '../options.js';
import { printAs } from '../output/print.js';

/** package.json as seen from dist/cli/commands. */
const PACKAGE = new URL('../../../package.json', import.meta.url);

export function registerVersion(program: Command, context: CliContext): void {
  program
    .command('version')
    .description('print the version')
    .addOption(outputOption())
    .action(async (options: OutputOptions) => {
      const { version } = JSON.parse(await readFile(PACKAGE, 'utf8')) as { version: string };
      const value = { version, node: process.versions.node };
      await printAs(context, options.output, value, () => `ovctl ${version} (Node ${value.node})`);
    });
}
