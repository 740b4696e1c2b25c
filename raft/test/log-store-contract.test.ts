/** The stores that come with the package keep the contract they export. */
import t from 'tap';
import { logStoreContract, type ContractTest } from '../contract/log-store.js';
import { MemoryLog } from '../sim/memory-log.js';
import { WriteAheadLog } from '../wal/write-ahead-log.js';

const named =
  (store: string): ContractTest =>
  (title, run) =>
    void t.test(`${store} ${title}`, run);

const root = t.testdir();
let directories = 0;

logStoreContract(async (snapshot) => {
  directories += 1;
  const directory = `${root}/log-${directories}`;
  const options = { clusterId: 'blue', memberId: 7, segmentBytes: 4096 };
  await (await WriteAheadLog.create(directory, { ...options, snapshot })).close();
  return { open: () => WriteAheadLog.open(directory, options) };
}, named('the write-ahead log'));

logStoreContract(({ configuration }) => {
  const log = new MemoryLog(configuration);
  return { open: () => Promise.resolve(log) };
}, named('the log in memory'));
