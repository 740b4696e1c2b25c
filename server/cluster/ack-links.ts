/** Keeps a Peer/Acks stream to every other manager, so that each one knows what this one's agents have acknowledged. */
import type { ClientDuplexStream, Metadata, StatusObject } from '@grpc/grpc-js';
import { ERRORS, type ErrorCode } from '../../model/errors.js';
import { CODE_METADATA, PEER_SERVICE } from '../../proto/services.js';
import { encodePeerAcks, type PeerAcks } from '../../proto/peer-codec.js';
import type { PeerBoard } from '../dispatch/peer-board.js';
import { PEER_BEAT_MS } from './ack-streams.js';
import type { ManagerDirectory, ManagerPlace } from './manager-directory.js';
import type { PeerClients } from './peer-clients.js';

export interface AckLinksDeps {
  readonly directory: Pick<ManagerDirectory, 'others'>;
  readonly clients: PeerClients;
  readonly board: Pick<PeerBoard, 'attach'>;
  /** Who this manager is, for the others. */
  readonly metadata: () => Metadata;
  /** Another manager will have nothing to do with this one; the code says why, `undefined` after it has. */
  readonly refused: (nodeId: string, code: ErrorCode | undefined, detail: string) => void;
}

type Stream = ClientDuplexStream<Buffer, PeerAcks>;

interface Link {
  readonly target: string;
  readonly stream: Stream;
  readonly detach: () => void;
}

/** How often missing streams are opened: also the pause after a failure. */
const CHECK_MS = 200;
/** A manager that reads nothing for so long is told everything again on a new stream. */
const MAX_QUEUED_BYTES = 8 * 1024 * 1024;
const BEAT = encodePeerAcks({ acks: [], presence: [], complete: false });

export class AckLinks {
  readonly #deps: AckLinksDeps;
  readonly #links = new Map<string, Link>();
  #timer: NodeJS.Timeout | undefined;
  #beatTimer: NodeJS.Timeout | undefined;

  constructor(deps: AckLinksDeps) {
    this.#deps = deps;
  }

  start(): void {
    this.#timer = setInterval(() => this.#check(), CHECK_MS);
    this.#beatTimer = setInterval(() => this.#beat(), PEER_BEAT_MS);
    this.#check();
  }

  stop(): void {
    clearInterval(this.#timer);
    clearInterval(this.#beatTimer);
    for (const nodeId of [...this.#links.keys()]) this.#close(nodeId);
  }

  #beat(): void {
    for (const { stream } of this.#links.values()) stream.write(BEAT);
  }

  #check(): void {
    const places = new Map(this.#deps.directory.others().map((place) => [place.nodeId, place]));
    for (const [nodeId, link] of [...this.#links]) {
      if (places.get(nodeId)?.target !== link.target) this.#close(nodeId);
    }
    for (const place of places.values()) if (!this.#links.has(place.nodeId)) this.#open(place);
  }

  #open(place: ManagerPlace): void {
    const { clients, board, metadata, refused } = this.#deps;
    const { path, requestSerialize, responseDeserialize } = PEER_SERVICE.acks;
    const stream = clients
      .to(place)
      .makeBidiStreamRequest<Buffer, PeerAcks>(
        path,
        requestSerialize,
        responseDeserialize,
        metadata(),
      );
    const write = (frame: Buffer): boolean => {
      if (stream.writableLength <= MAX_QUEUED_BYTES) return stream.write(frame);
      this.#close(place.nodeId, stream);
      return false;
    };
    const drained = (listener: () => void): void => void stream.once('drain', listener);
    // The status tells every end; an error without a listener would end the process.
    stream.on('error', () => undefined);
    stream.on('status', (status: StatusObject) => {
      const code = codeOf(status);
      if (code !== undefined) refused(place.nodeId, code, status.details);
      this.#close(place.nodeId, stream);
    });
    stream.on('metadata', () => refused(place.nodeId, undefined, ''));
    stream.resume();
    const detach = board.attach({ write, drained });
    this.#links.set(place.nodeId, { target: place.target, stream, detach });
  }

  #close(nodeId: string, only?: Stream): void {
    const link = this.#links.get(nodeId);
    if (!link || (only && link.stream !== only)) return;
    this.#links.delete(nodeId);
    link.detach();
    link.stream.cancel();
  }
}

/** The stable code of a refusal; undefined for a connection that failed or ended. */
function codeOf({ metadata }: StatusObject): ErrorCode | undefined {
  const code = String(metadata.get(CODE_METADATA)[0] ?? '');
  return code in ERRORS ? (code as ErrorCode) : undefined;
}
