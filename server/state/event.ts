/** What apply hands on: results for the waiting caller, events for feeds and watches, row writes for the database. */
import type { Refusal } from '../../model/errors.js';
import type { Kind, ObjectKinds } from '../../model/objects.js';

/** One committed change of one object. `before` is absent for created, `object` is the last shape for deleted. */
export type StateEvent = {
  readonly [K in Kind]: {
    readonly revision: number;
    readonly type: 'created' | 'updated' | 'deleted';
    readonly kind: K;
    readonly id: string;
    readonly object: ObjectKinds[K];
    readonly before: ObjectKinds[K] | undefined;
  };
}[Kind];

/** The objects a successful command made or changed, first the one it was about. `replayed`: answered from the session table. */
export type ApplyResult =
  | {
      readonly ok: true;
      /** Index of the entry that made the change (for a replay: of the first one). */
      readonly revision: number;
      readonly kind: Kind;
      readonly id: string;
      readonly object: ObjectKinds[Kind];
      readonly changed: boolean;
      readonly replayed: boolean;
      /** For `batch`: one result per command. */
      readonly results?: readonly ApplyResult[];
    }
  | {
      readonly ok: false;
      readonly refusal: Refusal;
      /** Revision of the state that refused. */ readonly revision: number;
    };

/** Where it takes long, a function, which may take steps: to be called by whoever writes the row, at most once. */
export type RowText = string | (() => string | Generator<void, string>);

/** One row of the state database. `value` undefined = deleted. Values are plain JSON. */
export interface RowWrite {
  readonly table: string;
  readonly key: string;
  readonly value: unknown;
  /** The value as JSON, members in any order, where parts of it were made already. */
  readonly text?: RowText | undefined;
}

export interface ApplyOutcome {
  readonly result: ApplyResult;
  readonly events: readonly StateEvent[];
  readonly writes: readonly RowWrite[];
}
