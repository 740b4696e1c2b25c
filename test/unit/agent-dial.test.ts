/** How an agent dials: what an attempt costs that is like the one before. */
import { credentials } from '@grpc/grpc-js';
import t from 'tap';
import { grpcDial, type Dial } from '../../agent/sync/dial.js';
import { TestCa } from '../support/test-ca.js';

const NAME = { clusterId: 'clu-1', role: 'worker', nodeId: 'node-w1' } as const;
/** Nobody listens at port 1. */
const NOBODY = { nodeId: 'node-m1', address: '127.0.0.1', grpcPort: 1, apiPort: 1 };

async function attempt(dial: Dial): Promise<void> {
  await new Promise<void>((resolve) => {
    dial(NOBODY, { message: () => undefined, ended: () => resolve() });
  });
}

t.test('a certificate is read for TLS once, and again only when it is another one', async (t) => {
  const ca = await TestCa.create();
  let own = await ca.issue(NAME);
  const { createSsl } = credentials;
  let made = 0;
  credentials.createSsl = (...given) => {
    made += 1;
    return createSsl.call(credentials, ...given);
  };
  t.teardown(() => {
    credentials.createSsl = createSsl;
  });
  const dial = grpcDial('clu-1', () => own);
  await attempt(dial);
  await attempt(dial);
  t.equal(made, 1);
  own = await ca.issue(NAME);
  await attempt(dial);
  t.equal(made, 2);
});
