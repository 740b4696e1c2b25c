/** Convergence answers of managers against what really happened, and against DESIGN decision 7 worked out anew. */
import type { NodeAck } from '../../proto/peer-codec.js';
import { ensure } from '../../raft/sim/breach.js';
import type { ConvergenceReport } from '../../server/dispatch/convergence-port.js';
import type { Reference, SetPoint } from './reference.js';
import type { SimManager } from './sim-manager.js';
import type { Truth } from './truth.js';

interface Question {
  readonly revision: number;
  readonly network: string | undefined;
}

interface Standpoint {
  readonly manager: SimManager;
  readonly reference: Reference;
  readonly epoch: number;
  /** Revision from which the manager's feeds know changes, not sums. */
  readonly began: number;
}

export class ConvergenceCheck {
  readonly #truth: Truth;
  readonly #reference: (epoch: number) => Reference;
  /** By manager: where its feeds began, and what it knew of each node and network. */
  readonly #began = new Map<SimManager, number>();
  readonly #known = new Map<SimManager, Map<string, NodeAck>>();
  answers = 0;
  appliedAnswers = 0;

  constructor(truth: Truth, reference: (epoch: number) => Reference) {
    this.#truth = truth;
    this.#reference = reference;
  }

  began(manager: SimManager): void {
    const isNew = this.#known.get(manager)?.get('life')?.revision !== manager.lives;
    this.#began.set(manager, manager.state.revision);
    const life = { revision: manager.lives } as NodeAck;
    this.#known.set(manager, new Map([['life', life]]));
    if (isNew) this.#follow(manager);
  }

  /** A new epoch, too, begins feeds anew. */
  epochBegan(manager: SimManager): void {
    this.#began.set(manager, manager.state.revision);
  }

  forget(
    manager: SimManager,
    key: { readonly networkId?: string; readonly nodeId?: string },
  ): void {
    const known = this.#known.get(manager);
    for (const ack of [...(known?.values() ?? [])]) {
      if (ack.networkId === key.networkId || ack.nodeId === key.nodeId) {
        known?.delete(`${ack.nodeId} ${ack.networkId}`);
      }
    }
  }

  /** Answers of one moment, of any manager. */
  check(manager: SimManager, question: Question, report: ConvergenceReport): void {
    this.answers += 1;
    const { epoch } = manager.dispatch.feeds;
    if (epoch === 0) return;
    const reference = this.#reference(epoch);
    const began = this.#began.get(manager) ?? 0;
    const standpoint = { manager, reference, epoch, began };
    const isKnown = question.revision <= manager.appliedIndex;
    const isAll = report.workers.every(({ state }) => state === 'applied');
    ensure(report.converged === (isKnown && isAll), `${manager.nodeId} miscounts convergence`);
    if (!isKnown) return;
    this.#checkApplied(standpoint, question, report);
    if (question.network !== undefined) this.#checkConcerned(standpoint, question, report);
  }

  #checkApplied(standpoint: Standpoint, question: Question, report: ConvergenceReport): void {
    const { manager, reference, epoch } = standpoint;
    const { revision, network } = question;
    const networks = network === undefined ? [...reference.networkIds()] : [network];
    for (const { node, state } of report.workers) {
      if (state !== 'applied') continue;
      this.appliedAnswers += 1;
      for (const networkId of networks) {
        const point = reference.setAt(networkId, revision);
        // Whom it leaves out is judged apart.
        if (!manager.dispatch.convergence.worker(node, revision, networkId)) continue;
        // Of the time before it began a manager knows only what has become of it.
        const later = reference.setAt(networkId, Math.max(revision, standpoint.began));
        ensure(
          [point, later].some((one) => this.#truth.hasApplied(node, networkId, epoch, one)),
          `${manager.nodeId} says that ${node} has applied ${networkId} at ${revision} (change ${point.revision}); it has not`,
        );
      }
    }
  }

  /** Exact where the manager saw the change itself; where it began later, who left by it is not known. */
  #checkConcerned(standpoint: Standpoint, question: Question, report: ConvergenceReport): void {
    const { manager, reference, began } = standpoint;
    const networkId = question.network ?? '';
    if (!manager.dispatch.feeds.find(networkId) || question.revision < began) return;
    const point = reference.setAt(networkId, question.revision);
    if (point.revision === 0) return;
    const nodes = [...manager.state.nodes()].map(({ id }) => id);
    const expected = nodes.filter((node) => isConcerned(standpoint, networkId, point, node));
    const sawIt = point.revision > began;
    const left = sawIt ? [] : reference.before(networkId, point).members;
    const found = report.workers.map(({ node }) => node);
    const missing = expected.filter((node) => {
      return !found.includes(node) && !(left.includes(node) && !point.members.includes(node));
    });
    const beyond = found.filter((node) => !expected.includes(node));
    const what = `${networkId} at ${question.revision} (change ${point.revision}, began ${began})`;
    const says = `${manager.nodeId} on ${what}`;
    ensure(missing.length === 0, `${says} leaves out ${missing.join(', ')}`);
    ensure(beyond.length === 0, `${says} counts ${beyond.join(', ')}`);
  }

  /** What a manager knows of a worker never gets less, and is what the worker said. */
  #follow(manager: SimManager): void {
    manager.dispatch.acks.onAck((ack) => {
      const known = this.#known.get(manager);
      const key = `${ack.nodeId} ${ack.networkId}`;
      const before = known?.get(key);
      known?.set(key, ack);
      if (!before) return;
      const isLess =
        ack.epoch < before.epoch || (ack.epoch === before.epoch && ack.revision < before.revision);
      const [from, to] = [before, ack].map(({ epoch, revision }) => `${epoch}/${revision}`);
      ensure(!isLess, `${manager.nodeId} goes back on ${key} from ${from} to ${to}`);
    });
  }
}

/** Hosts just before or after the change; leaving later, or being removed, ends it. */
function isConcerned(
  { manager, reference }: Standpoint,
  networkId: string,
  point: SetPoint,
  node: string,
): boolean {
  const { state } = manager;
  if (state.node(node)?.role !== 'worker') return false;
  const isAfter = point.members.includes(node);
  const leftByIt = !isAfter && reference.before(networkId, point).members.includes(node);
  const hosts = [...state.endpointsOn(node)].some((endpoint) => endpoint.network === networkId);
  return leftByIt || (isAfter && hosts);
}
