/**
 * Schemas of settings that both daemons have. Schemas of settings are JSON Schema as it is written: the builder of
 * schemas is loaded by those only who serve the REST API, and every command of a daemon reads settings.
 */
import { LOG_LEVELS } from '../model/log-level.js';

export const TEXT = { type: 'string', minLength: 1 } as const;
/** A path that sockaddr_un holds (unix(7)). */
export const SOCKET = { type: 'string', minLength: 1, maxLength: 107 } as const;
/** 0 = chosen by the system. */
export const PORT = { type: 'integer', minimum: 0, maximum: 65_535 } as const;
export const DATA_PORT = { type: 'integer', minimum: 1, maximum: 65_535 } as const;
export const NODE_NAME = {
  type: 'string',
  pattern: '^[a-z0-9]([a-z0-9._-]{0,61}[a-z0-9])?$',
} as const;
export const LOG_LEVEL = { enum: LOG_LEVELS } as const;
export const LOG_FORMAT = { enum: ['json', 'text'] } as const;
export const SWITCH = { enum: ['on', 'off'] } as const;

/** Base URL of an OpenTelemetry collector. */
export const OTLP_ENDPOINT = { type: 'string', pattern: '^https?://' } as const;
