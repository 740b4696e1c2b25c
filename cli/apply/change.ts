/** One line of a plan: an object, what becomes of it, and the operation of the batch that does it. */
import type { Operation } from '../client/shapes.js';
import type { Place } from './place.js';

export type Action = 'create' | 'update' | 'unchanged' | 'delete';
export type ObjectKind = 'network' | 'subnet' | 'endpoint';

/** `from` is absent of what is new, `to` of what goes. */
export interface MemberChange {
  readonly member: string;
  readonly from?: unknown;
  readonly to?: unknown;
  /** The object cannot become this: it is shown by a diff and refused by an apply. */
  readonly immutable?: true;
}

export interface Change {
  readonly kind: ObjectKind;
  /** `blue`, `web.blue`, of a subnet `10.0.0.0/24 of blue`. */
  readonly name: string;
  readonly action: Action;
  readonly id?: string;
  readonly members: readonly MemberChange[];
  /** Names of the workers whose kernels it concerns. */
  readonly workers: readonly string[];
  /** Where it was declared; of what is deleted, nowhere. */
  readonly place?: Place;
  /** None: nothing is sent for it. */
  readonly operation?: Operation;
}

/** Label that says which set of files an object belongs to. */
export const SET_LABEL = 'ovnet.set';

export function subnetName(cidr: string, network: string): string {
  return `${cidr} of ${network}`;
}
