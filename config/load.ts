/**
 * The one loader of settings: flag, then environment, then file, then default. Its result is frozen and knows where
 * each value comes from.
 */
import { readFileSync } from 'node:fs';
import { Errors } from 'typebox/schema';
import { parse } from 'yaml';
import { OvnetError, type FieldError } from '../model/errors.js';
import {
  flagName,
  variableName,
  type ConfigDefinition,
  type Setting,
  type SettingsSchema,
} from './setting.js';

/** `place`: the flag, the variable or the file. */
export interface Origin {
  readonly kind: 'flag' | 'environment' | 'file' | 'default';
  readonly place: string;
}

export interface Loaded<T> {
  readonly values: Readonly<T>;
  /** Of every member that has a value. */
  readonly origins: Readonly<Partial<Record<keyof T & string, Origin>>>;
}

export interface ConfigSources {
  /** By member, as text: string, or string[] for a repeated flag. Absent or undefined = not given. */
  readonly flags: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly env: NodeJS.ProcessEnv;
  /** `--config`; must exist. Without it the default file is read if it is there. */
  readonly file?: string | undefined;
}

type Members = Record<string, unknown>;

/** Rejects with OvnetError: `usage` for a bad flag, `invalid-config` for a bad variable or file. */
export async function loadConfig<T extends object>(
  definition: ConfigDefinition<T>,
  sources: ConfigSources,
): Promise<Loaded<T>> {
  const schemas = await definition.schema();
  const values: Members = {};
  const origins: Record<string, Origin> = {};
  const take = (member: string, value: unknown, origin: Origin): void => {
    values[member] = value;
    origins[member] = origin;
  };
  for (const [member, value] of Object.entries(definition.defaults)) {
    take(member, value, { kind: 'default', place: 'default' });
  }
  const file = readFile(definition, schemas, sources);
  for (const [member, value] of Object.entries(file.members)) {
    take(member, value, { kind: 'file', place: file.path });
  }
  for (const [member, setting] of Object.entries<Setting>(definition.settings)) {
    const schema = schemaOf(schemas, member);
    const variable = variableName(definition.role, setting);
    const text = sources.env[variable];
    if (text !== undefined && text !== '') {
      const parts = setting.shape === undefined ? [text] : text.split(',');
      const value = checked(schema, setting, parts, 'invalid-config', variable);
      take(member, value, { kind: 'environment', place: variable });
    }
    const flag = sources.flags[member];
    if (flag !== undefined) {
      const place = `--${flagName(setting)}`;
      const parts = typeof flag === 'string' ? [flag] : flag;
      take(member, checked(schema, setting, parts, 'usage', place), { kind: 'flag', place });
    }
  }
  return {
    values: deepFreeze(values) as Readonly<T>,
    origins: Object.freeze(origins) as Loaded<T>['origins'],
  };
}

function schemaOf(schemas: SettingsSchema, member: string): object {
  const schema = schemas.properties[member];
  if (schema === undefined) throw new Error(`setting ${member} has no schema`);
  return schema;
}

function checked(
  schema: object,
  setting: Setting,
  parts: readonly string[],
  code: 'usage' | 'invalid-config',
  place: string,
): unknown {
  const value = valueOf(schema, setting, parts);
  const [, [first]] = Errors(schema, value);
  if (first === undefined) return value;
  throw new OvnetError(code, `${place}: "${parts.join(',')}" ${first.message}`);
}

/** Text → what the schema expects; text that is no such thing stays text, which the schema then refuses. */
function valueOf(schema: object, setting: Setting, parts: readonly string[]): unknown {
  if (setting.shape === 'list') return parts;
  if (setting.shape === 'map') return mapOf(parts);
  const text = parts.at(-1) ?? '';
  const numeric = 'type' in schema && schema.type === 'integer' && /^-?\d+$/.test(text);
  return numeric ? Number(text) : text;
}

function mapOf(parts: readonly string[]): unknown {
  const entries = parts.map((part) => /^([^=]+)=(.*)$/s.exec(part)?.slice(1));
  if (entries.includes(undefined)) return parts.join(',');
  return Object.fromEntries(entries as [string, string][]);
}

function readFile<T extends object>(
  definition: ConfigDefinition<T>,
  schemas: SettingsSchema,
  sources: ConfigSources,
): { readonly path: string; readonly members: Members } {
  const path = sources.file ?? definition.defaultFile;
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    const absent = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    if (absent && sources.file === undefined) return { path, members: {} };
    throw fileError(path, `cannot be read: ${(cause as Error).message}`, cause);
  }
  let document: unknown;
  try {
    document = parse(text) ?? {};
  } catch (cause) {
    throw fileError(path, `is no YAML: ${(cause as Error).message}`, cause);
  }
  return { path, members: checkedFile(schemas, path, document) };
}

function checkedFile(schemas: SettingsSchema, path: string, document: unknown): Members {
  if (typeof document !== 'object' || document === null || Array.isArray(document)) {
    throw fileError(path, 'must hold a mapping of settings');
  }
  const errors: FieldError[] = [];
  for (const [member, value] of Object.entries(document)) {
    const schema = schemas.properties[member];
    if (schema === undefined) {
      errors.push({ pointer: `/${member}`, detail: 'is not a known setting' });
      continue;
    }
    const [, [first]] = Errors(schema, value);
    if (first) errors.push({ pointer: `/${member}${first.instancePath}`, detail: first.message });
  }
  const [first] = errors;
  if (first === undefined) return document as Members;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  throw fileError(path, `${first.pointer} ${first.detail}${more}`, undefined, errors);
}

function fileError(
  path: string,
  detail: string,
  cause?: unknown,
  errors: readonly FieldError[] = [],
): OvnetError {
  return new OvnetError('invalid-config', `${path}: ${detail}`, { cause, errors });
}

function deepFreeze<V>(value: V): V {
  if (typeof value === 'object' && value !== null) {
    for (const member of Object.values(value)) deepFreeze(member);
    Object.freeze(value);
  }
  return value;
}
