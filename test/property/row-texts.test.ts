/** Texts that are made by hand are those that JSON has. */
import fc from 'fast-check';
import t from 'tap';
import { quoted } from '../../model/json-text.js';
import { NO_LABELS } from '../../model/labels.js';
import type { Endpoint } from '../../model/objects.js';
import { NO_ALIASES } from '../../server/state/tables/endpoints.js';
import { EventTexts } from '../../server/state/tables/event-texts.js';
import type { HistoryEvent } from '../../server/state/tables/events.js';
import { Tables } from '../../server/state/tables/tables.js';

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string(),
  fc.constantFrom('"', '\\', '\ud800', '\x7f', 'é'),
);

const anyEndpoint: fc.Arbitrary<Endpoint> = fc.record({
  id: anyText,
  network: anyText,
  node: anyText,
  name: anyText,
  addresses: fc.array(anyText, { maxLength: 3 }),
  mac: anyText,
  aliases: fc.oneof(fc.constant(NO_ALIASES), fc.array(anyText, { maxLength: 3 })),
  labels: fc.oneof(fc.constant(NO_LABELS), fc.dictionary(anyText, anyText, { maxKeys: 3 })),
  attachment: fc.oneof(
    fc.constant(undefined),
    fc.record({ netns: anyText, ifname: anyText, create: fc.boolean() }),
  ),
  version: fc.nat(),
  createdAt: anyText,
  updatedAt: anyText,
});

t.test('a text in quotes is that of JSON, whatever is in it', (t) => {
  fc.assert(fc.property(anyText, (text) => quoted(text) === JSON.stringify(text)));
  t.end();
});

t.test('the text of an endpoint is that of JSON to the character, as the history counts', (t) => {
  const { endpoints } = new Tables();
  fc.assert(
    fc.property(anyEndpoint, fc.boolean(), (drawn, isOther) => {
      // The second one takes from the first what they have in common.
      const updatedAt = isOther ? '' : drawn.updatedAt;
      const next = { ...drawn, id: `${drawn.id}2`, updatedAt };
      return [drawn, next, drawn]
        .map((one) => endpoints.shape(one))
        .every((one) => endpoints.textOf(one) === JSON.stringify(one));
    }),
  );
  t.end();
});

t.test('the text of an event is read back as the event', (t) => {
  const places = fc.oneof(
    fc.record({ network: anyText, networkName: anyText, nodeName: anyText }),
    fc.record({ network: anyText }),
    fc.constant({}),
  );
  const drawn = fc.record({
    texts: fc.record({ time: anyText, actor: anyText, id: anyText, name: anyText }),
    numbers: fc.record({ revision: fc.nat(), n: fc.nat(), size: fc.nat() }),
    place: places,
    type: fc.constantFrom('created', 'updated', 'deleted'),
    object: fc.dictionary(anyText, anyText),
  });
  fc.assert(
    fc.property(drawn, fc.boolean(), ({ texts, numbers, place, type, object }, isOther) => {
      const after = { revision: numbers.size, n: numbers.revision };
      const event = { ...texts, ...numbers, ...place, after, type, kind: 'endpoint', object };
      // The second one takes from the first what they have in common.
      const next = { ...event, id: `${event.id}2`, ...(isOther && { network: 'other' }) };
      const told = new EventTexts(event);
      for (const one of [event, next, event]) {
        const text = told.of(one as unknown as HistoryEvent, JSON.stringify(object));
        t.strictSame(JSON.parse(text), JSON.parse(JSON.stringify(one)));
      }
    }),
  );
  t.end();
});
