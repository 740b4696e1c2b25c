/** One line in, one answer out; whatever the line holds, the lab goes on. */
import { Arguments, isObject } from './arguments.js';
import { LabError } from './lab-error.js';
import { OPERATIONS } from './operations.js';
import type { Lab } from './lab.js';

export type Answer =
  { readonly ok: true } | { readonly ok: false; readonly error: string; readonly detail: string };

export function execute(lab: Lab, line: string): Answer {
  try {
    return { ok: true, ...run(lab, parse(line)) };
  } catch (error) {
    if (error instanceof LabError) return { ok: false, error: error.code, detail: error.message };
    return { ok: false, error: 'internal', detail: String(error) };
  }
}

function run(lab: Lab, request: object): object {
  const given = new Arguments(request);
  const name = given.text('op');
  const operation = OPERATIONS.get(name);
  if (operation === undefined) throw new LabError('unknown-op', `there is no operation ${name}`);
  return operation(lab, given);
}

function parse(line: string): object {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw new LabError('bad-json', String(error));
  }
  if (!isObject(value)) throw new LabError('bad-json', 'a line must hold one JSON object');
  return value;
}
