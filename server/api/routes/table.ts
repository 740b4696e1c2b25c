/** All routes of a manager: the one list that rights, OpenAPI and tests are made from. */
import type { Route } from '../route.js';
import { HEALTH_ROUTES } from './health.js';
import { JOIN_ROUTES } from './joining.js';
import { NETWORK_ROUTES } from './networks.js';
import { SUBNET_ROUTES } from './subnets.js';

export const ROUTES: readonly Route[] = [
  ...HEALTH_ROUTES,
  ...JOIN_ROUTES,
  ...NETWORK_ROUTES,
  ...SUBNET_ROUTES,
];
