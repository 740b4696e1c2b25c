/** Checks what files declare against the REST create bodies, whose schemas the OpenAPI document carries. */
import { readFileSync } from 'node:fs';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { unknownMember } from '../../model/reserved.js';
import { PLACE_MEMBERS, placeFault } from '../../model/attachment.js';
import type { EndpointBody, NetworkBody } from '../client/shapes.js';
import { misfitsOf } from '../../model/schema-fault.js';
import { within, type Faults, type Place } from './place.js';

interface OpenApi {
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> };
}

export interface BodyChecks {
  readonly network: (body: unknown, place: Place, faults: Faults) => NetworkBody | undefined;
  readonly endpoint: (body: unknown, place: Place, faults: Faults) => EndpointBody | undefined;
}

export function bodyChecks(): BodyChecks {
  const file = new URL('../../../openapi.json', import.meta.url);
  const { schemas } = (JSON.parse(readFileSync(file, 'utf8')) as OpenApi).components;
  const endpoint = checkOf(resolve(schemas['EndpointCreate'], schemas)) as BodyChecks['endpoint'];
  return {
    network: checkOf(resolve(schemas['NetworkCreate'], schemas)) as BodyChecks['network'],
    endpoint: (body, place, faults) => {
      const checked = endpoint(body, place, faults);
      return checked && hasFormedPlace(checked, place, faults) ? checked : undefined;
    },
  };
}

function hasFormedPlace({ attachment = {} }: EndpointBody, place: Place, faults: Faults): boolean {
  const malformed = PLACE_MEMBERS.flatMap((member) => {
    const text = attachment[member];
    const detail = text === undefined ? undefined : placeFault(member, text);
    return detail === undefined ? [] : [{ member, detail }];
  });
  for (const { member, detail } of malformed) {
    faults.add('invalid-body', within(place, `/attachment/${member}`), detail);
  }
  return malformed.length === 0;
}

function checkOf(schema: unknown) {
  const validator = Compile(schema as TSchema);
  return (body: unknown, place: Place, faults: Faults): unknown => {
    if (validator.Check(body)) return body;
    const all = [...validator.Errors(body)];
    const unknown = all.filter(({ keyword }) => keyword === 'boolean');
    for (const { instancePath } of unknown) {
      const { code, detail } = unknownMember(instancePath);
      faults.add(code, within(place, instancePath), detail);
    }
    for (const { pointer, detail } of unknown.length > 0 ? [] : misfitsOf(schema, all)) {
      faults.add('invalid-body', within(place, pointer), detail);
    }
    return undefined;
  };
}

const REFERENCE = '#/components/schemas/';

/** With every reference replaced by what it names. */
function resolve(schema: unknown, schemas: OpenApi['components']['schemas']): unknown {
  if (Array.isArray(schema)) return schema.map((one) => resolve(one, schemas));
  if (typeof schema !== 'object' || schema === null) return schema;
  const { $ref } = schema as { readonly $ref?: string };
  if ($ref !== undefined) return resolve(schemas[$ref.slice(REFERENCE.length)], schemas);
  const members = Object.entries(schema).map(([name, one]) => [name, resolve(one, schemas)]);
  return Object.fromEntries(members) as unknown;
}
