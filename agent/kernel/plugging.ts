/** Plugs endpoints into workloads' namespaces: opened for as long as it takes, refused where another one has the place. */
import { placeFault } from '../../model/attachment.js';
import type { ErrorCode } from '../../model/errors.js';
import type { Iproute2Observer } from './iproute2-observer.js';
import type { Links, Of } from './links.js';
import { isTapPlace } from './naming.js';
import { isSameNetns, type Namespaces, type OpenNetns } from './namespaces.js';
import { refused } from './operation-results.js';
import { formatMark, MAX_ALIAS } from './parse/owner-mark.js';
import type { OperationResult } from './port.js';
import { missingPlace, type Processes } from './processes.js';
import type { Taps } from './taps.js';

export interface PluggingDeps {
  readonly observer: Iproute2Observer;
  readonly namespaces: Namespaces;
  readonly processes: Processes;
  readonly taps: Taps;
}

export class Plugging {
  readonly #deps: PluggingDeps;
  /** Namespaces that were made. */
  writes = 0;

  constructor(deps: PluggingDeps) {
    this.#deps = deps;
  }

  async plug(operation: Of<'add-port'>, links: Links): Promise<OperationResult> {
    // The kernel makes names of patterns (`%d`): each try would leave another device that nobody knows.
    const fault = placeFault('ifname', operation.ifname);
    if (fault !== undefined) return refused(`interface name ${fault}`);
    if (isTapPlace(operation.netns)) return this.#deps.taps.plug(operation);
    const opened = await this.#open(operation);
    // After it was opened: from here on the number does not matter.
    const refusal = await this.#deps.processes.refusal(operation.name, operation.netns);
    if ('code' in opened) return { ok: false, ...opened, ...refusal };
    try {
      if (refusal) return { ok: false, ...refusal };
      return await this.#into(opened, operation, links);
    } finally {
      await opened.close();
    }
  }

  async repair(operation: Of<'repair-peer'>, links: Links): Promise<OperationResult> {
    if (isTapPlace(operation.netns)) return this.#deps.taps.repair(operation);
    const { namespaces, observer } = this.#deps;
    const netns = await namespaces.open(operation.netns);
    if (!netns) return { ok: false, ...missingPlace(operation.netns) };
    try {
      if (!isSameNetns(netns.id, observer.pinOf(operation.port) ?? '')) {
        return { ok: false, code: 'netns-changed', detail: operation.netns };
      }
      return await links.repairPeer(operation, netns);
    } finally {
      observer.invalidate(operation.port);
      await netns.close();
    }
  }

  /** Whatever stood for the port is forgotten. */
  async unplugged(name: string): Promise<OperationResult> {
    await this.forget(name);
    return this.#deps.taps.remove(name);
  }

  /** The endpoint may be plugged in anywhere again. */
  async forget(name: string): Promise<void> {
    this.#deps.observer.forget(name);
    await this.#deps.processes.forget(name);
  }

  async #into(netns: OpenNetns, operation: Of<'add-port'>, links: Links): Promise<OperationResult> {
    const { name, ifname, owner, endpointId } = operation;
    const port = { endpoint: endpointId, netns: operation.netns, ifname, pin: netns.id };
    if (Buffer.byteLength(formatMark({ owner, port })) > MAX_ALIAS) {
      return refused(`the path ${operation.netns} is too long for the owner mark`);
    }
    const plugged = await links.plug(operation, netns);
    if (plugged.ok) this.#deps.observer.setPin(name, netns.id);
    return plugged;
  }

  /** The namespace to plug into: made if asked for, refused if it is another one than before. */
  async #open(operation: Of<'add-port'>): Promise<OpenNetns | { code: ErrorCode; detail: string }> {
    const { netns, create, name } = operation;
    const { namespaces, observer } = this.#deps;
    const found = await namespaces.open(netns);
    const pin = observer.pinOf(name);
    if (found) {
      if (pin === undefined || isSameNetns(pin, found.id)) return found;
      await found.close();
      const detail = `${netns} is another namespace than the endpoint was plugged into`;
      return { code: 'netns-changed', detail };
    }
    if (!create || netns.startsWith('/')) {
      return { code: 'netns-missing', detail: `no network namespace ${netns}` };
    }
    this.writes++;
    const error = await namespaces.create(netns);
    const made = error === undefined ? await namespaces.open(netns) : undefined;
    const detail = `cannot make network namespace ${netns}: ${error ?? 'it vanished'}`;
    return made ?? { code: 'netns-missing', detail };
  }
}
