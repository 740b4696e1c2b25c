/** Refuses, by name, what the contract foresees and this version does not do. */
import { OvnetError } from '../model/errors.js';

export function refuse(what: string): never {
  throw new OvnetError('not-supported', `${what} is not in this version`);
}
