/**
 * What one session brings of networks: hands it to the reconciler and records what was accepted. Held back while
 * another session is the one that counts; taken over from that one, what is held already is passed over.
 */
import type { NetworkDelta } from '../../model/desired.js';
import type {
  Have,
  ImageChunk,
  SingleManagerMessage,
  TraceMark,
} from '../../proto/agent-messages.js';
import type { Cache } from '../cache/cache.js';
import type { Acceptance, HeldNetwork } from '../reconcile/notices.js';
import type { Reconciler } from '../reconcile/reconciler.js';
import { ImageAssembler } from './image-assembler.js';

type Message<K extends SingleManagerMessage['kind']> = SingleManagerMessage & { kind: K };
export type ContentMessage = Message<'image' | 'delta' | 'gone' | 'synced' | 'trace'>;

const KINDS: readonly string[] = ['image', 'delta', 'gone', 'synced', 'trace'];

export function isContent(message: SingleManagerMessage): message is ContentMessage {
  return KINDS.includes(message.kind);
}

export type SyncTarget = Pick<
  Reconciler,
  'setImage' | 'applyDelta' | 'removeNetwork' | 'synced' | 'held'
> & {
  /** The change that follows is traced. */
  readonly traced?: (mark: TraceMark) => void;
};

/** What was said does not fit what is held. `resync`: a complete set of that network is needed. */
export type Misfit =
  | { readonly kind: 'lost'; readonly reason: string }
  | { readonly kind: 'resync'; readonly networkId: string; readonly reason: string };

export interface ContentDeps {
  readonly target: SyncTarget;
  readonly cache: Pick<Cache, 'record' | 'recordImage'>;
  readonly events: {
    synced(message: Message<'synced'>): void;
    olderRefused(): void;
    digestMismatch(): void;
  };
}

export class Content {
  readonly #deps: ContentDeps;
  readonly #assembler = new ImageAssembler();
  /** Networks that the manager knows we hold, or has spoken of. */
  readonly #named = new Set<string>();
  /** Revision up to which the manager has told the network, as far as it was held back. */
  readonly #told = new Map<string, number>();
  #toldAll: number | undefined;
  #heldBack: ContentMessage[] | undefined;
  #isReplaying = false;
  #onTold: () => void = () => undefined;
  #goneCount = 0;

  constructor(deps: ContentDeps) {
    this.#deps = deps;
  }

  /** What the manager is told to be held; `without`: networks of which nothing is claimed. */
  begin(without: ReadonlySet<string>): Have[] {
    const have = this.#deps.target.held().filter((h) => !without.has(h.networkId));
    for (const { networkId, revision } of have) {
      this.#named.add(networkId);
      this.#told.set(networkId, revision);
    }
    return have;
  }

