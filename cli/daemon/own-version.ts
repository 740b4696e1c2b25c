/** The version in package.json, as seen from dist/cli/daemon. */
import { readFile } from 'node:fs/promises';

export async function ownVersion(): Promise<string> {
  const file = new URL('../../../package.json', import.meta.url);
  return (JSON.parse(await readFile(file, 'utf8')) as { version: string }).version;
}
