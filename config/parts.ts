/** Settings that both daemons have. */
import type { Setting } from './setting.js';

export const OTLP_SETTING: Setting = {
  flag: '--otlp-endpoint <url>',
  help: 'collector to send traces to, OTLP over HTTP (default: none, or as OTEL_* say)',
};

export const LOG_SETTINGS: { readonly logLevel: Setting; readonly logFormat: Setting } = {
  logLevel: { flag: '--log-level <level>', help: 'trace, debug, info, warn, error or silent' },
  logFormat: { flag: '--log-format <format>', help: 'json or text (default: text on a terminal)' },
};