  /** Answers what does not fit. */
  take(message: ContentMessage): Misfit | undefined {
    if (!this.#heldBack) return this.#carry(message);
    this.#note(message);
    // What is passed over must not leave a mark for the change after it.
    if (message.kind !== 'trace') this.#heldBack.push(message);
    this.#onTold();
    return undefined;
  }

  /** Everything waits from here on. */
  holdBack(onTold: () => void = () => undefined): void {
    this.#heldBack ??= [];
    this.#onTold = onTold;
  }

  /** What waits takes effect, except what is held already, and nothing waits any more. */
  release(): Misfit | undefined {
    const messages = this.#heldBack ?? [];
    this.#heldBack = undefined;
    this.#isReplaying = true;
    try {
      for (const message of messages) {
        const misfit = this.#carry(message);
        if (misfit) return misfit;
      }
    } finally {
      this.#isReplaying = false;
    }
    return undefined;
  }

  /** How many networks were taken away by this session. */
  get goneCount(): number {
    return this.#goneCount;
  }

  /** The manager has told everything that concerned the worker when it began. */
  get isToldAll(): boolean {
    return this.#toldAll !== undefined;
  }

  /** What waits leads to the sets held now or beyond, and the manager knows of `revision`. */
  covers(held: readonly HeldNetwork[], revision: number): boolean {
    const all = this.#toldAll;
    if (all === undefined) return false;
    const newest = Math.max(all, ...this.#told.values());
    const isTold = (one: HeldNetwork): boolean =>
      one.revision <= Math.max(all, this.#told.get(one.networkId) ?? 0);
    return revision <= newest && held.every(isTold);
  }

  #note(message: ContentMessage): void {
    if (message.kind === 'synced') this.#toldAll = message.revision;
    if (message.kind === 'synced' || message.kind === 'trace') return;
    const { networkId } = message;
    this.#named.add(networkId);
    if (message.kind === 'image' && !message.last) return;
    this.#told.set(networkId, message.kind === 'delta' ? message.to : message.revision);
  }

  #carry(message: ContentMessage): Misfit | undefined {
    switch (message.kind) {
      case 'image':
        return this.#image(message);
      case 'delta':
        return this.#delta(message);
      case 'gone':
        return this.#gone(message);
      case 'synced':
        return this.#synced(message);
      case 'trace':
        this.#deps.target.traced?.(message);
        return undefined;
    }
  }

  #image(chunk: ImageChunk): Misfit | undefined {
    const { networkId } = chunk;
    this.#named.add(networkId);
    const held = this.#held(networkId);
    if (held && isOlder(chunk, held) && !this.#isReplaying) {
      this.#deps.events.olderRefused();
      const reason = `offers ${networkId} at ${chunk.revision}, held is ${held.revision}`;
      return { kind: 'lost', reason };
    }
    const image = this.#assembler.add(chunk);
    if (image === undefined) return undefined;
    if (image === 'broken') {
      return { kind: 'resync', networkId, reason: 'chunks do not follow each other' };
    }
    if (this.#isPassed(image)) return undefined;
    const acceptance = this.#deps.target.setImage(image);
    if (!acceptance.accepted) return this.#refused(networkId, acceptance);
    this.#deps.cache.recordImage(image);
    return undefined;
  }

  #delta(delta: NetworkDelta & Message<'delta'>): Misfit | undefined {
    const { networkId, to: revision } = delta;
    this.#named.add(networkId);
    if (this.#isPassed({ ...delta, revision })) return undefined;
    const rest = this.#isReplaying ? restOf(delta, this.#held(networkId)) : delta;
    const acceptance = this.#deps.target.applyDelta(rest);
    if (!acceptance.accepted) return this.#refused(networkId, acceptance);
    this.#deps.cache.record(rest);
    return undefined;
  }

  #refused(networkId: string, refusal: Acceptance & { accepted: false }): Misfit {
    if (refusal.reason === 'digest-mismatch') this.#deps.events.digestMismatch();
    return { kind: 'resync', networkId, reason: `${refusal.reason}: ${refusal.detail}` };
  }

  #gone(message: Message<'gone'>): Misfit | undefined {
    this.#named.add(message.networkId);
    if (this.#isPassed(message)) return undefined;
    const held = this.#held(message.networkId);
    if (held && isOlder(message, held)) {
      this.#deps.events.olderRefused();
      return { kind: 'lost', reason: `${message.networkId} gone at an older revision` };
    }
    this.#goneCount += 1;
    this.#deps.target.removeNetwork(message);
    this.#deps.cache.record(message);
    return undefined;
  }

  /** What is held without the manager knowing, or from another epoch, was not named: it is not ours any more. */
  #synced(message: Message<'synced'>): Misfit | undefined {
    const { epoch, revision } = message;
    for (const { networkId, epoch: heldEpoch } of this.#deps.target.held()) {
      if (this.#named.has(networkId) && heldEpoch === epoch) continue;
      const misfit = this.#gone({ kind: 'gone', networkId, epoch, revision });
      if (misfit) return misfit;
    }
    this.#deps.target.synced({ epoch, revision });
    this.#deps.cache.record(message);
    this.#deps.events.synced(message);
    return undefined;
  }

  /** The session before has brought it, or more. */
  #isPassed(offered: Version & { networkId: string; digest?: string }): boolean {
    if (!this.#isReplaying) return false;
    const held = this.#held(offered.networkId);
    if (held?.epoch !== offered.epoch) return false;
    return offered.revision === held.revision
      ? offered.digest === held.digest
      : offered.revision < held.revision;
  }

  #held(networkId: string): HeldNetwork | undefined {
    return this.#deps.target.held().find((one) => one.networkId === networkId);
  }
}

/**
 * Several steps in one delta, of which the session before has brought the first: a delta says what its entries end as, and
 * removes also what came and went on the way, so that all of it leads to its end from anywhere between its ends.
 */
function restOf<D extends NetworkDelta>(delta: D, held: HeldNetwork | undefined): D {
  if (held?.epoch !== delta.epoch) return delta;
  const isWithin = delta.from < held.revision && held.revision < delta.to;
  return isWithin ? { ...delta, from: held.revision } : delta;
}

interface Version {
  readonly epoch: number;
  readonly revision: number;
}

function isOlder(offered: Version, held: Version): boolean {
  return (
    offered.epoch < held.epoch || (offered.epoch === held.epoch && offered.revision < held.revision)
  );
}
