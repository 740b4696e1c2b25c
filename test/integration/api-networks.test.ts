/** Networks over REST, on a real state. */
import t from 'tap';
import type { Network } from '../../model/objects.js';
import { ApiClient } from '../support/api-client.js';
import { LocalManager } from '../support/local-manager.js';

const manager = await LocalManager.start();
const api = new ApiClient(manager.app(), manager.keys.operator);

t.test('a network made of its name alone gets subnet, gateway and VNI', async (t) => {
  const made = await api.post('/v1/networks', { name: 'front' });
  t.equal(made.status, 201, made.text);
  const network = made.body as Network & { revision: number };
  t.match(network, { name: 'front', vni: 1_048_576, mtu: 1450, encrypted: false });
  t.match(network.subnets, [{ cidr: '10.0.0.0/24', gateway: '10.0.0.1', usage: { used: 0 } }]);
  t.equal(made.headers['location'], `/v1/networks/${network.id}`);
  t.equal(made.headers['etag'], `"${network.version}"`);
  t.equal(Number(made.headers['ovnet-revision']), network.revision);
  const read = await api.get('/v1/networks/front');
  t.same(read.body, network, 'what is read is what was answered');
});
