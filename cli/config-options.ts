/** Gives a daemon's command the flags of its settings, and its action the settings. */
import { Option, type Command } from 'commander';
import type { ConfigDefinition, Setting } from '../config/setting.js';
import type { Loaded } from '../config/load.js';
import type { CliContext } from './context.js';
import { collect } from './options.js';

/** Adds `--config` and one option per setting; `only` narrows them, as for `stop`, which needs just the socket. */
export function addConfigOptions<T extends object>(
  command: Command,
  definition: ConfigDefinition<T>,
  only?: readonly (keyof T & string)[],
): Command {
  command.option('--config <file>', `settings (default: ${definition.defaultFile})`);
  for (const [member, setting] of Object.entries<Setting>(definition.settings)) {
    if (only !== undefined && !only.includes(member as keyof T & string)) continue;
    const option = new Option(setting.flag, setting.help + defaultText(definition, member));
    if (setting.shape !== undefined) option.argParser(collect);
    command.addOption(option);
  }
  return command;
}

/** What flags (of `command`), environment and file say together. Errors as loadConfig. */
export async function configOf<T extends object>(
  command: Command,
  context: Pick<CliContext, 'env'>,
  definition: ConfigDefinition<T>,
): Promise<Loaded<T>> {
  const given = command.opts<Record<string, string | string[] | undefined>>();
  const flags = Object.entries<Setting>(definition.settings).map(
    ([member, setting]) => [member, given[new Option(setting.flag).attributeName()]] as const,
  );
  const file = given['config'];
  const { loadConfig } = await import('../config/load.js');
  return loadConfig(definition, {
    flags: Object.fromEntries(flags),
    env: context.env,
    file: typeof file === 'string' ? file : undefined,
  });
}

/** Shown in the help, not given to commander: a default there would hide environment and file. */
function defaultText<T extends object>(definition: ConfigDefinition<T>, member: string): string {
  const value = (definition.defaults as Record<string, unknown>)[member];
  const scalar = typeof value === 'string' || typeof value === 'number';
  const text = scalar ? String(value) : Array.isArray(value) ? value.join(', ') : '';
  return text === '' ? '' : ` (default: ${text})`;
}
