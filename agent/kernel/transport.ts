/** Chooses how rows are written and changes are seen: netlink where the native module loads, else batch pipes and text monitors. */
import { OvnetError } from '../../model/errors.js';
import { FABRIC_MONITORS, Monitors } from './monitors.js';
import { loadNative, type Native } from './native/native.js';
import { RowTable } from './netlink/row-table.js';
import { NetlinkWatch, type HostNamespace } from './netlink/watch.js';
import type { KernelTransport } from './port.js';
import type { Watcher } from './watcher.js';

export type TransportChoice = 'auto' | 'netlink' | 'pipes';

export interface Transport {
  readonly report: KernelTransport;
  /** Undefined: rows go through the pipes. */
  readonly rows: RowTable | undefined;
  readonly watcher: Watcher;
  readonly native: Native | undefined;
}

export interface TransportPlaces {
  /** Path of the fabric's namespace. */
  readonly fabric: string;
  readonly host?: HostNamespace;
}

/** Throws `native-unavailable` where netlink is asked for and cannot be had. */
export async function openTransport(
  choice: TransportChoice,
  { fabric, host }: TransportPlaces,
  load: typeof loadNative = loadNative,
): Promise<Transport> {
  if (choice === 'pipes') return pipes(fabric, 'the settings say so');
  try {
    const native = await load();
    return {
      report: { name: 'netlink', reason: undefined },
      rows: new RowTable(native, fabric),
      watcher: new NetlinkWatch(native, fabric, { ...(host && { host }) }),
      native,
    };
  } catch (error) {
    const absent = error instanceof OvnetError && error.code === 'native-unavailable';
    if (choice === 'netlink' || !absent) throw error;
    return pipes(fabric, error.message);
  }
}

function pipes(fabric: string, reason: string): Transport {
  const watcher = new Monitors(fabric, FABRIC_MONITORS);
  return { report: { name: 'pipes', reason }, rows: undefined, watcher, native: undefined };
}
