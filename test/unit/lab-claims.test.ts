import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import t from 'tap';

const dist = join(import.meta.dirname, '..', '..');

/** Takes a subnet and gives it back, many times, as labs of one process after the other. */
function comeAndGo(root: string, name: string): string {
  return `
    import { mkdirSync, rmSync } from 'node:fs';
    import { LabLayout } from ${JSON.stringify(join(dist, 'lab', 'layout.js'))};
    import { claimSubnet, releaseSubnet } from ${JSON.stringify(join(dist, 'lab', 'subnet-claim.js'))};
    for (let n = 0; n < 1000; n++) {
      const layout = new LabLayout(${JSON.stringify(name)} + n, ${JSON.stringify(root)});
      mkdirSync(layout.dir);
      claimSubnet(layout);
      releaseSubnet(layout);
      rmSync(layout.dir, { recursive: true });
    }`;
}

t.test(
  'labs of several processes that come and go at once do not disturb each other',
  async (t) => {
    const root = t.testdir();
    const ends = ['a', 'b', 'c'].map(async (name) => {
      const argv = ['--input-type=module', '-e', comeAndGo(root, name)];
      const child = spawn(process.execPath, argv, { stdio: ['ignore', 'ignore', 'pipe'] });
      let said = '';
      child.stderr.on('data', (part: Buffer) => (said += part.toString()));
      const [code] = (await once(child, 'close')) as [number | null];
      return { code, said };
    });
    t.same(await Promise.all(ends), Array(3).fill({ code: 0, said: '' }));
  },
);
