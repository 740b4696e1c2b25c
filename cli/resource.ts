/** The commands that every resource has in the same form: `ls`, `inspect`, `rm`. */
import type { Command } from 'commander';
import { addWaitOption, listAll, requireConverged, segment, write } from './client/calls.js';
import type { WriteOptions } from './client/calls.js';
import { addClientOptions, withClient, type ClientOptions } from './client/client-options.js';
import type { Written } from './client/shapes.js';
import type { CliContext } from './context.js';
import { collect, yesOption } from './options.js';
import { confirm } from './output/confirm.js';
import { printAs, printList } from './output/print.js';
import { formatTable, type Column } from './output/table.js';

export interface Resource<T> {
  /** As in `network`. */
  readonly noun: string;
  readonly plural: string;
  /** As `/v1/networks`. */
  readonly path: string;
  readonly columns: readonly Column<T>[];
  /** Query parameters that `ls` offers as options of the same name, with their help. */
  readonly filters?: Readonly<Record<string, string>>;
}

type ListOptions = ClientOptions & Readonly<Record<string, string | readonly string[] | undefined>>;

export function addList<T>(parent: Command, context: CliContext, resource: Resource<T>): void {
  const command = addClientOptions(parent.command('ls').alias('list')).description(
    `list ${resource.plural}`,
  );
  const filters = Object.entries(resource.filters ?? {});
  for (const [name, help] of filters) {
    if (name === 'label') command.option('--label <k=v>', `${help} (repeatable)`, collect);
    else command.option(`--${name} <${name}>`, help);
  }
  command.action(async (options: ListOptions) => {
    const query = Object.fromEntries(filters.map(([name]) => [name, options[name]]));
    const list = await withClient(context, options, (client) => listAll(client, resource, query));
    await printList(context, options.output, resource.columns, list.items, list);
  });
}

/** The whole object: YAML unless JSON is asked for. */
export function addInspect(
  parent: Command,
  context: CliContext,
  resource: Pick<Resource<unknown>, 'noun' | 'path'>,
): void {
  addClientOptions(parent.command(`inspect <${resource.noun}>`))
    .description(`show one ${resource.noun} whole`)
    .action(async (name: string, options: ClientOptions) => {
      const answer = await withClient(context, options, (client) =>
        client.get<unknown>(`${resource.path}/${segment(name)}`),
      );
      await printAs(context, options.output === 'json' ? 'json' : 'yaml', answer, () => '');
    });
}

export interface RemoveOptions extends WriteOptions {
  readonly force?: boolean;
  readonly yes?: boolean;
}

/** `force`: help of `--force`, and what a forced removal takes along (it then asks). */
export function addRemove(
  parent: Command,
  context: CliContext,
  resource: Pick<Resource<unknown>, 'noun' | 'plural' | 'path'>,
  force?: { readonly help: string; readonly takes: string },
): void {
  const command = addWaitOption(
    addClientOptions(parent.command(`rm <${resource.noun}...>`).alias('remove')),
  )
    .description(`delete ${resource.plural}`)
    .addOption(yesOption());
  if (force !== undefined) command.option('--force', force.help);
  command.action(async (names: string[], options: RemoveOptions) => {
    if (options.force === true) {
      await confirm(context, `Delete ${names.join(', ')} ${force?.takes ?? ''}?`, options);
    } else if (names.length > 1) {
      await confirm(context, `Delete ${names.length} ${resource.plural}?`, options);
    }
    await withClient(context, options, async (client) => {
      for (const name of names) {
        const query = options.force === true ? { force: 'true' } : {};
        const path = `${resource.path}/${segment(name)}`;
        const answer = await write(client, 'DELETE', path, options, { query });
        await printAs(context, options.output, answer, () => name);
        requireConverged(answer);
      }
    });
  });
}

/** Prints what a write answered and fails when `--wait` was not fulfilled. */
export async function printWritten<T extends Written>(
  context: CliContext,
  options: ClientOptions,
  columns: readonly Column<T>[],
  answer: T,
): Promise<void> {
  const wide = options.output === 'wide';
  await printAs(context, options.output, answer, () => formatTable(columns, [answer], wide));
  requireConverged(answer);
}
