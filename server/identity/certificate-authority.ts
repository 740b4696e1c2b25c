/** The cluster's certificate authority: makes its root, signs nodes and administrators. Names are always the server's, never the request's. */
import { webcrypto, randomBytes } from 'node:crypto';
import { isIP } from 'node:net';
import { spiffeUri } from '../../identity/spiffe.js';
import { sha256 } from '../../identity/secret.js';
import {
  KEY_ALGORITHM,
  exportPrivateKey,
  generateKeyPair,
  importKeyPair,
  type CryptoKeyPair,
} from '../../identity/x509.js';
import { x509 } from '../../identity/x509-library.js';
import { OvnetError } from '../../model/errors.js';
import type { NodeRole } from '../../model/objects.js';
import { adminUri } from './peer-identity.js';

const DAY_MS = 86_400_000;
const ROOT_LIFE_MS = 3_652 * DAY_MS;
const LEAF_LIFE_MS = 90 * DAY_MS;
/** Certificates begin earlier by this, for hosts whose clocks are behind. */
const BACKDATED_MS = 3_600_000;
const SERIAL_BYTES = 16;

export interface NodeCertificateRequest {
  readonly clusterId: string;
  readonly role: NodeRole;
  readonly nodeId: string;
  /** PKCS#10 in PEM. Only its public key is used. */
  readonly csr: string;
  /** Names and IP addresses a manager is reached at; `localhost` is always there. */
  readonly hosts: readonly string[];
  readonly nowMs: number;
}

export interface CaFiles {
  /** PEM. */
  readonly certificate: string;
  /** PKCS#8 PEM. */
  readonly key: string;
}

/** A fresh root: P-256, ten years, signs leaves only. */
export async function createRoot(clusterId: string, nowMs: number): Promise<CaFiles> {
  const keys = await generateKeyPair();
  const { KeyUsageFlags } = x509;
  const certificate = await x509.X509CertificateGenerator.createSelfSigned(
    {
      serialNumber: serial(),
      name: `CN=ovnet CA ${clusterId}`,
      notBefore: new Date(nowMs - BACKDATED_MS),
      notAfter: new Date(nowMs + ROOT_LIFE_MS),
      keys,
      signingAlgorithm: KEY_ALGORITHM,
      extensions: [
        new x509.BasicConstraintsExtension(true, 0, true),
        new x509.KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey, false, webcrypto),
      ],
    },
    webcrypto,
  );
  return { certificate: pem(certificate), key: exportPrivateKey(keys.privateKey) };
}

/** A request's public key; its digest is a node's `keyDigest`. */
export interface ProvenKey {
  readonly publicKey: webcrypto.CryptoKey;
  readonly keyDigest: string;
}

/** The key of a request that proves to hold it. Throws `invalid-body` for any other text. */
export async function provenKey(csr: string): Promise<ProvenKey> {
  try {
    const request = new x509.Pkcs10CertificateRequest(csr);
    if (!(await request.verify(webcrypto))) throw new Error('its signature is wrong');
    const spki = new Uint8Array(request.publicKey.rawData);
    const { subtle } = webcrypto;
    const publicKey = await subtle.importKey('spki', spki, KEY_ALGORITHM, true, ['verify']);
    return { publicKey, keyDigest: sha256(spki) };
  } catch (cause) {
    const reason = cause instanceof Error ? `: ${cause.message}` : '';
    throw new OvnetError('invalid-body', `csr is no PKCS#10 request with a P-256 key${reason}`, {
      cause,
      errors: [{ pointer: '/csr', detail: 'not a PKCS#10 request in PEM' }],
    });
  }
}

export class CertificateAuthority {
  readonly #root: x509.X509Certificate;
  readonly #keys: CryptoKeyPair;
  readonly #files: CaFiles;

  private constructor(root: x509.X509Certificate, keys: CryptoKeyPair, files: CaFiles) {
    this.#root = root;
    this.#keys = keys;
    this.#files = files;
  }

  static async open(files: CaFiles): Promise<CertificateAuthority> {
    const root = new x509.X509Certificate(files.certificate);
    return new CertificateAuthority(root, await importKeyPair(files.key), files);
  }

  /** PEM. */
  get certificate(): string {
    return this.#files.certificate;
  }

  /** PEM; for managers only. */
  get key(): string {
    return this.#files.key;
  }

  /** PEM certificate for 90 days, as server and client. Throws `invalid-body` for a bad request. */
  async issueNode(request: NodeCertificateRequest): Promise<string> {
    const { publicKey } = await provenKey(request.csr);
    const { clusterId, role, nodeId, hosts, nowMs } = request;
    return this.#issue(publicKey, nodeId, nowMs, [
      { type: 'url', value: spiffeUri({ clusterId, role, nodeId }) },
      { type: 'dns', value: 'localhost' },
      ...hosts.filter((host) => host !== 'localhost').map(hostName),
    ]);
  }

  /** PEM certificate of an administrator and its fresh key. */
  async issueAdmin(clusterId: string, name: string, nowMs: number): Promise<CaFiles> {
    const keys = await generateKeyPair();
    const certificate = await this.#issue(keys.publicKey, name, nowMs, [
      { type: 'url', value: adminUri(clusterId, name) },
    ]);
    return { certificate, key: exportPrivateKey(keys.privateKey) };
  }

  async #issue(
    publicKey: webcrypto.CryptoKey,
    commonName: string,
    nowMs: number,
    names: x509.JsonGeneralNames,
  ): Promise<string> {
    const certificate = await x509.X509CertificateGenerator.create(
      {
        serialNumber: serial(),
        subject: `CN=${commonName}`,
        issuer: this.#root.subject,
        notBefore: new Date(nowMs - BACKDATED_MS),
        notAfter: new Date(Math.min(nowMs + LEAF_LIFE_MS, this.#root.notAfter.getTime())),
        publicKey,
        signingKey: this.#keys.privateKey,
        signingAlgorithm: KEY_ALGORITHM,
        extensions: [
          new x509.BasicConstraintsExtension(false, undefined, true),
          new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
          new x509.ExtendedKeyUsageExtension([
            x509.ExtendedKeyUsage.serverAuth,
            x509.ExtendedKeyUsage.clientAuth,
          ]),
          new x509.SubjectAlternativeNameExtension(names),
          await x509.AuthorityKeyIdentifierExtension.create(this.#keys.publicKey, false, webcrypto),
        ],
      },
      webcrypto,
    );
    return pem(certificate);
  }
}

function hostName(host: string): x509.JsonGeneralName {
  return isIP(host) > 0 ? { type: 'ip', value: host } : { type: 'dns', value: host };
}

/** Positive (RFC 5280 4.1.2.2): the first bit stays clear. */
function serial(): string {
  const bytes = randomBytes(SERIAL_BYTES);
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes.toString('hex');
}

function pem(certificate: x509.X509Certificate): string {
  return `${certificate.toString('pem')}\n`;
}
