/** Prints results as table, wide table, JSON or YAML; JSON and YAML are the REST shapes, unchanged. */
import type { CliContext } from '../context.js';
import { formatTable, type Column } from './table.js';

export const OUTPUT_FORMATS = ['table', 'wide', 'json', 'yaml'] as const;
export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

/** A list: rows in tables, `value` (default: `{items}`) in JSON and YAML. */
export async function printList<T>(
  context: CliContext,
  format: OutputFormat,
  columns: readonly Column<T>[],
  items: readonly T[],
  value: unknown = { items },
): Promise<void> {
  await printAs(context, format, value, () => formatTable(columns, items, format === 'wide'));
}

/** One object: `text` in tables, `value` in JSON and YAML. `text` need not end with a newline. */
export async function printAs(
  context: CliContext,
  format: OutputFormat,
  value: unknown,
  text: () => string,
): Promise<void> {
  const body = await render(format, value, text);
  context.stdout.write(body === '' || body.endsWith('\n') ? body : `${body}\n`);
}

async function render(format: OutputFormat, value: unknown, text: () => string): Promise<string> {
  switch (format) {
    case 'json':
      return JSON.stringify(value, undefined, 2);
    case 'yaml': {
      const { stringify } = await import('yaml');
      return stringify(value);
    }
    case 'table':
    case 'wide':
      return text();
  }
}
