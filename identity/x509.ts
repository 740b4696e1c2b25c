/** Keys and certificates: P-256 keys, PKCS#10 requests (RFC 2986). */
import {
  createPrivateKey,
  createPublicKey,
  KeyObject,
  webcrypto,
  X509Certificate,
} from 'node:crypto';
import { sha256 } from './secret.js';

/** ECDSA with P-256 and SHA-256 for every key of the cluster. */
export const KEY_ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

export type CryptoKeyPair = webcrypto.CryptoKeyPair;

/** A fresh extractable key pair. */
export async function generateKeyPair(): Promise<CryptoKeyPair> {
  return webcrypto.subtle.generateKey(KEY_ALGORITHM, true, ['sign', 'verify']);
}

/** PKCS#8 PEM. */
export function exportPrivateKey(key: webcrypto.CryptoKey): string {
  return KeyObject.from(key).export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** Key pair of a PKCS#8 PEM. */
export async function importKeyPair(pem: string): Promise<CryptoKeyPair> {
  const der = createPrivateKey(pem).export({ type: 'pkcs8', format: 'der' });
  const { subtle } = webcrypto;
  const privateKey = await subtle.importKey('pkcs8', der, KEY_ALGORITHM, true, ['sign']);
  const spki = createPublicKey(pem).export({ type: 'spki', format: 'der' });
  const publicKey = await subtle.importKey('spki', spki, KEY_ALGORITHM, true, ['verify']);
  return { privateKey, publicKey };
}

/** PEM request that proves possession of the key. Names nothing: identity is the CA's to set. */
export async function createCsr(keys: CryptoKeyPair): Promise<string> {
  const { x509 } = await import('./x509-library.js');
  const request = await x509.Pkcs10CertificateRequestGenerator.create(
    { name: 'CN=ovnet', keys, signingAlgorithm: KEY_ALGORITHM },
    webcrypto,
  );
  return request.toString('pem');
}

/** SHA-256 (hex) of a certificate's DER: what a join token pins. */
export function certificateDigest(pem: string): string {
  return sha256(new X509Certificate(pem).raw);
}

/** SHA-256 (hex) of the SPKI of a private key in PEM: the `keyDigest` of a node. */
export function keyDigest(privateKeyPem: string): string {
  return sha256(createPublicKey(privateKeyPem).export({ type: 'spki', format: 'der' }));
}

/** The PEM blocks of a bundle, one certificate each. */
export function splitBundle(bundle: string): string[] {
  return bundle.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
}
