/** /docs: the API to browse and try, by a viewer whose files this manager serves itself. */
import { readFile } from 'node:fs/promises';
import Type from 'typebox';
import { found } from '../reading.js';
import { VIEWERS, route, type Answer, type Call, type Route } from '../route.js';
import { strict } from '../schemas/objects.js';

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>ovnet API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<div id="viewer"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
`;

const BROWSER: Answer = { body: PAGE, mediaType: 'text/html; charset=utf-8' };

/** A script of its own, so that the policy need not allow scripts within the page. */
const START = `SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#viewer',
  deepLinking: true,
  docExpansion: 'list',
  validatorUrl: null,
});
`;

/** Nothing from elsewhere; styles within the page are what the viewer's elements carry. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const SCRIPT = 'text/javascript; charset=utf-8';

interface Asset {
  readonly mediaType: string;
  readonly read: () => Promise<string> | string;
}

const ASSETS: ReadonlyMap<string, Asset> = new Map([
  ['start.js', { mediaType: SCRIPT, read: () => START }],
  ['swagger-ui-bundle.js', { mediaType: SCRIPT, read: () => viewerFile('swagger-ui-bundle.js') }],
  [
    'swagger-ui.css',
    { mediaType: 'text/css; charset=utf-8', read: () => viewerFile('swagger-ui.css') },
  ],
]);

export const BROWSE_ROUTES: readonly Route[] = [
  route({
    method: 'GET',
    path: '/docs',
    operation: 'browseApi',
    summary: 'This API to browse and try, as a page',
    rights: VIEWERS,
    answer: 'text',
    mediaTypes: ['text/html'],
    handle: (call) => guarded(call, BROWSER),
  }),
  route({
    method: 'GET',
    path: '/docs/{asset}',
    operation: 'getDocsAsset',
    summary: 'A script or style of the page; without a name the page itself',
    rights: VIEWERS,
    params: strict({ asset: Type.String() }),
    answer: 'text',
    mediaTypes: ['text/javascript', 'text/css', 'text/html'],
    handle: async (call) => {
      const { asset } = call.params;
      if (asset === '') return guarded(call, BROWSER);
      const { mediaType, read } = found(ASSETS.get(asset), 'file of /docs', asset);
      return guarded(call, { body: await read(), mediaType });
    },
  }),
];

function guarded({ reply }: Call, answer: Answer): Answer {
  void reply.headers({
    'content-security-policy': POLICY,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'private, no-cache',
  });
  return answer;
}

/** Copied into the build by scripts/copy-viewer. */
function viewerFile(name: string): Promise<string> {
  return readFile(new URL(`../viewer/${name}`, import.meta.url), 'utf8');
}
