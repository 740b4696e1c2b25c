/** What a manager asks of V8 has to be known to the V8 it runs on. */
import { spawnSync } from 'node:child_process';
import t from 'tap';

t.test('V8 knows how much the heap of a manager may grow', (t) => {
  const module = new URL('../../cli/daemon/heap-growth.js', import.meta.url).href;
  const program = `import(${JSON.stringify(module)}).then((it) => it.letHeapGrow())`;
  const { status, stderr } = spawnSync(process.execPath, ['-e', program], { encoding: 'utf8' });
  t.equal(status, 0);
  t.equal(stderr, '', 'V8 says there when it does not know an option');
  t.end();
});
