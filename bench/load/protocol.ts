/** Between a benchmark and its client process inside the lab: one JSON object per line each way, answers in order. */

/** Told once, first. */
export interface ClientSetup {
  readonly origins: readonly string[];
  /** PEM. */
  readonly ca: string;
  readonly bearer?: string;
}

/** One request over a connection that is kept. */
export interface SingleRequest {
  readonly kind: 'single';
  /** Index of the origin. */
  readonly origin: number;
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  /** JSON; as text if that was made beforehand. */
  readonly body?: object | string;
  /** What came with a success is read and not told. */
  readonly brief?: true;
  /** Idempotency-Key of a request that may be sent again; default: a fresh one. */
  readonly key?: string;
}

export interface SingleAnswer {
  /** When it was sent and its answer was read, in ms of the shared clock. */
  readonly sentAt: number;
  readonly answeredAt: number;
  /** 0 when nobody answered. */
  readonly status: number;
  readonly body: unknown;
}

/** Closed loop: each client has one connection and sends its next request when the last one is answered. */
export interface LoadRequest {
  readonly kind: 'load';
  readonly clients: number;
  /** Not counted. */
  readonly warmUpMs: number;
  readonly measureMs: number;
  readonly work: Work;
}

export type Work =
  | { readonly kind: 'endpoint'; readonly network: string; readonly node: string }
  /** Through etcd's HTTP/JSON gateway. */
  | { readonly kind: 'etcd-put'; readonly valueBytes: number };

export interface LoadAnswer {
  readonly seconds: number;
  /** Acknowledged within the measured time. */
  readonly done: number;
  /** Any other answer, by status or error code. */
  readonly failures: Readonly<Record<string, number>>;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  /** CPU time that the client process used meanwhile, in ms. */
  readonly clientCpuMs: number;
}

export type ClientRequest = SingleRequest | LoadRequest;
