/** Whether the others still count this manager in: a removed one ends, one of a group that was given up says so. */
import { OvnetError, type ErrorCode } from '../../model/errors.js';
import type { Logger } from '../../observe/logger.js';
import type { RaftStatus } from '../../raft/node/status.js';

export interface StandingDeps {
  readonly raft: { status(): Pick<RaftStatus, 'leader'> };
  readonly log: Logger;
  /** The manager has to end. */
  readonly onFatal: (error: unknown) => void;
}

export class Standing {
  readonly #deps: StandingDeps;
  /** Managers of another group, by node id. */
  readonly #others = new Map<string, string>();

  #isRemoved = false;

  constructor(deps: StandingDeps) {
    this.#deps = deps;
  }

  /** Another manager answered a call with this code; undefined: it has accepted one. */
  refused(nodeId: string, code: ErrorCode | undefined, detail: string): void {
    if (code === 'node-removed') this.removed();
    else if (code !== 'group-changed') this.#others.delete(nodeId);
    else if (!this.#others.has(nodeId)) {
      this.#others.set(nodeId, detail);
      this.#deps.log.error(
        { peer: nodeId, code, detail, advice: HOW_BACK },
        'refused by another manager',
      );
    }
  }

  /** A fact of the log, told by a manager that has applied it. */
  removed(): void {
    if (this.#isRemoved) return;
    this.#isRemoved = true;
    this.#deps.onFatal(
      new OvnetError('node-removed', `this manager was removed from its cluster; ${HOW_BACK}`),
    );
  }

  /** Undefined while nothing speaks against serving. A majority of the old group goes on, whoever has left it. */
  fault(): OvnetError | undefined {
    const [detail] = this.#others.values();
    if (detail === undefined || this.#deps.raft.status().leader !== 0) return undefined;
    return new OvnetError('group-changed', `${detail}; ${HOW_BACK}`);
  }
}

const HOW_BACK =
  'to take part again, clear its data with `ovctl manager leave --force` and join anew with a token';
