/** Colour, where it is wanted: on a terminal, unless NO_COLOR is set (no-color.org) or the terminal is dumb. */
import { styleText } from 'node:util';

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow';

export interface StyledStream {
  readonly isTTY?: boolean;
}

export function wantsColor(stream: StyledStream, env: NodeJS.ProcessEnv): boolean {
  const refused = (env['NO_COLOR'] ?? '') !== '';
  return stream.isTTY === true && !refused && env['TERM'] !== 'dumb';
}

/** A painter for one stream: `paint('red', 'down')`. */
export function painter(
  stream: StyledStream,
  env: NodeJS.ProcessEnv,
): (style: Style, text: string) => string {
  return wantsColor(stream, env) ? (style, text) => styleText(style, text) : (_, text) => text;
}
