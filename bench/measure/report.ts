/** Where results go: a JSON file per run, a Markdown block on the terminal and, when chosen, in docs/performance.md. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Report {
  /** As in the block's markers: `<!-- bench:NAME -->`. */
  readonly name: string;
  readonly json: object;
  readonly markdown: readonly string[];
}

export interface ReportOptions {
  /** Root of the source tree. */
  readonly root: string;
  /** Also replaces the block of this benchmark in docs/performance.md. */
  readonly publish: boolean;
}

export function writeReport(report: Report, options: ReportOptions): void {
  const { root, publish } = options;
  const text = report.markdown.join('\n');
  const results = join(root, 'bench', 'results');
  mkdirSync(results, { recursive: true });
  const stamp = new Date().toISOString().slice(0, 19).replace(/[:]/g, '');
  const file = join(results, `${report.name}-${stamp}.json`);
  writeFileSync(file, `${JSON.stringify(report.json, undefined, 2)}\n`);
  process.stdout.write(`${text}\n\n${file}\n`);
  if (publish) replaceBlock(join(root, 'docs', 'performance.md'), report.name, text);
}

function replaceBlock(path: string, name: string, text: string): void {
  const [begin, end] = [`<!-- bench:${name} -->`, `<!-- /bench:${name} -->`];
  const page = readFileSync(path, 'utf8');
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${path} has no block ${begin} … ${end}`);
  writeFileSync(path, `${page.slice(0, from)}${begin}\n\n${text}\n\n${page.slice(to)}`);
}

/** A Markdown table whose columns are aligned, as the formatter wants it. First column left, the others right. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = header.map((title, column) =>
    Math.max(3, title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${widths.map((width, at) => pad(cells[at] ?? '', width, at)).join(' | ')} |`;
  const rule = widths.map((width, at) =>
    at === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  );
  return [line(header), line(rule), ...rows.map(line)];
}

function pad(text: string, width: number, column: number): string {
  return column === 0 ? text.padEnd(width) : text.padStart(width);
}

export function ms(value: number): string {
  return Number.isFinite(value) ? value.toFixed(2) : '–';
}
