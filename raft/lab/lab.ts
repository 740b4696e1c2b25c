/** The lab: nodes, the messages between them, and one answer for each line. */
import { Arguments, isObject } from './arguments.js';
import { LabError } from './lab-error.js';
import { MessagePool } from './message-pool.js';
import { OPERATIONS } from './operations.js';
import { ReadRequests } from './read-requests.js';
import type { LabNode } from './node.js';
import type { MemberId } from '../core/types.js';

export type Answer = { readonly ok: true } | Refusal;

interface Refusal {
  readonly ok: false;
  readonly error: string;
  readonly detail: string;
}

export class Lab {
  readonly pool = new MessagePool();
  readonly reads = new ReadRequests();
  #nodes: readonly LabNode[] = [];

  /** Ascending by id. */
  get nodes(): readonly LabNode[] {
    return this.#nodes;
  }

  /** Runs one line; whatever it holds, the lab goes on. */
  execute(line: string): Answer {
    try {
      return { ok: true, ...this.#run(parse(line)) };
    } catch (error) {
      if (error instanceof LabError) return { ok: false, error: error.code, detail: error.message };
      return { ok: false, error: 'internal', detail: String(error) };
    }
  }

  node(id: MemberId): LabNode {
    const node = this.#nodes.find((candidate) => candidate.id === id);
    if (node === undefined) throw new LabError('unknown-node', `there is no node ${id}`);
    return node;
  }

  add(nodes: readonly LabNode[]): void {
    this.#nodes = [...this.#nodes, ...nodes].sort((left, right) => left.id - right.id);
  }

  #run(request: object): object {
    const given = new Arguments(request);
    const name = given.text('op');
    const operation = OPERATIONS.get(name);
    if (operation === undefined) throw new LabError('unknown-op', `there is no operation ${name}`);
    return operation(this, given);
  }
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
