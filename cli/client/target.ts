/** Where ovctl sends its requests: flags, then OVNET_* environment, then the local manager's socket. */
import { readFileSync } from 'node:fs';
import { OvnetError } from '../../model/errors.js';

/** What the user may say. `keyFile` holds a bearer key; `cert` and `certKey` are PEM files of a client certificate. */
export interface TargetOptions {
  readonly server?: string | undefined;
  readonly ca?: string | undefined;
  readonly keyFile?: string | undefined;
  readonly cert?: string | undefined;
  readonly certKey?: string | undefined;
  readonly socket?: string | undefined;
}

export type Target =
  | { readonly kind: 'socket'; readonly path: string }
  | {
      readonly kind: 'https';
      readonly origin: string;
      readonly ca: string | undefined;
      readonly bearer: string | undefined;
      readonly cert: string | undefined;
      readonly certKey: string | undefined;
    };

export const DEFAULT_SOCKET = '/run/ovnet/manager.sock';

/** Throws OvnetError `usage` for a URL that is not https, `invalid-config` for a file that cannot be read. */
export function resolveTarget(options: TargetOptions, env: NodeJS.ProcessEnv): Target {
  const server = options.server ?? env['OVNET_SERVER'];
  if (server === undefined || server === '') {
    return { kind: 'socket', path: options.socket ?? env['OVNET_SOCKET'] ?? DEFAULT_SOCKET };
  }
  return {
    kind: 'https',
    origin: originOf(server),
    ca: readIfNamed(options.ca ?? env['OVNET_CA']),
    bearer: readIfNamed(options.keyFile ?? env['OVNET_KEY_FILE'])?.trim(),
    cert: readIfNamed(options.cert ?? env['OVNET_CERT']),
    certKey: readIfNamed(options.certKey ?? env['OVNET_CERT_KEY']),
  };
}

function originOf(server: string): string {
  let url: URL;
  try {
    url = new URL(server);
  } catch (cause) {
    throw new OvnetError('usage', `--server takes a URL as https://HOST:7070, not "${server}"`, {
      cause,
    });
  }
  if (url.protocol !== 'https:') {
    throw new OvnetError('usage', `--server must begin with https://, not "${server}"`);
  }
  return url.origin;
}

function readIfNamed(path: string | undefined): string | undefined {
  if (path === undefined || path === '') return undefined;
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new OvnetError('invalid-config', `${path} cannot be read: ${(cause as Error).message}`, {
      cause,
    });
  }
}
