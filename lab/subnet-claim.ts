/** Which 172.31.X.0/24 a lab has: one claim file per subnet, made exclusively, so that labs may start at once. */
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OvnetError } from '../model/errors.js';
import { readIfThere } from './files.js';
import type { LabLayout } from './layout.js';

const SUBNETS = 256;

/** The directory of the lab must exist already: a claim without one is left over and may be taken. */
export function claimSubnet(layout: LabLayout): number {
  const dir = claimsDir(layout);
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  for (let subnet = 0; subnet < SUBNETS; subnet++) {
    const claim = join(dir, String(subnet));
    const holder = readIfThere(claim);
    if (holder !== undefined && !existsSync(join(layout.root, holder))) {
      rmSync(claim, { force: true });
    }
    try {
      writeFileSync(claim, layout.name, { flag: 'wx' });
      return subnet;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
  throw new OvnetError('lab-failed', `all ${SUBNETS} subnets for labs are taken`);
}

export function releaseSubnet(layout: LabLayout): void {
  const dir = claimsDir(layout);
  if (!existsSync(dir)) return;
  for (const entry of readdirSync(dir)) {
    const claim = join(dir, entry);
    if (readIfThere(claim) === layout.name) rmSync(claim, { force: true });
  }
}

function claimsDir(layout: LabLayout): string {
  return join(layout.root, '.subnets');
}
