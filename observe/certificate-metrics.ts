/** How long the certificates of a daemon are valid. */
import { X509Certificate } from 'node:crypto';
import type { Metrics, MetricTable } from './metrics.js';

export const CERTIFICATE_METRICS = {
  expiry: {
    type: 'gauge',
    name: 'certificate_expiry_timestamp_seconds',
    help: "When the node's certificate, or the first root of the cluster, ceases to be valid, unix time",
    labels: ['certificate'],
  },
} as const satisfies MetricTable;

/** PEM; of a bundle of roots the one that ends first counts. */
export interface Certificates {
  readonly certificate: string;
  readonly ca: string;
}

export function certificateMetrics(metrics: Metrics, { certificate, ca }: Certificates): void {
  const [node, root] = [expiryS(certificate), expiryS(ca)];
  metrics.readEach(CERTIFICATE_METRICS.expiry, () => [
    [{ certificate: 'node' }, node],
    [{ certificate: 'root' }, root],
  ]);
}

const BLOCK = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

function expiryS(bundle: string): number {
  const ends = (bundle.match(BLOCK) ?? []).map((pem) =>
    Date.parse(new X509Certificate(pem).validTo),
  );
  return Math.min(...ends) / 1000;
}
