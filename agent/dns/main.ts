/** Process of the resolver: `main.js DATA_DIR`. Started by an agent, outlives it, ends on SIGTERM. */
import { loadNative } from '../kernel/native/native.js';
import { Resolver } from './resolver.js';

process.title = 'ovnet-dns';
process.umask(0o077);
const [dataDir = ''] = process.argv.slice(2);
const native = loadNative();
// Its failure is told of each namespace that is asked for.
native.catch(() => undefined);
const resolver = new Resolver(dataDir, () => native);
await resolver.start();
process.once('SIGTERM', () => {
  void resolver.stop().then(() => process.exit(0));
});
