/** `--label k=v` and `--label k-` as commands take them. */
import { parseLabel } from '../model/labels.js';

/** For objects to be made: pairs only. Throws `invalid-body`. */
export function labelsOf(
  inputs: readonly string[] | undefined,
): Record<string, string> | undefined {
  if (inputs === undefined) return undefined;
  return Object.fromEntries(inputs.map(parseLabel).map(({ key, value }) => [key, value]));
}

/** For updates: `k-` removes. */
export function labelPatchOf(
  inputs: readonly string[] | undefined,
): Record<string, string | null> | undefined {
  if (inputs === undefined) return undefined;
  const pairs = inputs.map((input): [string, string | null] => {
    if (input.endsWith('-') && !input.includes('=')) return [input.slice(0, -1), null];
    const { key, value } = parseLabel(input);
    return [key, value];
  });
  return Object.fromEntries(pairs);
}

/** `a=1,b=2` for tables. */
export function showLabels(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
}
