/** Labels: free key=value pairs on objects, changed by merge patch (RFC 7396). */
import { OvnetError } from './errors.js';
import type { Labels } from './objects.js';

export type LabelPatch = Readonly<Record<string, string | null>>;

const KEY = /^[A-Za-z0-9](?:[A-Za-z0-9_./-]{0,126}[A-Za-z0-9])?$/;
export const MAX_LABELS = 64;
export const MAX_LABEL_VALUE = 256;

/** Shared by all objects without labels. */
export const NO_LABELS: Labels = Object.freeze({});

/** Answers the pairs sorted by key. Throws `invalid-body`. */
export function parseLabels(input: Labels): Labels {
  const entries = Object.entries(input).sort(([a], [b]) => (a < b ? -1 : 1));
  if (entries.length > MAX_LABELS) {
    throw new OvnetError(
      'invalid-body',
      `${entries.length} labels: expected at most ${MAX_LABELS}`,
    );
  }
  if (entries.length === 0) return NO_LABELS;
  for (const [key, value] of entries) checkLabel(key, value);
  return Object.fromEntries(entries);
}

/** `k=v` or `k=`. Throws `invalid-body`. */
export function parseLabel(input: string): { readonly key: string; readonly value: string } {
  const at = input.indexOf('=');
  if (at < 0) {
    throw new OvnetError('invalid-body', `'${input}' is not a label: expected key=value`);
  }
  const label = { key: input.slice(0, at), value: input.slice(at + 1) };
  checkLabel(label.key, label.value);
  return label;
}

/** Of a list's filter: `k=v`, or `k` alone for any value. Throws `invalid-query`. */
export function parseSelector(input: string): { readonly key: string; readonly value?: string } {
  const at = input.indexOf('=');
  const key = at < 0 ? input : input.slice(0, at);
  if (!KEY.test(key)) {
    throw new OvnetError('invalid-query', `'${input}' selects no label: expected key=value or key`);
  }
  return at < 0 ? { key } : { key, value: input.slice(at + 1) };
}

export function formatLabel(key: string, value: string): string {
  return `${key}=${value}`;
}

/** null removes a key. Throws `invalid-body`. */
export function mergeLabels(current: Labels, patch: LabelPatch): Labels {
  const merged = new Map(Object.entries(current));
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) merged.delete(key);
    else merged.set(key, value);
  }
  return parseLabels(Object.fromEntries(merged));
}

function checkLabel(key: string, value: string): void {
  if (!KEY.test(key)) {
    throw new OvnetError(
      'invalid-body',
      `'${key}' is not a label key: expected 1 to 128 letters, digits and any of '_./-' between them`,
    );
  }
  if (value.length > MAX_LABEL_VALUE) {
    throw new OvnetError(
      'invalid-body',
      `the value of label '${key}' has ${value.length} characters: expected at most ${MAX_LABEL_VALUE}`,
    );
  }
}
