/** What a client is told when no route sees its request: the manager stops, or the bytes are no request. */
import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import t from 'tap';
import { Compile } from 'typebox/compile';
import { Problem } from '../../server/api/problem.js';
import { LocalManager } from '../support/local-manager.js';

const manager = await LocalManager.start();
const problem = Compile(Problem);

/** The head and the body of the one answer to these bytes, after which the server ends the connection. */
async function exchange(port: number, bytes: string) {
  const socket = connect(port, '127.0.0.1');
  socket.write(bytes);
  let text = '';
  socket.setEncoding('utf8').on('data', (part: string) => (text += part));
  await once(socket, 'end');
  socket.destroy();
  const [head = '', body = ''] = text.split('\r\n\r\n');
  return { head: head.toLowerCase(), body: JSON.parse(body) as { code: string } };
}

function gate() {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open: () => open() };
}

t.test('a manager that stops refuses with a code, whatever is asked', async (t) => {
  const app = manager.app();
  const closing = gate();
  const connectionsKept = gate();
  app.addHook('preClose', () => {
    closing.open();
    return connectionsKept.opened;
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const closed = app.close();
  await closing.opened;
  const before = manager.hash();
  for (const path of ['/healthz', '/v1/networks', '/v1/none']) {
    const request = `POST ${path} HTTP/1.1\r\nHost: x\r\nX-Request-Id: mine\r\nContent-Length: 2\r\n\r\n{}`;
    const { head, body } = await exchange(port, request);
    t.match(head, /^http\/1.1 503 /, path);
    t.match(head, /content-type: application\/problem\+json/);
    t.match(head, /retry-after: \d/);
    t.match(body, { code: 'stopping', requestId: 'mine' });
    t.ok(problem.Check(body));
  }
  t.equal(manager.hash(), before);
  connectionsKept.open();
  await closed;
});

t.test('bytes that are no request are answered with a code', async (t) => {
  const app = manager.app();
  await app.listen({ host: '127.0.0.1', port: 0 });
  t.teardown(() => app.close());
  const { port } = app.server.address() as AddressInfo;
  const long = `GET /healthz HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(64 * 1024)}\r\n\r\n`;
  for (const [bytes, status, code, detail] of [
    ['nonsense\r\n\r\n', 400, 'invalid-message', /no HTTP request/],
    [long, 431, 'headers-too-large', /the 16384 bytes/],
  ] as const) {
    const { head, body } = await exchange(port, bytes);
    t.match(head, new RegExp(`^http/1.1 ${status} `));
    t.match(head, /content-type: application\/problem\+json/);
    t.match(body, { code, status, detail });
    t.ok(problem.Check(body));
  }
});
