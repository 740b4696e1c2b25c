/** Texts that are made by hand are those that JSON has. */
import fc from 'fast-check';
import t from 'tap';
import { quoted } from '../../model/json-text.js';
import { NO_LABELS } from '../../model/labels.js';
import type { Endpoint } from '../../model/objects.js';
import { atOnce } from '../../server/state/steps.js';
import { NO_ALIASES } from '../../server/state/tables/endpoints.js';
import { EventTexts } from '../../server/state/tables/event-texts.js';
import type { HistoryEvent } from '../../server/state/tables/events.js';
import { sessionText } from '../../server/state/tables/sessions.js';
import { Tables } from '../../server/state/tables/tables.js';

const TEXTS_OF_SIMPLE = ['id', 'network', 'node', 'name', 'addresses', 'mac'] as const;
const ENDPOINT_MEMBERS = [...TEXTS_OF_SIMPLE, 'aliases', 'labels', 'attachment'] as const;

/** What JSON writes in another way, or what lies next to it. */
const ODD = [
  ...['"', '\\', '/', '\b', '\f', '\n', '\r', '\t', '\x00', '\x1f', ' ', '!', '~', '\x7f', '\x80'],
  ...[
    '\u2028',
    '\u2029',
    '\ufeff',
    '\ufffe',
    'é',
    '€',
    '😀',
    '\ud800',
    '\udc00',
    '\udc00\ud800',
    '\ud83d',
  ],
] as const;

const plainText = fc.string({
  unit: fc.constantFrom('a', 'z', '0', '9', '-', '_', '.', ':', '/', ' ', '~', '!'),
});
const oddText = fc
  .tuple(plainText, fc.constantFrom(...ODD), plainText)
  .map(([before, odd, behind]) => before + odd + behind);
const anyText = fc.oneof(
  plainText,
  oddText,
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
);

/** As most are: what is written member by member. */
const simpleEndpoint: fc.Arbitrary<Endpoint> = fc.record({
  id: plainText,
  network: plainText,
  node: plainText,
  name: plainText,
  addresses: fc.tuple(plainText),
  mac: plainText,
  aliases: fc.constant(NO_ALIASES),
  labels: fc.constant(NO_LABELS),
  attachment: fc.constant(undefined),
  version: fc.nat(),
  createdAt: anyText,
  updatedAt: anyText,
});

const anyEndpoint: fc.Arbitrary<Endpoint> = fc.record({
  id: anyText,
  network: anyText,
  node: anyText,
  name: anyText,
  addresses: fc.array(anyText, { maxLength: 3 }),
  mac: anyText,
  aliases: fc.oneof(fc.constant(NO_ALIASES), fc.array(anyText, { maxLength: 3 })),
  labels: fc.oneof(
    fc.constant(NO_LABELS),
    fc.constant({}),
    fc.dictionary(anyText, anyText, { maxKeys: 3 }),
  ),
  attachment: fc.oneof(
    fc.constant(undefined),
    fc.record(
      {
        netns: anyText,
        ifname: anyText,
        create: fc.boolean(),
        router: fc.constant(true as const),
        gatewayPriority: fc.integer(),
        tap: fc.record({ user: anyText, group: anyText }, { requiredKeys: [] }),
      },
      { requiredKeys: ['netns', 'ifname', 'create'] },
    ),
  ),
  version: fc.nat(),
  createdAt: anyText,
  updatedAt: anyText,
});

/** One that would be simple but for one member. */
const nearlySimple = fc
  .tuple(simpleEndpoint, anyEndpoint, fc.constantFrom<keyof Endpoint>(...ENDPOINT_MEMBERS))
  .map(([simple, other, member]) => ({ ...simple, [member]: other[member] }));
const oddInSimple = fc
  .tuple(simpleEndpoint, oddText, fc.constantFrom(...TEXTS_OF_SIMPLE))
  .map(([simple, odd, member]) => {
    return { ...simple, [member]: member === 'addresses' ? [odd] : odd };
  });
const drawnEndpoint = fc.oneof(simpleEndpoint, oddInSimple, nearlySimple, anyEndpoint);

t.test('a text in quotes is that of JSON, whatever is in it', (t) => {
  fc.assert(fc.property(anyText, (text) => quoted(text) === JSON.stringify(text)));
  for (const odd of ODD) t.equal(quoted(odd), JSON.stringify(odd));
  for (let unit = 0; unit < 0x100; unit++) {
    const text = String.fromCharCode(unit);
    t.equal(quoted(text), JSON.stringify(text), `unit ${unit}`);
  }
  t.end();
});

t.test('the text of an endpoint is that of JSON to the character, as the history counts', (t) => {
  const { endpoints } = new Tables();
  const shapes = { byHand: 0, byJson: 0 };
  const { stringify } = JSON;
  t.teardown(() => (JSON.stringify = stringify));
  fc.assert(
    fc.property(drawnEndpoint, fc.boolean(), (drawn, isOther) => {
      // The second one takes from the first what they have in common.
      const updatedAt = isOther ? '' : drawn.updatedAt;
      const next = { ...drawn, id: `${drawn.id}2`, updatedAt };
      return [drawn, next, drawn]
        .map((one) => endpoints.shape(one))
        .every((one) => {
          const given: unknown[] = [];
          JSON.stringify = ((value: unknown) => {
            given.push(value);
            return stringify(value);
          }) as typeof stringify;
          const text = endpoints.textOf(one);
          JSON.stringify = stringify;
          shapes[given.includes(one) ? 'byJson' : 'byHand'] += 1;
          return text === stringify(one);
        });
    }),
    { numRuns: 400 },
  );
  // Most draws of either kind: the text made by hand is what is to be tested.
  t.ok(shapes.byHand >= 200, `${shapes.byHand} by hand`);
  t.ok(shapes.byJson >= 200, `${shapes.byJson} by JSON`);
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

t.test('the text of a session is read back as the session, whatever it led to', (t) => {
  const { endpoints } = new Tables();
  const made = fc
    .record({ id: anyText, object: drawnEndpoint, changed: fc.boolean() })
    .map((one) => ({ ...one, kind: 'endpoint' as const, object: endpoints.shape(one.object) }));
  const drawn = fc.record({
    caller: anyText,
    key: anyText,
    bodyHash: anyText,
    timeMs: fc.nat(),
    index: fc.nat(),
    revision: fc.nat(),
    made: fc.oneof(
      made,
      fc
        .tuple(made, fc.array(made, { maxLength: 20 }))
        .map(([first, results]) => ({ ...first, results })),
    ),
  });
  fc.assert(
    fc.property(drawn, (session) => {
      const text = atOnce(sessionText(session, (_kind, object) => JSON.stringify(object)));
      t.strictSame(JSON.parse(text), JSON.parse(JSON.stringify(session)));
    }),
  );
  t.end();
});
