/** Tracing over OpenTelemetry, sent as OTLP over HTTP. Its packages are optional and loaded only when tracing is asked for. */
import type { Context, Span as OtelSpan, Tracer } from '@opentelemetry/api';
import type { BasicTracerProvider, SpanExporter } from '@opentelemetry/sdk-trace-base';
import { OvnetError } from '../model/errors.js';
import {
  formatTraceParent,
  NO_SPAN,
  NO_TRACING,
  parseTraceParent,
  type Span,
  type SpanAttributes,
  type TraceContext,
  type Tracing,
} from './tracing.js';

export interface TracingSettings {
  /** Base URL of a collector, as `http://127.0.0.1:4318`; absent: as the OTEL_* variables say. */
  readonly endpoint?: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `OTEL_SERVICE_NAME` and `OTEL_RESOURCE_ATTRIBUTES` come before these. */
  readonly service: { readonly name: string; readonly version: string; readonly nodeId: string };
  readonly log: { warn(fields: object, message: string): void };
}

/** A daemon that ends does not wait longer for a collector that does not answer. */
const STOP_MS = 2000;

const ENDPOINTS = ['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'] as const;

/** Off unless a collector is named; off whatever is named with OTEL_SDK_DISABLED=true or OTEL_TRACES_EXPORTER=none. */
export function isTracingWanted({
  endpoint,
  env,
}: Pick<TracingSettings, 'endpoint' | 'env'>): boolean {
  if (env['OTEL_SDK_DISABLED']?.toLowerCase() === 'true') return false;
  if (env['OTEL_TRACES_EXPORTER'] === 'none') return false;
  return endpoint !== undefined || ENDPOINTS.some((name) => (env[name] ?? '') !== '');
}

/** Throws `missing-program` when the optional packages are not installed, `invalid-config` for no URL. */
export async function startTracing(settings: TracingSettings): Promise<Tracing> {
  if (!isTracingWanted(settings)) return NO_TRACING;
  const packages = await loadPackages();
  return new OtlpTracing(packages, settings);
}

type Packages = Awaited<ReturnType<typeof loadPackages>>;

async function loadPackages() {
  try {
    const [api, sdk, resources, otlp] = await Promise.all([
      import('@opentelemetry/api'),
      import('@opentelemetry/sdk-trace-base'),
      import('@opentelemetry/resources'),
      import('@opentelemetry/exporter-trace-otlp-http'),
    ]);
    return { api, sdk, resources, otlp };
  } catch (cause) {
    const detail = 'tracing needs the optional packages @opentelemetry/*: install with them';
    throw new OvnetError('missing-program', detail, { cause });
  }
}

class OtlpTracing implements Tracing {
  readonly isOn = true;
  readonly #api: Packages['api'];
  readonly #provider: BasicTracerProvider;
  readonly #tracer: Tracer;

  constructor({ api, sdk, resources, otlp }: Packages, settings: TracingSettings) {
    const { name, version, nodeId } = settings.service;
    const own = resources.resourceFromAttributes({
      'service.name': name,
      'service.version': version,
      'service.instance.id': nodeId,
    });
    const fromEnv = resources.detectResources({ detectors: [resources.envDetector] });
    const exporter = new otlp.OTLPTraceExporter(urlOf(settings.endpoint));
    const told = tellingFailures(exporter, settings.log);
    this.#api = api;
    this.#provider = new sdk.BasicTracerProvider({
      resource: own.merge(fromEnv),
      spanProcessors: [new sdk.BatchSpanProcessor(told)],
    });
    this.#tracer = this.#provider.getTracer('ovnet', version);
  }

  root(name: string, parent: string | undefined, attributes: SpanAttributes): Span {
    const { ROOT_CONTEXT, SpanKind } = this.#api;
    const context = (parent === undefined ? undefined : this.#contextOf(parent)) ?? ROOT_CONTEXT;
    const options = { kind: SpanKind.SERVER, attributes };
    return this.#wrap(this.#tracer.startSpan(name, options, context));
  }

  child(name: string, parent: TraceContext | undefined, attributes: SpanAttributes): Span {
    const context = parent === undefined ? undefined : this.#contextOf(parent);
    if (!context) return NO_SPAN;
    return this.#wrap(this.#tracer.startSpan(name, { attributes }, context));
  }

  async stop(): Promise<void> {
    const late = new Promise((resolve) => setTimeout(resolve, STOP_MS).unref());
    // What could not be sent was told by then.
    await Promise.race([this.#provider.shutdown().catch(() => undefined), late]);
  }

  #contextOf(text: string): Context | undefined {
    const parent = parseTraceParent(text);
    if (!parent) return undefined;
    const { traceId, spanId, flags: traceFlags } = parent;
    const { trace, ROOT_CONTEXT } = this.#api;
    return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote: true });
  }

  #wrap(span: OtelSpan): Span {
    if (!span.isRecording()) return NO_SPAN;
    const { traceId, spanId, traceFlags: flags } = span.spanContext();
    const { SpanStatusCode } = this.#api;
    return {
      context: formatTraceParent({ traceId, spanId, flags }),
      end: (attributes, error, atMs) => {
        if (attributes) span.setAttributes(attributes);
        if (error !== undefined) {
          const message = error instanceof Error ? error.message : JSON.stringify(error);
          span.setStatus({ code: SpanStatusCode.ERROR, message });
        }
        span.end(atMs);
      },
    };
  }
}

function urlOf(endpoint: string | undefined): { readonly url?: string } {
  if (endpoint === undefined) return {};
  if (!URL.canParse(endpoint)) {
    throw new OvnetError('invalid-config', `--otlp-endpoint ${endpoint} is not a URL`);
  }
  return { url: `${endpoint.replace(/\/+$/, '')}/v1/traces` };
}

/** A collector that does not answer is told once, until it answers again. */
function tellingFailures(exporter: SpanExporter, log: TracingSettings['log']): SpanExporter {
  let failing = false;
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        const failed = Boolean(result.code);
        const { error } = result;
        if (failed && !failing) {
          log.warn({ spans: spans.length, err: error }, 'spans cannot be sent to the collector');
        }
        failing = failed;
        done(result);
      }),
    shutdown: () => exporter.shutdown(),
    forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve(),
  };
}
