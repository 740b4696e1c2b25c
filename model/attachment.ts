/** Where an endpoint is plugged in, as texts: a namespace's name or path, or the one that a process is in. */

import type { TapOwner } from './objects.js';

/** Linux: PID_MAX_LIMIT of a 64-bit kernel. */
export const MAX_PID = 4_194_304;

/** Path of the network namespace of a process of the worker's host (proc(5)). */
export function processNetns(pid: number): string {
  return `/proc/${pid}/ns/net`;
}

/** The process whose namespace a path names; undefined for names and other paths. */
export function processOf(netns: string): number | undefined {
  const match = /^\/proc\/([1-9]\d{0,6})\/ns\/net$/.exec(netns);
  return match?.[1] === undefined ? undefined : Number(match[1]);
}

/** What is undefined is left out. */
export function tapOwner(user: string | undefined, group: string | undefined): TapOwner {
  return { ...(user !== undefined && { user }), ...(group !== undefined && { group }) };
}

/** Name or number of a user or group (useradd(8)). */
export const ACCOUNT = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,31}$/;

/** 32 bits with sign, as Docker's. */
export const MAX_GATEWAY_PRIORITY = 2_147_483_647;
