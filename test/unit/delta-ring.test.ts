/** The last changes of a network: what is said of one costs its size once, however many ask. */
import t from 'tap';
import type { DesiredEntry } from '../../model/desired.js';
import { DeltaRing, type FeedStep } from '../../server/feed/delta-ring.js';

function step(to: number, ids: readonly string[]): FeedStep {
  const upserts = ids.map((id) => ({ kind: 'endpoint', id }) as DesiredEntry);
  const frame = Buffer.from('frame');
  return {
    from: to - 1,
    to,
    timeMs: to,
    digest: `d${to}`,
    upserts,
    removals: [],
    concerned: [],
    frame,
  };
}

t.test('a change is described once for all who ask, and the next one anew', (t) => {
  const base = { revision: 0, digest: 'd0', members: [] };
  const ring = new DeltaRing(base, { maxSteps: 10, maxBytes: 1000 });
  ring.push(step(1, ['ep-a', 'ep-b']));
  const first = ring.lastChange(1);
  t.equal(ring.lastChange(1), first);
  t.equal(ring.lastChange(5), first, 'nothing has changed since');
  ring.push(step(2, ['ep-c']));
  t.match(ring.lastChange(2), { revision: 2, touched: { endpoints: new Set(['ep-c']) } });
  t.equal(ring.lastChange(1), first, 'endpoints of both are listed in turns');
  t.end();
});

t.test('what was described long ago is described anew when it is asked for', (t) => {
  const base = { revision: 0, digest: 'd0', members: [] };
  const ring = new DeltaRing(base, { maxSteps: 100, maxBytes: 1000 });
  for (let to = 1; to <= 20; to++) ring.push(step(to, [`ep-${to}`]));
  const first = ring.lastChange(1);
  for (let to = 2; to <= 20; to++) ring.lastChange(to);
  t.not(ring.lastChange(1), first, 'not kept for ever');
  t.same(ring.lastChange(1), first);
  t.end();
});
