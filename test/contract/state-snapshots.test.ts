/** What the state promises as a whole, on LevelDB: read while it changes, received, verified, put in place. */
import t, { type Test } from 'tap';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { SnapshotOffer } from '../../raft/node/ports.js';
import { apply } from '../../server/state/apply.js';
import { State } from '../../server/state/state.js';
import { stateHash } from '../../server/state/state-hash.js';
import { StateSnapshots } from '../../server/storage/state-snapshots.js';
import {
  chunksOf,
  CLUSTER,
  collect,
  MEMBERS,
  openMember,
  populate,
  transfer,
  writeAll,
  writeState,
  type MemberOptions,
  type StateMember,
} from '../support/state-members.js';
import { endpoint, type StateFixture } from '../support/state-fixture.js';

const SMALL = { chunkBytes: 2048 };

async function member(t: Test, name: string, options: MemberOptions = {}): Promise<StateMember> {
  const opened = await openMember(join(t.testdirName, name), options);
  t.teardown(() => opened.store.close());
  return opened;
}

async function filled(t: Test, name: string, fixture: StateFixture): Promise<StateMember> {
  const opened = await member(t, name, SMALL);
  writeState(opened.store, fixture);
  return opened;
}

const hashOf = ({ store }: StateMember): string => stateHash(State.load(store.stored.rows));

t.beforeEach((t) => void t.testdir());

t.test('a chunk is the same bytes each time, from any number on, while writes go on', async (t) => {
  const fixture = populate(60);
  const one = await filled(t, 'one', fixture);
  const source = await one.snapshots.open();
  t.same(source.offer.snapshot, { index: fixture.index, term: 3, configuration: MEMBERS });
  const first = await collect(source.chunks(0));
  t.ok(first.length > 10, `${first.length} chunks`);
  t.ok(first.every((chunk) => chunk.length <= SMALL.chunkBytes));
  for (let n = 0; n < 20; n += 1) fixture.accept(endpoint('red', `later${n}`));
  writeState(one.store, fixture, 4);
  await one.store.sync();
  t.same(await collect(source.chunks(0)), first, 'all again');
  for (const from of [1, 7, first.length - 1, first.length]) {
    t.same(await collect(source.chunks(from)), first.slice(from), `from ${from}`);
  }
  const fresh = await one.snapshots.open();
  t.equal(fresh.offer.snapshot.index, fixture.index);
  t.equal(fresh.offer.snapshot.term, 4);
  t.not(fresh.offer.id, source.offer.id);
  await fresh.close();
  await source.close();
  await t.rejects(collect(source.chunks(0)), 'nothing is read after it was closed');
});

t.test('a source asked for a chunk it has not made yet makes the same one', async (t) => {
  const one = await filled(t, 'one', populate(40));
  const source = await one.snapshots.open();
  const last = await collect(source.chunks(5));
  t.same((await collect(source.chunks(0))).slice(5), last);
  await source.close();
});

t.test(
  '[raft 79] sessions, tables and members are equal after a transfer, and a retry is answered from them',
  async (t) => {
    const fixture = populate(80);
    const one = await filled(t, 'one', fixture);
    const two = await filled(t, 'two', populate(3));
    const offer = await transfer(one, two);
    await two.snapshots.install(offer.snapshot);
    t.equal(hashOf(two), stateHash(fixture.state));
    t.equal(two.store.appliedIndex, fixture.index);
    t.equal(two.store.durableIndex, fixture.index);
    t.same(two.store.stored.configuration, MEMBERS);
    const state = State.load(two.store.stored.rows);
    const retried = fixture.proposals.find(({ idempotency }) => idempotency?.key === 'k5');
    if (!retried) throw new Error('no such proposal');
    const { result } = apply(state, retried, { index: fixture.index + 1 });
    t.match(result, { ok: true, replayed: true, id: 'ep-red-e5' });
    t.equal(state.revision, fixture.state.revision, 'nothing was done again');
    await two.store.close();
    const again = await member(t, 'two');
    t.equal(hashOf(again), stateHash(fixture.state), 'also after a restart');
    t.same(readdirSync(again.path), ['state']);
  },
);

t.test('the state received can be sent on at once, and written to', async (t) => {
  const fixture = populate(10);
  const one = await filled(t, 'one', fixture);
  const two = await member(t, 'two', SMALL);
  const offer = await transfer(one, two);
  let listened = 0;
  two.snapshots.onInstalled(({ appliedIndex }) => void (listened = appliedIndex));
  await two.snapshots.install(offer.snapshot);
  t.equal(listened, fixture.index, 'who listens is told within install');
  const sent = await chunksOf(two);
  t.same(sent.chunks, (await chunksOf(one)).chunks);
  fixture.accept(endpoint('red', 'later'));
  writeState(two.store, fixture, 5);
  t.equal(await two.snapshots.sync(), fixture.index);
  await two.store.close();
  t.equal(hashOf(await member(t, 'two')), stateHash(fixture.state));
});

