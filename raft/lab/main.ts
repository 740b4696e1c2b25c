/** `npm run -s raft:lab`: a line of JSON in, a line of JSON out, until the input ends. */
import { createInterface } from 'node:readline';
import { once } from 'node:events';
import { execute } from './execute.js';
import { Lab } from './lab.js';

const { stdin, stdout } = process;
const lab = new Lab();
// A reader that went away needs no further answers.
stdout.on('error', () => process.exit(0));
for await (const line of createInterface({ input: stdin, crlfDelay: Infinity })) {
  if (!stdout.write(`${JSON.stringify(execute(lab, line))}\n`)) await once(stdout, 'drain');
}
