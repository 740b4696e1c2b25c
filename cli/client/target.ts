/**
 * Where ovctl sends its requests: flags, then OVNET_* environment, then the current context, then the local manager's
 * socket. The layers below the one that names the place are not looked at: no key goes to a server it was not meant for.
 */
import { readFileSync } from 'node:fs';
import { OvnetError } from '../../model/errors.js';
import { LOCAL, loadContexts, type ContextEntry, type Contexts } from '../contexts/store.js';

/** What the user may say. `keyFile` holds a bearer key; `cert` and `certKey` are PEM files of a client certificate. */
export interface TargetOptions {
  readonly context?: string | undefined;
  readonly server?: string | undefined;
  readonly ca?: string | undefined;
  readonly keyFile?: string | undefined;
  readonly cert?: string | undefined;
  readonly certKey?: string | undefined;
  readonly socket?: string | undefined;
}

export type Target =
  | {
      readonly kind: 'socket';
      readonly path: string;
      /** The question is for this daemon of this host: no other could answer it. */
      readonly only?: 'manager' | 'worker';
    }
  | {
      readonly kind: 'https';
      readonly origin: string;
      readonly ca: string | undefined;
      readonly bearer: string | undefined;
      readonly cert: string | undefined;
      readonly certKey: string | undefined;
    };

/** Where requests go, for messages. */
export function placeOf(target: Target): string {
  return target.kind === 'socket' ? target.path : target.origin;
}

export const DEFAULT_SOCKET = '/run/ovnet/manager.sock';

/** One layer of settings; an earlier layer hides later ones. */
type Layer = Omit<TargetOptions, 'context'>;

/**
 * Rejects with OvnetError `usage` for a URL that is not https, two places at once or half a client certificate, `not-found` for a context that is not
 * there, `invalid-config` for a file that cannot be read.
 */
export async function resolveTarget(
  options: TargetOptions,
  env: NodeJS.ProcessEnv,
): Promise<Target> {
  const layers = await layersOf(options, env);
  const [place] = layers.filter(namesPlace);
  if (!isGiven(place?.server)) {
    return { kind: 'socket', path: place?.socket ?? DEFAULT_SOCKET };
  }
  const file = (member: 'ca' | 'keyFile' | 'cert' | 'certKey'): string | undefined =>
    readIfNamed(layers.map((layer) => layer[member]).find(isGiven));
  return {
    kind: 'https',
    origin: originOf(place.server),
    ca: file('ca'),
    bearer: file('keyFile')?.trim(),
    ...clientCertificate(file('cert'), file('certKey')),
  };
}

/** The file of the certificate may hold the private key too. Throws `usage` when one is there without the other. */
function clientCertificate(cert: string | undefined, certKey: string | undefined) {
  if (cert === undefined && certKey !== undefined) {
    throw new OvnetError('usage', '--cert-key (OVNET_CERT_KEY) needs --cert');
  }
  if (cert === undefined || certKey !== undefined) return { cert, certKey };
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(cert)) return { cert, certKey: cert };
  throw new OvnetError('usage', '--cert (OVNET_CERT) needs --cert-key, or a file that holds both');
}

/** The name of the context that is in force: OVNET_CONTEXT, else the one chosen by `context use`. */
export function currentContext(env: NodeJS.ProcessEnv, { current }: Contexts): string {
  const named = env['OVNET_CONTEXT'];
  return isGiven(named) ? named : (current ?? LOCAL);
}

async function layersOf(options: TargetOptions, env: NodeJS.ProcessEnv): Promise<Layer[]> {
  const { context, ...flags } = options;
  const environment: Layer = {
    server: env['OVNET_SERVER'],
    socket: env['OVNET_SOCKET'],
    ca: env['OVNET_CA'],
    keyFile: env['OVNET_KEY_FILE'],
    cert: env['OVNET_CERT'],
    certKey: env['OVNET_CERT_KEY'],
  };
  if (flags.server !== undefined && flags.socket !== undefined) {
    throw new OvnetError('usage', '--server and --socket name two places: give one');
  }
  if (context !== undefined) {
    if (namesPlace(flags)) {
      throw new OvnetError('usage', '--context and --server or --socket name two places: give one');
    }
    return [flags, entryOf(await loadContexts(env), context)];
  }
  if (namesPlace(flags) || namesPlace(environment)) return [flags, environment];
  const contexts = await loadContexts(env);
  return [flags, environment, entryOf(contexts, currentContext(env, contexts))];
}

function entryOf({ contexts }: Contexts, name: string): ContextEntry {
  if (name === LOCAL) return { socket: DEFAULT_SOCKET };
  const entry = Object.hasOwn(contexts, name) ? contexts[name] : undefined;
  if (entry) return entry;
  throw new OvnetError('not-found', `there is no context '${name}': see \`ovctl context ls\``);
}

function namesPlace({ server, socket }: Layer): boolean {
  return isGiven(server) || isGiven(socket);
}

/** An empty variable is as good as none. */
function isGiven(text: string | undefined): text is string {
  return text !== undefined && text !== '';
}

export function originOf(server: string): string {
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
  if (path === undefined) return undefined;
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new OvnetError('invalid-config', `${path} cannot be read: ${(cause as Error).message}`, {
      cause,
    });
  }
}
