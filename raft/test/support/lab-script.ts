/** Drives a lab the way its users do: objects in, objects out, each through a line of JSON. */
import { execute } from '../../lab/execute.js';
import { Lab } from '../../lab/lab.js';

type Ids = readonly number[];

export interface NodeLine {
  readonly id: number;
  readonly role: string;
  readonly term: number;
  readonly vote: number;
  readonly lead: number;
  readonly commit: number;
  readonly applied: number;
  readonly first: number;
  readonly last: number;
  readonly voters: Ids;
  readonly votersOutgoing: Ids;
  readonly learners: Ids;
  readonly learnersNext: Ids;
  readonly autoLeave: boolean;
  readonly stopped?: boolean;
}

export interface PeerLine {
  readonly id: number;
  readonly state: string;
  readonly match: number;
  readonly next: number;
  readonly paused: boolean;
  readonly inflight: number;
  readonly recentActive: boolean;
  readonly learner: boolean;
}

export interface MessageLine {
  readonly type: string;
  readonly from: number;
  readonly to: number;
  readonly term: number;
  readonly commit: number;
  readonly index: number;
  readonly prevIndex: number;
  readonly granted: boolean;
  readonly accepted: boolean;
  readonly entries: readonly EntryLine[];
  readonly snapshot: { readonly index: number; readonly term: number; readonly voters: Ids };
}

export interface EntryLine {
  readonly index: number;
  readonly term: number;
  readonly type: string;
  readonly data: string;
}

export interface Answer {
  readonly ok: boolean;
  readonly error?: string;
  readonly detail?: string;
  readonly [field: string]: unknown;
}

export interface ReadLine {
  readonly node: number;
  readonly context: string;
  readonly index: number | null;
}

export class LabScript {
  readonly #lab = new Lab();

  /** The raw answer to a raw line. */
  line(text: string): Answer {
    return JSON.parse(JSON.stringify(execute(this.#lab, text))) as Answer;
  }

  try(op: string, given: object = {}): Answer {
    return this.line(JSON.stringify({ op, ...given }));
  }

  /** Throws unless the answer is ok. */
  do(op: string, given: object = {}): Answer {
    const answer = this.try(op, given);
    if (!answer.ok) throw new Error(`${op}: ${answer.error ?? ''}: ${answer.detail ?? ''}`);
    return answer;
  }

  /** `count` voters with ids from 1, all behind index 10. */
  voters(count: number, options: object = {}): this {
    const voters = Array.from({ length: count }, (_, offset) => offset + 1);
    this.do('add-nodes', { ids: voters, voters, index: 10, options });
    return this;
  }

  /** Campaigns and lets everybody, or the given nodes, settle. */
  elect(node: number, nodes?: Ids): this {
    this.do('campaign', { node });
    return this.settle(nodes);
  }

  /** `node` wins the votes of `voters`, which write them at once; everything else stays where it is. */
  lead(node: number, voters: Ids): void {
    this.do('campaign', { node });
    this.do('process-ready', { node });
    this.do('deliver', { to: voters });
    for (const voter of voters) this.do('process-ready', { node: voter });
    for (const one of [node, ...voters]) {
      while (this.do('process-append', { node: one })['processed'] === true);
    }
    this.do('deliver', { to: [node] });
  }

  settle(nodes?: Ids): this {
    this.do('stabilize', nodes === undefined ? {} : { nodes });
    return this;
  }

  /** Messages waiting for these nodes are lost. */
  lose(to: Ids, filter: object = {}): this {
    this.do('deliver', { to, drop: true, ...filter });
    return this;
  }

  propose(node: number, ...texts: readonly string[]): this {
    for (const data of texts) this.do('propose', { node, data });
    return this;
  }

  change(node: number, changes: readonly string[], transition = 'auto'): Answer {
    return this.try('propose-conf-change', { node, transition, changes: changes.map(readChange) });
  }

  /** One tick on each node, with everything delivered between them, `count` times. */
  pass(count: number, nodes?: Ids): this {
    for (let tick = 0; tick < count; tick += 1) {
      for (const { id } of this.nodes()) {
        if (nodes === undefined || nodes.includes(id)) this.do('tick', { node: id, count: 1 });
      }
      this.settle(nodes);
    }
    return this;
  }

  nodes(): readonly NodeLine[] {
    return this.do('state')['nodes'] as NodeLine[];
  }

  node(id: number): NodeLine {
    return found(this.nodes().find((node) => node.id === id));
  }

  peer(leader: number, id: number): PeerLine {
    const peers = this.do('progress', { node: leader })['peers'] as PeerLine[];
    return found(peers.find((peer) => peer.id === id));
  }

  log(node: number): readonly EntryLine[] {
    return this.do('log', { node })['entries'] as EntryLine[];
  }

  /** `term/index data` for each entry in storage. */
  texts(node: number): readonly string[] {
    return this.log(node).map(({ term, index, data }) => `${term}/${index} ${data}`.trim());
  }

  messages(type?: string, to?: number): readonly MessageLine[] {
    const all = this.do('messages', to === undefined ? {} : { to })['messages'] as MessageLine[];
    return all.filter((message) => type === undefined || message.type === type);
  }

  /** All answers to reads so far. */
  reads(): readonly ReadLine[] {
    return this.do('state')['reads'] as ReadLine[];
  }

  leaders(): Ids {
    return this.nodes()
      .filter(({ role }) => role === 'leader')
      .map(({ id }) => id);
  }
}

/** Voters, outgoing voters, learners, next learners, auto-leave. */
export const members = (node: NodeLine): readonly unknown[] => [
  node.voters,
  node.votersOutgoing,
  node.learners,
  node.learnersNext,
  node.autoLeave,
];

/** `v3`, `l3`, `r3`: voter, learner, remove. */
function readChange(text: string): object {
  const types: Record<string, string> = { v: 'voter', l: 'learner', r: 'remove' };
  return { type: types[text.slice(0, 1)], id: Number(text.slice(1)) };
}

function found<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('no such line');
  return value;
}
