/** All routes of a manager: the one list that rights, OpenAPI and tests are made from. */
import type { Route } from '../route.js';
import { BACKUP_ROUTES } from './backup.js';
import { BATCH_ROUTES } from './batch.js';
import { BROWSE_ROUTES } from './browse.js';
import { CHECK_ROUTES } from './check.js';
import { CLUSTER_ROUTES } from './cluster.js';
import { CONSENSUS_ROUTES } from './consensus.js';
import { documentRoutes } from './documents.js';
import { ENDPOINT_ROUTES } from './endpoints.js';
import { EVENT_ROUTES } from './events.js';
import { HEALTH_ROUTES } from './health.js';
import { IPAM_ROUTES } from './ipam.js';
import { JOIN_ROUTES } from './joining.js';
import { KEY_ROUTES } from './keys.js';
import { LOG_ROUTES } from './log.js';
import { NETWORK_ROUTES } from './networks.js';
import { NODE_ROUTES } from './nodes.js';
import { RESERVATION_ROUTES } from './reservations.js';
import { SUBNET_ROUTES } from './subnets.js';
import { TOKEN_ROUTES } from './tokens.js';
import { TRACE_ROUTES } from './trace.js';
import { UNSUPPORTED_ROUTES } from './unsupported.js';
import { VERIFY_ROUTES } from './verify.js';

const RESOURCES: readonly Route[] = [
  ...HEALTH_ROUTES,
  ...CLUSTER_ROUTES,
  ...NODE_ROUTES,
  ...NETWORK_ROUTES,
  ...SUBNET_ROUTES,
  ...ENDPOINT_ROUTES,
  ...RESERVATION_ROUTES,
  ...IPAM_ROUTES,
  ...BATCH_ROUTES,
  ...TOKEN_ROUTES,
  ...KEY_ROUTES,
  ...EVENT_ROUTES,
  ...CONSENSUS_ROUTES,
  ...VERIFY_ROUTES,
  ...TRACE_ROUTES,
  ...CHECK_ROUTES,
  ...BACKUP_ROUTES,
  ...LOG_ROUTES,
  ...JOIN_ROUTES,
  ...BROWSE_ROUTES,
  ...UNSUPPORTED_ROUTES,
];

export const ROUTES: readonly Route[] = [...RESOURCES, ...documentRoutes(RESOURCES)];
