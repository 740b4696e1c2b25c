/** Where the last segment of a log ends: behind it there are zeros only, or what must be removed. */
import t from 'tap';
import { scanTail, type ScannedSegment } from '../wal/segment-scan.js';

const SEED = 7;
const HEADER_END = 64;
/** Not a whole number of any block. */
const LENGTH = 200_001;

function scanned(content: Buffer): ScannedSegment {
  const opened = { header: {} as never, end: HEADER_END, chain: SEED };
  return scanTail(content, opened, { file: 'segment', seed: SEED });
}

t.test('a segment with nothing but zeros behind its header is empty and clean', (t) => {
  for (const length of [HEADER_END, HEADER_END + 1, 16 * 1024, LENGTH]) {
    const { records, end, dirty } = scanned(Buffer.alloc(length));
    t.same({ records, end, dirty }, { records: [], end: HEADER_END, dirty: false }, `${length}`);
  }
  t.end();
});

t.test('one byte that is not zero is found wherever it is', (t) => {
  const block = 16 * 1024;
  const places = [HEADER_END, HEADER_END + 1, block - 1, block, LENGTH - 1];
  for (let blocks = 0; LENGTH - blocks * block > HEADER_END; blocks++) {
    places.push(LENGTH - blocks * block - 1);
    if (blocks > 0) places.push(LENGTH - blocks * block);
  }
  for (const place of places) {
    const content = Buffer.alloc(LENGTH);
    content[place] = 1;
    const { end, dirty } = scanned(content);
    t.same({ end, dirty }, { end: HEADER_END, dirty: true }, `at ${place}`);
  }
  t.end();
});

t.test('what the header holds is no content', (t) => {
  const content = Buffer.alloc(LENGTH);
  content.fill(1, 0, HEADER_END);
  t.notOk(scanned(content).dirty);
  t.end();
});
