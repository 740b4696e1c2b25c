/** Cluster-wide defaults: what `manager init` proposes when no flag says otherwise. */
import type { AddressPool } from './objects.js';

export const DEFAULT_POOLS: readonly AddressPool[] = [{ cidr: '10.0.0.0/8', subnetPrefix: 24 }];
/** Begins far above 4096, where Docker Swarm begins: both may share a host's UDP port. */
export const DEFAULT_VNI_RANGE = { first: 1_048_576, last: 16_777_215 } as const;
/** UDP port of VXLAN (RFC 7348). */
export const DEFAULT_DATA_PORT = 4789;
