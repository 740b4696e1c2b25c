/** /docs: a page that needs nothing from elsewhere, under a policy that its parts keep to, over a valid document. */
import { createContext, runInContext } from 'node:vm';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import t from 'tap';
import { ApiClient } from '../support/api-client.js';
import { LocalManager } from '../support/local-manager.js';

const manager = await LocalManager.start();
const api = new ApiClient(manager.app(), manager.keys.viewer);

t.test('the page and all that it loads come from the manager, under a strict policy', async (t) => {
  const page = await api.get('/docs');
  t.equal(page.status, 200);
  t.match(page.headers['content-type'], 'text/html');
  const policy = String(page.headers['content-security-policy']);
  t.match(policy, "default-src 'none'; script-src 'self'");
  t.notMatch(policy, 'script-src [^;]*unsafe');
  t.equal(page.headers['x-content-type-options'], 'nosniff');
  const loaded = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path ?? '');
  const own = loaded.filter((path) => !path.startsWith('data:'));
  t.same(own.sort(), ['/docs/start.js', '/docs/swagger-ui-bundle.js', '/docs/swagger-ui.css']);
  t.notMatch(page.text, /<script>|<style>|https?:/);
  for (const path of own) {
    const asset = await api.get(path);
    t.equal(asset.status, 200, path);
    t.match(asset.headers['content-type'], path.endsWith('.css') ? 'text/css' : 'text/javascript');
    t.ok(asset.text.length > 100, path);
  }
  t.match((await api.get('/docs/start.js')).text, "url: '/openapi.json'");
  t.equal((await api.get('/docs/')).text, page.text, 'also with a slash');
});

t.test('only what the page needs is served, and to viewers only', async (t) => {
  for (const asset of ['package.json', '..%2f..%2fpackage.json', 'swagger-ui.js']) {
    t.match((await api.get(`/docs/${asset}`)).body, { code: 'not-found' }, asset);
  }
  t.equal((await api.get('/docs/swagger-ui.css', { key: null })).status, 401);
});

/** Sources by directive of a content security policy. */
function directivesOf(policy: unknown): ReadonlyMap<string, readonly string[]> {
  const parts = String(policy).split(';');
  return new Map(
    parts.map((part) => {
      const [name = '', ...sources] = part.trim().split(/\s+/);
      return [name, sources];
    }),
  );
}

const MEDIA = { script: 'text/javascript; charset=utf-8', style: 'text/css; charset=utf-8' };

t.test('every part that the page names is allowed by its policy and has its type', async (t) => {
  const page = await api.get('/docs');
  const policy = directivesOf(page.headers['content-security-policy']);
  const allows = (directive: string, url: string): boolean =>
    (policy.get(directive) ?? policy.get('default-src') ?? []).includes(
      url.startsWith('data:') ? 'data:' : "'self'",
    );
  const parts = [...page.text.matchAll(/<(script|link|img|iframe|form|base)\b([^>]*)>/g)];
  t.equal(parts.length, 4);
  for (const [element, tag, attributes = ''] of parts) {
    const url = /(?:src|href)="([^"]*)"/.exec(attributes)?.[1] ?? '';
    const kind = tag === 'script' ? 'script' : attributes.includes('icon') ? 'img' : 'style';
    t.ok(allows(`${kind}-src`, url), element);
    if (kind === 'img') continue;
    const { headers } = await api.get(url);
    t.equal(headers['content-type'], MEDIA[kind], url);
    t.equal(headers['x-content-type-options'], 'nosniff', 'no other type is guessed');
  }
  const { text: style } = await api.get('/docs/swagger-ui.css');
  const urls = [...style.matchAll(/url\(["']?([^"')]*)/g)].map(([, url]) => url ?? '');
  t.ok(urls.length > 0);
  t.same(
    urls.filter((url) => !allows('img-src', url)),
    [],
    'images of the styles',
  );
  t.notMatch(style, /@import|@font-face/);
});

/** As much of a browser as a script asks for while it loads; no code is made from texts, as the policy says. */
function browser(more: object = {}) {
  const node = () => ({ style: {}, setAttribute: () => undefined, appendChild: () => undefined });
  const document = {
    ...node(),
    documentElement: node(),
    createElement: node,
    addEventListener: () => undefined,
  };
  const { setTimeout, clearTimeout, URL, URLSearchParams, fetch, Headers, Request } = globalThis;
  const { Response, FormData, File, Blob, AbortController, TextEncoder, TextDecoder } = globalThis;
  const web = { setTimeout, clearTimeout, URL, URLSearchParams, fetch, Headers, Request };
  const data = { Response, FormData, File, Blob, AbortController, TextEncoder, TextDecoder };
  const location = { href: 'https://m1:7070/docs', protocol: 'https:', hash: '', search: '' };
  const window = { ...web, ...data, document, location, navigator: { userAgent: '' }, ...more };
  const context = createContext(window, { codeGeneration: { strings: false, wasm: false } });
  runInContext('var window = globalThis, self = globalThis', context);
  return (script: string): unknown => runInContext(script, context);
}

t.test('the viewer loads without making code of texts, which the policy forbids', async (t) => {
  const policy = directivesOf((await api.get('/docs')).headers['content-security-policy']);
  t.same(policy.get('script-src'), ["'self'"]);
  const run = browser();
  t.throws(() => run('new Function("return 1")()'), 'as under the policy');
  run((await api.get('/docs/swagger-ui-bundle.js')).text);
  t.equal(run('typeof SwaggerUIBundle'), 'function');
});

t.test('the viewer is begun over a document that is valid OpenAPI', async (t) => {
  const begun: { url?: string; dom_id?: string }[] = [];
  const SwaggerUIBundle = (options: object) => void begun.push(options);
  browser({ SwaggerUIBundle })((await api.get('/docs/start.js')).text);
  t.match(begun, [{ url: '/openapi.json', dom_id: '#viewer', validatorUrl: null }]);
  t.match((await api.get('/docs')).text, '<div id="viewer">');
  const { status, headers, text } = await api.get(begun[0]?.url ?? '');
  t.equal(status, 200);
  t.match(headers['content-type'], 'application/json');
  // Refusals of every kind are one response, `default`.
  const rules = { 'operation-4xx-response': 'off' } as const;
  const config = await createConfig({ extends: ['recommended'], rules });
  const problems = async (source: string) =>
    (await lintFromString({ source, config })).map(({ message }) => message);
  t.same(await problems(text), []);
  const broken = text.replace('#/components/schemas/Problem', '#/components/schemas/None');
  t.not((await problems(broken)).length, 0, 'it would be seen');
});
