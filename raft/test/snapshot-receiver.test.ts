/** The receiving side of whole states in the node: one at a time, whatever streams come and go. */
import t from 'tap';
import { EMPTY_CONFIGURATION } from '../core/types.js';
import { SnapshotReceiver } from '../node/snapshot-receiver.js';
import type { SnapshotArrival, SnapshotSink, SnapshotStore } from '../node/ports.js';

const arrival = (id: string): SnapshotArrival => ({
  from: 1,
  term: 3,
  offer: {
    id,
    snapshot: { index: 9, term: 2, configuration: { ...EMPTY_CONFIGURATION, voters: [1, 2] } },
  },
});

interface Begun {
  readonly id: string;
  closed: boolean;
  /** Lets the store's `receive` end. */
  readonly open: () => void;
}

/** A store that begins and verifies a state only when it is told to. */
function slowStore() {
  const begun: Begun[] = [];
  const verifying: (() => void)[] = [];
  const unused = (): never => {
    throw new Error('not asked for in this test');
  };
  const store: SnapshotStore = {
    sync: unused,
    open: unused,
    install: unused,
    receive: ({ id }) =>
      new Promise<SnapshotSink>((resolve) => {
        const sink: SnapshotSink = {
          chunks: 0,
          write: () => Promise.resolve(),
          finish: () => new Promise((done) => verifying.push(done)),
          close: () => Promise.resolve(void (one.closed = true)),
        };
        const one: Begun = { id, closed: false, open: () => resolve(sink) };
        begun.push(one);
      }),
  };
  return { store, begun, verifying };
}

function receiver(store: SnapshotStore, arrived: () => void = () => undefined): SnapshotReceiver {
  return new SnapshotReceiver({
    store,
    look: () => ({ term: 3, commit: 0, installing: false }),
    heard: () => undefined,
    arrived,
  });
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

void t.test(
  'a second offer waits until the first one is begun, then takes its place',
  async (t) => {
    const { store, begun } = slowStore();
    const one = receiver(store);
    const first = one.accept(arrival('first'));
    const second = one.accept(arrival('second'));
    await turn();
    t.same(
      begun.map(({ id }) => id),
      ['first'],
      'the store begins one at a time',
    );
    begun[0]?.open();
    const stale = await first;
    await turn();
    t.equal(begun[0]?.closed, true, 'the first is closed before the second is begun');
    t.equal(begun[1]?.id, 'second');
    begun[1]?.open();
    const fresh = await second;
    await t.rejects(stale.write(new Uint8Array(1)), { name: 'SnapshotRefused' });
    await stale.close();
    t.equal(begun[1]?.closed, false, 'the end of the older stream leaves the newer one alone');
    await fresh.write(new Uint8Array(1));
  },
);

void t.test('an offer that is refused does not hold up the next one', async (t) => {
  const { store, begun } = slowStore();
  const one = receiver(store);
  const old = one.accept({ ...arrival('old'), term: 2 });
  const next = one.accept(arrival('next'));
  await t.rejects(old, { name: 'SnapshotRefused' });
  await turn();
  begun[0]?.open();
  await next;
  t.equal(begun[0]?.id, 'next');
});

void t.test('a stream that ends while the state is verified does not undo it', async (t) => {
  const { store, begun, verifying } = slowStore();
  let arrivals = 0;
  const one = receiver(store, () => void (arrivals += 1));
  const accepted = one.accept(arrival('whole'));
  await turn();
  begun[0]?.open();
  const intake = await accepted;
  const finished = intake.finish();
  await turn();
  const closed = intake.close();
  await turn();
  t.equal(begun[0]?.closed, false, 'still being verified');
  verifying[0]?.();
  await finished;
  await closed;
  t.equal(arrivals, 1, 'the core hears of it');
  t.equal(begun[0]?.closed, true);
});
