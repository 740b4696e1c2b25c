/** A daemon command as it was called: its settings, and the same settings as arguments for a daemon process. */
import { Option, type Command } from 'commander';
import type { ConfigDefinition, Setting } from '../../config/setting.js';
import { configOf } from '../config-options.js';
import type { CliContext } from '../context.js';

export interface Invocation<T> {
  /** Flag > environment > file > default. */
  readonly config: Readonly<T>;
  /** Flags only: environment and file reach the other process by themselves. */
  readonly argv: readonly string[];
}

/** Whoever only starts the daemon's process leaves its settings to it: they are read and refused there. */
export interface Unread<T> {
  readonly argv: readonly string[];
  /** Rejects with `usage` or `invalid-config`. */
  readonly config: () => Promise<Readonly<T>>;
}

export function unreadOf<T extends object>(
  command: Command,
  context: CliContext,
  definition: ConfigDefinition<T>,
): Unread<T> {
  return {
    argv: argumentsOf(command, definition),
    config: async () => (await configOf(command, context, definition)).values,
  };
}

/** Rejects with `usage` or `invalid-config`. */
export async function invocationOf<T extends object>(
  command: Command,
  context: CliContext,
  definition: ConfigDefinition<T>,
): Promise<Invocation<T>> {
  const { argv, config } = unreadOf(command, context, definition);
  return { argv, config: await config() };
}

function argumentsOf<T extends object>(
  command: Command,
  definition: ConfigDefinition<T>,
): string[] {
  const given = command.opts<Record<string, string | string[] | undefined>>();
  const options = Object.values<Setting>(definition.settings).map(({ flag }) => new Option(flag));
  return [...options, new Option('--config <file>')].flatMap((option) => {
    const value = given[option.attributeName()];
    const values = value === undefined ? [] : typeof value === 'string' ? [value] : value;
    return values.flatMap((one) => [option.long ?? '', one]);
  });
}
