/** Mistakes that a control plane like this one may make, planted by patching one method; each answers how to undo it. */
import { KernelMirror } from '../../agent/kernel/port-mirror.js';
import type { KernelState } from '../../agent/kernel/port.js';
import { Audits } from '../../agent/reconcile/audits.js';
import { DesiredStore } from '../../agent/reconcile/desired-store.js';
import { DesiredNetwork, nothingDirty } from '../../agent/reconcile/plan-desired.js';
import { Reconciler } from '../../agent/reconcile/reconciler.js';
import { Reports } from '../../agent/reconcile/reports.js';
import { Retries } from '../../agent/reconcile/retries.js';
import { AckTracker } from '../../server/dispatch/ack-tracker.js';
import { AgentSession } from '../../server/dispatch/session.js';
import { Sessions } from '../../server/dispatch/sessions.js';
import { DeltaRing } from '../../server/feed/delta-ring.js';
import { Feeds } from '../../server/feed/feeds.js';
import { NetworkFeed } from '../../server/feed/network-feed.js';
import { EndpointTable } from '../../server/state/tables/endpoints.js';
import { UniqueIndex } from '../../server/state/tables/indices.js';
import { Veil } from '../../server/state/tables/veil.js';
import { Transaction } from '../../server/state/transaction.js';

export type Undo = () => void;

/** `wrap` gets the method as it is, to be called on `this`. */
function patch<T extends object, K extends keyof T>(
  prototype: T,
  name: K,
  wrap: (original: T[K]) => T[K],
): Undo {
  const original = prototype[name];
  prototype[name] = wrap(original);
  return () => {
    prototype[name] = original;
  };
}

/** Every so often true. */
function everyNth(n: number): () => boolean {
  let calls = 0;
  return () => (calls += 1) % n === 0;
}

export const dropDeltas = (): Undo => {
  const isDue = everyNth(7);
  return patch(DeltaRing.prototype, 'push', (push) => {
    return function (this: DeltaRing, step) {
      if (!isDue()) push.call(this, step);
    };
  });
};

export const answerWrongStep = (): Undo =>
  patch(DeltaRing.prototype, 'after', (after) => {
    return function (this: DeltaRing, position) {
      const step = after.call(this, position);
      const next = step && after.call(this, { revision: step.to, digest: step.digest });
      return next ? { ...next, from: position.revision } : step;
    };
  });

/** Several steps as one, less one of them. */
export const foldTooFew = (): Undo =>
  patch(DeltaRing.prototype, 'run', (run) => {
    return function (this: DeltaRing, position, maxBytes) {
      const steps = run.call(this, position, maxBytes);
      return steps.length > 2 ? [...steps.slice(0, 1), ...steps.slice(2)] : steps;
    };
  });

export const keepStaleImage = (): Undo => {
  const images = new WeakMap<NetworkFeed, Iterable<Buffer>>();
  return patch(NetworkFeed.prototype, 'image', (image) => {
    return function (this: NetworkFeed) {
      const frames = images.get(this) ?? image.call(this);
      images.set(this, frames);
      return frames;
    };
  });
};

/** The set is changed by less than the delta says, and the sum is taken from the message. */
export const copyDigest = (): Undo => {
  const copied = new WeakMap<DesiredNetwork, string>();
  const undoCheck = patch(DesiredStore.prototype, 'applyDelta', (applyDelta) => {
    return function (this: DesiredStore, delta) {
      const network = this.networks.get(delta.networkId);
      if (network) copied.set(network, delta.digest);
      return applyDelta.call(this, { ...delta, removals: [] });
    };
  });
  const digestOf = (network: DesiredNetwork, own: string): string => copied.get(network) ?? own;
  const undoAfter = patch(DesiredNetwork.prototype, 'digestAfter', (digestAfter) => {
    return function (this: DesiredNetwork, upserts, removals) {
      return digestOf(this, digestAfter.call(this, upserts, removals));
    };
  });
  const undoDigest = patch(DesiredNetwork.prototype, 'digest', (digest) => {
    return function (this: DesiredNetwork) {
      return digestOf(this, digest.call(this));
    };
  });
  return () => {
    undoCheck();
    undoAfter();
    undoDigest();
  };
};

export const ackBeforeKernel = (): Undo =>
  patch(DesiredNetwork.prototype, 'change', (change) => {
    return function (this: DesiredNetwork, upserts, removals) {
      const { structure, ports } = change.call(this, upserts, removals);
      return { ...nothingDirty(), structure, ports };
    };
  });

export const forgetFailures = (): Undo => patch(Retries.prototype, 'failedOf', () => () => []);

/** What failed is forgotten as soon as another change arrives, before that is carried out. */
export const forgetFailuresEarly = (): Undo =>
  patch(Retries.prototype, 'forgetChanged', (forgetChanged) => {
    return function (this: Retries, delta) {
      forgetChanged.call(this, delta);
      this.forgetNetwork(delta.networkId);
      this.begin();
    };
  });

export const pruneBeforeSynced = (): Undo =>
  patch(DesiredStore.prototype, 'load', (load) => {
    return function (this: DesiredStore, image) {
      load.call(this, image);
      const network = this.networks.get(image.networkId);
      if (network) network.confirmed = true;
    };
  });

