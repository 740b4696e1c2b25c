/** The table of routes as an OpenAPI 3.1 document. Schemas with a title become components of that name. */
import type { TSchema } from 'typebox';
import { Problem, MEDIA_TYPE } from './problem.js';
import { isConditional, isWrite, type Rights, type Route } from './route.js';

type Json = Readonly<Record<string, unknown>>;

const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'A retry under the same key and body is answered with what the first one did',
  schema: { type: 'string', pattern: '^[!-~]{1,128}$' },
};

const IF_MATCH = {
  name: 'If-Match',
  in: 'header',
  required: false,
  description: 'The version the object must have, else 412',
  schema: { type: 'string' },
};

/** `version` is that of the API's document: the program's. */
export function openApiOf(routes: readonly Route[], version: string): Json {
  const components = new Components();
  const paths: Record<string, Record<string, Json>> = {};
  const problem = components.reference(Problem);
  for (const route of routes) {
    const path = (paths[route.path] ??= {});
    path[route.method.toLowerCase()] = operationOf(route, components, problem);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'ovnet',
      version,
      description: 'Control plane of VXLAN overlay networks',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    security: [{ key: [] }],
    paths,
    components: {
      schemas: components.schemas(),
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer' },
        node: { type: 'mutualTLS', description: "A node's certificate, for what concerns itself" },
      },
    },
  };
}

function operationOf(route: Route, components: Components, problem: unknown): Json {
  const { operation, summary, rights, params, query, body } = route;
  const parameters = [
    ...membersOf(params, 'path', components),
    ...membersOf(query, 'query', components),
    ...(isWrite(route) ? [IDEMPOTENCY_KEY] : []),
    ...(isConditional(route) ? [IF_MATCH] : []),
  ];
  return {
    operationId: operation,
    summary,
    ...securityOf(rights),
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: requestBodyOf(route, body, components) }),
    responses: {
      ...(route.unsupported === true ? {} : successOf(route, components)),
      default: {
        description: 'A problem (RFC 9457)',
        content: { [MEDIA_TYPE]: { schema: problem } },
      },
    },
  };
}

function securityOf(rights: Rights): Json {
  if (rights === 'public') return { security: [] };
  if (rights === 'node') return { security: [{ node: [] }] };
  if (rights === 'socket') return { security: [], 'x-ovnet-entrance': 'socket' };
  return { 'x-ovnet-roles': rights };
}

function requestBodyOf(route: Route, body: TSchema, components: Components): Json {
  const schema = components.reference(body);
  const types = ['application/json', ...(route.method === 'PATCH' ? [PATCH_TYPE] : [])];
  return { required: true, content: Object.fromEntries(types.map((type) => [type, { schema }])) };
}

const PATCH_TYPE = 'application/merge-patch+json';

function successOf(route: Route, components: Components): Json {
  const { answer, status = 200 } = route;
  if (typeof answer === 'string') {
    const types = mediaTypesOf(route);
    const content = Object.fromEntries(types.map((type) => [type, contentOf(type)]));
    const text = types.every(isText) ? 'Text' : 'Bytes';
    return {
      [status]: { description: answer === 'events' ? 'Server-sent events' : text, content },
    };
  }
  const schema = components.reference(answer);
  return { [status]: { description: 'Done', content: { 'application/json': { schema } } } };
}

/** Of success, without parameters. */
export function mediaTypesOf({ answer, mediaTypes }: Route): readonly string[] {
  if (answer === 'text') return mediaTypes ?? ['text/plain'];
  return [answer === 'events' ? 'text/event-stream' : 'application/json'];
}

function contentOf(mediaType: string): Json {
  return isText(mediaType) ? { schema: { type: 'string' } } : {};
}

function isText(mediaType: string): boolean {
  return mediaType.startsWith('text/');
}

function membersOf(
  schema: TSchema | undefined,
  place: 'path' | 'query',
  components: Components,
): Json[] {
  const { properties = {}, required = [] } = (schema ?? {}) as {
    properties?: Readonly<Record<string, Json>>;
    required?: readonly string[];
  };
  return Object.entries(properties).map(([name, member]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: components.reference(member),
  }));
}

class Components {
  readonly #schemas = new Map<string, unknown>();

  /** The schema with every titled one, also within it, replaced by a reference. */
  reference(schema: unknown): unknown {
    if (Array.isArray(schema)) return schema.map((one) => this.reference(one));
    if (typeof schema !== 'object' || schema === null) return schema;
    const members = Object.entries(schema).map(([name, one]) => [name, this.reference(one)]);
    const plain = Object.fromEntries(members) as { readonly title?: unknown };
    if (typeof plain.title !== 'string') return plain;
    const known = this.#schemas.get(plain.title);
    if (known !== undefined && JSON.stringify(known) !== JSON.stringify(plain)) {
      throw new Error(`two schemas have the title ${plain.title}`);
    }
    this.#schemas.set(plain.title, plain);
    return { $ref: `#/components/schemas/${plain.title}` };
  }

  /** By name. */
  schemas(): Json {
    return Object.fromEntries([...this.#schemas].sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}
