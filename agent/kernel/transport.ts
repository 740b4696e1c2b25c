/** Chooses how links and rows are written and changes are seen: netlink where the native module loads, else batch pipes and text monitors. */
import { OvnetError } from '../../model/errors.js';
import { NamespacePrograms, type NamespaceReader } from './namespace-reader.js';
import { OWN_NETNS } from './naming.js';
import { FABRIC_MONITORS, Monitors } from './monitors.js';
import { loadNative, type Native } from './native/native.js';
import { GatewayTable } from './netlink/gateway-table.js';
import { LinkRequester } from './netlink/link-requester.js';
import { LinkTable } from './netlink/link-table.js';
import { NamespaceDumps } from './netlink/namespace-dumps.js';
import { RowTable } from './netlink/row-table.js';
import { NetlinkWatch, type HostNamespace } from './netlink/watch.js';
import type { KernelTransport, TransportChoice } from './port.js';
import type { Watcher } from './watcher.js';

export interface Transport {
  readonly report: KernelTransport;
  /** Undefined: rows go through the pipes. */
  readonly rows: RowTable | undefined;
  /** Undefined: links too. */
  readonly links: LinkTable | undefined;
  /** Undefined: links of the gateway go through programs. */
  readonly gatewayLinks: GatewayTable | undefined;
  /** Of workloads' namespaces and the host's. */
  readonly reader: NamespaceReader;
  readonly watcher: Watcher;
  readonly native: Native | undefined;
  /** Requests about links that changed something or tried to. */
  writes(): number;
  /** What is done next opens the namespaces anew. */
  close(): void;
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
    return netlink(await load(), { fabric, ...(host && { host }) });
  } catch (error) {
    const absent = error instanceof OvnetError && error.code === 'native-unavailable';
    if (choice === 'netlink' || !absent) throw error;
    return pipes(fabric, error.message);
  }
}

function netlink(native: Native, { fabric, host }: TransportPlaces): Transport {
  const rows = new RowTable(native, fabric);
  const requester = new LinkRequester(native);
  const places = { fabric, host: host?.path ?? OWN_NETNS };
  return {
    report: { name: 'netlink', reason: undefined },
    rows,
    links: new LinkTable(requester, places),
    gatewayLinks: new GatewayTable(requester, places.host),
    reader: new NamespaceDumps(native),
    watcher: new NetlinkWatch(native, fabric, { ...(host && { host }) }),
    native,
    writes: () => requester.writes,
    close: () => {
      rows.close();
      requester.close();
    },
  };
}

function pipes(fabric: string, reason: string): Transport {
  const watcher = new Monitors(fabric, FABRIC_MONITORS);
  const report = { name: 'pipes', reason } as const;
  const reader = new NamespacePrograms();
  const nothing = { rows: undefined, links: undefined, gatewayLinks: undefined, native: undefined };
  return { report, watcher, reader, ...nothing, writes: () => 0, close: () => undefined };
}
