import * as $protobuf from 'protobufjs/minimal.js';
import Long = require('long');

/** Namespace raft. */
export namespace raft {
  /** Namespace v1. */
  namespace v1 {
    /**
     * Properties of a Batch.
     * @deprecated Use raft.v1.Batch.$Properties instead.
     */
    interface IBatch extends raft.v1.Batch.$Properties {}

    /** Represents a Batch. */
    class Batch {
      /**
       * Constructs a new Batch.
       * @param [properties] Properties to set
       */
      constructor(properties?: raft.v1.Batch.$Properties);

      /** Unknown fields preserved while decoding when enabled */
      $unknowns?: Uint8Array[];

      /** Batch messages. */
      messages: raft.v1.Message[];

      /**
       * Creates a new Batch instance using the specified properties.
       * @param [properties] Properties to set
       * @returns Batch instance
       */
      static create(properties: raft.v1.Batch.$Shape): raft.v1.Batch & raft.v1.Batch.$Shape;
      static create(properties?: raft.v1.Batch.$Properties): raft.v1.Batch;

      /**
       * Encodes the specified Batch message. Does not implicitly {@link raft.v1.Batch.verify|verify} messages.
       * @param message Batch message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      static encode(
        message: raft.v1.Batch.$Properties,
        writer?: $protobuf.Writer,
      ): $protobuf.Writer;

      /**
       * Decodes a Batch message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns {raft.v1.Batch & raft.v1.Batch.$Shape} Batch
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      static decode(
        reader: $protobuf.Reader | Uint8Array,
        length?: number,
      ): raft.v1.Batch & raft.v1.Batch.$Shape;
    }

    namespace Batch {
      /** Properties of a Batch. */
      interface $Properties {
        /** Batch messages */
        messages?: raft.v1.Message.$Properties[];

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];
      }

      /** Shape of a Batch. */
      type $Shape = {
        messages?: raft.v1.Message.$Shape[];
        $unknowns?: Uint8Array[];
      };
    }

    /**
     * Properties of a Message.
     * @deprecated Use raft.v1.Message.$Properties instead.
     */
    interface IMessage extends raft.v1.Message.$Properties {}

    /** Represents a Message. */
    class Message {
      /**
       * Constructs a new Message.
       * @param [properties] Properties to set
       */
      constructor(properties?: raft.v1.Message.$Properties);

      /** Unknown fields preserved while decoding when enabled */
      $unknowns?: Uint8Array[];

      /** Message term. */
      term: number;

      /** Message preVoteRequest. */
      preVoteRequest: raft.v1.VoteRequest | null;

      /** Message preVoteResponse. */
      preVoteResponse: raft.v1.VoteResponse | null;

      /** Message voteRequest. */
      voteRequest: raft.v1.VoteRequest | null;

      /** Message voteResponse. */
      voteResponse: raft.v1.VoteResponse | null;

      /** Message appendRequest. */
      appendRequest: raft.v1.AppendRequest | null;

      /** Message appendResponse. */
      appendResponse: raft.v1.AppendResponse | null;

      /** Message heartbeat. */
      heartbeat: raft.v1.Heartbeat | null;

      /** Message heartbeatResponse. */
      heartbeatResponse: raft.v1.HeartbeatResponse | null;

      /** Message readIndexRequest. */
      readIndexRequest: raft.v1.ReadIndexRequest | null;

      /** Message readIndexResponse. */
      readIndexResponse: raft.v1.ReadIndexResponse | null;

      /** Message timeoutNow. */
      timeoutNow: raft.v1.TimeoutNow | null;

      /** Message kind. */
      kind?:
        | 'preVoteRequest'
        | 'preVoteResponse'
        | 'voteRequest'
        | 'voteResponse'
        | 'appendRequest'
        | 'appendResponse'
        | 'heartbeat'
        | 'heartbeatResponse'
        | 'readIndexRequest'
        | 'readIndexResponse'
        | 'timeoutNow';

      /**
       * Creates a new Message instance using the specified properties.
       * @param [properties] Properties to set
       * @returns Message instance
       */
      static create(properties: raft.v1.Message.$Shape): raft.v1.Message & raft.v1.Message.$Shape;
      static create(properties?: raft.v1.Message.$Properties): raft.v1.Message;

      /**
       * Encodes the specified Message message. Does not implicitly {@link raft.v1.Message.verify|verify} messages.
       * @param message Message message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      static encode(
        message: raft.v1.Message.$Properties,
        writer?: $protobuf.Writer,
      ): $protobuf.Writer;

      /**
       * Decodes a Message message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns {raft.v1.Message & raft.v1.Message.$Shape} Message
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      static decode(
        reader: $protobuf.Reader | Uint8Array,
        length?: number,
      ): raft.v1.Message & raft.v1.Message.$Shape;
    }

    namespace Message {
      /** Properties of a Message. */
      interface $Properties {
        /** Message term */
        term?: number;

        /** Message preVoteRequest */
        preVoteRequest?: raft.v1.VoteRequest.$Properties | null;

        /** Message preVoteResponse */
        preVoteResponse?: raft.v1.VoteResponse.$Properties | null;

        /** Message voteRequest */
        voteRequest?: raft.v1.VoteRequest.$Properties | null;

        /** Message voteResponse */
        voteResponse?: raft.v1.VoteResponse.$Properties | null;

        /** Message appendRequest */
        appendRequest?: raft.v1.AppendRequest.$Properties | null;

        /** Message appendResponse */
        appendResponse?: raft.v1.AppendResponse.$Properties | null;

        /** Message heartbeat */
        heartbeat?: raft.v1.Heartbeat.$Properties | null;

        /** Message heartbeatResponse */
        heartbeatResponse?: raft.v1.HeartbeatResponse.$Properties | null;

        /** Message readIndexRequest */
        readIndexRequest?: raft.v1.ReadIndexRequest.$Properties | null;

