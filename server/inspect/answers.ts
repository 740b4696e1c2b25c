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

/** Throws `invalid-message`. */
export const readVerifyAnswer = reader(VerifyAnswer);

function reader<S extends TSchema>(schema: S): (json: unknown) => Static<S> {
  const validator = Compile(schema);
  return (json) => {
    if (validator.Check(json)) return json;
    const [first] = validator.Errors(json);
    const where = first ? `${first.instancePath} ${first.message}` : 'another shape';
    throw new OvnetError('invalid-message', `the worker's answer: ${where}`);
  };
}
