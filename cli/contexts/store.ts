/** Contexts of the user: names for remote clusters and the way to them, in files that only the user can read. */
import { randomUUID } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OvnetError } from '../../model/errors.js';

/** Paths are absolute. Either `server` or `socket`. */
export interface ContextEntry {
  readonly server?: string;
  readonly socket?: string;
  readonly ca?: string;
  readonly keyFile?: string;
  readonly cert?: string;
  readonly certKey?: string;
}

export interface Contexts {
  readonly current?: string;
  readonly contexts: Readonly<Record<string, ContextEntry>>;
}

/** The built-in one: the local manager's socket. */
export const LOCAL = 'local';

const NONE: Contexts = { contexts: {} };
const MEMBERS = ['server', 'socket', 'ca', 'keyFile', 'cert', 'certKey'];
const DIRECTORY_MODE = 0o700;
const FILE_MODE = 0o600;

/** `$XDG_CONFIG_HOME/ovnet` or `~/.config/ovnet`; undefined without a home. */
function directoryOf(env: NodeJS.ProcessEnv): string | undefined {
  const { XDG_CONFIG_HOME: config, HOME: home } = env;
  if (config !== undefined && config !== '') return join(config, 'ovnet');
  return home === undefined || home === '' ? undefined : join(home, '.config', 'ovnet');
}

/** Rejects with `invalid-config` for a file that is not what `saveContexts` writes. */
export async function loadContexts(env: NodeJS.ProcessEnv): Promise<Contexts> {
  const directory = directoryOf(env);
  if (directory === undefined) return NONE;
  const file = join(directory, 'contexts.yaml');
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return NONE;
    throw invalid(file, (cause as Error).message, cause);
  }
  // Only who has contexts pays for it.
  const { parse } = await import('yaml');
  let value: unknown;
  try {
    value = parse(text);
  } catch (cause) {
    throw invalid(file, (cause as Error).message, cause);
  }
  if (isContexts(value)) return value;
  throw invalid(file, 'expected the members current and contexts');
}

export async function saveContexts(env: NodeJS.ProcessEnv, contexts: Contexts): Promise<void> {
  const { stringify } = await import('yaml');
  writePrivately(join(needDirectory(env), 'contexts.yaml'), stringify(contexts));
}

/** Answers the file it is kept in. */
export function storeKey(env: NodeJS.ProcessEnv, name: string, key: string): string {
  const file = keyFileOf(needDirectory(env), name);
  writePrivately(file, `${key}\n`);
  return file;
}

/** Removes a key that was stored; files of the user stay. */
export function dropKey(env: NodeJS.ProcessEnv, name: string): void {
  rmSync(keyFileOf(needDirectory(env), name), { force: true });
}

function keyFileOf(directory: string, name: string): string {
  return join(directory, `${name}.key`);
}

function needDirectory(env: NodeJS.ProcessEnv): string {
  const directory = directoryOf(env);
  if (directory === undefined) {
    throw new OvnetError('invalid-config', 'contexts are kept under HOME, which is not set');
  }
  mkdirSync(directory, { recursive: true, mode: DIRECTORY_MODE });
  return directory;
}

/** Replaces the file as a whole, so that a reader never sees half of it. */
function writePrivately(file: string, text: string): void {
  const fresh = `${file}.${randomUUID()}`;
  try {
    writeFileSync(fresh, text, { mode: FILE_MODE, flag: 'wx' });
    chmodSync(fresh, FILE_MODE);
    renameSync(fresh, file);
  } catch (cause) {
    rmSync(fresh, { force: true });
    throw new OvnetError(
      'invalid-config',
      `${file} cannot be written: ${(cause as Error).message}`,
      {
        cause,
      },
    );
  }
}

function isContexts(value: unknown): value is Contexts {
  if (typeof value !== 'object' || value === null) return false;
  const { current, contexts } = value as Record<string, unknown>;
  if (current !== undefined && typeof current !== 'string') return false;
  return (
    typeof contexts === 'object' && contexts !== null && Object.values(contexts).every(isEntry)
  );
}

function isEntry(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).every(
    ([name, member]) => MEMBERS.includes(name) && typeof member === 'string',
  );
}

function invalid(file: string, reason: string, cause?: unknown): OvnetError {
  return new OvnetError('invalid-config', `${file} is no list of contexts: ${reason}`, { cause });
}
