/** Names as the settings want them: answered by a resolver, or not at all. */
import { isIP } from 'node:net';
import type { WorkerConfig } from '../../config/worker.js';
import { OvnetError } from '../../model/errors.js';
import type { SyncTarget } from '../sync/content.js';
import { ResolverLink, type LinkDeps } from './link.js';
import { NameService, type NameServiceDeps, type NameStatus } from './name-service.js';
import { endResolver } from './process.js';

export type NameConfig = Pick<WorkerConfig, 'dataDir'> &
  Partial<Pick<WorkerConfig, 'dns' | 'dnsForward'>>;

export interface NameDeps extends Omit<NameServiceDeps, 'link'> {
  readonly log: LinkDeps['log'];
}

/** What the rest of the agent sees of names. */
export interface HostNames {
  /** Where changes of the desired sets go. */
  readonly target: SyncTarget;
  start(): Promise<void>;
  /** The resolver goes on while it serves somebody. */
  stop(): Promise<void>;
  /** The resolver ends. */
  end(): Promise<void>;
  applied: NameServiceDeps['applied'];
  pruned: NameServiceDeps['pruned'];
  /** Undefined: switched off. */
  status(): NameStatus | undefined;
}

/** Settings that are absent mean `off`. @throws OvnetError `invalid-config` */
export function hostNames(
  deps: NameDeps,
  config: NameConfig,
  node: { readonly clusterId: string; readonly nodeId: string },
): HostNames {
  const { dataDir, dns = 'off', dnsForward = ['host'] } = config;
  if (dns === 'off') return unserved(deps, dataDir);
  const { log } = deps;
  const service = new NameService(
    { ...deps, link: (events) => new ResolverLink({ events, log }, { dataDir }) },
    { ...node, upstreams: upstreamsOf(dnsForward) },
  );
  return {
    target: service,
    start: () => service.start(),
    stop: () => service.stop(),
    end: () => service.end(),
    applied: (notice) => service.applied(notice),
    pruned: (point) => service.pruned(point),
    status: () => service.status(),
  };
}

function unserved({ target, applied, pruned }: NameDeps, dataDir: string): HostNames {
  const end = (): Promise<void> => endResolver(dataDir);
  const stop = (): Promise<void> => Promise.resolve();
  // One that an earlier agent started, with other settings, ends.
  return { target, start: end, stop, end, applied, pruned, status: () => undefined };
}

function upstreamsOf(forward: readonly string[]): readonly string[] | 'host' {
  const [only] = forward;
  if (forward.length === 1 && only === 'host') return 'host';
  if (forward.length === 1 && only === 'off') return [];
  const wrong = forward.find((address) => isIP(address.split('%')[0] ?? '') === 0);
  if (wrong === undefined) return forward;
  throw new OvnetError('invalid-config', `dnsForward: ${wrong} is not an IP address`);
}
