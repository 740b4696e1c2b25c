/** The managers' own word on themselves: their metrics, and the memory that they hold. */
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Agent, request } from 'undici';
import type { LabHost } from '../../lab/host.js';
import type { Lab } from '../../lab/lab.js';
import { ovctlPath } from '../../lab/layout.js';
import { PROBE_DIR, PROBE_SIGNAL, PROFILE_SIGNAL } from '../cluster/stamps.js';
import { Readings } from '../measure/readings.js';
import type { HeldMemory } from './held-memory.js';

const ANSWER_TIMEOUT_MS = 20_000;
const POLL_MS = 50;

/** Scrapes each manager over its local socket. */
export async function readingsOf(hosts: readonly LabHost[]): Promise<readonly Readings[]> {
  return Promise.all(
    hosts.map(async (host) => {
      const dispatcher = new Agent({ connect: { socketPath: host.socket('manager') } });
      try {
        const { body } = await request('http://localhost/metrics', { dispatcher });
        return new Readings(await body.text());
      } finally {
        await dispatcher.close();
      }
    }),
  );
}

/** The lab's managers carry the probe from their start on. */
export function installMemoryProbe(lab: Lab): void {
  const dir = probeDir(lab);
  mkdirSync(dir, { recursive: true });
  const probe = pathToFileURL(fileURLToPath(new URL('./memory-probe.js', import.meta.url))).href;
  const lines = [
    '#!/bin/sh',
    `export NODE_OPTIONS='--import=${probe}' ${PROBE_DIR}='${dir}'`,
    `exec "${process.execPath}" "${ovctlPath()}" "$@"`,
  ];
  writeFileSync(join(lab.dir, 'bin', 'ovctl'), `${lines.join('\n')}\n`, { mode: 0o755 });
}

/** Of all together, after their garbage was collected. */
export async function heldBytes(lab: Lab, pids: readonly number[]): Promise<number> {
  const files = pids.map((pid) => join(probeDir(lab), `${pid}.json`));
  for (const file of files) rmSync(file, { force: true });
  for (const pid of pids) process.kill(pid, PROBE_SIGNAL);
  await allThere(files, 'a manager did not tell its memory');
  return files
    .map((file) => JSON.parse(readFileSync(file, 'utf8')) as HeldMemory)
    .reduce((sum, memory) => sum + memory.heldBytes, 0);
}

export function beginProfiles(pids: readonly number[]): void {
  for (const pid of pids) process.kill(pid, PROFILE_SIGNAL);
}

/** `fileOf`: where the profile of which manager goes. */
export async function saveProfiles(
  lab: Lab,
  pids: readonly number[],
  fileOf: (manager: number) => string,
): Promise<void> {
  const files = pids.map((pid) => join(probeDir(lab), `${pid}.cpuprofile`));
  for (const file of files) rmSync(file, { force: true });
  beginProfiles(pids);
  await allThere(files, 'a manager did not write its profile');
  files.forEach((file, at) => copyFileSync(file, fileOf(at)));
}

async function allThere(files: readonly string[], otherwise: string): Promise<void> {
  const deadline = performance.now() + ANSWER_TIMEOUT_MS;
  while (!files.every((file) => existsSync(file))) {
    if (performance.now() > deadline) throw new Error(otherwise);
    await delay(POLL_MS);
  }
}

function probeDir(lab: Lab): string {
  return join(lab.dir, 'bench');
}
