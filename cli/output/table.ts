/** Plain aligned columns for people: no borders, two spaces apart, no trailing blanks. */

export interface Column<T> {
  /** Printed in capitals. */
  readonly title: string;
  readonly value: (row: T) => string | number | boolean | undefined;
  /** Shown by `-o wide` only. */
  readonly wide?: boolean;
}

const ABSENT = '-';

/** The header and one line per row; ends with a newline. */
export function formatTable<T>(
  columns: readonly Column<T>[],
  rows: readonly T[],
  wide = false,
): string {
  const shown = columns.filter((column) => wide || column.wide !== true);
  const lines = [
    shown.map((column) => column.title.toUpperCase()),
    ...rows.map((row) => shown.map((column) => cell(column.value(row)))),
  ];
  const widths = shown.map((_, at) => Math.max(...lines.map((line) => line[at]?.length ?? 0)));
  return lines
    .map((line) => line.map((text, at) => text.padEnd(widths[at] ?? 0)).join('  '))
    .map((line) => `${line.trimEnd()}\n`)
    .join('');
}

function cell(value: string | number | boolean | undefined): string {
  if (value === undefined || value === '') return ABSENT;
  // A line break within a cell would look like another row.
  return String(value).replace(/\s+/g, ' ');
}
