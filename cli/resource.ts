/** The commands that every resource has in the same form: `ls`, `inspect`, `rm`. */
import type { Command } from 'commander';
import { addWaitOption, listAll, requireConverged, waiting } from './client/calls.js';
import type { PageQuery, WriteOptions } from './client/calls.js';
import { addClientOptions, withClient, type ClientOptions } from './client/client-options.js';
import type { RestClient } from './client/rest-client.js';
import type { Page, Written } from './client/shapes.js';
import type { CliContext } from './context.js';
import { forEachNamed } from './each.js';
import { collect, yesOption } from './options.js';
import { confirm } from './output/confirm.js';
import { printAs, printList } from './output/print.js';
import { formatTable, type Column } from './output/table.js';

export type Api = RestClient['api'];

/** The query parameters that one filter or another is made of, each an option of `ls`. */
export interface Filters {
  readonly name?: string;
  readonly network?: string;
  readonly node?: string;
  readonly label?: string[];
}

export interface RemoveQuery extends ReturnType<typeof waiting> {
  readonly force?: boolean;
}

/** What the shared commands need of a kind of objects; its calls are those of the generated client. */
export interface Resource<T, F extends keyof Filters = never> {
  /** As in `network`. */
  readonly noun: string;
  readonly plural: string;
  readonly columns: readonly Column<T>[];
  /** Help of the options of `ls`. */
  readonly filters: Readonly<Record<F, string>>;
  readonly list: (api: Api, query: Pick<Filters, F> & PageQuery) => Promise<Page<T>>;
  readonly read: (api: Api, ref: string) => Promise<T>;
  readonly remove: (api: Api, ref: string, query: RemoveQuery) => Promise<Written>;
}

export function addList<T, F extends keyof Filters>(
  parent: Command,
  context: CliContext,
  resource: Pick<Resource<T, F>, 'plural' | 'columns' | 'filters' | 'list'>,
): void {
  const command = addClientOptions(parent.command('ls').alias('list')).description(
    `list ${resource.plural}`,
  );
  const filters = Object.entries<string>(resource.filters);
  for (const [name, help] of filters) {
    if (name === 'label') command.option('--label <k=v>', `${help} (repeatable)`, collect);
    else command.option(`--${name} <${name}>`, help);
  }
  command.action(async (options: ClientOptions & Pick<Filters, F>) => {
    const query = chosen(options, Object.keys(resource.filters) as F[]);
    const list = await withClient(context, options, ({ api }) =>
      listAll((page) => resource.list(api, { ...query, ...page })),
    );
    await printList(context, options.output, resource.columns, list.items, list);
  });
}

/** Without the filters that the user did not give. */
function chosen<F extends keyof Filters>(
  options: Pick<Filters, F>,
  names: readonly F[],
): Pick<Filters, F> {
  const entries = names.map((name) => [name, options[name]] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as Pick<Filters, F>;
}

/** The whole object: YAML unless JSON is asked for. */
export function addInspect<T>(
  parent: Command,
  context: CliContext,
  resource: Pick<Resource<T>, 'noun' | 'read'>,
): void {
  addClientOptions(parent.command(`inspect <${resource.noun}>`))
    .description(`show one ${resource.noun} whole`)
    .action(async (ref: string, options: ClientOptions) => {
      const answer = await withClient(context, options, ({ api }) => resource.read(api, ref));
      await printAs(context, options.output === 'json' ? 'json' : 'yaml', answer, () => '');
    });
}

export interface RemoveOptions extends WriteOptions {
  readonly force?: boolean;
  readonly yes?: boolean;
}

/** Of a kind whose removal can take other objects along: it then asks. */
export interface Force {
  /** Of `--force`. */
  readonly help: string;
  /** What a forced removal takes along. */
  readonly takes: string;
  /** What a removal of `ref` takes along although nobody forces it; undefined: nothing. */
  readonly unforced?: (api: Api, ref: string) => Promise<string | undefined>;
}

export function addRemove(
  parent: Command,
  context: CliContext,
  resource: Pick<Resource<unknown>, 'noun' | 'plural' | 'remove'>,
  force?: Force,
): void {
  const command = addWaitOption(
    addClientOptions(parent.command(`rm <${resource.noun}...>`).alias('remove')),
  )
    .description(`delete ${resource.plural}`)
    .addOption(yesOption());
  if (force !== undefined) command.option('--force', force.help);
  command.action(async (names: string[], options: RemoveOptions) => {
    const question = await questionOf(context, resource.plural, names, options, force);
    if (question !== undefined) await confirm(context, question, options);
    await withClient(context, options, ({ api }) =>
      forEachNamed(names, async (name) => {
        const query = { ...waiting(options), ...(options.force === true && { force: true }) };
        const answer = await resource.remove(api, name, query);
        await printAs(context, options.output, answer, () => name);
        requireConverged(answer);
      }),
    );
  });
}

/** Undefined when no more than one object goes, or when the user has agreed already. */
async function questionOf(
  context: CliContext,
  plural: string,
  names: readonly string[],
  options: RemoveOptions,
  force: Force | undefined,
): Promise<string | undefined> {
  if (options.yes === true) return undefined;
  if (options.force === true) return `Delete ${names.join(', ')} ${force?.takes ?? ''}?`;
  const { unforced } = force ?? {};
  const taken: string[] = [];
  if (unforced !== undefined) {
    await withClient(context, options, async ({ api }) => {
      for (const name of names) {
        const what = await unforced(api, name);
        if (what !== undefined) taken.push(`${name} with ${what}`);
      }
    });
  }
  if (names.length > 1) return `Delete ${[`${names.length} ${plural}`, ...taken].join(', ')}?`;
  return taken.length === 0 ? undefined : `Delete ${taken.join(', ')}?`;
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
