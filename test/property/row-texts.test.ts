/** Texts that are made by hand are those that JSON has. */
import fc from 'fast-check';
import t from 'tap';
import { quoted } from '../../model/json-text.js';
import { NO_LABELS } from '../../model/labels.js';
import type { Endpoint } from '../../model/objects.js';
import { NO_ALIASES } from '../../server/state/tables/endpoints.js';
import { eventHead, eventText, type HistoryEvent } from '../../server/state/tables/events.js';
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

t.test(
  'the text of an endpoint is that of JSON, to the character: the history counts them',
  (t) => {
    const { endpoints } = new Tables();
    fc.assert(
      fc.property(anyEndpoint, (drawn) => {
        const endpoint = endpoints.shape(drawn);
        return endpoints.textOf(endpoint) === JSON.stringify(endpoint);
      }),
    );
    t.end();
  },
);

t.test('the text of an event is read back as the event', (t) => {
  const texts = fc.record({ time: anyText, actor: anyText, id: anyText, name: anyText });
  const numbers = fc.record({ revision: fc.nat(), n: fc.nat(), size: fc.nat() });
  const places = fc.oneof(
    fc.record({ network: anyText, networkName: anyText, nodeName: anyText }),
    fc.record({ network: anyText }),
    fc.constant({}),
  );
  const type = fc.constantFrom('created', 'updated', 'deleted');
  const object = fc.dictionary(anyText, anyText);
  fc.assert(
    fc.property(texts, numbers, places, type, object, (texts, numbers, place, type, object) => {
      const after = { revision: numbers.size, n: numbers.revision };
      const drawn = { ...texts, ...numbers, ...place, after, type, kind: 'endpoint', object };
      const event = drawn as unknown as HistoryEvent;
      const text = eventText(eventHead(event), event, JSON.stringify(object));
      t.strictSame(JSON.parse(text), JSON.parse(JSON.stringify(drawn)));
    }),
  );
  t.end();
});
