/** Answers what managers ask of this host: one question of a kind at a time, few that wait, answers of bounded size. */
import { OvnetError } from '../../model/errors.js';

/** JSON to answer, or a code of model/errors.ts and why. */
export type QueryAnswer =
  { readonly json: unknown } | { readonly code: string; readonly detail: string };

export interface AgentQuery {
  readonly kind: string;
  /** JSON; empty: nothing was said. */
  readonly payload: Buffer;
}

/** Takes the parsed payload, which is not checked yet; throws OvnetError. */
export type Inspection = (request: unknown) => Promise<unknown>;

/** Under way and waiting, of one kind. */
const MAX_QUEUED = 8;
/** Of an answer's JSON. Lists in it are cut before, with a count of what was left out. */
const MAX_ANSWER_BYTES = 2 * 1024 * 1024;

export class Inspector {
  readonly kinds: readonly string[];
  readonly #inspections: ReadonlyMap<string, Inspection>;
  readonly #last = new Map<string, Promise<unknown>>();
  readonly #queued = new Map<string, number>();

  constructor(inspections: Readonly<Record<string, Inspection>>) {
    this.#inspections = new Map(Object.entries(inspections));
    this.kinds = [...this.#inspections.keys()];
  }

  /** Never rejects. */
  async answer({ kind, payload }: AgentQuery): Promise<QueryAnswer> {
    const inspection = this.#inspections.get(kind);
    if (!inspection) return { code: 'not-supported', detail: `'${kind}' is not known here` };
    const queued = this.#queued.get(kind) ?? 0;
    if (queued >= MAX_QUEUED) return { code: 'busy', detail: `${queued} of '${kind}' wait` };
    this.#queued.set(kind, queued + 1);
    const before = this.#last.get(kind) ?? Promise.resolve();
    const own = before.then(() => answered(inspection, payload));
    this.#last.set(kind, own);
    const answer = await own;
    this.#queued.set(kind, (this.#queued.get(kind) ?? 1) - 1);
    return answer;
  }
}

async function answered(inspection: Inspection, payload: Buffer): Promise<QueryAnswer> {
  try {
    const json = await inspection(parse(payload));
    const bytes = Buffer.byteLength(JSON.stringify(json));
    if (bytes <= MAX_ANSWER_BYTES) return { json };
    return { code: 'message-too-large', detail: `the answer has ${bytes} bytes` };
  } catch (error) {
    if (error instanceof OvnetError) return { code: error.code, detail: error.message };
    return { code: 'internal', detail: error instanceof Error ? error.message : String(error) };
  }
}

function parse(payload: Buffer): unknown {
  if (payload.length === 0) return {};
  try {
    return JSON.parse(payload.toString('utf8')) as unknown;
  } catch (cause) {
    throw new OvnetError('invalid-message', 'a query whose payload is no JSON', { cause });
  }
}
