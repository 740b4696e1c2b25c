/** What ovctl's client makes of managers that refuse, hang or break off. */
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { answerOf, listAll } from '../../cli/client/calls.js';
import { RestClient } from '../../cli/client/rest-client.js';

const TIMEOUT_MS = 1_500;

async function clientOf(t: Test, answer: RequestListener): Promise<RestClient> {
  const dir = mkdtempSync(join(tmpdir(), 'rest-'));
  const path = join(dir, 'manager.sock');
  const server = createServer(answer);
  server.listen(path);
  await once(server, 'listening');
  const client = new RestClient({ kind: 'socket', path }, { timeoutMs: TIMEOUT_MS });
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
    rmSync(dir, { recursive: true });
  });
  return client;
}

/** Refuses the first request for want of a quorum and never answers the others. */
function refuseThenHang(): RequestListener {
  let requests = 0;
  return (_request, response) => {
    requests += 1;
    if (requests > 1) return;
    response.writeHead(503, { 'content-type': 'application/problem+json' });
    response.end(JSON.stringify({ code: 'no-quorum', detail: 'no manager leads' }));
  };
}

t.test('a read that is out of time says what the manager said last', async (t) => {
  const client = await clientOf(t, refuseThenHang());
  await t.rejects(client.api.GET('/v1/endpoints'), {
    code: 'no-quorum',
    message: /no manager leads/,
  });
});

t.test('a write that is out of time is unknown, and says what the manager said last', async (t) => {
  const client = await clientOf(t, refuseThenHang());
  await t.rejects(client.api.POST('/v1/networks', { body: { name: 'a' } }), {
    code: 'outcome-unknown',
    message: /no manager leads/,
  });
});

t.test('a manager that never answers is named as unreachable', async (t) => {
  const client = await clientOf(t, () => undefined);
  await t.rejects(client.api.GET('/v1/endpoints'), {
    code: 'unreachable',
    message: /manager.sock took the request and did not answer in time$/,
  });
});

/** Holds every request but that for its readiness, as a manager does which looks for a leader. */
function holding(code: string): RequestListener {
  return ({ url }, response) => {
    if (url !== '/readyz') return;
    response.writeHead(503, { 'content-type': 'application/problem+json' });
    response.end(JSON.stringify({ code, detail: 'no manager is known to lead' }));
  };
}

t.test('a read that a manager holds for want of a quorum says so', async (t) => {
  const client = await clientOf(t, holding('no-quorum'));
  await t.rejects(client.api.GET('/v1/endpoints'), {
    code: 'no-quorum',
    message: 'no manager is known to lead',
  });
  await t.rejects(client.api.POST('/v1/networks', { body: { name: 'a' } }), {
    code: 'outcome-unknown',
    message: /no manager is known to lead/,
  });
});

t.test('a manager that holds a request for no reason of its own is not blamed', async (t) => {
  for (const code of ['disk-full', 'not-found']) {
    const client = await clientOf(t, holding(code));
    await t.rejects(client.api.GET('/v1/endpoints'), { code: 'unreachable' }, code);
  }
});

t.test(
  'a call of the generated client is one request with path, query, body, version and key',
  async (t) => {
    const seen: unknown[] = [];
    const client = await clientOf(t, (request, response) => {
      const { method, url, headers } = request;
      request.setEncoding('utf8').on('data', (body: string) => {
        seen.push({ method, url, body, match: headers['if-match'] });
        t.match(headers['idempotency-key'], /^ovctl-/);
        response.end('{"id":"net-1","revision":7}');
      });
    });
    const params = {
      path: { network: 'a/b' },
      query: { wait: 'applied', timeout: '5s' },
      header: { 'If-Match': '"3"' },
    } as const;
    const call = client.api.PATCH('/v1/networks/{network}', { params, body: { mtu: 1400 } });
    t.match(await answerOf(call), { id: 'net-1', revision: 7 });
    const url = '/v1/networks/a%2Fb?wait=applied&timeout=5s';
    t.same(seen, [{ method: 'PATCH', url, body: '{"mtu":1400}', match: '"3"' }]);
  },
);

t.test('a call of the generated client rejects with the code of the server', async (t) => {
  const client = await clientOf(t, (_request, response) => {
    response.writeHead(409, { 'content-type': 'application/problem+json' });
    response.end(JSON.stringify({ code: 'name-taken', detail: "network 'a' exists" }));
  });
  const call = client.api.POST('/v1/networks', { body: { name: 'a' } });
  await t.rejects(answerOf(call), { code: 'name-taken', message: "network 'a' exists" });
});

t.test('a whole list is read page by page, its filters with every page', async (t) => {
  const seen: (string | undefined)[] = [];
  const client = await clientOf(t, ({ url }, response) => {
    seen.push(url);
    const more = seen.length === 1 ? { continue: 'next' } : {};
    response.end(JSON.stringify({ items: [{ id: `net-${seen.length}` }], revision: 7, ...more }));
  });
  const list = await listAll((page) => {
    const query = { label: ['a=1', 'b'], ...page };
    return answerOf(client.api.GET('/v1/networks', { params: { query } }));
  });
  t.match(list, { items: [{ id: 'net-1' }, { id: 'net-2' }], revision: 7 });
  const query = 'label=a%3D1&label=b&limit=1000';
  t.same(seen, [`/v1/networks?${query}`, `/v1/networks?${query}&continue=next`]);
});

t.test('bytes that are refused reject with the code of the server, as a call does', async (t) => {
  const client = await clientOf(t, (_request, response) => {
    response.writeHead(403, { 'content-type': 'application/problem+json' });
    response.end(JSON.stringify({ code: 'forbidden', detail: 'for admin' }));
  });
  const { signal } = new AbortController();
  const refused = { code: 'forbidden', message: 'for admin' };
  await t.rejects(client.download('/v1/backup'), refused);
  await t.rejects(client.stream('/v1/watch', {}, { silenceMs: 1_000, signal }), refused);
});

t.test(
  'a port that does not speak HTTPS is named as such, without the text of OpenSSL',
  async (t) => {
    const server = createTcpServer((socket) => {
      socket
        .on('error', () => undefined)
        .once('data', () => socket.end('HTTP/1.1 400 Bad\r\n\r\n'));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    t.teardown(() => server.close());
    const origin = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const none = { ca: undefined, bearer: undefined, cert: undefined, certKey: undefined };
    const client = new RestClient({ kind: 'https', origin, ...none }, { timeoutMs: TIMEOUT_MS });
    await t.rejects(client.api.GET('/v1/endpoints'), {
      code: 'unreachable',
      message:
        /^https:[^ ]+ does not speak HTTPS as managers do \([\w ]+\); is it their API port\?$/,
    });
  },
);
