/** Reads the host's links, queues and filters for our taps, each wired to its port by two filters. */
import type { OwnerMark } from '../port.js';
import type { LinkJson } from './links.js';
import { markReader, markText } from './owner-mark.js';

/** What a tap carries as its alias. `fabric` tells the agents of one machine apart. */
export interface TapMark {
  readonly fabric: string;
  readonly owner: OwnerMark;
  readonly endpoint: string;
  /** As `tapPlace` of naming.ts makes it. */
  readonly place: string;
}

export function formatTapMark({ fabric, owner, endpoint, place }: TapMark): string {
  return markText({ ...owner, tap: fabric, endpoint, place });
}

export function parseTapMark(alias: string | undefined): TapMark | undefined {
  const text = markReader(alias);
  if (!text || text('tap') === '') return undefined;
  const owner = { cluster: text('cluster'), node: text('node'), network: text('network') };
  return { fabric: text('tap'), owner, endpoint: text('endpoint'), place: text('place') };
}

export type HostLink = LinkJson & {
  readonly address?: string;
  readonly linkinfo?: {
    readonly info_kind?: string;
    readonly info_data?: { readonly type?: string; readonly persist?: boolean };
  };
};

export interface FoundTap {
  readonly mark: TapMark;
  readonly link: HostLink;
}

/** Taps with the mark of this fabric. */
export function parseTaps(links: readonly HostLink[], fabric: string): FoundTap[] {
  return links.flatMap((link) => {
    const mark = isTap(link) ? parseTapMark(link.ifalias) : undefined;
    return mark?.fabric === fabric ? [{ mark, link }] : [];
  });
}

function isTap({ linkinfo }: HostLink): boolean {
  return linkinfo?.info_kind === 'tun' && linkinfo.info_data?.type === 'tap';
}

export interface FilterJson {
  readonly options?: {
    readonly actions?: readonly { readonly kind?: string; readonly to_dev?: string }[];
  };
}

/** Some filter hands on what comes in to the device. */
export function leadsTo(filters: readonly FilterJson[], dev: string): boolean {
  return redirectsOf(filters).includes(dev);
}

/** Devices that filters hand frames to, in the order in which they are asked. */
export function redirectsOf(filters: readonly FilterJson[]): readonly string[] {
  const actions = filters.flatMap(({ options }) => options?.actions ?? []);
  return actions.flatMap(({ kind, to_dev: to }) =>
    kind === 'mirred' && to !== undefined ? [to] : [],
  );
}
