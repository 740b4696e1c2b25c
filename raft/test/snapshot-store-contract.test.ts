/** The state machine of these tests keeps the contract that the package exports. */
import t from 'tap';
import { MemoryMachine } from './support/memory-machine.js';
import { snapshotStoreContract } from '../contract/snapshot-store.js';

let machines = 0;

snapshotStoreContract(
  () => {
    machines += 1;
    const machine = new MemoryMachine(String(machines));
    return Promise.resolve({
      machine,
      entry: (index, term, change) => ({
        index,
        term,
        type: 'normal',
        data: new TextEncoder().encode(`change ${change}`),
      }),
      look: () => machine.texts,
      close: () => Promise.resolve(),
    });
  },
  (title, run) => void t.test(`the state in memory: ${title}`, run),
  { verified: false },
);
