/** What packets have shown of the underlay's devices, as capabilities of this host, with what is to be switched off. Pure. */
import { measuredCapability, TUNNEL_OFFLOADS } from '../../model/host-faults.js';
import type { UnderlayDevice } from '../kernel/port.js';
import type { OffloadState } from './offload-probe.js';
import type { OffloadFault } from './offload-verdict.js';

const GRAVEST: readonly OffloadFault[] = ['sums', 'segments', 'sums-v6', 'segments-v6'];

/** Named; the rest are counted. */
const MAX_PEERS = 5;

/** `devices`: the one that has the VTEP, then those below it. */
export function offloadFaults(
  states: readonly OffloadState[],
  devices: readonly UnderlayDevice[],
): string[] {
  const broken = states.filter(({ fault }) => fault !== undefined);
  if (broken.length === 0) return [];
  const fault = GRAVEST.find((one) => broken.some((state) => state.fault === one)) ?? 'sums';
  const named = broken.slice(0, MAX_PEERS).map(({ vtep }) => vtep);
  const more = broken.length - named.length;
  const peers = named.join(',') + (more > 0 ? `+${more}` : '');
  return suspects(devices).map((suspect) => measuredCapability({ ...suspect, fault, peers }));
}

interface Suspect {
  readonly device: string;
  readonly features: readonly string[];
}

/** First what is done to tunnels alone, which costs least to do without; where that is off, all checksums of the device. */
function suspects(devices: readonly UnderlayDevice[]): readonly Suspect[] {
  const choices = [
    devices.map(({ name, active }) => ({
      device: name,
      features: TUNNEL_OFFLOADS.filter((feature) => active.has(feature)),
    })),
    devices.map(({ name, active }) => ({
      device: name,
      features: [...active].some((feature) => feature.startsWith('tx-checksum-')) ? ['tx'] : [],
    })),
  ];
  const found = choices.map((all) => all.filter(({ features }) => features.length > 0));
  const best = found.find((some) => some.length > 0);
  return best ?? [{ device: devices[0]?.name ?? 'underlay', features: [] }];
}
