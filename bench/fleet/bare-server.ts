/** The process of the floor beside a manager: serves bare streams with its certificate, tells its memory when asked. */
import { readIdentity } from '../../identity/data-dir.js';
import { onLines } from '../measure/lines.js';
import { heldMemory } from './held-memory.js';
import { serveBare } from './bare-stream.js';

async function serve([dir = '', host = '']: readonly string[]): Promise<void> {
  const identity = await readIdentity(dir);
  if (identity === undefined) throw new Error(`there is no identity in ${dir}`);
  const say = (answer: object): void => void process.stdout.write(`${JSON.stringify(answer)}\n`);
  const port = await serveBare(host, identity.credentials);
  // Every line asks for the memory, but for the first one, which asks for the port.
  let isTold = false;
  onLines(process.stdin, () => {
    if (isTold) void heldMemory().then(say);
    else say({ port });
    isTold = true;
  });
  await new Promise((resolve) => process.stdin.once('end', resolve));
  process.exit(0);
}

await serve(process.argv.slice(2));
