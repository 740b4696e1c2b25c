/** The CA on a manager's disk: `DATA_DIR/ca/{ca.pem,ca-key.pem}`, directory 0700, files 0600. Every manager has it. */
import { join } from 'node:path';
import { prepareDir } from '../../identity/data-dir.js';
import { readIfThere, replaceFile } from '../../identity/private-files.js';
import { OvnetError } from '../../model/errors.js';
import { CertificateAuthority, type CaFiles } from './certificate-authority.js';

const CERTIFICATE = 'ca.pem';
const KEY = 'ca-key.pem';

export function authorityDir(dataDir: string): string {
  return join(dataDir, 'ca');
}

/** Of `init`, and of a manager that joins with what `POST /v1/join` answered (`caBundle`, `caKey`). */
export async function writeAuthority(dataDir: string, files: CaFiles): Promise<void> {
  const dir = authorityDir(dataDir);
  await prepareDir(dir);
  await replaceFile(join(dir, KEY), files.key);
  await replaceFile(join(dir, CERTIFICATE), files.certificate);
}

/** Throws `invalid-config` when the files are missing or damaged. */
export async function openAuthority(dataDir: string): Promise<CertificateAuthority> {
  const dir = authorityDir(dataDir);
  const [certificate, key] = await Promise.all(
    [CERTIFICATE, KEY].map((name) => readIfThere(join(dir, name))),
  );
  if (certificate === undefined || key === undefined) {
    throw new OvnetError('invalid-config', `${dir} lacks ${CERTIFICATE} or ${KEY}`);
  }
  try {
    return await CertificateAuthority.open({ certificate, key });
  } catch (cause) {
    throw new OvnetError('invalid-config', `the CA in ${dir} is damaged`, { cause });
  }
}
