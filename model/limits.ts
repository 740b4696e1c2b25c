/** Limits of the kernel that more than one part reckons with. */

/** Ports of one bridge: BR_MAX_PORTS (net/bridge/br_private.h) less number 0. */
export const MAX_BRIDGE_PORTS = 1_023;

/** One port of a network's bridge is its vxlan device. */
export const MAX_ENDPOINTS_PER_BRIDGE = MAX_BRIDGE_PORTS - 1;
