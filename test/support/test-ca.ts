/** A throw-away cluster CA for tests: P-256 root and node certificates with the names of identity/spiffe.ts. */
import { webcrypto } from 'node:crypto';
import { spiffeUri, type NodeName } from '../../identity/spiffe.js';
import {
  certificateDigest,
  exportPrivateKey,
  generateKeyPair,
  KEY_ALGORITHM,
  type CryptoKeyPair,
} from '../../identity/x509.js';
import { x509 } from '../../identity/x509-library.js';

const DAY_MS = 86_400_000;

export interface TestCertificate {
  /** PEM. */
  readonly certificate: string;
  readonly key: string;
  readonly ca: string;
}

export class TestCa {
  readonly root: string;
  /** SHA-256 (hex) of the root's DER. */
  readonly digest: string;
  readonly #keys: CryptoKeyPair;
  readonly #certificate: x509.X509Certificate;

  private constructor(keys: CryptoKeyPair, certificate: x509.X509Certificate) {
    this.#keys = keys;
    this.#certificate = certificate;
    this.root = certificate.toString('pem');
    this.digest = certificateDigest(this.root);
  }

  static async create(): Promise<TestCa> {
    const keys = await generateKeyPair();
    const certificate = await x509.X509CertificateGenerator.createSelfSigned(
      {
        name: 'CN=test root',
        keys,
        notAfter: new Date(Date.now() + DAY_MS),
        signingAlgorithm: KEY_ALGORITHM,
        extensions: [new x509.BasicConstraintsExtension(true, undefined, true)],
      },
      webcrypto,
    );
    return new TestCa(keys, certificate);
  }

  /** A certificate with a fresh key. */
  async issue(name: NodeName): Promise<TestCertificate> {
    const keys = await generateKeyPair();
    const certificate = await this.#sign(keys.publicKey, name);
    return { certificate, key: exportPrivateKey(keys.privateKey), ca: this.root };
  }

  /** Answers a PEM request with the server's own idea of the name. */
  async sign(csr: string, name: NodeName): Promise<string> {
    const spki = new x509.Pkcs10CertificateRequest(csr).publicKey.rawData;
    const { subtle } = webcrypto;
    return this.#sign(await subtle.importKey('spki', spki, KEY_ALGORITHM, true, ['verify']), name);
  }

  async #sign(publicKey: webcrypto.CryptoKey, name: NodeName): Promise<string> {
    const certificate = await x509.X509CertificateGenerator.create(
      {
        subject: 'CN=node',
        issuer: this.#certificate.subject,
        publicKey,
        signingKey: this.#keys.privateKey,
        notAfter: new Date(Date.now() + DAY_MS),
        signingAlgorithm: KEY_ALGORITHM,
        extensions: [
          new x509.SubjectAlternativeNameExtension([{ type: 'url', value: spiffeUri(name) }]),
        ],
      },
      webcrypto,
    );
    return certificate.toString('pem');
  }
}
