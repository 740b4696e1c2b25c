/** The way between two endpoints. */
import Type from 'typebox';
import { strict } from './objects.js';
import { ASK_MEMBERS, Family } from './queries.js';

export const TraceQuery = strict(ASK_MEMBERS);

const Ref = (description: string) => Type.String({ description, minLength: 1, maxLength: 200 });

export const TraceBody = strict(
  {
    from: Ref('Endpoint that sends: id, or NAME.NETWORK'),
    to: Ref('Endpoint that is to be reached'),
    port: Type.Optional(
      Type.String({ pattern: '^(tcp|udp)/[0-9]{1,5}$', description: 'Of `to`, as tcp/443' }),
    ),
    family: Type.Optional(Family),
    live: Type.Optional(
      Type.Boolean({ description: 'Also send a marked packet and follow it; for operators' }),
    ),
  },
  'TraceRequest',
);

const Hop = strict(
  {
    host: Type.String({ description: 'Name of the worker, or cluster' }),
    way: Type.Union([Type.Literal('there'), Type.Literal('back')]),
    object: Type.String({ description: 'network, applied, interface, port, vxlan, fdb, …' }),
    name: Type.String({ description: 'As the kernel, or the cluster, names it' }),
    state: Type.Union(
      (['ok', 'differs', 'doubtful', 'unseen'] as const).map((state) => Type.Literal(state)),
      {
        description:
          'doubtful: blamed only when nothing differs; unseen: nobody can look at it, never blamed',
      },
    ),
    found: Type.String(),
    wanted: Type.String(),
    advice: Type.Optional(Type.String({ description: 'What to do' })),
  },
  'TraceHop',
);

const TracedEndpoint = strict(
  {
    endpoint: Type.String(),
    name: Type.String(),
    node: Type.String(),
    nodeName: Type.String(),
    address: Type.String({ description: 'Without length; empty: no family in common' }),
  },
  'TracedEndpoint',
);

export const TraceAnswer = strict(
  {
    revision: Type.Integer(),
    ok: Type.Boolean({ description: 'No hop is at fault' }),
    network: Type.String(),
    networkName: Type.String(),
    from: TracedEndpoint,
    to: TracedEndpoint,
    fault: Type.Optional(Hop),
    hops: Type.Array(Hop, {
      description: 'In the order in which a packet, then its answer, meets them',
    }),
  },
  'Trace',
);
