/** How Node.js itself is started for a daemon in the background or of systemd. */

/**
 * MiB. Each collection of the young generation stops the process for as long as what survives takes: with the default of 16 MiB 30 ms
 * were seen while endpoints came in bulk. Below 4 MiB collections together cost more than they save.
 */
const MANAGER_YOUNG_MIB = 4;

export const NODE_OPTIONS: Readonly<Record<'manager' | 'worker', readonly string[]>> = {
  manager: [`--max-semi-space-size=${MANAGER_YOUNG_MIB}`],
  worker: [],
};
