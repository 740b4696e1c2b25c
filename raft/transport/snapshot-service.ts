/** The receiving end of whole states: one stream each, its parts taken one after the other. */
import { status } from '@grpc/grpc-js';
import type { SnapshotArrival, SnapshotIntake } from '../node/ports.js';
import type { MemberId } from '../core/types.js';
import { CodecError } from './message-codec.js';
import {
  firstOf,
  METADATA,
  refusalOf,
  type RaftCall,
  type RaftHandlerDeps,
  type RaftHandlerOptions,
  type Refusal,
} from './raft-service.js';
import { decodePart, encodeAck, type SnapshotPart } from './snapshot-codec.js';

export interface SnapshotServiceDeps extends Pick<RaftHandlerDeps, 'identify' | 'onRefused'> {
  /** Undefined while nobody takes states. */
  accept(): ((arrival: SnapshotArrival) => Promise<SnapshotIntake>) | undefined;
}

/** One call: a head, chunks in order, an end. */
class Arrival {
  readonly #call: RaftCall;
  readonly #from: MemberId;
  readonly #deps: SnapshotServiceDeps;
  #intake: SnapshotIntake | undefined;
  #chunks = 0;
  #last: Promise<void> = Promise.resolve();
  #over = false;

  constructor(call: RaftCall, deps: SnapshotServiceDeps) {
    this.#call = call;
    this.#from = Number(firstOf(call.metadata, METADATA.from));
    this.#deps = deps;
  }

  start(): void {
    this.#call.on('data', (bytes: Buffer) => this.#next(() => this.#take(decodePart(bytes))));
    this.#call.on('cancelled', () => this.#finish());
    this.#call.on('end', () => this.#next(() => Promise.resolve(this.#finish())));
  }

  refuse(refusal: Refusal): void {
    this.#deps.onRefused?.(String(this.#from), refusal.details);
    this.#call.emit('error', refusal);
    this.#finish();
  }

  /** Parts are few and acknowledged: at most a window of them waits here. */
  #next(work: () => Promise<void>): void {
    this.#last = this.#last.then(async () => {
      if (this.#over) return;
      try {
        await work();
      } catch (error) {
        this.refuse(refusalFor(error));
      }
    });
  }

  async #take(part: SnapshotPart): Promise<void> {
    if (part.kind === 'head') {
      const accept = this.#deps.accept();
      if (accept === undefined) throw new CodecError('Not started');
      if (this.#intake !== undefined) throw new CodecError('A second head');
      const intake = await accept({ from: this.#from, term: part.term, offer: part.offer });
      this.#intake = intake;
      // The stream broke meanwhile: nobody else would close it.
      if (this.#over) return intake.close();
      this.#chunks = this.#intake.chunks;
      this.#ack(false);
      return;
    }
    const intake = this.#intake;
    if (intake === undefined) throw new CodecError('A part ahead of the head');
    if (part.kind === 'chunk') {
      if (part.number !== this.#chunks) throw new CodecError('A chunk out of order');
      await intake.write(part.data);
      this.#chunks += 1;
      this.#ack(false);
      return;
    }
    if (part.chunks !== this.#chunks) throw new CodecError('Chunks are missing');
    await intake.finish();
    this.#ack(true);
    this.#call.end();
  }

  #ack(complete: boolean): void {
    if (!this.#over) this.#call.write(Buffer.from(encodeAck({ chunks: this.#chunks, complete })));
  }

  #finish(): void {
    if (this.#over) return;
    this.#over = true;
    this.#intake?.close().catch((error: unknown) => {
      this.#deps.onRefused?.(String(this.#from), textOf(error));
    });
  }
}

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** What is wrong with the stream may be mended by another one; what the member refuses stays refused. */
function refusalFor(error: unknown): Refusal {
  const details = textOf(error);
  if (error instanceof CodecError) return { code: status.DATA_LOSS, details };
  const isRefused = error instanceof Error && error.name === 'SnapshotRefused';
  return { code: isRefused ? status.FAILED_PRECONDITION : status.INTERNAL, details };
}

export class SnapshotService {
  readonly #deps: SnapshotServiceDeps;
  readonly #options: RaftHandlerOptions;
  readonly #arrivals = new Set<Arrival>();

  constructor(deps: SnapshotServiceDeps, options: RaftHandlerOptions) {
    this.#deps = deps;
    this.#options = options;
  }

  install(call: RaftCall): void {
    const arrival = new Arrival(call, this.#deps);
    call.on('error', () => undefined);
    const refusal = refusalOf(call, this.#deps, this.#options);
    if (refusal !== undefined) {
      arrival.refuse(refusal);
      return;
    }
    this.#arrivals.add(arrival);
    call.on('close', () => this.#arrivals.delete(arrival));
    arrival.start();
  }

  close(): void {
    for (const arrival of this.#arrivals)
      arrival.refuse({ code: status.UNAVAILABLE, details: 'Stopping' });
    this.#arrivals.clear();
  }
}
