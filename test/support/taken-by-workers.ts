/** What managers would send of a state, as an agent reads it: every entry must be one that it can take. */
import assert from 'node:assert/strict';
import { digestOf } from '../../model/digest.js';
import { decodeManagerMessage, encodeManagerMessage } from '../../proto/manager-codec.js';
import { imageOf } from '../../server/project/entries.js';
import type { StateView } from '../../server/state/view.js';

/** Throws for an entry that an agent refuses, and for a set whose sum is another one there. Answers how many there were. */
export function checkTakenByWorkers(view: StateView): number {
  let count = 0;
  for (const { id } of view.networks()) {
    const image = imageOf(view, id, 1);
    assert.ok(image);
    const sent = encodeManagerMessage({ kind: 'image', ...image, chunk: 0, last: true });
    const heard = decodeManagerMessage(sent);
    assert.ok(heard.kind === 'image');
    assert.equal(digestOf(heard.entries), image.digest, `${id} has another digest at an agent`);
    for (const entry of heard.entries) {
      assert.equal(entry.fault, undefined, `${entry.id}: ${entry.fault?.detail}`);
    }
    count += heard.entries.length;
  }
  return count;
}
