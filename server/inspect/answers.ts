/** Agents' answers checked for their shape: a worker that answers something else is at fault, not the manager. */
import Type, { type Static, type TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { OvnetError } from '../../model/errors.js';

const NullableText = Type.Union([Type.String(), Type.Null()]);

export const DIFFERENCE = {
  object: Type.String({ description: 'bridge, vxlan, port, fdb, neighbour, firewall, …' }),
  name: Type.String({ description: 'As the kernel names it' }),
  network: Type.String({ description: 'Id; empty: of the host' }),
  endpoint: Type.String({ description: 'Id; empty: of no endpoint' }),
  found: NullableText,
  wanted: NullableText,
  code: Type.Optional(Type.String({ description: 'Why it cannot be repaired' })),
};

const VerifyAnswer = Type.Object({
  networks: Type.Array(
    Type.Object({ network: Type.String(), epoch: Type.Integer(), revision: Type.Integer() }),
  ),
  revision: Type.Integer(),
  differences: Type.Array(Type.Object(DIFFERENCE)),
  omitted: Type.Integer(),
  settled: Type.Boolean(),
});

const Slave = Type.Object({
  state: Type.String(),
  learning: Type.Boolean(),
  flood: Type.Boolean(),
  barred: Type.Optional(Type.Array(Type.String())),
});
const VxlanData = Type.Object({
  vni: Type.Integer(),
  local: Type.String(),
  port: Type.Integer(),
  learning: Type.Boolean(),
  proxy: Type.Boolean(),
});
const LINK = {
  name: Type.String(),
  up: Type.Boolean(),
  carrier: Type.Boolean(),
  mtu: Type.Integer(),
  mac: Type.String(),
  master: NullableText,
  queue: Type.Optional(Type.String()),
  slave: Type.Optional(Slave),
  vxlan: Type.Optional(VxlanData),
};
const Link = Type.Object(LINK);
const Route = Type.Object({ dev: Type.String(), gateway: Type.String(), error: Type.String() });
const Neighbour = Type.Object({ mac: Type.String(), state: Type.String() });
const Verdict = Type.Union([Type.Literal('accept'), Type.Literal('drop')]);
const Filter = Type.Object({ verdict: Verdict, rule: Type.String() });
const Ping = Type.Object({
  sent: Type.Integer(),
  received: Type.Integer(),
  rttMs: Type.Number(),
  maxMs: Type.Number(),
  code: Type.String(),
});

const CheckAnswer = Type.Object({
  pairs: Type.Array(
    Type.Object({
      from: Type.String(),
      to: Type.String(),
      sent: Type.Integer(),
      received: Type.Integer(),
      rttMs: Type.Number(),
      maxMs: Type.Number(),
      pathMtu: Type.Integer(),
      code: Type.String(),
    }),
  ),
});

const Workload = Type.Object({
  netns: Type.Union([Type.Literal('present'), Type.Literal('missing'), Type.Literal('changed')]),
  link: nullable(Link),
  addresses: Type.Array(Type.String()),
  route: Route,
  neighbour: nullable(Neighbour),
  listeners: Type.Optional(Type.Array(Type.String())),
});

const Tap = Type.Object({
  device: nullable(Link),
  endpoint: Type.String(),
  veth: nullable(Link),
  vethName: Type.String(),
  fromGuest: Type.String(),
  toGuest: Type.String(),
});

const Underlay = Type.Object({
  local: Type.String(),
  link: nullable(Link),
  route: Route,
  via: nullable(Link),
  input: Filter,
  output: Filter,
  nft: Type.Optional(Type.String()),
  ping: Ping,
});

const TraceAnswer = Type.Object({
  revision: Type.Integer(),
  names: Type.Object({ bridge: Type.String(), vxlan: Type.String(), port: Type.String() }),
  workload: Workload,
  tap: Type.Optional(Tap),
  port: nullable(Type.Object({ ...LINK, pinnedMac: NullableText })),
  bridge: nullable(Link),
  vxlan: nullable(Link),
  neighbour: nullable(Neighbour),
  destination: NullableText,
  bridged: Type.Optional(NullableText),
  underlay: Type.Optional(Underlay),
});

const ProbeSentAnswer = Type.Object({ sent: Type.Integer(), error: Type.String() });

const ProbeSightingsAnswer = Type.Object({
  sightings: Type.Array(
    Type.Object({
      place: Type.Union(
        (['workload', 'port', 'vxlan', 'underlay'] as const).map((one) => Type.Literal(one)),
      ),
      name: Type.String(),
      way: Type.Union([Type.Literal('there'), Type.Literal('back')]),
      direction: Type.Union([Type.Literal('in'), Type.Literal('out')]),
      copies: Type.Integer(),
    }),
  ),
});

/** All throw `invalid-message`. */
export const readCheckAnswer = reader(CheckAnswer);
export const readProbeSent = reader(ProbeSentAnswer);
export const readProbeSightings = reader(ProbeSightingsAnswer);
export const readTraceAnswer = reader(TraceAnswer);
export const readVerifyAnswer = reader(VerifyAnswer);

function nullable<S extends TSchema>(schema: S) {
  return Type.Union([schema, Type.Null()]);
}

function reader<S extends TSchema>(schema: S): (json: unknown) => Static<S> {
  const validator = Compile(schema);
  return (json) => {
    if (validator.Check(json)) return json;
    const [first] = validator.Errors(json);
    const where = first ? `${first.instancePath} ${first.message}` : 'another shape';
    throw new OvnetError('invalid-message', `the worker's answer: ${where}`);
  };
}
