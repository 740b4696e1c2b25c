/** Whether the device below the tunnels segments or sums up VXLAN packets, and whether its driver is known to break them. */
import { readdir } from 'node:fs/promises';
import { OvnetError } from '../../model/errors.js';
import { faultCapability, TUNNEL_OFFLOADS } from '../../model/host-faults.js';
import { Ethtool } from './native/ethtool.js';
import { loadNative, type Native } from './native/native.js';
import type { UnderlayDevice } from './port.js';

/**
 * Drivers whose tunnel offloads lose packets: vmxnet3 hands VXLAN to hypervisors that drop what they cannot parse
 * (moby#41775, flannel#2388, deckhouse#10087).
 */
const BROKEN: ReadonlySet<string> = new Set(['vmxnet3']);

/** Of a bond or VLAN on another. */
const MAX_DEPTH = 4;

/** Capabilities that tell of it: what is switched on, and a fault per device that should have it off. */
export function offloadCapabilities(devices: readonly UnderlayDevice[]): string[] {
  const uses = ({ active }: UnderlayDevice): boolean =>
    TUNNEL_OFFLOADS.some((name) => active.has(name));
  const using = devices.filter(uses);
  const broken = using.filter(({ driver }) => BROKEN.has(driver));
  return [
    ...(using.length > 0 ? ['udp-tunnel-offload'] : []),
    ...broken.map(({ name }) => faultCapability('offload-broken', name)),
  ];
}

export class Offload {
  readonly #load: () => Promise<Native | undefined>;
  #ethtool: Promise<Ethtool | undefined> | undefined;

  /** Without the native module nothing is known. */
  constructor(load: () => Promise<Native> = loadNative) {
    this.#load = () => load().catch(() => undefined);
  }

  /** For who wants nothing of the native module. */
  static unknown(): Offload {
    return new Offload(() => Promise.reject(new OvnetError('native-unavailable', 'not wanted')));
  }

  /** `device` and those below it, as far as they tell. `netns`: path of the host's namespace. */
  async devices(netns: string, device: string): Promise<readonly UnderlayDevice[]> {
    this.#ethtool ??= this.#load().then((native) => native && new Ethtool(native));
    const ethtool = await this.#ethtool;
    const names = [device, ...(await lowerDevices(device))];
    return names.map((name) => {
      const found = ethtool?.features(netns, name);
      return { name, ...(found ?? { driver: '', active: new Set<string>() }) };
    });
  }
}

/** What it stands on, as sysfs of the own namespace shows it. */
async function lowerDevices(device: string, depth = 0): Promise<string[]> {
  if (depth === MAX_DEPTH) return [];
  const files = await readdir(`/sys/class/net/${device}`).catch(() => []);
  const lower = files.filter((name) => name.startsWith('lower_')).map((name) => name.slice(6));
  const deeper = await Promise.all(lower.map((name) => lowerDevices(name, depth + 1)));
  return [...new Set([...lower, ...deeper.flat()])];
}
