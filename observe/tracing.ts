/**
 * Spans of one change on its way from a request to the kernels, as a port: what makes them is loaded only when tracing is
 * on (`otlp-tracing.ts`). A context travels as text and only while its trace is recorded, so that whoever gets none does nothing.
 */

/** W3C Trace Context level 1, `traceparent`: 00-TRACE-SPAN-FLAGS. */
export type TraceContext = string;

export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

export interface Span {
  /** For its children, here or elsewhere; undefined: not recorded. */
  readonly context: TraceContext | undefined;
  /** Once. `error`: why what it stands for failed. `atMs`: unix time, default now. */
  end(attributes?: SpanAttributes, error?: unknown, atMs?: number): void;
}

export interface Tracing {
  readonly isOn: boolean;
  /** Of a request from outside: begins a trace, or goes on with the caller's when `parent` is well formed. */
  root(name: string, parent: string | undefined, attributes: SpanAttributes): Span;
  /** Of a part of what `parent` stands for; nothing without one. */
  child(name: string, parent: TraceContext | undefined, attributes: SpanAttributes): Span;
  /** Sends what is left, if that does not take long. Never rejects. */
  stop(): Promise<void>;
}

export const NO_SPAN: Span = { context: undefined, end: () => undefined };

export const NO_TRACING: Tracing = {
  isOn: false,
  root: () => NO_SPAN,
  child: () => NO_SPAN,
  stop: () => Promise.resolve(),
};

export interface TraceParent {
  readonly traceId: string;
  readonly spanId: string;
  readonly flags: number;
}

/** Undefined when malformed; a version higher than 00 is read as 00, as the standard wants. */
export function parseTraceParent(text: string): TraceParent | undefined {
  const match = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/.exec(text);
  const [, version, traceId = '', spanId = '', flags = '', rest] = match ?? [];
  const isValid = version !== undefined && version !== 'ff' && !/^0+$/.test(traceId);
  if (!isValid || /^0+$/.test(spanId) || (version === '00' && rest !== undefined)) return undefined;
  return { traceId, spanId, flags: Number.parseInt(flags, 16) };
}

export function formatTraceParent({ traceId, spanId, flags }: TraceParent): TraceContext {
  return `00-${traceId}-${spanId}-${flags.toString(16).padStart(2, '0')}`;
}
