/** The hash of a request is kept in the state: a retry may come to a manager of another version. */
import t from 'tap';
import { idempotencyOf } from '../../server/api/writing.js';

async function hashOf(request: object): Promise<string | undefined> {
  const made = await idempotencyOf({
    request: { headers: { 'idempotency-key': 'k' }, ...request },
    caller: { name: 'c' },
  } as never);
  return made?.bodyHash;
}

const body = (members: object): object => ({
  operations: [{ op: 'create', kind: 'network', body: { name: 'blue', ...members } }],
  none: null,
});

const MEMBERS = {
  subnets: [{ cidr: '10.0.0.0/24' }],
  mtu: 1400,
  labels: { Grüße: '"q"', 10: 'x', 9: 'y' },
  internal: false,
};

t.test('the hash of a request is the one that earlier versions made', async (t) => {
  const url = '/v1/batch?wait=applied&b=2&a=1';
  t.equal(
    await hashOf({ method: 'POST', url, body: body(MEMBERS) }),
    'f271398345c0bb1a3696457ce05e3e9f035bec0a0c6a207095e99d833c20d03b',
  );
  t.equal(
    await hashOf({ method: 'DELETE', url: '/v1/x' }),
    '36cf447977e581eafaf4f637efa0dbe33ed4f9a5112f2feb3963baaba3729cda',
  );
});

t.test('the order of members and how long to wait do not count, anything else does', async (t) => {
  const url = '/v1/batch';
  const hash = await hashOf({ method: 'POST', url, body: body(MEMBERS) });
  const reversed = Object.fromEntries(Object.entries(MEMBERS).reverse());
  t.equal(await hashOf({ method: 'POST', url: `${url}?timeout=1s`, body: body(reversed) }), hash);
  t.not(await hashOf({ method: 'POST', url, body: body({ ...MEMBERS, mtu: '1400' }) }), hash);
  t.not(await hashOf({ method: 'POST', url, body: body({ ...MEMBERS, subnets: [] }) }), hash);
});