export const forgetToAckGone = (): Undo =>
  patch(Reports.prototype, 'finish', (finish) => {
    return function (this: Reports, round) {
      finish.call(this, { ...round, gone: [] });
    };
  });

/** Offers are compared with nothing, and a manager is told of nothing that is held. */
export const takeOlder = (): Undo =>
  patch(Reconciler.prototype, 'held', (held) => {
    return function (this: Reconciler) {
      return held.call(this).map((one) => ({ ...one, revision: 1 }));
    };
  });

/** The manager believes that the agent holds what it would be sent now. */
export const resumeAtWrongPosition = (): Undo =>
  patch(AgentSession.prototype, 'begin', (begin) => {
    return function (this: AgentSession) {
      begin.call(this, []);
    };
  });

export const forgetMarks = (): Undo => {
  const isDue = everyNth(5);
  return patch(Sessions.prototype, 'changed', (changed) => {
    return function (this: Sessions, changes, events) {
      changed.call(this, isDue() ? [] : changes, events);
    };
  });
};

export const neverTellThatNothingIsLeft = (): Undo =>
  patch(Reports.prototype, 'compared', () => () => undefined);

export const acksGoBack = (): Undo =>
  patch(AckTracker.prototype, 'record', (record) => {
    return function (this: AckTracker, ack) {
      const known = this.of(ack.networkId, ack.nodeId);
      if (known && known.revision > ack.revision) this.keepNetworks((id) => id !== ack.networkId);
      return record.call(this, ack);
    };
  });

export const tellPeersNothingOfThePast = (): Undo =>
  patch(AckTracker.prototype, 'all', () => {
    return function* () {
      // A new stream begins with nothing.
    };
  });

export const forgetWhoLeft = (): Undo =>
  patch(NetworkFeed.prototype, 'lastChange', (lastChange) => {
    return function (this: NetworkFeed, revision) {
      return { ...lastChange.call(this, revision), left: [] };
    };
  });

export const countLaterJoiners = (): Undo =>
  patch(NetworkFeed.prototype, 'lastChange', (lastChange) => {
    return function (this: NetworkFeed, revision) {
      const { concerned } = lastChange.call(this, this.revision);
      return { ...lastChange.call(this, revision), concerned };
    };
  });

export const forgetToFree = (): Undo => {
  const isDue = everyNth(9);
  return patch(UniqueIndex.prototype as UniqueIndex<unknown>, 'remove', (remove) => {
    return function (this: UniqueIndex<unknown>, id, value) {
      if (!isDue()) remove.call(this, id, value);
    };
  });
};

export const forgetLeases = (): Undo => {
  const isDue = everyNth(6);
  return patch(EndpointTable.prototype, 'withAddress', (withAddress) => {
    return function (this: EndpointTable, networkId, ip) {
      return isDue() ? undefined : withAddress.call(this, networkId, ip);
    };
  });
};

export const forgetCursor = (): Undo =>
  patch(Transaction.prototype, 'write', (write) => {
    return function <V>(this: Transaction, ...given: Parameters<typeof write<V>>) {
      const [table] = given;
      if (table.name !== 'cursors') write.apply(this, given as never);
    };
  });

export const showHalves = (): Undo =>
  patch(Veil.prototype, 'lower', () => {
    return function (this: Veil) {
      this.lift();
    };
  });

export const prepareTooFew = (): Undo =>
  patch(Feeds.prototype, 'preparing', (preparing) => {
    return function* (this: Feeds, events, how) {
      const [first, ...rest] = events;
      const isLong = how.perStep !== Infinity && first !== undefined && rest.length > 0;
      yield* preparing.call(this, isLong ? [first] : events, how);
    };
  });

/** What the agent reads of its kernel it reads otherwise than it is. */
function misread(what: (state: KernelState) => KernelState): Undo {
  const original = KernelMirror.from.bind(KernelMirror);
  KernelMirror.from = (state) => original(what(state));
  return () => {
    KernelMirror.from = original;
  };
}

export const overlookSettings = (): Undo =>
  misread((state) => {
    const bridges = [...state.bridges].map(([name, one]) => {
      return [name, { ...one, altered: undefined }] as const;
    });
    return { ...state, bridges: new Map(bridges) };
  });

export const overlookStrayMacs = (): Undo =>
  misread((state) => {
    const ports = [...state.ports].map(([name, one]) => {
      return [name, { ...one, strayMacs: undefined }] as const;
    });
    return { ...state, ports: new Map(ports) };
  });

export const takeForOwn = (): Undo =>
  misread((state) => {
    const owner = [...state.vxlans.values()].find((one) => one.owner?.node !== 'node-x')?.owner;
    const bridges = [...state.bridges].map(([name, one]) => {
      return [name, { ...one, ...(one.owner && owner && { owner }) }] as const;
    });
    return { ...state, bridges: new Map(bridges) };
  });

export const neverAuditAgain = (): Undo => patch(Audits.prototype, 'arm', () => () => undefined);

export const forgetWhoLostItsMark = (): Undo =>
  misread((state) => {
    const vxlans = [...state.vxlans].filter(([, { unmarked }]) => unmarked !== true);
    return { ...state, vxlans: new Map(vxlans) };
  });
