/** A crash at any step of receiving a state and switching to it: the old one or the new one is there, never a mixture. */
import t, { type Test } from 'tap';
import { cpSync, existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { State } from '../../server/state/state.js';
import { stateHash } from '../../server/state/state-hash.js';
import { createStorage, openStorage } from '../../server/storage/open-storage.js';
import { DIRECTORY_WORK, type DirectoryWork } from '../../server/storage/state-directory.js';
import {
  chunksOf,
  MEMBERS,
  openMember,
  populate,
  transfer,
  writeAll,
  writeState,
  type StateMember,
} from '../support/state-members.js';
import type { StateFixture } from '../support/state-fixture.js';

async function filled(t: Test, name: string, fixture: StateFixture): Promise<StateMember> {
  const opened = await openMember(join(t.testdirName, name), { chunkBytes: 2048 });
  t.teardown(() => opened.store.close());
  writeState(opened.store, fixture);
  return opened;
}

t.beforeEach((t) => void t.testdir());

/** Fails at one step, and every one after it: the process is gone. A removal may be cut in the middle. */
class Crash implements DirectoryWork {
  steps = 0;
  readonly #at: number;
  readonly #half: boolean;

  constructor(at: number, half: boolean) {
    this.#at = at;
    this.#half = half;
  }

  async rename(from: string, to: string): Promise<void> {
    this.#step();
    await DIRECTORY_WORK.rename(from, to);
  }

  async remove(path: string): Promise<void> {
    if (this.#half && this.steps === this.#at && isDirectory(path)) {
      const inside = readdirSync(path, { recursive: true }) as string[];
      const current = inside.find((name) => name.endsWith('CURRENT'));
      if (current !== undefined) rmSync(join(path, current));
    }
    this.#step();
    await DIRECTORY_WORK.remove(path);
  }

  async sync(directory: string): Promise<void> {
    this.#step();
    await DIRECTORY_WORK.sync(directory);
  }

  #step(): void {
    if (this.steps >= this.#at) throw new Error('crash');
    this.steps += 1;
  }
}

const isDirectory = (path: string): boolean => existsSync(path) && statSync(path).isDirectory();

const IDENTITY = { clusterId: 'blue', memberId: 7 };

async function reopened(path: string): Promise<{ hash: string; left: string[] }> {
  const { log, state } = await openStorage(path, IDENTITY, {
    onFatal: (error) => t.fail(String(error)),
    onRebuild: (error) => t.fail(`rebuilt: ${error.message}`),
  });
  const hash = stateHash(State.load(state.stored.rows));
  await state.close();
  await log.close();
  return { hash, left: readdirSync(path).sort() };
}

t.test('[raft 54] a crash at any step of the switch ends with the new state', async (t) => {
  const donor = populate(30);
  const one = await filled(t, 'one', donor);
  const two = await filled(t, 'two', populate(2));
  const { snapshot } = await transfer(one, two);
  await two.store.close();
  // What install is called after: the log begins behind the point.
  await createStorage(two.path, { ...IDENTITY, snapshot });
  let steps = 0;
  for (let at = 0; at <= steps; at += 1) {
    for (const half of [false, true]) {
      const path = join(t.testdirName, `crash-${at}-${half}`);
      cpSync(two.path, path, { recursive: true });
      const work = new Crash(at, half);
      const crashed = await openMember(path, { work });
      const installed = await crashed.snapshots.install(snapshot).then(
        () => true,
        () => false,
      );
      await crashed.store.close();
      if (!installed) steps = at + 1;
      const { hash, left } = await reopened(path);
      t.equal(hash, stateHash(donor.state), `after ${at} steps`);
      t.same(left, ['log', 'state'], 'nothing is left over');
    }
  }
  t.ok(steps >= 6, `${steps} steps`);
});

t.test(
  '[raft 54] a crash at any step before the log begins behind the state leaves the old one',
  async (t) => {
    const one = await filled(t, 'one', populate(30));
    const old = populate(2);
    const two = await filled(t, 'two', old);
    await two.store.close();
    const snapshot = { index: old.index, term: 3, configuration: MEMBERS };
    await createStorage(two.path, { ...IDENTITY, snapshot });
    const { offer, chunks } = await chunksOf(one);
    const stale = await chunksOf(one);
    let steps = 0;
    for (let at = 0; at <= steps; at += 1) {
      for (const half of [false, true]) {
        const path = join(t.testdirName, `crash-${at}-${half}`);
        cpSync(two.path, path, { recursive: true });
        const crashed = await openMember(path, { work: new Crash(at, half) });
        try {
          // One that was complete and not needed is dropped for the next.
          for (const { offer: each } of [stale, { offer }]) {
            const sink = await crashed.snapshots.receive(each);
            await writeAll(sink, chunks);
            await sink.finish();
          }
        } catch (error) {
          if (!(error instanceof Error) || error.message !== 'crash') throw error;
          steps = at + 1;
        }
        await crashed.snapshots.close();
        await crashed.store.close();
        const { hash, left } = await reopened(path);
        t.equal(hash, stateHash(old.state), `after ${at} steps`);
        t.same(left, ['log', 'state'], 'nothing is left over');
      }
    }
    t.ok(steps >= 8, `${steps} steps`);
  },
);

t.test(
  '[raft 54] a crash while a complete state is dropped for another one never brings it back in part',
  async (t) => {
    const donor = populate(30);
    const one = await filled(t, 'one', donor);
    const two = await filled(t, 'two', donor);
    // The log was shortened to the very point of a state that came and was not needed.
    const { snapshot } = await transfer(one, two);
    await two.store.close();
    await createStorage(two.path, { ...IDENTITY, snapshot });
    const { offer } = await chunksOf(one);
    let steps = 0;
    for (let at = 0; at <= steps; at += 1) {
      const path = join(t.testdirName, `crash-${at}`);
      cpSync(two.path, path, { recursive: true });
      const crashed = await openMember(path, { work: new Crash(at, true) });
      const begun = await crashed.snapshots.receive(offer).then(
        () => true,
        () => false,
      );
      if (!begun) steps = at + 1;
      await crashed.snapshots.close();
      await crashed.store.close();
      const { hash, left } = await reopened(path);
      t.equal(hash, stateHash(donor.state), `after ${at} steps`);
      t.same(left, ['log', 'state'], 'nothing is left over');
    }
    t.ok(steps >= 3, `${steps} steps`);
  },
);

t.test('a log that begins behind a state that is not there is refused', async (t) => {
  const old = populate(2);
  const two = await filled(t, 'two', old);
  await two.store.close();
  const snapshot = { index: old.index + 10, term: 3, configuration: MEMBERS };
  await createStorage(two.path, { ...IDENTITY, snapshot });
  const deps = { onFatal: () => undefined, onRebuild: () => undefined };
  await t.rejects(openStorage(two.path, IDENTITY, deps), {
    code: 'state-corrupt',
    message: new RegExp(`ends at entry ${old.index}, the log holds ${old.index + 11}`),
  });
});
