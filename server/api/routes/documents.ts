/** /openapi.json: the API's own description. */
import Type from 'typebox';
import { openApiOf } from '../openapi.js';
import { VIEWERS, route, type Route } from '../route.js';

/** Describes the given routes and itself. */
export function documentRoutes(routes: readonly Route[]): readonly Route[] {
  const own: Route = route({
    method: 'GET',
    path: '/openapi.json',
    operation: 'getOpenApi',
    summary: 'This description, OpenAPI 3.1',
    rights: VIEWERS,
    answer: Type.Unknown(),
    handle: ({ context }) => ({ body: openApiOf([...routes, own], context.deps.version) }),
  });
  return [own];
}
