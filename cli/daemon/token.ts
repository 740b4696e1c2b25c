/** The join token as given: argument, standard input (`-`), or a file. */
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { OvnetError } from '../../model/errors.js';
import type { CliContext } from '../context.js';

export async function readToken(
  context: CliContext,
  argument: string | undefined,
  file: string | undefined,
): Promise<string> {
  if (file !== undefined) {
    if (argument !== undefined)
      throw new OvnetError('usage', 'give TOKEN or --token-file, not both');
    return (await contentOf(file)).trim();
  }
  if (argument === undefined)
    throw new OvnetError('usage', 'TOKEN is missing; `-` reads it from standard input');
  return argument === '-' ? (await text(context.stdin)).trim() : argument;
}

async function contentOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new OvnetError('usage', `--token-file ${file}: ${(cause as Error).message}`, { cause });
  }
}
