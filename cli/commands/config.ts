/** `ovctl config show`: the settings a daemon would start with here, and where each comes from. */
import { Argument, type Command } from 'commander';
import type { Loaded } from '../../config/load.js';
import type { ConfigDefinition } from '../../config/setting.js';
import type { CliContext } from '../context.js';
import { outputOption, type OutputOptions } from '../options.js';
import { printList } from '../output/print.js';
import type { Column } from '../output/table.js';

type Role = 'manager' | 'worker';

interface ShowOptions extends OutputOptions {
  readonly origin?: true;
  readonly config?: string;
}

interface Row {
  readonly setting: string;
  readonly value: unknown;
  readonly origin?: string;
}

const COLUMNS: readonly Column<Row>[] = [
  { title: 'setting', value: ({ setting }) => setting },
  {
    title: 'value',
    value: ({ value }) => (typeof value === 'string' ? value : JSON.stringify(value)),
  },
];
const ORIGIN: Column<Row> = { title: 'origin', value: ({ origin }) => origin };

export function registerConfig(program: Command, context: CliContext): void {
  program
    .command('config')
    .description('look at settings')
    .command('show')
    .description('show the settings a daemon would start with on this host')
    .addArgument(new Argument('<role>', 'of which daemon').choices(['manager', 'worker']))
    .option('--origin', 'also where each value comes from')
    .option('--config <file>', 'settings file (default: /etc/ovnet/ROLE.yaml)')
    .addOption(outputOption())
    .action(async (role: Role, options: ShowOptions) => {
      const rows = await rowsOf(role, context, options);
      const columns = options.origin === true ? [...COLUMNS, ORIGIN] : COLUMNS;
      const values = Object.fromEntries(rows.map(({ setting, value }) => [setting, value]));
      const value = options.origin === true ? { items: rows } : values;
      await printList(context, options.output, columns, rows, value);
    });
}

async function rowsOf(role: Role, context: CliContext, options: ShowOptions): Promise<Row[]> {
  if (role === 'manager') {
    const { MANAGER_CONFIG } = await import('../../config/manager.js');
    return rows(MANAGER_CONFIG, context, options);
  }
  const { WORKER_CONFIG } = await import('../../config/worker.js');
  return rows(WORKER_CONFIG, context, options);
}

/** In the order of the table; settings without a value are found out when the daemon starts. */
async function rows<T extends object>(
  definition: ConfigDefinition<T>,
  context: CliContext,
  options: ShowOptions,
): Promise<Row[]> {
  const { loadConfig } = await import('../../config/load.js');
  const loaded: Loaded<T> = await loadConfig(definition, {
    flags: {},
    env: context.env,
    file: options.config,
  });
  const members = Object.keys(definition.settings) as (keyof T & string)[];
  return members.flatMap((setting) => {
    const origin = loaded.origins[setting];
    if (origin === undefined) return [];
    const value: unknown = loaded.values[setting];
    return [{ setting, value, ...(options.origin === true ? { origin: origin.place } : {}) }];
  });
}
