/** Faults of a worker's host that no endpoint can be blamed for, told among its capabilities as `fault:CODE:SUBJECT`. */
import type { ErrorCode } from './errors.js';

export type HostFaultCode = Extract<ErrorCode, 'neighbours-full' | 'offload-broken'>;

export interface HostFault {
  /** Of the condition. */
  readonly type: string;
  readonly code: HostFaultCode;
  /** With what to do. */
  readonly detail: string;
}

const FAULTS: Readonly<Record<HostFaultCode, (subject: string) => Omit<HostFault, 'code'>>> = {
  'neighbours-full': (threshold) => ({
    type: 'Neighbours',
    detail:
      `the kernel refused neighbours within the last minutes (gc_thresh3 ${threshold}): workloads cannot begin to speak ` +
      'to new peers; raise it: sysctl -w net.ipv4.neigh.default.gc_thresh3=65536 net.ipv6.neigh.default.gc_thresh3=65536',
  }),
  'offload-broken': (device) => ({
    type: 'Offload',
    detail:
      `the driver of ${device} is known to break VXLAN packets that it segments or sums up: small packets pass, large ones ` +
      `do not; switch it off: ethtool -K ${device} ${TUNNEL_OFFLOADS.map((name) => `${name} off`).join(' ')}`,
  }),
};

/** Features as ethtool(8) names them. */
export const TUNNEL_OFFLOADS = ['tx-udp_tnl-segmentation', 'tx-udp_tnl-csum-segmentation'] as const;

const PREFIX = 'fault:';

export function faultCapability(code: HostFaultCode, subject: string): string {
  return `${PREFIX}${code}:${subject}`;
}

/** Those that this version does not know are left out. */
export function faultsIn(capabilities: readonly string[]): readonly HostFault[] {
  return capabilities.flatMap((text) => {
    if (!text.startsWith(PREFIX)) return [];
    const [, code = '', ...subject] = text.split(':');
    return isFault(code) ? [{ code, ...FAULTS[code](subject.join(':')) }] : [];
  });
}

function isFault(code: string): code is HostFaultCode {
  return Object.hasOwn(FAULTS, code);
}
