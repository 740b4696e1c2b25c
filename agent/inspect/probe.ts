/** `probe-watch`, `probe-send`, `probe-collect`: sends a marked packet from a workload and tells where on this host it was seen. */
import { OvnetError } from '../../model/errors.js';
import {
  PROBE_COPIES,
  QUERY_PROBE_COLLECT,
  QUERY_PROBE_SEND,
  QUERY_PROBE_WATCH,
  type ProbeCollectRequest,
  type ProbeSendRequest,
  type ProbeSent,
  type ProbeSightings,
  type ProbeWatchRequest,
} from '../../model/probe.js';
import { netnsPath, portName, vxlanName } from '../kernel/naming.js';
import { addressBytes } from '../kernel/native/address.js';
import type { Native } from '../kernel/native/native.js';
import { PacketSockets } from '../kernel/native/packet-socket.js';
import { openRaw, type RawSocket } from '../kernel/native/raw-socket.js';
import { SystemCallError } from '../kernel/native/system-call-error.js';
import type { Namespaces, OpenNetns } from '../kernel/namespaces.js';
import { probePacket } from './probe-packet.js';
import { probeFilter } from './probe-filter.js';
import { ProbeWatch } from './probe-watch.js';
import type { Timers } from '../reconcile/timers.js';
import type { Inspection } from './inspector.js';

export interface ProbeDeps {
  /** Rejects with `native-unavailable`. */
  readonly native: () => Promise<Native>;
  readonly namespaces: Namespaces;
  readonly timers: Timers;
}

export interface ProbeOptions {
  /** Name of the fabric namespace. */
  readonly fabric: string;
  /** Namespace (name or path) to take for the host's; default: that of the process. */
  readonly hostNetns?: string | undefined;
}

/** Look-outs at the same time. */
const MAX_WATCHES = 8;
const COPIES_APART_MS = 100;

interface Watch {
  readonly watch: ProbeWatch;
  readonly end: () => Promise<void>;
}

/** By the kinds of questions they answer. */
export function probeInspections(
  deps: ProbeDeps,
  options: ProbeOptions,
): Readonly<Record<string, Inspection>> {
  const host = new ProbeHost(deps, options);
  return {
    [QUERY_PROBE_WATCH]: host.watch,
    [QUERY_PROBE_SEND]: host.send,
    [QUERY_PROBE_COLLECT]: host.collect,
  };
}

class ProbeHost {
  readonly #deps: ProbeDeps;
  readonly #options: ProbeOptions;
  readonly #watches = new Map<string, Watch>();
  #native: Promise<Native> | undefined;
  #sockets: Promise<PacketSockets> | undefined;

  constructor(deps: ProbeDeps, options: ProbeOptions) {
    this.#deps = deps;
    this.#options = options;
  }

  readonly watch: Inspection = async (payload) => {
    const { probe, endpoint, dataPort, vni, forMs } = payload as ProbeWatchRequest;
    if (this.#watches.size >= MAX_WATCHES) {
      throw new OvnetError('busy', `${MAX_WATCHES} probes are looked out for`);
    }
    const sockets = await this.#packetSockets();
    const workload = await this.#open(endpoint.netns);
    const names = { [portName(endpoint.id)]: 'port', [vxlanName(vni)]: 'vxlan' } as const;
    const { fabric, hostNetns } = this.#options;
    const [from, to] = [addressBytes(probe.from), addressBytes(probe.to)];
    const watch = new ProbeWatch({ mark: probe.mark, from, to, dataPort });
    try {
      watch.open(sockets, probeFilter(probe.mark), [
        {
          path: workload.path,
          isWorkload: true,
          placeOf: (name) => (name === endpoint.ifname ? 'workload' : undefined),
        },
        { path: netnsPath(fabric), isWorkload: false, placeOf: (name) => names[name] },
        {
          path: hostNetns === undefined ? undefined : netnsPath(hostNetns),
          isWorkload: false,
          placeOf: () => 'underlay',
        },
      ]);
    } catch (error) {
      await workload.close();
      throw refused(error);
    }
    const key = keyOf(probe.mark, endpoint.id);
    const cancel = this.#deps.timers.after(forMs, () => void end());
    const end = async (): Promise<void> => {
      if (!this.#watches.delete(key)) return;
      cancel();
      watch.close();
      await workload.close();
    };
    this.#watches.set(key, { watch, end });
    return {};
  };

  readonly send: Inspection = async (payload): Promise<ProbeSent> => {
    const { probe, netns } = payload as ProbeSendRequest;
    const native = await this.#loaded();
    const workload = await this.#open(netns);
    let raw: RawSocket | undefined;
    let sent = 0;
    try {
      const [from, to] = [addressBytes(probe.from), addressBytes(probe.to)];
      const { protocol } = probePacket(probe, 0);
      raw = openRaw(native, workload.path, { from, to, protocol });
      for (let copy = 0; copy < PROBE_COPIES; copy += 1) {
        if (copy > 0) await this.#pause();
        raw.send(probePacket(probe, copy).bytes);
        sent += 1;
      }
      return { sent, error: '' };
    } catch (error) {
      if (!(error instanceof SystemCallError)) throw error;
      return { sent, error: error.code };
    } finally {
      raw?.close();
      await workload.close();
    }
  };

  readonly collect: Inspection = async (payload): Promise<ProbeSightings> => {
    const { mark, endpoint, waitMs } = payload as ProbeCollectRequest;
    const found = this.#watches.get(keyOf(mark, endpoint));
    if (!found) throw new OvnetError('not-found', 'nobody looks out for this probe any more');
    const { watch, end } = found;
    await this.#within(watch.answered, waitMs);
    try {
      return { sightings: await watch.sightings() };
    } finally {
      await end();
    }
  };

  #packetSockets(): Promise<PacketSockets> {
    const bytes = probeFilter(0).length;
    return (this.#sockets ??= this.#loaded().then((native) => new PacketSockets(native, bytes)));
  }

  /** Once: what it allocates is kept for the life of the process. */
  #loaded(): Promise<Native> {
    return (this.#native ??= this.#deps.native());
  }

  async #open(netns: string): Promise<OpenNetns> {
    const opened = await this.#deps.namespaces.open(netns);
    if (!opened) throw new OvnetError('netns-missing', netns);
    return opened;
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => this.#deps.timers.after(COPIES_APART_MS, resolve));
  }

  async #within(event: Promise<void>, ms: number): Promise<void> {
    let cancel = (): void => undefined;
    const late = new Promise<void>((resolve) => (cancel = this.#deps.timers.after(ms, resolve)));
    await Promise.race([event, late]);
    cancel();
  }
}

function keyOf(mark: number, endpoint: string): string {
  return `${mark} ${endpoint}`;
}

function refused(error: unknown): unknown {
  if (!(error instanceof SystemCallError)) return error;
  return new OvnetError('kernel-refused', error.message, { cause: error });
}
