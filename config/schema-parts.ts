/** Schemas of settings that both daemons have. */
import Type from 'typebox';
import { LOG_LEVELS } from '../model/log-level.js';

/** 0 = chosen by the system. */
export const PORT = Type.Integer({ minimum: 0, maximum: 65_535 });
export const DATA_PORT = Type.Integer({ minimum: 1, maximum: 65_535 });
export const NODE_NAME = Type.String({ pattern: '^[a-z0-9]([a-z0-9._-]{0,61}[a-z0-9])?$' });
export const LOG_LEVEL = Type.Enum([...LOG_LEVELS]);
export const LOG_FORMAT = Type.Enum(['json', 'text']);

/** Base URL of an OpenTelemetry collector. */
export const OTLP_ENDPOINT = Type.String({ pattern: '^https?://' });
