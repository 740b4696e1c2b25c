/** Reads apply files: YAML or JSON, `-` for stdin, several documents each, to what they declare. */
import { readFile } from 'node:fs/promises';
import { parseAllDocuments } from 'yaml';
import { OvnetError } from '../../model/errors.js';
import { unknownMember } from '../../model/reserved.js';
import type { EndpointBody, NetworkBody } from '../client/shapes.js';
import type { CliContext } from '../context.js';
import { bodyChecks, type BodyChecks } from './body-check.js';
import { Faults, within, type Place } from './place.js';

export const API_VERSION = 'ovnet/v1';

export interface Declared<T> {
  readonly body: T;
  readonly place: Place;
}

export interface Declaration {
  readonly networks: readonly Declared<NetworkBody>[];
  readonly endpoints: readonly Declared<EndpointBody>[];
}

interface Source {
  readonly document: unknown;
  readonly place: Place;
}

/** Throws `not-found` for a file that cannot be read, `invalid-body`, `unknown-member` and `not-supported` with every place. */
export async function readDeclaration(
  context: Pick<CliContext, 'stdin'>,
  files: readonly string[],
): Promise<Declaration> {
  const sources: Source[] = [];
  for (const file of files) sources.push(...documentsOf(file, await textOf(context, file)));
  const faults = new Faults();
  const checks = bodyChecks();
  const parts = sources.map((source) => declared(source, checks, faults));
  faults.throwIfAny();
  return {
    networks: parts.flatMap(({ networks }) => networks),
    endpoints: parts.flatMap(({ endpoints }) => endpoints),
  };
}

async function textOf({ stdin }: Pick<CliContext, 'stdin'>, file: string): Promise<string> {
  if (file === '-') {
    const chunks: Buffer[] = [];
    for await (const chunk of stdin) chunks.push(Buffer.from(chunk as Uint8Array));
    return Buffer.concat(chunks).toString('utf8');
  }
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new OvnetError('not-found', `${file} cannot be read: ${(cause as Error).message}`, {
      cause,
    });
  }
}

function documentsOf(name: string, text: string): Source[] {
  const file = name === '-' ? 'stdin' : name;
  const json = jsonOf(text);
  if (json !== undefined) return [{ document: json, place: { file, pointer: '' } }];
  const documents = [...parseAllDocuments(text)].filter(({ contents }) => contents !== null);
  if (documents.length === 0) throw new OvnetError('invalid-body', `${file} holds no document`);
  return documents.map((document, i) => {
    const [error] = document.errors;
    if (error) throw new OvnetError('invalid-body', `${file}: ${error.message}`, { cause: error });
    const place = { file: documents.length === 1 ? file : `${file}#${i + 1}`, pointer: '' };
    return { document: document.toJS() as unknown, place };
  });
}

/** JSON is YAML too, but a large export is read many times faster as what it is. */
function jsonOf(text: string): unknown {
  if (!text.trimStart().startsWith('{')) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function declared({ document, place }: Source, checks: BodyChecks, faults: Faults): Declaration {
  const { apiVersion, networks, endpoints, ...rest } = (document ?? {}) as Record<string, unknown>;
  if (apiVersion !== API_VERSION) {
    const found = apiVersion === undefined ? 'absent' : JSON.stringify(apiVersion);
    faults.add(
      'invalid-body',
      within(place, '/apiVersion'),
      `is ${found}: expected ${API_VERSION}`,
    );
  }
  for (const name of Object.keys(rest)) {
    const { code, detail } = unknownMember(`/${name}`);
    faults.add(code, within(place, `/${name}`), detail);
  }
  const all = <T>(member: string, list: unknown, check: BodyChecks['network']): Declared<T>[] => {
    const here = within(place, `/${member}`);
    if (list === undefined || list === null) return [];
    if (!Array.isArray(list)) {
      faults.add('invalid-body', here, 'must be a list');
      return [];
    }
    return list.flatMap((item, i) => {
      const at = within(here, `/${i}`);
      const body = check(item, at, faults);
      return body === undefined ? [] : [{ body: body as T, place: at }];
    });
  };
  return {
    networks: all<NetworkBody>('networks', networks, checks.network),
    endpoints: all<EndpointBody>('endpoints', endpoints, checks.endpoint as BodyChecks['network']),
  };
}