t.test('a row bigger than a chunk is spread over several and comes back whole', async (t) => {
  const one = await member(t, 'one', SMALL);
  const value = 'ä'.repeat(5000);
  const rows = ['a', 'b', 'c'].map((key) => ({ table: 'sessions', key, value: key + value }));
  one.store.write({ rows, appliedIndex: 4, term: 1, configuration: MEMBERS });
  const { offer, chunks } = await chunksOf(one);
  t.ok(chunks.length > 12);
  const two = await member(t, 'two');
  const sink = await two.snapshots.receive(offer);
  for (const chunk of chunks.slice(0, 8)) await sink.write(chunk);
  t.ok(sink.chunks < 8 && sink.chunks > 0, 'in the middle of a row it goes on from its beginning');
  await sink.close();
  const again = await two.snapshots.receive(offer);
  t.equal(again.chunks, sink.chunks);
  await writeAll(again, chunks);
  await again.finish();
  await two.snapshots.install(offer.snapshot);
  t.same(two.store.stored.rows, rows);
});

t.test(
  '[raft 53] an interrupted transfer goes on where it was; another one begins anew',
  async (t) => {
    const fixture = populate(50);
    const one = await filled(t, 'one', fixture);
    const two = await filled(t, 'two', populate(2));
    const before = hashOf(two);
    const { offer, chunks } = await chunksOf(one);
    const sink = await two.snapshots.receive(offer);
    t.equal(sink.chunks, 0);
    for (const chunk of chunks.slice(0, 9)) await sink.write(chunk);
    await sink.close();
    const again = await two.snapshots.receive(offer);
    t.equal(again.chunks, 9);
    await again.write(chunks[9]!);
    const other = await chunksOf(one);
    const fresh = await two.snapshots.receive(other.offer);
    t.equal(fresh.chunks, 0, 'another offer');
    await fresh.write(other.chunks[0]!);
    await fresh.close();
    const first = await two.snapshots.receive(offer);
    t.equal(first.chunks, 0, 'what another one took the place of is gone');
    await writeAll(first, chunks);
    await first.finish();
    t.equal(hashOf(two), before, 'nothing has changed yet');
    const repeated = await two.snapshots.receive(offer);
    t.equal(repeated.chunks, 0, 'a complete one is not added to');
    await repeated.close();
    await t.rejects(two.snapshots.install(offer.snapshot), { code: 'internal' });
  },
);

t.test(
  'damaged, missing, repeated and foreign chunks are refused and leave the present state alone',
  async (t) => {
    const fixture = populate(50);
    const one = await filled(t, 'one', fixture);
    const two = await filled(t, 'two', populate(2));
    const { offer, chunks } = await chunksOf(one);
    const refused = async (
      what: string,
      given: readonly Uint8Array[],
      code: string,
      as: SnapshotOffer = offer,
    ): Promise<void> => {
      const sink = await two.snapshots.receive({ ...as, id: what });
      const work = (async () => {
        for (const chunk of given) await sink.write(chunk);
        await sink.finish();
      })();
      await t.rejects(work, { code }, what);
      await sink.close();
      await t.rejects(two.snapshots.install(as.snapshot), { code: 'internal' }, `${what}: no use`);
    };
    for (const at of [0, 1, 4, 9, 12, 700]) {
      const damaged = Buffer.from(chunks[3]!);
      damaged[at]! ^= 4;
      await refused(`a flipped bit at ${at}`, chunks.with(3, damaged), 'state-corrupt');
    }
    await refused(
      'a chunk cut short',
      chunks.with(3, chunks[3]!.subarray(0, 900)),
      'state-corrupt',
    );
    await refused('a chunk cut to nothing', chunks.with(3, Buffer.alloc(3)), 'state-corrupt');
    await refused('a missing chunk', chunks.toSpliced(4, 1), 'state-corrupt');
    await refused('a repeated chunk', chunks.toSpliced(4, 0, chunks[4]!), 'state-corrupt');
    await refused('a missing end', chunks.slice(0, -1), 'state-corrupt');
    await refused('nothing', [], 'state-corrupt');
    const { snapshot } = offer;
    for (const other of [
      { ...snapshot, index: snapshot.index + 1 },
      { ...snapshot, term: 4 },
      { ...snapshot, configuration: { ...MEMBERS, voters: [1] } },
    ]) {
      const as = { id: '', snapshot: other };
      await refused(`another point ${JSON.stringify(other)}`, chunks, 'state-corrupt', as);
    }
    const mixed = await chunksOf(await filled(t, 'three', populate(51)));
    const halves = [...chunks.slice(0, 6), ...mixed.chunks.slice(6)];
    await refused('halves of two states', halves, 'state-corrupt');
    t.equal(two.store.appliedIndex, populate(2).index);
    await two.store.close();
    t.equal(hashOf(await member(t, 'two')), stateHash(populate(2).state));
  },
);

t.test('a state of another cluster is refused at its first chunk', async (t) => {
  const one = await filled(t, 'one', populate(5));
  const { offer, chunks } = await chunksOf(one);
  const directory = { ...CLUSTER, clusterId: 'red' };
  const red = new StateSnapshots({ store: one.store, directory: one.directory }, directory);
  const sink = await red.receive(offer);
  await t.rejects(sink.write(chunks[0]!), { code: 'already-initialized' });
  await sink.close();
});

t.test('a state that does not tell its last entry is not sent until it does', async (t) => {
  const one = await member(t, 'one');
  await t.rejects(one.snapshots.open(), { code: 'internal' }, 'empty');
  one.store.write({ rows: [{ table: 'nodes', key: 'a', value: 1 }], appliedIndex: 3 });
  await t.rejects(one.snapshots.open(), { code: 'internal' });
  one.store.complete({ term: 2, configuration: MEMBERS });
  const source = await one.snapshots.open();
  t.same(source.offer.snapshot, { index: 3, term: 2, configuration: MEMBERS });
  await source.close();
});
