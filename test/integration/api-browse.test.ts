/** /docs: a page that needs nothing from elsewhere. */
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
});

t.test('only what the page needs is served, and to viewers only', async (t) => {
  for (const asset of ['package.json', '..%2f..%2fpackage.json', 'swagger-ui.js']) {
    t.match((await api.get(`/docs/${asset}`)).body, { code: 'not-found' }, asset);
  }
  t.equal((await api.get('/docs/swagger-ui.css', { key: null })).status, 401);
});