        /** Message readIndexResponse */
        readIndexResponse?: raft.v1.ReadIndexResponse.$Properties | null;

        /** Message timeoutNow */
        timeoutNow?: raft.v1.TimeoutNow.$Properties | null;

        /** Message kind */
        kind?:
          | 'preVoteRequest'
          | 'preVoteResponse'
          | 'voteRequest'
          | 'voteResponse'
          | 'appendRequest'
          | 'appendResponse'
          | 'heartbeat'
          | 'heartbeatResponse'
          | 'readIndexRequest'
          | 'readIndexResponse'
          | 'timeoutNow';

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];
      }

      /** Narrowed shape of a Message. */
      type $Shape = {
        term?: number;
        preVoteRequest?: raft.v1.VoteRequest.$Shape | null;
        preVoteResponse?: raft.v1.VoteResponse.$Shape | null;
        voteRequest?: raft.v1.VoteRequest.$Shape | null;
        voteResponse?: raft.v1.VoteResponse.$Shape | null;
        appendRequest?: raft.v1.AppendRequest.$Shape | null;
        appendResponse?: raft.v1.AppendResponse.$Shape | null;
        heartbeat?: raft.v1.Heartbeat.$Shape | null;
        heartbeatResponse?: raft.v1.HeartbeatResponse.$Shape | null;
        readIndexRequest?: raft.v1.ReadIndexRequest.$Shape | null;
        readIndexResponse?: raft.v1.ReadIndexResponse.$Shape | null;
        timeoutNow?: raft.v1.TimeoutNow.$Shape | null;
        $unknowns?: Uint8Array[];
      } & (
        | {
            kind?: undefined;
            preVoteRequest?: null;
            preVoteResponse?: null;
            voteRequest?: null;
            voteResponse?: null;
            appendRequest?: null;
            appendResponse?: null;
            heartbeat?: null;
            heartbeatResponse?: null;
            readIndexRequest?: null;
            readIndexResponse?: null;
            timeoutNow?: null;
          }
        | {
            kind?: 'preVoteRequest';
            preVoteRequest: raft.v1.VoteRequest.$Shape;
            preVoteResponse?: null;
            voteRequest?: null;
            voteResponse?: null;
            appendRequest?: null;
            appendResponse?: null;
            heartbeat?: null;
            heartbeatResponse?: null;
            readIndexRequest?: null;
            readIndexResponse?: null;
            timeoutNow?: null;
          }
        | {
            kind?: 'preVoteResponse';
            preVoteRequest?: null;
            preVoteResponse: raft.v1.VoteResponse.$Shape;
            voteRequest?: null;
            voteResponse?: null;
            appendRequest?: null;
            appendResponse?: null;
            heartbeat?: null;
            heartbeatResponse?: null;
            readIndexRequest?: null;
            readIndexResponse?: null;
            timeoutNow?: null;
          }
        | {
            kind?: 'voteRequest';
            preVoteRequest?: null;
            preVoteResponse?: null;
            voteRequest: raft.v1.VoteRequest.$Shape;
            voteResponse?: null;
            appendRequest?: null;
            appendResponse?: null;
            heartbeat?: null;
            heartbeatResponse?: null;
            readIndexRequest?: null;
            readIndexResponse?: null;
            timeoutNow?: null;
          }
        | {
            kind?: 'voteResponse';
            preVoteRequest?: null;
            preVoteResponse?: null;
            voteRequest?: null;
            voteResponse: raft.v1.VoteResponse.$Shape;
            appendRequest?: null;
            appendResponse?: null;
            heartbeat?: null;
            heartbeatResponse?: null;
            readIndexRequest?: null;
            readIndexResponse?: null;
            timeoutNow?: null;
          }
        | {
            kind?: 'appendRequest';
            preVoteRequest?: null;
            preVoteResponse?: null;
            voteRequest?: null;
            voteResponse?: null;
            appendRequest: raft.v1.AppendRequest.$Shape;
            appendResponse?: null;
            heartbeat?: null;
            heartbeatResponse?: null;
            readIndexRequest?: null;
            readIndexResponse?: null;
            timeoutNow?: null;
          }
        | {
            kind?: 'appendResponse';
            preVoteRequest?: null;
            preVoteResponse?: null;
            voteRequest?: null;
            voteResponse?: null;
            appendRequest?: null;
            appendResponse: raft.v1.AppendResponse.$Shape;
            heartbeat?: null;
            heartbeatResponse?: null;
            readIndexRequest?: null;
            readIndexResponse?: null;
            timeoutNow?: null;
          }
        | {
            kind?: 'heartbeat';
            preVoteRequest?: null;
            preVoteResponse?: null;
            voteRequest?: null;
            voteResponse?: null;
            appendRequest?: null;
            appendResponse?: null;
            heartbeat: raft.v1.Heartbeat.$Shape;
            heartbeatResponse?: null;
            readIndexRequest?: null;
            readIndexResponse?: null;
            timeoutNow?: null;
          }
        | {
            kind?: 'heartbeatResponse';
            preVoteRequest?: null;
            preVoteResponse?: null;
            voteRequest?: null;
            voteResponse?: null;
            appendRequest?: null;
            appendResponse?: null;
            heartbeat?: null;
            heartbeatResponse: raft.v1.HeartbeatResponse.$Shape;
            readIndexRequest?: null;
            readIndexResponse?: null;
            timeoutNow?: null;
          }
        | {
            kind?: 'readIndexRequest';
            preVoteRequest?: null;
            preVoteResponse?: null;
            voteRequest?: null;
            voteResponse?: null;
            appendRequest?: null;
            appendResponse?: null;
            heartbeat?: null;
            heartbeatResponse?: null;
            readIndexRequest: raft.v1.ReadIndexRequest.$Shape;
            readIndexResponse?: null;
            timeoutNow?: null;
          }
        | {
            kind?: 'readIndexResponse';
            preVoteRequest?: null;
            preVoteResponse?: null;
            voteRequest?: null;
            voteResponse?: null;
            appendRequest?: null;
            appendResponse?: null;
            heartbeat?: null;
            heartbeatResponse?: null;
            readIndexRequest?: null;
            readIndexResponse: raft.v1.ReadIndexResponse.$Shape;
            timeoutNow?: null;
          }
        | {
            kind?: 'timeoutNow';
            preVoteRequest?: null;
            preVoteResponse?: null;
            voteRequest?: null;
            voteResponse?: null;
            appendRequest?: null;
            appendResponse?: null;
            heartbeat?: null;
            heartbeatResponse?: null;
            readIndexRequest?: null;
            readIndexResponse?: null;
            timeoutNow: raft.v1.TimeoutNow.$Shape;
          }
      );
    }

    /**
     * Properties of a VoteRequest.
     * @deprecated Use raft.v1.VoteRequest.$Properties instead.
     */
    interface IVoteRequest extends raft.v1.VoteRequest.$Properties {}

    /** Represents a VoteRequest. */
    class VoteRequest {
      /**
       * Constructs a new VoteRequest.
       * @param [properties] Properties to set
       */
      constructor(properties?: raft.v1.VoteRequest.$Properties);

      /** Unknown fields preserved while decoding when enabled */
      $unknowns?: Uint8Array[];

      /** VoteRequest lastIndex. */
      lastIndex: number;

      /** VoteRequest lastTerm. */
      lastTerm: number;

      /** VoteRequest transfer. */
      transfer: boolean;

      /** VoteRequest commit. */
      commit: number;

      /** VoteRequest commitTerm. */
      commitTerm: number;

      /**
       * Creates a new VoteRequest instance using the specified properties.
       * @param [properties] Properties to set
       * @returns VoteRequest instance
       */
      static create(
        properties: raft.v1.VoteRequest.$Shape,
      ): raft.v1.VoteRequest & raft.v1.VoteRequest.$Shape;
      static create(properties?: raft.v1.VoteRequest.$Properties): raft.v1.VoteRequest;

      /**
       * Encodes the specified VoteRequest message. Does not implicitly {@link raft.v1.VoteRequest.verify|verify} messages.
       * @param message VoteRequest message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      static encode(
        message: raft.v1.VoteRequest.$Properties,
        writer?: $protobuf.Writer,
      ): $protobuf.Writer;

      /**
       * Decodes a VoteRequest message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns {raft.v1.VoteRequest & raft.v1.VoteRequest.$Shape} VoteRequest
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      static decode(
        reader: $protobuf.Reader | Uint8Array,
        length?: number,
      ): raft.v1.VoteRequest & raft.v1.VoteRequest.$Shape;
    }

    namespace VoteRequest {
      /** Properties of a VoteRequest. */
      interface $Properties {
        /** VoteRequest lastIndex */
        lastIndex?: number;

        /** VoteRequest lastTerm */
        lastTerm?: number;

        /** VoteRequest transfer */
        transfer?: boolean;

        /** VoteRequest commit */
        commit?: number;

        /** VoteRequest commitTerm */
        commitTerm?: number;

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];
      }

      /** Shape of a VoteRequest. */
      type $Shape = raft.v1.VoteRequest.$Properties;
    }

    /**
     * Properties of a VoteResponse.
     * @deprecated Use raft.v1.VoteResponse.$Properties instead.
     */
    interface IVoteResponse extends raft.v1.VoteResponse.$Properties {}

    /** Represents a VoteResponse. */
    class VoteResponse {
      /**
       * Constructs a new VoteResponse.
       * @param [properties] Properties to set
       */
      constructor(properties?: raft.v1.VoteResponse.$Properties);

      /** Unknown fields preserved while decoding when enabled */
      $unknowns?: Uint8Array[];

      /** VoteResponse granted. */
      granted: boolean;

      /** VoteResponse commit. */
      commit: number;

      /** VoteResponse commitTerm. */
      commitTerm: number;

      /**
       * Creates a new VoteResponse instance using the specified properties.
       * @param [properties] Properties to set
       * @returns VoteResponse instance
       */
      static create(
        properties: raft.v1.VoteResponse.$Shape,
      ): raft.v1.VoteResponse & raft.v1.VoteResponse.$Shape;
      static create(properties?: raft.v1.VoteResponse.$Properties): raft.v1.VoteResponse;

      /**
       * Encodes the specified VoteResponse message. Does not implicitly {@link raft.v1.VoteResponse.verify|verify} messages.
       * @param message VoteResponse message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      static encode(
        message: raft.v1.VoteResponse.$Properties,
        writer?: $protobuf.Writer,
      ): $protobuf.Writer;

      /**
       * Decodes a VoteResponse message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns {raft.v1.VoteResponse & raft.v1.VoteResponse.$Shape} VoteResponse
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      static decode(
        reader: $protobuf.Reader | Uint8Array,
        length?: number,
      ): raft.v1.VoteResponse & raft.v1.VoteResponse.$Shape;
    }

    namespace VoteResponse {
      /** Properties of a VoteResponse. */
      interface $Properties {
        /** VoteResponse granted */
        granted?: boolean;

        /** VoteResponse commit */
        commit?: number;

        /** VoteResponse commitTerm */
        commitTerm?: number;

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];
      }

      /** Shape of a VoteResponse. */
      type $Shape = raft.v1.VoteResponse.$Properties;
    }

    /**
     * Properties of an AppendRequest.
     * @deprecated Use raft.v1.AppendRequest.$Properties instead.
     */
    interface IAppendRequest extends raft.v1.AppendRequest.$Properties {}

    /** Represents an AppendRequest. */
    class AppendRequest {
      /**
       * Constructs a new AppendRequest.
       * @param [properties] Properties to set
       */
      constructor(properties?: raft.v1.AppendRequest.$Properties);

      /** Unknown fields preserved while decoding when enabled */
      $unknowns?: Uint8Array[];

      /** AppendRequest prevIndex. */
      prevIndex: number;

      /** AppendRequest prevTerm. */
      prevTerm: number;

      /** AppendRequest commit. */
      commit: number;

      /** AppendRequest entries. */
      entries: raft.v1.Entry[];

      /** AppendRequest quiet. */
      quiet: boolean;

      /**
       * Creates a new AppendRequest instance using the specified properties.
       * @param [properties] Properties to set
       * @returns AppendRequest instance
       */
      static create(
        properties: raft.v1.AppendRequest.$Shape,
      ): raft.v1.AppendRequest & raft.v1.AppendRequest.$Shape;
      static create(properties?: raft.v1.AppendRequest.$Properties): raft.v1.AppendRequest;

      /**
       * Encodes the specified AppendRequest message. Does not implicitly {@link raft.v1.AppendRequest.verify|verify} messages.
       * @param message AppendRequest message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      static encode(
        message: raft.v1.AppendRequest.$Properties,
        writer?: $protobuf.Writer,
      ): $protobuf.Writer;

      /**
       * Decodes an AppendRequest message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns {raft.v1.AppendRequest & raft.v1.AppendRequest.$Shape} AppendRequest
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      static decode(
        reader: $protobuf.Reader | Uint8Array,
        length?: number,
      ): raft.v1.AppendRequest & raft.v1.AppendRequest.$Shape;
    }

    namespace AppendRequest {
      /** Properties of an AppendRequest. */
      interface $Properties {
        /** AppendRequest prevIndex */
        prevIndex?: number;

        /** AppendRequest prevTerm */
        prevTerm?: number;

        /** AppendRequest commit */
        commit?: number;

        /** AppendRequest entries */
        entries?: raft.v1.Entry.$Properties[];

        /** AppendRequest quiet */
        quiet?: boolean;

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];
      }

      /** Shape of an AppendRequest. */
      type $Shape = raft.v1.AppendRequest.$Properties;
    }

    /** EntryType enum. */
    enum EntryType {
      /** ENTRY_TYPE_NORMAL value */
      ENTRY_TYPE_NORMAL = 0,

      /** ENTRY_TYPE_NOOP value */
      ENTRY_TYPE_NOOP = 1,

      /** ENTRY_TYPE_CONFIG value */
      ENTRY_TYPE_CONFIG = 2,
    }

    /**
     * Properties of an Entry.
     * @deprecated Use raft.v1.Entry.$Properties instead.
     */
    interface IEntry extends raft.v1.Entry.$Properties {}

    /** Represents an Entry. */
    class Entry {
      /**
       * Constructs a new Entry.
       * @param [properties] Properties to set
       */
      constructor(properties?: raft.v1.Entry.$Properties);

      /** Unknown fields preserved while decoding when enabled */
      $unknowns?: Uint8Array[];

      /** Entry term. */
      term: number;

      /** Entry type. */
      type: raft.v1.EntryType;

      /** Entry data. */
      data: Uint8Array;

      /**
       * Creates a new Entry instance using the specified properties.
       * @param [properties] Properties to set
       * @returns Entry instance
       */
      static create(properties: raft.v1.Entry.$Shape): raft.v1.Entry & raft.v1.Entry.$Shape;
      static create(properties?: raft.v1.Entry.$Properties): raft.v1.Entry;

      /**
       * Encodes the specified Entry message. Does not implicitly {@link raft.v1.Entry.verify|verify} messages.
       * @param message Entry message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      static encode(
        message: raft.v1.Entry.$Properties,
        writer?: $protobuf.Writer,
      ): $protobuf.Writer;

      /**
       * Decodes an Entry message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns {raft.v1.Entry & raft.v1.Entry.$Shape} Entry
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      static decode(
        reader: $protobuf.Reader | Uint8Array,
        length?: number,
      ): raft.v1.Entry & raft.v1.Entry.$Shape;
    }

    namespace Entry {
      /** Properties of an Entry. */
      interface $Properties {
        /** Entry term */
        term?: number;

        /** Entry type */
        type?: raft.v1.EntryType;

        /** Entry data */
        data?: Uint8Array;

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];
      }

      /** Shape of an Entry. */
      type $Shape = raft.v1.Entry.$Properties;
    }

    /**
     * Properties of an AppendResponse.
     * @deprecated Use raft.v1.AppendResponse.$Properties instead.
     */
    interface IAppendResponse extends raft.v1.AppendResponse.$Properties {}

    /** Represents an AppendResponse. */
    class AppendResponse {
      /**
       * Constructs a new AppendResponse.
       * @param [properties] Properties to set
       */
      constructor(properties?: raft.v1.AppendResponse.$Properties);

      /** Unknown fields preserved while decoding when enabled */
      $unknowns?: Uint8Array[];

      /** AppendResponse accepted. */
      accepted: boolean;

      /** AppendResponse index. */
      index: number;

      /** AppendResponse hintIndex. */
      hintIndex: number;

      /** AppendResponse hintTerm. */
      hintTerm: number;

      /**
       * Creates a new AppendResponse instance using the specified properties.
       * @param [properties] Properties to set
       * @returns AppendResponse instance
       */
      static create(
        properties: raft.v1.AppendResponse.$Shape,
      ): raft.v1.AppendResponse & raft.v1.AppendResponse.$Shape;
      static create(properties?: raft.v1.AppendResponse.$Properties): raft.v1.AppendResponse;

      /**
       * Encodes the specified AppendResponse message. Does not implicitly {@link raft.v1.AppendResponse.verify|verify} messages.
       * @param message AppendResponse message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      static encode(
        message: raft.v1.AppendResponse.$Properties,
        writer?: $protobuf.Writer,
      ): $protobuf.Writer;

      /**
       * Decodes an AppendResponse message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns {raft.v1.AppendResponse & raft.v1.AppendResponse.$Shape} AppendResponse
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      static decode(
        reader: $protobuf.Reader | Uint8Array,
        length?: number,
      ): raft.v1.AppendResponse & raft.v1.AppendResponse.$Shape;
    }

    namespace AppendResponse {
      /** Properties of an AppendResponse. */
      interface $Properties {
        /** AppendResponse accepted */
        accepted?: boolean;

        /** AppendResponse index */
        index?: number;

        /** AppendResponse hintIndex */
        hintIndex?: number;

        /** AppendResponse hintTerm */
        hintTerm?: number;

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];
      }

      /** Shape of an AppendResponse. */
      type $Shape = raft.v1.AppendResponse.$Properties;
    }

    /**
     * Properties of a Heartbeat.
     * @deprecated Use raft.v1.Heartbeat.$Properties instead.
     */
    interface IHeartbeat extends raft.v1.Heartbeat.$Properties {}

    /** Represents a Heartbeat. */
    class Heartbeat {
      /**
       * Constructs a new Heartbeat.
       * @param [properties] Properties to set
       */
      constructor(properties?: raft.v1.Heartbeat.$Properties);

      /** Unknown fields preserved while decoding when enabled */
      $unknowns?: Uint8Array[];

      /** Heartbeat commit. */
      commit: number;

      /** Heartbeat round. */
      round: number;

      /**
       * Creates a new Heartbeat instance using the specified properties.
       * @param [properties] Properties to set
       * @returns Heartbeat instance
       */
      static create(
        properties: raft.v1.Heartbeat.$Shape,
      ): raft.v1.Heartbeat & raft.v1.Heartbeat.$Shape;
      static create(properties?: raft.v1.Heartbeat.$Properties): raft.v1.Heartbeat;

      /**
       * Encodes the specified Heartbeat message. Does not implicitly {@link raft.v1.Heartbeat.verify|verify} messages.
       * @param message Heartbeat message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      static encode(
        message: raft.v1.Heartbeat.$Properties,
        writer?: $protobuf.Writer,
      ): $protobuf.Writer;

      /**
       * Decodes a Heartbeat message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns {raft.v1.Heartbeat & raft.v1.Heartbeat.$Shape} Heartbeat
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      static decode(
        reader: $protobuf.Reader | Uint8Array,
        length?: number,
      ): raft.v1.Heartbeat & raft.v1.Heartbeat.$Shape;
    }

    namespace Heartbeat {
      /** Properties of a Heartbeat. */
      interface $Properties {
        /** Heartbeat commit */
        commit?: number;

        /** Heartbeat round */
        round?: number;

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];
      }

      /** Shape of a Heartbeat. */
      type $Shape = raft.v1.Heartbeat.$Properties;
    }

    /**
     * Properties of a HeartbeatResponse.
     * @deprecated Use raft.v1.HeartbeatResponse.$Properties instead.
     */
    interface IHeartbeatResponse extends raft.v1.HeartbeatResponse.$Properties {}

    /** Represents a HeartbeatResponse. */
    class HeartbeatResponse {
      /**
       * Constructs a new HeartbeatResponse.
       * @param [properties] Properties to set
       */
      constructor(properties?: raft.v1.HeartbeatResponse.$Properties);

      /** Unknown fields preserved while decoding when enabled */
      $unknowns?: Uint8Array[];

      /** HeartbeatResponse round. */
      round: number;

      /**
       * Creates a new HeartbeatResponse instance using the specified properties.
       * @param [properties] Properties to set
       * @returns HeartbeatResponse instance
       */
      static create(
        properties: raft.v1.HeartbeatResponse.$Shape,
      ): raft.v1.HeartbeatResponse & raft.v1.HeartbeatResponse.$Shape;
      static create(properties?: raft.v1.HeartbeatResponse.$Properties): raft.v1.HeartbeatResponse;

      /**
       * Encodes the specified HeartbeatResponse message. Does not implicitly {@link raft.v1.HeartbeatResponse.verify|verify} messages.
       * @param message HeartbeatResponse message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      static encode(
        message: raft.v1.HeartbeatResponse.$Properties,
        writer?: $protobuf.Writer,
      ): $protobuf.Writer;

      /**
       * Decodes a HeartbeatResponse message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns {raft.v1.HeartbeatResponse & raft.v1.HeartbeatResponse.$Shape} HeartbeatResponse
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      static decode(
        reader: $protobuf.Reader | Uint8Array,
        length?: number,
      ): raft.v1.HeartbeatResponse & raft.v1.HeartbeatResponse.$Shape;
    }

    namespace HeartbeatResponse {
      /** Properties of a HeartbeatResponse. */
      interface $Properties {
        /** HeartbeatResponse round */
        round?: number;

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];
      }

      /** Shape of a HeartbeatResponse. */
      type $Shape = raft.v1.HeartbeatResponse.$Properties;
    }

    /**
     * Properties of a ReadIndexRequest.
     * @deprecated Use raft.v1.ReadIndexRequest.$Properties instead.
     */
    interface IReadIndexRequest extends raft.v1.ReadIndexRequest.$Properties {}

    /** Represents a ReadIndexRequest. */
    class ReadIndexRequest {
      /**
       * Constructs a new ReadIndexRequest.
       * @param [properties] Properties to set
       */
      constructor(properties?: raft.v1.ReadIndexRequest.$Properties);

      /** Unknown fields preserved while decoding when enabled */
      $unknowns?: Uint8Array[];

      /** ReadIndexRequest requestId. */
      requestId: number;

      /**
       * Creates a new ReadIndexRequest instance using the specified properties.
       * @param [properties] Properties to set
       * @returns ReadIndexRequest instance
       */
      static create(
        properties: raft.v1.ReadIndexRequest.$Shape,
      ): raft.v1.ReadIndexRequest & raft.v1.ReadIndexRequest.$Shape;
      static create(properties?: raft.v1.ReadIndexRequest.$Properties): raft.v1.ReadIndexRequest;

      /**
       * Encodes the specified ReadIndexRequest message. Does not implicitly {@link raft.v1.ReadIndexRequest.verify|verify} messages.
       * @param message ReadIndexRequest message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      static encode(
        message: raft.v1.ReadIndexRequest.$Properties,
        writer?: $protobuf.Writer,
      ): $protobuf.Writer;

      /**
       * Decodes a ReadIndexRequest message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns {raft.v1.ReadIndexRequest & raft.v1.ReadIndexRequest.$Shape} ReadIndexRequest
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      static decode(
        reader: $protobuf.Reader | Uint8Array,
        length?: number,
      ): raft.v1.ReadIndexRequest & raft.v1.ReadIndexRequest.$Shape;
    }

    namespace ReadIndexRequest {
      /** Properties of a ReadIndexRequest. */
      interface $Properties {
        /** ReadIndexRequest requestId */
        requestId?: number;

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];
      }

      /** Shape of a ReadIndexRequest. */
      type $Shape = raft.v1.ReadIndexRequest.$Properties;
    }

    /**
     * Properties of a ReadIndexResponse.
     * @deprecated Use raft.v1.ReadIndexResponse.$Properties instead.
     */
    interface IReadIndexResponse extends raft.v1.ReadIndexResponse.$Properties {}

    /** Represents a ReadIndexResponse. */
    class ReadIndexResponse {
      /**
       * Constructs a new ReadIndexResponse.
       * @param [properties] Properties to set
       */
      constructor(properties?: raft.v1.ReadIndexResponse.$Properties);

      /** Unknown fields preserved while decoding when enabled */
      $unknowns?: Uint8Array[];

      /** ReadIndexResponse requestId. */
      requestId: number;

      /** ReadIndexResponse index. */
      index: number;

      /** ReadIndexResponse rejected. */
      rejected: boolean;

      /**
       * Creates a new ReadIndexResponse instance using the specified properties.
       * @param [properties] Properties to set
       * @returns ReadIndexResponse instance
       */
      static create(
        properties: raft.v1.ReadIndexResponse.$Shape,
      ): raft.v1.ReadIndexResponse & raft.v1.ReadIndexResponse.$Shape;
      static create(properties?: raft.v1.ReadIndexResponse.$Properties): raft.v1.ReadIndexResponse;

      /**
       * Encodes the specified ReadIndexResponse message. Does not implicitly {@link raft.v1.ReadIndexResponse.verify|verify} messages.
       * @param message ReadIndexResponse message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      static encode(
        message: raft.v1.ReadIndexResponse.$Properties,
        writer?: $protobuf.Writer,
      ): $protobuf.Writer;

      /**
       * Decodes a ReadIndexResponse message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns {raft.v1.ReadIndexResponse & raft.v1.ReadIndexResponse.$Shape} ReadIndexResponse
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      static decode(
        reader: $protobuf.Reader | Uint8Array,
        length?: number,
      ): raft.v1.ReadIndexResponse & raft.v1.ReadIndexResponse.$Shape;
    }

    namespace ReadIndexResponse {
      /** Properties of a ReadIndexResponse. */
      interface $Properties {
        /** ReadIndexResponse requestId */
        requestId?: number;

        /** ReadIndexResponse index */
        index?: number;

        /** ReadIndexResponse rejected */
        rejected?: boolean;

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];
      }

      /** Shape of a ReadIndexResponse. */
      type $Shape = raft.v1.ReadIndexResponse.$Properties;
    }

    /**
     * Properties of a TimeoutNow.
     * @deprecated Use raft.v1.TimeoutNow.$Properties instead.
     */
    interface ITimeoutNow extends raft.v1.TimeoutNow.$Properties {}

    /** Represents a TimeoutNow. */
    class TimeoutNow {
      /**
       * Constructs a new TimeoutNow.
       * @param [properties] Properties to set
       */
      constructor(properties?: raft.v1.TimeoutNow.$Properties);

      /** Unknown fields preserved while decoding when enabled */
      $unknowns?: Uint8Array[];

      /**
       * Creates a new TimeoutNow instance using the specified properties.
       * @param [properties] Properties to set
       * @returns TimeoutNow instance
       */
      static create(
        properties: raft.v1.TimeoutNow.$Shape,
      ): raft.v1.TimeoutNow & raft.v1.TimeoutNow.$Shape;
      static create(properties?: raft.v1.TimeoutNow.$Properties): raft.v1.TimeoutNow;

      /**
       * Encodes the specified TimeoutNow message. Does not implicitly {@link raft.v1.TimeoutNow.verify|verify} messages.
       * @param message TimeoutNow message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      static encode(
        message: raft.v1.TimeoutNow.$Properties,
        writer?: $protobuf.Writer,
      ): $protobuf.Writer;

      /**
       * Decodes a TimeoutNow message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns {raft.v1.TimeoutNow & raft.v1.TimeoutNow.$Shape} TimeoutNow
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      static decode(
        reader: $protobuf.Reader | Uint8Array,
        length?: number,
      ): raft.v1.TimeoutNow & raft.v1.TimeoutNow.$Shape;
    }

    namespace TimeoutNow {
      /** Properties of a TimeoutNow. */
      interface $Properties {
        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];
      }

      /** Shape of a TimeoutNow. */
      type $Shape = raft.v1.TimeoutNow.$Properties;
    }

    /**
     * Properties of a SnapshotPart.
     * @deprecated Use raft.v1.SnapshotPart.$Properties instead.
     */
    interface ISnapshotPart extends raft.v1.SnapshotPart.$Properties {}

    /** Represents a SnapshotPart. */
    class SnapshotPart {
      /**
       * Constructs a new SnapshotPart.
       * @param [properties] Properties to set
       */
      constructor(properties?: raft.v1.SnapshotPart.$Properties);

      /** Unknown fields preserved while decoding when enabled */
      $unknowns?: Uint8Array[];

      /** SnapshotPart head. */
      head: raft.v1.SnapshotHead | null;

      /** SnapshotPart chunk. */
      chunk: raft.v1.SnapshotChunk | null;

      /** SnapshotPart end. */
      end: raft.v1.SnapshotEnd | null;

      /** SnapshotPart part. */
      part?: 'head' | 'chunk' | 'end';

      /**
       * Creates a new SnapshotPart instance using the specified properties.
       * @param [properties] Properties to set
       * @returns SnapshotPart instance
       */
      static create(
        properties: raft.v1.SnapshotPart.$Shape,
      ): raft.v1.SnapshotPart & raft.v1.SnapshotPart.$Shape;
      static create(properties?: raft.v1.SnapshotPart.$Properties): raft.v1.SnapshotPart;

      /**
       * Encodes the specified SnapshotPart message. Does not implicitly {@link raft.v1.SnapshotPart.verify|verify} messages.
       * @param message SnapshotPart message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      static encode(
        message: raft.v1.SnapshotPart.$Properties,
        writer?: $protobuf.Writer,
      ): $protobuf.Writer;

      /**
       * Decodes a SnapshotPart message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns {raft.v1.SnapshotPart & raft.v1.SnapshotPart.$Shape} SnapshotPart
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      static decode(
        reader: $protobuf.Reader | Uint8Array,
        length?: number,
      ): raft.v1.SnapshotPart & raft.v1.SnapshotPart.$Shape;
    }

    namespace SnapshotPart {
      /** Properties of a SnapshotPart. */
      interface $Properties {
        /** SnapshotPart head */
        head?: raft.v1.SnapshotHead.$Properties | null;

        /** SnapshotPart chunk */
        chunk?: raft.v1.SnapshotChunk.$Properties | null;

        /** SnapshotPart end */
        end?: raft.v1.SnapshotEnd.$Properties | null;

        /** SnapshotPart part */
        part?: 'head' | 'chunk' | 'end';

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];
      }

      /** Narrowed shape of a SnapshotPart. */
      type $Shape = {
        head?: raft.v1.SnapshotHead.$Shape | null;
        chunk?: raft.v1.SnapshotChunk.$Shape | null;
        end?: raft.v1.SnapshotEnd.$Shape | null;
        $unknowns?: Uint8Array[];
      } & (
        | { part?: undefined; head?: null; chunk?: null; end?: null }
        | { part?: 'head'; head: raft.v1.SnapshotHead.$Shape; chunk?: null; end?: null }
        | { part?: 'chunk'; head?: null; chunk: raft.v1.SnapshotChunk.$Shape; end?: null }
        | { part?: 'end'; head?: null; chunk?: null; end: raft.v1.SnapshotEnd.$Shape }
      );
    }

    /**
     * Properties of a SnapshotHead.
     * @deprecated Use raft.v1.SnapshotHead.$Properties instead.
     */
    interface ISnapshotHead extends raft.v1.SnapshotHead.$Properties {}

    /** Represents a SnapshotHead. */
    class SnapshotHead {
      /**
       * Constructs a new SnapshotHead.
       * @param [properties] Properties to set
       */
      constructor(properties?: raft.v1.SnapshotHead.$Properties);

      /** Unknown fields preserved while decoding when enabled */
      $unknowns?: Uint8Array[];

      /** SnapshotHead id. */
      id: string;

      /** SnapshotHead term. */
      term: number;

      /** SnapshotHead index. */
      index: number;

      /** SnapshotHead indexTerm. */
      indexTerm: number;

      /** SnapshotHead configuration. */
      configuration: Uint8Array;

      /**
       * Creates a new SnapshotHead instance using the specified properties.
       * @param [properties] Properties to set
       * @returns SnapshotHead instance
       */
      static create(
        properties: raft.v1.SnapshotHead.$Shape,
      ): raft.v1.SnapshotHead & raft.v1.SnapshotHead.$Shape;
      static create(properties?: raft.v1.SnapshotHead.$Properties): raft.v1.SnapshotHead;

      /**
       * Encodes the specified SnapshotHead message. Does not implicitly {@link raft.v1.SnapshotHead.verify|verify} messages.
       * @param message SnapshotHead message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      static encode(
        message: raft.v1.SnapshotHead.$Properties,
        writer?: $protobuf.Writer,
      ): $protobuf.Writer;

      /**
       * Decodes a SnapshotHead message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns {raft.v1.SnapshotHead & raft.v1.SnapshotHead.$Shape} SnapshotHead
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      static decode(
        reader: $protobuf.Reader | Uint8Array,
        length?: number,
      ): raft.v1.SnapshotHead & raft.v1.SnapshotHead.$Shape;
    }

    namespace SnapshotHead {
      /** Properties of a SnapshotHead. */
      interface $Properties {
        /** SnapshotHead id */
        id?: string;

        /** SnapshotHead term */
        term?: number;

        /** SnapshotHead index */
        index?: number;

        /** SnapshotHead indexTerm */
        indexTerm?: number;

        /** SnapshotHead configuration */
        configuration?: Uint8Array;

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];
      }

      /** Shape of a SnapshotHead. */
      type $Shape = raft.v1.SnapshotHead.$Properties;
    }

    /**
     * Properties of a SnapshotChunk.
     * @deprecated Use raft.v1.SnapshotChunk.$Properties instead.
     */
    interface ISnapshotChunk extends raft.v1.SnapshotChunk.$Properties {}

    /** Represents a SnapshotChunk. */
    class SnapshotChunk {
      /**
       * Constructs a new SnapshotChunk.
       * @param [properties] Properties to set
       */
      constructor(properties?: raft.v1.SnapshotChunk.$Properties);

      /** Unknown fields preserved while decoding when enabled */
      $unknowns?: Uint8Array[];

      /** SnapshotChunk number. */
      number: number;

      /** SnapshotChunk checksum. */
      checksum: number;

      /** SnapshotChunk keyId. */
      keyId: number;

      /** SnapshotChunk data. */
      data: Uint8Array;

      /**
       * Creates a new SnapshotChunk instance using the specified properties.
       * @param [properties] Properties to set
       * @returns SnapshotChunk instance
       */
      static create(
        properties: raft.v1.SnapshotChunk.$Shape,
      ): raft.v1.SnapshotChunk & raft.v1.SnapshotChunk.$Shape;
      static create(properties?: raft.v1.SnapshotChunk.$Properties): raft.v1.SnapshotChunk;

      /**
       * Encodes the specified SnapshotChunk message. Does not implicitly {@link raft.v1.SnapshotChunk.verify|verify} messages.
       * @param message SnapshotChunk message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      static encode(
        message: raft.v1.SnapshotChunk.$Properties,
        writer?: $protobuf.Writer,
      ): $protobuf.Writer;

      /**
       * Decodes a SnapshotChunk message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns {raft.v1.SnapshotChunk & raft.v1.SnapshotChunk.$Shape} SnapshotChunk
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      static decode(
        reader: $protobuf.Reader | Uint8Array,
        length?: number,
      ): raft.v1.SnapshotChunk & raft.v1.SnapshotChunk.$Shape;
    }

    namespace SnapshotChunk {
      /** Properties of a SnapshotChunk. */
      interface $Properties {
        /** SnapshotChunk number */
        number?: number;

        /** SnapshotChunk checksum */
        checksum?: number;

        /** SnapshotChunk keyId */
        keyId?: number;

        /** SnapshotChunk data */
        data?: Uint8Array;

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];
      }

      /** Shape of a SnapshotChunk. */
      type $Shape = raft.v1.SnapshotChunk.$Properties;
    }

    /**
     * Properties of a SnapshotEnd.
     * @deprecated Use raft.v1.SnapshotEnd.$Properties instead.
     */
    interface ISnapshotEnd extends raft.v1.SnapshotEnd.$Properties {}

    /** Represents a SnapshotEnd. */
    class SnapshotEnd {
      /**
       * Constructs a new SnapshotEnd.
       * @param [properties] Properties to set
       */
      constructor(properties?: raft.v1.SnapshotEnd.$Properties);

      /** Unknown fields preserved while decoding when enabled */
      $unknowns?: Uint8Array[];

      /** SnapshotEnd chunks. */
      chunks: number;

      /**
       * Creates a new SnapshotEnd instance using the specified properties.
       * @param [properties] Properties to set
       * @returns SnapshotEnd instance
       */
      static create(
        properties: raft.v1.SnapshotEnd.$Shape,
      ): raft.v1.SnapshotEnd & raft.v1.SnapshotEnd.$Shape;
      static create(properties?: raft.v1.SnapshotEnd.$Properties): raft.v1.SnapshotEnd;

      /**
       * Encodes the specified SnapshotEnd message. Does not implicitly {@link raft.v1.SnapshotEnd.verify|verify} messages.
       * @param message SnapshotEnd message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      static encode(
        message: raft.v1.SnapshotEnd.$Properties,
        writer?: $protobuf.Writer,
      ): $protobuf.Writer;

      /**
       * Decodes a SnapshotEnd message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns {raft.v1.SnapshotEnd & raft.v1.SnapshotEnd.$Shape} SnapshotEnd
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      static decode(
        reader: $protobuf.Reader | Uint8Array,
        length?: number,
      ): raft.v1.SnapshotEnd & raft.v1.SnapshotEnd.$Shape;
    }

    namespace SnapshotEnd {
      /** Properties of a SnapshotEnd. */
      interface $Properties {
        /** SnapshotEnd chunks */
        chunks?: number;

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];
      }

      /** Shape of a SnapshotEnd. */
      type $Shape = raft.v1.SnapshotEnd.$Properties;
    }

    /**
     * Properties of a SnapshotAck.
     * @deprecated Use raft.v1.SnapshotAck.$Properties instead.
     */
    interface ISnapshotAck extends raft.v1.SnapshotAck.$Properties {}

    /** Represents a SnapshotAck. */
    class SnapshotAck {
      /**
       * Constructs a new SnapshotAck.
       * @param [properties] Properties to set
       */
      constructor(properties?: raft.v1.SnapshotAck.$Properties);

      /** Unknown fields preserved while decoding when enabled */
      $unknowns?: Uint8Array[];

      /** SnapshotAck chunks. */
      chunks: number;

      /** SnapshotAck complete. */
      complete: boolean;

      /**
       * Creates a new SnapshotAck instance using the specified properties.
       * @param [properties] Properties to set
       * @returns SnapshotAck instance
       */
      static create(
        properties: raft.v1.SnapshotAck.$Shape,
      ): raft.v1.SnapshotAck & raft.v1.SnapshotAck.$Shape;
      static create(properties?: raft.v1.SnapshotAck.$Properties): raft.v1.SnapshotAck;

      /**
       * Encodes the specified SnapshotAck message. Does not implicitly {@link raft.v1.SnapshotAck.verify|verify} messages.
       * @param message SnapshotAck message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      static encode(
        message: raft.v1.SnapshotAck.$Properties,
        writer?: $protobuf.Writer,
      ): $protobuf.Writer;

      /**
       * Decodes a SnapshotAck message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns {raft.v1.SnapshotAck & raft.v1.SnapshotAck.$Shape} SnapshotAck
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      static decode(
        reader: $protobuf.Reader | Uint8Array,
        length?: number,
      ): raft.v1.SnapshotAck & raft.v1.SnapshotAck.$Shape;
    }

    namespace SnapshotAck {
      /** Properties of a SnapshotAck. */
      interface $Properties {
        /** SnapshotAck chunks */
        chunks?: number;

        /** SnapshotAck complete */
        complete?: boolean;

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];
      }

      /** Shape of a SnapshotAck. */
      type $Shape = raft.v1.SnapshotAck.$Properties;
    }
  }
}
