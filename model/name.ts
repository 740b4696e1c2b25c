/** Names people give to objects: lower-case, DNS-like, never mistakable for an id. */
import { OvnetError } from './errors.js';
import { looksLikeId } from './id.js';

declare const nameBrand: unique symbol;
export type Name = string & { readonly [nameBrand]: true };

const NAME = /^[a-z0-9](?:[a-z0-9_-]{0,61}[a-z0-9])?$/;
const NODE_NAME = /^[a-z0-9](?:[a-z0-9_.-]{0,61}[a-z0-9])?$/;

/** Names of networks, endpoints, aliases, keys and the cluster. Throws `invalid-name`. */
export function parseName(input: string): Name {
  return parse(input, NAME, "lower-case letters, digits, '-' and '_'");
}

/** Names of nodes: host names, so dots are allowed too. Throws `invalid-name`. */
export function parseNodeName(input: string): Name {
  return parse(input, NODE_NAME, "lower-case letters, digits, '-', '_' and '.'");
}

export function formatName(name: Name): string {
  return name;
}

function parse(input: string, pattern: RegExp, allowed: string): Name {
  if (!pattern.test(input)) {
    throw new OvnetError(
      'invalid-name',
      `'${input}' is not a name: expected 1 to 63 ${allowed}, beginning and ending with a letter or digit`,
    );
  }
  if (looksLikeId(input)) {
    throw new OvnetError('invalid-name', `'${input}' looks like an id: expected another name`);
  }
  return input as Name;
}
