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

/** How a worker names it: by the code, or, where packets have shown it, by a word of its own. */
type FaultKind = HostFaultCode | 'offload-measured';

const FAULTS: Readonly<Record<FaultKind, (subject: string) => HostFault>> = {
  'neighbours-full': (threshold) => ({
    type: 'Neighbours',
    code: 'neighbours-full',
    detail:
      `the kernel refused neighbours within the last minutes (gc_thresh3 ${threshold}): workloads cannot begin to speak ` +
      'to new peers; raise it: sysctl -w net.ipv4.neigh.default.gc_thresh3=65536 net.ipv6.neigh.default.gc_thresh3=65536',
  }),
  'offload-broken': (device) => ({
    type: 'Offload',
    code: 'offload-broken',
    detail:
      `the driver of ${device} is known to break VXLAN packets that it segments or sums up: small packets pass, large ones ` +
      `do not; ${switchedOff(device, TUNNEL_OFFLOADS)}`,
  }),
  'offload-measured': (text) => {
    const { device, fault, features, peers } = measuredOf(text);
    const remedy =
      features.length === 0
        ? `nothing of it is left to be switched off at ${device}: mend the underlay behind it`
        : switchedOff(device, features);
    return {
      type: 'Offload',
      code: 'offload-broken',
      detail: `tried with packets: ${MEASURED[fault]} leave ${device} of this host and do not arrive whole at ${peers}, others do; ${remedy}`,
    };
  },
};

function switchedOff(device: string, features: readonly string[]): string {
  return `switch it off: ethtool -K ${device} ${features.map((name) => `${name} off`).join(' ')}`;
}

const MEASURED = {
  sums: 'packets whose checksum is to be completed',
  segments: 'large packets to be cut into segments',
  'sums-v6': 'IPv6 packets whose checksum is to be completed',
  'segments-v6': 'large IPv6 packets to be cut into segments',
} as const;

function isMeasured(fault: string | undefined): fault is keyof typeof MEASURED {
  return fault !== undefined && Object.hasOwn(MEASURED, fault);
}

/** What packets have shown of a device. */
export interface MeasuredOffload {
  readonly device: string;
  /** Checksums that are left to it are wrong, or only those of segments that it cuts; of packets with IPv6 inside only. */
  readonly fault: keyof typeof MEASURED;
  /** What to switch off, as ethtool(8) names it; none: nothing is on. */
  readonly features: readonly string[];
  /** Tunnel ends where they do not arrive, for people; without blanks. */
  readonly peers: string;
}

export function measuredCapability({ device, fault, features, peers }: MeasuredOffload): string {
  return `${PREFIX}offload-measured:${[device, fault, features.join(','), peers].join(' ')}`;
}

function measuredOf(subject: string): MeasuredOffload {
  const [device = '', fault, features = '', peers = ''] = subject.split(' ');
  return {
    ...{ device, fault: isMeasured(fault) ? fault : 'sums', peers },
    features: features.split(',').filter((name) => name !== ''),
  };
}

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
    return isFault(code) ? [FAULTS[code](subject.join(':'))] : [];
  });
}

function isFault(code: string): code is FaultKind {
  return Object.hasOwn(FAULTS, code);
}
