import t from 'tap';
import { RandomPool } from '../../server/api/random-pool.js';

/** Every two bytes drawn are a number of their own. */
function counting(drawn: number[]): (bytes: number) => Uint8Array {
  let count = 0;
  return (bytes) => {
    drawn.push(bytes);
    const words = Uint16Array.from({ length: bytes / 2 }, () => (count += 1));
    return new Uint8Array(words.buffer);
  };
}

t.test('no byte of what was drawn is given twice, and draws are few', (t) => {
  const drawn: number[] = [];
  const pool = new RandomPool(counting(drawn));
  const seen = new Set<number>();
  for (let i = 0; i < 4000; i++) {
    const bytes = pool.take(10);
    for (let at = 0; at < 10; at += 2) seen.add((bytes[at] ?? 0) + 256 * (bytes[at + 1] ?? 0));
  }
  t.equal(seen.size, 20_000);
  t.ok(drawn.length <= 10, `${drawn.length} draws`);
  t.end();
});

t.test('more than is drawn at once comes whole', (t) => {
  const drawn: number[] = [];
  const pool = new RandomPool(counting(drawn));
  t.equal(pool.take(10_000).length, 10_000);
  t.strictSame(drawn, [10_000]);
  t.end();
});
