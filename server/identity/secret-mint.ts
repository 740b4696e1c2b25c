/**
 * Mints the secrets of tokens and keys. A secret is a keyed function (HKDF, RFC 5869) of the object's id and the CA's
 * private key: as strong as random for everyone else, and any manager answers the retry of a create with the
 * same secret although no one has stored it.
 */
import { hkdfSync } from 'node:crypto';
import { formatSecret } from '../../model/join-token.js';
import { hashSecret } from '../../identity/secret.js';
import { formatApiKey, hashApiKey } from './api-key.js';

const SECRET_BYTES = 16;

export interface MintedSecret {
  readonly secret: string;
  /** SHA-256 (hex): what goes into the command. */
  readonly hash: string;
}

export class SecretMint {
  readonly #caKey: string;

  /** `caKey`: PEM of the cluster's CA. */
  constructor(caKey: string) {
    this.#caKey = caKey;
  }

  tokenSecret(tokenId: string): MintedSecret {
    const secret = formatSecret(this.#derive(`join token ${tokenId}`).toString('hex'));
    const hash = hashSecret(secret);
    if (hash === undefined) throw new Error('a minted secret has no hash');
    return { secret, hash };
  }

  apiKey(keyId: string): MintedSecret {
    const secret = formatApiKey(this.#derive(`api key ${keyId}`));
    return { secret, hash: hashApiKey(secret) };
  }

  #derive(purpose: string): Buffer {
    return Buffer.from(hkdfSync('sha256', this.#caKey, 'ovnet', purpose, SECRET_BYTES));
  }
}
