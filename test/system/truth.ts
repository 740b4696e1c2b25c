/** What really happened, as nobody in the cluster knows it all: which kernel held what, and whether that was true. */
import { EMPTY_DIGEST, formatDigest } from '../../model/digest.js';
import type { NetworkImage } from '../../model/desired.js';
import type { AppliedNotice, SyncPoint } from '../../agent/reconcile/notices.js';
import { ensure } from '../../raft/sim/breach.js';
import { checkHolds, checkHoldsNothing } from './expected-kernel.js';
import type { Reference, SetPoint } from './reference.js';
import type { SimAgent } from './sim-agent.js';
import { ownNetwork } from './foreign-links.js';

const NONE = formatDigest(EMPTY_DIGEST);

export class Truth {
  readonly #reference: (epoch: number) => Reference;
  /** By node and network. */
  readonly #notices = new Map<string, AppliedNotice[]>();
  /** By node: the points, and the networks that its kernel had then. */
  readonly #pruned = new Map<string, (SyncPoint & { readonly networks: ReadonlySet<string> })[]>();
  /** By node and network, within one process: what was accepted last. */
  readonly #held = new Map<string, { process: unknown; epoch: number; revision: number }>();
  notices = 0;
  /** Of those: not so, while somebody else had just changed something. */
  excused = 0;

  constructor(reference: (epoch: number) => Reference) {
    this.#reference = reference;
  }

  /** A set that the agent has just accepted is that of its revision. */
  accepted(agent: SimAgent, networkId: string): void {
    const image = agent.process?.reconciler.image(networkId);
    if (!image) {
      this.#held.delete(`${agent.nodeId} ${networkId}`);
      return;
    }
    const { epoch, revision, digest, entries } = image;
    this.#checkForward(agent, image);
    const expected = this.#setAt(networkId, epoch, revision);
    const place = `${networkId} at ${epoch}/${revision}`;
    ensure(digest === expected.digest, `${agent.nodeId} holds another set of ${place}`);
    ensure(entries.length === expected.entries.length, `${agent.nodeId} miscounts ${place}`);
  }

  /** Everything of concern is held, and nothing else. */
  synced(agent: SimAgent, { epoch, revision }: { epoch: number; revision: number }): void {
    const reference = this.#reference(epoch);
    const wanted = new Set(reference.networksOn(agent.nodeId, revision));
    for (const held of agent.process?.reconciler.held() ?? []) {
      const { networkId } = held;
      ensure(wanted.delete(networkId), `${agent.nodeId} is synced and holds ${networkId}`);
      const { digest } = reference.setAt(networkId, revision);
      const is = `${held.epoch}/${held.revision}`;
      ensure(
        held.epoch === epoch && held.digest === digest,
        `${agent.nodeId} is synced at ${epoch}/${revision} and holds ${networkId} of ${is}`,
      );
    }
    ensure(wanted.size === 0, `${agent.nodeId} is synced and lacks ${[...wanted].join(', ')}`);
  }

  /** What the agent is about to acknowledge is so in its kernel. */
  applied(agent: SimAgent, notice: AppliedNotice): void {
    const { networkId, epoch, revision, digest, gone } = notice;
    this.notices += 1;
    const key = `${agent.nodeId} ${networkId}`;
    const known = this.#notices.get(key) ?? [];
    this.#notices.set(key, [...known, notice]);
    const kernel = agent.host.fake.state;
    const set = this.#setAt(networkId, epoch, revision);
    const what = `${agent.nodeId} acknowledges ${networkId} at ${epoch}/${revision}`;
    if (gone) {
      ensure(!set.members.includes(agent.nodeId), `${what} as gone but is its host`);
      ensure(digest === NONE, `${what} as gone with digest ${digest}`);
      return checkHoldsNothing(kernel, networkId);
    }
    ensure(digest === set.digest, `${what} with digest ${digest} of another set`);
    const failed = new Set(notice.failed.map(({ endpointId }) => endpointId));
    if (failed.has('')) return;
    const { nodeId, vtep } = agent;
    try {
      checkHolds(kernel, networkId, { entries: set.entries, failed, nodeId, vtep });
      // Of what has failed nothing was looked at.
      if (failed.size === 0) agent.host.isWhole(networkId);
    } catch (error) {
      // What somebody changes just then the agent cannot know yet.
      if (agent.host.isDisturbed(networkId)) {
        this.excused += 1;
        return;
      }
      ensure(false, `${what} though: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  /** What the kernel has is held. */
  pruned(agent: SimAgent, point: SyncPoint): void {
    const networks = new Set<string>();
    const { ports, vxlans, bridges } = agent.host.fake.state;
    for (const links of [ports, vxlans, bridges]) {
      for (const { owner } of links.values()) {
        const networkId = ownNetwork(owner);
        if (networkId !== undefined) networks.add(networkId);
      }
    }
    const held = new Set(agent.process?.reconciler.held().map(({ networkId }) => networkId));
    const left = [...networks].filter((networkId) => !held.has(networkId));
    const { epoch, revision } = point;
    ensure(
      left.length === 0,
      `${agent.nodeId} is pruned at ${epoch}/${revision} but for ${left.join(', ')}`,
    );
    const known = this.#pruned.get(agent.nodeId) ?? [];
    this.#pruned.set(agent.nodeId, [...known, { ...point, networks }]);
  }

  /** The kernel of the node has really held the point's set, or what came after it, or nothing of the network. */
  hasApplied(nodeId: string, networkId: string, epoch: number, point: SetPoint): boolean {
    const isPruned = (this.#pruned.get(nodeId) ?? []).some(
      (one) =>
        one.epoch === epoch && one.revision >= point.revision && !one.networks.has(networkId),
    );
    if (isPruned) return true;
    return (this.#notices.get(`${nodeId} ${networkId}`) ?? []).some(
      (notice) =>
        notice.epoch === epoch &&
        (notice.revision >= point.revision || (!notice.gone && notice.digest === point.digest)),
    );
  }

  #checkForward(agent: SimAgent, held: NetworkImage): void {
    const { process } = agent;
    const { networkId, epoch, revision } = held;
    const key = `${agent.nodeId} ${networkId}`;
    const before = this.#held.get(key);
    this.#held.set(key, { process, epoch, revision });
    if (!before || before.process !== process) return;
    const isOlder = epoch < before.epoch || (epoch === before.epoch && revision < before.revision);
    ensure(
      !isOlder,
      `${agent.nodeId} goes back on ${networkId} from ${before.epoch}/${before.revision} to ${epoch}/${revision}`,
    );
  }

  #setAt(networkId: string, epoch: number, revision: number): SetPoint {
    const reference = this.#reference(epoch);
    const { revision: last } = reference.state;
    const newest = reference.state.appliedIndex;
    ensure(revision <= newest, `revision ${revision} of epoch ${epoch} does not exist (${last})`);
    return reference.setAt(networkId, revision);
  }
}
