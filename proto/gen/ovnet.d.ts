import * as $protobuf from 'protobufjs/minimal.js';
import Long = require('long');

/** Namespace ovnet. */
export namespace ovnet {
  /** Namespace v1. */
  namespace v1 {
    /**
     * Properties of an AgentMessage.
     * @deprecated Use ovnet.v1.AgentMessage.$Properties instead.
     */
    interface IAgentMessage extends ovnet.v1.AgentMessage.$Properties {}

    /** Represents an AgentMessage. */
    class AgentMessage {
      /**
       * Constructs a new AgentMessage.
       * @param [properties] Properties to set
       */
      constructor(properties?: ovnet.v1.AgentMessage.$Properties);

      /** Unknown fields preserved while decoding when enabled */
      $unknowns?: Uint8Array[];

      /** AgentMessage hello. */
      hello: ovnet.v1.Hello | null;

      /** AgentMessage ack. */
      ack: ovnet.v1.Ack | null;

      /** AgentMessage report. */
      report: ovnet.v1.Report | null;

      /** AgentMessage answer. */
      answer: ovnet.v1.Answer | null;

      /** AgentMessage heartbeat. */
      heartbeat: ovnet.v1.Heartbeat | null;

      /** AgentMessage batch. */
      batch: ovnet.v1.AgentBatch | null;

      /** AgentMessage body. */
      body?: 'hello' | 'ack' | 'report' | 'answer' | 'heartbeat' | 'batch';

      /**
       * Creates a new AgentMessage instance using the specified properties.
       * @param [properties] Properties to set
       * @returns AgentMessage instance
       */
      static create(
        properties: ovnet.v1.AgentMessage.$Shape,
      ): ovnet.v1.AgentMessage & ovnet.v1.AgentMessage.$Shape;
      static create(properties?: ovnet.v1.AgentMessage.$Properties): ovnet.v1.AgentMessage;

      /**
       * Encodes the specified AgentMessage message. Does not implicitly {@link ovnet.v1.AgentMessage.verify|verify} messages.
       * @param message AgentMessage message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      static encode(
        message: ovnet.v1.AgentMessage.$Properties,
        writer?: $protobuf.Writer,
      ): $protobuf.Writer;

      /**
       * Decodes an AgentMessage message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns {ovnet.v1.AgentMessage & ovnet.v1.AgentMessage.$Shape} AgentMessage
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      static decode(
        reader: $protobuf.Reader | Uint8Array,
        length?: number,
      ): ovnet.v1.AgentMessage & ovnet.v1.AgentMessage.$Shape;
    }

    namespace AgentMessage {
      /** Properties of an AgentMessage. */
      interface $Properties {
        /** AgentMessage hello */
        hello?: ovnet.v1.Hello.$Properties | null;

        /** AgentMessage ack */
        ack?: ovnet.v1.Ack.$Properties | null;

        /** AgentMessage report */
        report?: ovnet.v1.Report.$Properties | null;

        /** AgentMessage answer */
        answer?: ovnet.v1.Answer.$Properties | null;

        /** AgentMessage heartbeat */
        heartbeat?: ovnet.v1.Heartbeat.$Properties | null;

        /** AgentMessage batch */
        batch?: ovnet.v1.AgentBatch.$Properties | null;

        /** AgentMessage body */
        body?: 'hello' | 'ack' | 'report' | 'answer' | 'heartbeat' | 'batch';

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];
      }

      /** Narrowed shape of an AgentMessage. */
      type $Shape = {
        hello?: ovnet.v1.Hello.$Shape | null;
        ack?: ovnet.v1.Ack.$Shape | null;
        report?: ovnet.v1.Report.$Shape | null;
        answer?: ovnet.v1.Answer.$Shape | null;
        heartbeat?: ovnet.v1.Heartbeat.$Shape | null;
        batch?: ovnet.v1.AgentBatch.$Shape | null;
        $unknowns?: Uint8Array[];
      } & (
        | {
            body?: undefined;
            hello?: null;
            ack?: null;
            report?: null;
            answer?: null;
            heartbeat?: null;
            batch?: null;
          }
        | {
            body?: 'hello';
            hello: ovnet.v1.Hello.$Shape;
            ack?: null;
            report?: null;
            answer?: null;
            heartbeat?: null;
            batch?: null;
          }
        | {
            body?: 'ack';
            hello?: null;
            ack: ovnet.v1.Ack.$Shape;
            report?: null;
            answer?: null;
            heartbeat?: null;
            batch?: null;
          }
        | {
            body?: 'report';
            hello?: null;
            ack?: null;
            report: ovnet.v1.Report.$Shape;
            answer?: null;
            heartbeat?: null;
            batch?: null;
          }
        | {
            body?: 'answer';
            hello?: null;
            ack?: null;
            report?: null;
            answer: ovnet.v1.Answer.$Shape;
            heartbeat?: null;
            batch?: null;
          }
        | {
            body?: 'heartbeat';
            hello?: null;
            ack?: null;
            report?: null;
            answer?: null;
            heartbeat: ovnet.v1.Heartbeat.$Shape;
            batch?: null;
          }
        | {
            body?: 'batch';
            hello?: null;
            ack?: null;
            report?: null;
            answer?: null;
            heartbeat?: null;
            batch: ovnet.v1.AgentBatch.$Shape;
          }
      );
    }

    /**
     * Properties of an AgentBatch.
     * @deprecated Use ovnet.v1.AgentBatch.$Properties instead.
     */
    interface IAgentBatch extends ovnet.v1.AgentBatch.$Properties {}

    /** Represents an AgentBatch. */
    class AgentBatch {
      /**
       * Constructs a new AgentBatch.
       * @param [properties] Properties to set
       */
      constructor(properties?: ovnet.v1.AgentBatch.$Properties);

      /** Unknown fields preserved while decoding when enabled */
      $unknowns?: Uint8Array[];

      /** AgentBatch messages. */
      messages: ovnet.v1.AgentMessage[];

      /**
       * Creates a new AgentBatch instance using the specified properties.
       * @param [properties] Properties to set
       * @returns AgentBatch instance
       */
      static create(
        properties: ovnet.v1.AgentBatch.$Shape,
      ): ovnet.v1.AgentBatch & ovnet.v1.AgentBatch.$Shape;
      static create(properties?: ovnet.v1.AgentBatch.$Properties): ovnet.v1.AgentBatch;

      /**
       * Encodes the specified AgentBatch message. Does not implicitly {@link ovnet.v1.AgentBatch.verify|verify} messages.
       * @param message AgentBatch message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      static encode(
        message: ovnet.v1.AgentBatch.$Properties,
        writer?: $protobuf.Writer,
      ): $protobuf.Writer;

      /**
       * Decodes an AgentBatch message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns {ovnet.v1.AgentBatch & ovnet.v1.AgentBatch.$Shape} AgentBatch
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      static decode(
        reader: $protobuf.Reader | Uint8Array,
        length?: number,
      ): ovnet.v1.AgentBatch & ovnet.v1.AgentBatch.$Shape;
    }

    namespace AgentBatch {
      /** Properties of an AgentBatch. */
      interface $Properties {
        /** AgentBatch messages */
        messages?: ovnet.v1.AgentMessage.$Properties[];

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];
      }

      /** Shape of an AgentBatch. */
      type $Shape = {
        messages?: ovnet.v1.AgentMessage.$Shape[];
        $unknowns?: Uint8Array[];
      };
    }

    /**
     * Properties of a Hello.
     * @deprecated Use ovnet.v1.Hello.$Properties instead.
     */
    interface IHello extends ovnet.v1.Hello.$Properties {}

    /** Represents a Hello. */
    class Hello {
      /**
       * Constructs a new Hello.
       * @param [properties] Properties to set
       */
      constructor(properties?: ovnet.v1.Hello.$Properties);

      /** Unknown fields preserved while decoding when enabled */
      $unknowns?: Uint8Array[];

      /** Hello bootId. */
      bootId: string;

      /** Hello version. */
      version: string;

      /** Hello capabilities. */
      capabilities: string[];

      /** Hello have. */
      have: ovnet.v1.Have[];

      /** Hello vtep. */
      vtep: string;

      /**
       * Creates a new Hello instance using the specified properties.
       * @param [properties] Properties to set
       * @returns Hello instance
       */
      static create(properties: ovnet.v1.Hello.$Shape): ovnet.v1.Hello & ovnet.v1.Hello.$Shape;
      static create(properties?: ovnet.v1.Hello.$Properties): ovnet.v1.Hello;

      /**
       * Encodes the specified Hello message. Does not implicitly {@link ovnet.v1.Hello.verify|verify} messages.
       * @param message Hello message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      static encode(
        message: ovnet.v1.Hello.$Properties,
        writer?: $protobuf.Writer,
      ): $protobuf.Writer;

      /**
       * Decodes a Hello message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns {ovnet.v1.Hello & ovnet.v1.Hello.$Shape} Hello
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      static decode(
        reader: $protobuf.Reader | Uint8Array,
        length?: number,
      ): ovnet.v1.Hello & ovnet.v1.Hello.$Shape;
    }

    namespace Hello {
      /** Properties of a Hello. */
      interface $Properties {
        /** Hello bootId */
        bootId?: string;

        /** Hello version */
        version?: string;

        /** Hello capabilities */
        capabilities?: string[];

        /** Hello have */
        have?: ovnet.v1.Have.$Properties[];

        /** Hello vtep */
        vtep?: string;

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];
      }

      /** Shape of a Hello. */
      type $Shape = ovnet.v1.Hello.$Properties;
    }

    /**
     * Properties of a Have.
     * @deprecated Use ovnet.v1.Have.$Properties instead.
     */
    interface IHave extends ovnet.v1.Have.$Properties {}

    /** Represents a Have. */
    class Have {
      /**
       * Constructs a new Have.
       * @param [properties] Properties to set
       */
      constructor(properties?: ovnet.v1.Have.$Properties);

      /** Unknown fields preserved while decoding when enabled */
      $unknowns?: Uint8Array[];

      /** Have networkId. */
      networkId: string;

      /** Have epoch. */
      epoch: number;

      /** Have revision. */
      revision: number;

      /** Have digest. */
      digest: string;

      /**
       * Creates a new Have instance using the specified properties.
       * @param [properties] Properties to set
       * @returns Have instance
       */
      static create(properties: ovnet.v1.Have.$Shape): ovnet.v1.Have & ovnet.v1.Have.$Shape;
      static create(properties?: ovnet.v1.Have.$Properties): ovnet.v1.Have;

      /**
       * Encodes the specified Have message. Does not implicitly {@link ovnet.v1.Have.verify|verify} messages.
       * @param message Have message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      static encode(
        message: ovnet.v1.Have.$Properties,
        writer?: $protobuf.Writer,
      ): $protobuf.Writer;

      /**
       * Decodes a Have message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns {ovnet.v1.Have & ovnet.v1.Have.$Shape} Have
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      static decode(
        reader: $protobuf.Reader | Uint8Array,
        length?: number,
      ): ovnet.v1.Have & ovnet.v1.Have.$Shape;
    }

    namespace Have {
      /** Properties of a Have. */
      interface $Properties {
        /** Have networkId */
        networkId?: string;

        /** Have epoch */
        epoch?: number;

        /** Have revision */
        revision?: number;

        /** Have digest */
        digest?: string;

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];
      }

      /** Shape of a Have. */
      type $Shape = ovnet.v1.Have.$Properties;
    }

    /**
     * Properties of an Ack.
     * @deprecated Use ovnet.v1.Ack.$Properties instead.
     */
    interface IAck extends ovnet.v1.Ack.$Properties {}

    /** Represents an Ack. */
    class Ack {
      /**
       * Constructs a new Ack.
       * @param [properties] Properties to set
       */
      constructor(properties?: ovnet.v1.Ack.$Properties);

      /** Unknown fields preserved while decoding when enabled */
      $unknowns?: Uint8Array[];

      /** Ack networkId. */
      networkId: string;

      /** Ack epoch. */
      epoch: number;

      /** Ack revision. */
      revision: number;

      /** Ack digest. */
      digest: string;

      /** Ack failed. */
      failed: ovnet.v1.Failure[];

      /** Ack gone. */
      gone: boolean;

      /**
       * Creates a new Ack instance using the specified properties.
       * @param [properties] Properties to set
       * @returns Ack instance
       */
      static create(properties: ovnet.v1.Ack.$Shape): ovnet.v1.Ack & ovnet.v1.Ack.$Shape;
      static create(properties?: ovnet.v1.Ack.$Properties): ovnet.v1.Ack;

      /**
       * Encodes the specified Ack message. Does not implicitly {@link ovnet.v1.Ack.verify|verify} messages.
       * @param message Ack message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      static encode(message: ovnet.v1.Ack.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes an Ack message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns {ovnet.v1.Ack & ovnet.v1.Ack.$Shape} Ack
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      static decode(
        reader: $protobuf.Reader | Uint8Array,
        length?: number,
      ): ovnet.v1.Ack & ovnet.v1.Ack.$Shape;
    }

    namespace Ack {
      /** Properties of an Ack. */
      interface $Properties {
        /** Ack networkId */
        networkId?: string;

        /** Ack epoch */
        epoch?: number;

        /** Ack revision */
        revision?: number;

        /** Ack digest */
        digest?: string;

        /** Ack failed */
        failed?: ovnet.v1.Failure.$Properties[];

        /** Ack gone */
        gone?: boolean;

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];
      }

      /** Shape of an Ack. */
      type $Shape = ovnet.v1.Ack.$Properties;
    }

    /**
     * Properties of a Failure.
     * @deprecated Use ovnet.v1.Failure.$Properties instead.
     */
    interface IFailure extends ovnet.v1.Failure.$Properties {}

    /** Represents a Failure. */
    class Failure {
      /**
       * Constructs a new Failure.
       * @param [properties] Properties to set
       */
      constructor(properties?: ovnet.v1.Failure.$Properties);

      /** Unknown fields preserved while decoding when enabled */
      $unknowns?: Uint8Array[];

      /** Failure endpointId. */
      endpointId: string;

      /** Failure code. */
      code: string;

      /** Failure detail. */
      detail: string;

      /**
       * Creates a new Failure instance using the specified properties.
       * @param [properties] Properties to set
       * @returns Failure instance
       */
      static create(
        properties: ovnet.v1.Failure.$Shape,
      ): ovnet.v1.Failure & ovnet.v1.Failure.$Shape;
      static create(properties?: ovnet.v1.Failure.$Properties): ovnet.v1.Failure;

      /**
       * Encodes the specified Failure message. Does not implicitly {@link ovnet.v1.Failure.verify|verify} messages.
       * @param message Failure message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      static encode(
        message: ovnet.v1.Failure.$Properties,
        writer?: $protobuf.Writer,
      ): $protobuf.Writer;

      /**
       * Decodes a Failure message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns {ovnet.v1.Failure & ovnet.v1.Failure.$Shape} Failure
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      static decode(
        reader: $protobuf.Reader | Uint8Array,
        length?: number,
      ): ovnet.v1.Failure & ovnet.v1.Failure.$Shape;
    }

    namespace Failure {
      /** Properties of a Failure. */
      interface $Properties {
        /** Failure endpointId */
        endpointId?: string;

        /** Failure code */
        code?: string;

        /** Failure detail */
        detail?: string;

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];
      }

      /** Shape of a Failure. */
      type $Shape = ovnet.v1.Failure.$Properties;
    }

    /**
     * Properties of a Report.
     * @deprecated Use ovnet.v1.Report.$Properties instead.
     */
    interface IReport extends ovnet.v1.Report.$Properties {}

    /** Represents a Report. */
    class Report {
      /**
       * Constructs a new Report.
       * @param [properties] Properties to set
       */
      constructor(properties?: ovnet.v1.Report.$Properties);

      /** Unknown fields preserved while decoding when enabled */
      $unknowns?: Uint8Array[];

      /** Report underlayMtu. */
      underlayMtu: number;

      /** Report routes. */
      routes: string[];

      /** Report capabilities. */
      capabilities: string[];

      /** Report drift. */
      drift: ovnet.v1.DriftCounter[];

      /** Report agentVersion. */
      agentVersion: string;

      /**
       * Creates a new Report instance using the specified properties.
       * @param [properties] Properties to set
       * @returns Report instance
       */
      static create(properties: ovnet.v1.Report.$Shape): ovnet.v1.Report & ovnet.v1.Report.$Shape;
      static create(properties?: ovnet.v1.Report.$Properties): ovnet.v1.Report;

      /**
       * Encodes the specified Report message. Does not implicitly {@link ovnet.v1.Report.verify|verify} messages.
       * @param message Report message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      static encode(
        message: ovnet.v1.Report.$Properties,
        writer?: $protobuf.Writer,
      ): $protobuf.Writer;

      /**
       * Decodes a Report message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns {ovnet.v1.Report & ovnet.v1.Report.$Shape} Report
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      static decode(
        reader: $protobuf.Reader | Uint8Array,
        length?: number,
      ): ovnet.v1.Report & ovnet.v1.Report.$Shape;
    }

    namespace Report {
      /** Properties of a Report. */
      interface $Properties {
        /** Report underlayMtu */
        underlayMtu?: number;

        /** Report routes */
        routes?: string[];

        /** Report capabilities */
        capabilities?: string[];

        /** Report drift */
        drift?: ovnet.v1.DriftCounter.$Properties[];

        /** Report agentVersion */
        agentVersion?: string;

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];
      }

      /** Shape of a Report. */
      type $Shape = ovnet.v1.Report.$Properties;
    }

    /**
     * Properties of a DriftCounter.
     * @deprecated Use ovnet.v1.DriftCounter.$Properties instead.
     */
    interface IDriftCounter extends ovnet.v1.DriftCounter.$Properties {}

    /** Represents a DriftCounter. */
    class DriftCounter {
      /**
       * Constructs a new DriftCounter.
       * @param [properties] Properties to set
       */
      constructor(properties?: ovnet.v1.DriftCounter.$Properties);

      /** Unknown fields preserved while decoding when enabled */
      $unknowns?: Uint8Array[];

      /** DriftCounter object. */
      object: string;

      /** DriftCounter repaired. */
      repaired: number;

      /**
       * Creates a new DriftCounter instance using the specified properties.
       * @param [properties] Properties to set
       * @returns DriftCounter instance
       */
      static create(
        properties: ovnet.v1.DriftCounter.$Shape,
      ): ovnet.v1.DriftCounter & ovnet.v1.DriftCounter.$Shape;
      static create(properties?: ovnet.v1.DriftCounter.$Properties): ovnet.v1.DriftCounter;

      /**
       * Encodes the specified DriftCounter message. Does not implicitly {@link ovnet.v1.DriftCounter.verify|verify} messages.
       * @param message DriftCounter message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      static encode(
        message: ovnet.v1.DriftCounter.$Properties,
        writer?: $protobuf.Writer,
      ): $protobuf.Writer;

      /**
       * Decodes a DriftCounter message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns {ovnet.v1.DriftCounter & ovnet.v1.DriftCounter.$Shape} DriftCounter
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      static decode(
        reader: $protobuf.Reader | Uint8Array,
        length?: number,
      ): ovnet.v1.DriftCounter & ovnet.v1.DriftCounter.$Shape;
    }

    namespace DriftCounter {
      /** Properties of a DriftCounter. */
      interface $Properties {
        /** DriftCounter object */
        object?: string;

        /** DriftCounter repaired */
        repaired?: number;

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];
      }

      /** Shape of a DriftCounter. */
      type $Shape = ovnet.v1.DriftCounter.$Properties;
    }

    /**
     * Properties of an Answer.
     * @deprecated Use ovnet.v1.Answer.$Properties instead.
     */
    interface IAnswer extends ovnet.v1.Answer.$Properties {}

    /** Represents an Answer. */
    class Answer {
      /**
       * Constructs a new Answer.
       * @param [properties] Properties to set
       */
      constructor(properties?: ovnet.v1.Answer.$Properties);

      /** Unknown fields preserved while decoding when enabled */
      $unknowns?: Uint8Array[];

      /** Answer id. */
      id: number;

      /** Answer payload. */
      payload: Uint8Array;

      /** Answer errorCode. */
      errorCode: string;

      /** Answer errorDetail. */
      errorDetail: string;

      /**
       * Creates a new Answer instance using the specified properties.
       * @param [properties] Properties to set
       * @returns Answer instance
       */
      static create(properties: ovnet.v1.Answer.$Shape): ovnet.v1.Answer & ovnet.v1.Answer.$Shape;
      static create(properties?: ovnet.v1.Answer.$Properties): ovnet.v1.Answer;

      /**
       * Encodes the specified Answer message. Does not implicitly {@link ovnet.v1.Answer.verify|verify} messages.
       * @param message Answer message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      static encode(
        message: ovnet.v1.Answer.$Properties,
        writer?: $protobuf.Writer,
      ): $protobuf.Writer;

      /**
       * Decodes an Answer message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns {ovnet.v1.Answer & ovnet.v1.Answer.$Shape} Answer
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      static decode(
        reader: $protobuf.Reader | Uint8Array,
        length?: number,
      ): ovnet.v1.Answer & ovnet.v1.Answer.$Shape;
    }

    namespace Answer {
      /** Properties of an Answer. */
      interface $Properties {
        /** Answer id */
        id?: number;

        /** Answer payload */
        payload?: Uint8Array;

        /** Answer errorCode */
        errorCode?: string;

        /** Answer errorDetail */
        errorDetail?: string;

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];
      }

      /** Shape of an Answer. */
      type $Shape = ovnet.v1.Answer.$Properties;
    }

    /**
     * Properties of a Heartbeat.
     * @deprecated Use ovnet.v1.Heartbeat.$Properties instead.
     */
    interface IHeartbeat extends ovnet.v1.Heartbeat.$Properties {}

    /** Represents a Heartbeat. */
    class Heartbeat {
      /**
       * Constructs a new Heartbeat.
       * @param [properties] Properties to set
       */
      constructor(properties?: ovnet.v1.Heartbeat.$Properties);

      /** Unknown fields preserved while decoding when enabled */
      $unknowns?: Uint8Array[];

      /**
       * Creates a new Heartbeat instance using the specified properties.
       * @param [properties] Properties to set
       * @returns Heartbeat instance
       */
      static create(
        properties: ovnet.v1.Heartbeat.$Shape,
      ): ovnet.v1.Heartbeat & ovnet.v1.Heartbeat.$Shape;
      static create(properties?: ovnet.v1.Heartbeat.$Properties): ovnet.v1.Heartbeat;

      /**
       * Encodes the specified Heartbeat message. Does not implicitly {@link ovnet.v1.Heartbeat.verify|verify} messages.
       * @param message Heartbeat message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      static encode(
        message: ovnet.v1.Heartbeat.$Properties,
        writer?: $protobuf.Writer,
      ): $protobuf.Writer;

      /**
       * Decodes a Heartbeat message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns {ovnet.v1.Heartbeat & ovnet.v1.Heartbeat.$Shape} Heartbeat
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      static decode(
        reader: $protobuf.Reader | Uint8Array,
        length?: number,
      ): ovnet.v1.Heartbeat & ovnet.v1.Heartbeat.$Shape;
    }

    namespace Heartbeat {
      /** Properties of a Heartbeat. */
      interface $Properties {
        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];
      }

      /** Shape of a Heartbeat. */
      type $Shape = ovnet.v1.Heartbeat.$Properties;
    }

    /**
     * Properties of a ManagerMessage.
     * @deprecated Use ovnet.v1.ManagerMessage.$Properties instead.
     */
    interface IManagerMessage extends ovnet.v1.ManagerMessage.$Properties {}

    /** Represents a ManagerMessage. */
    class ManagerMessage {
      /**
       * Constructs a new ManagerMessage.
       * @param [properties] Properties to set
       */
      constructor(properties?: ovnet.v1.ManagerMessage.$Properties);

      /** Unknown fields preserved while decoding when enabled */
      $unknowns?: Uint8Array[];

      /** ManagerMessage welcome. */
      welcome: ovnet.v1.Welcome | null;

      /** ManagerMessage image. */
      image: ovnet.v1.NetworkImage | null;

      /** ManagerMessage delta. */
      delta: ovnet.v1.NetworkDelta | null;

      /** ManagerMessage gone. */
      gone: ovnet.v1.NetworkGone | null;

      /** ManagerMessage synced. */
      synced: ovnet.v1.Synced | null;

      /** ManagerMessage removed. */
      removed: ovnet.v1.Removed | null;

      /** ManagerMessage query. */
      query: ovnet.v1.Query | null;

      /** ManagerMessage heartbeat. */
      heartbeat: ovnet.v1.Heartbeat | null;

      /** ManagerMessage elsewhere. */
      elsewhere: ovnet.v1.Elsewhere | null;

      /** ManagerMessage trace. */
      trace: ovnet.v1.Trace | null;

      /** ManagerMessage move. */
      move: ovnet.v1.Move | null;

      /** ManagerMessage batch. */
      batch: ovnet.v1.ManagerBatch | null;

      /** ManagerMessage body. */
      body?:
        | 'welcome'
        | 'image'
        | 'delta'
        | 'gone'
        | 'synced'
        | 'removed'
        | 'query'
        | 'heartbeat'
        | 'elsewhere'
        | 'trace'
        | 'move'
        | 'batch';

      /**
       * Creates a new ManagerMessage instance using the specified properties.
       * @param [properties] Properties to set
       * @returns ManagerMessage instance
       */
      static create(
        properties: ovnet.v1.ManagerMessage.$Shape,
      ): ovnet.v1.ManagerMessage & ovnet.v1.ManagerMessage.$Shape;
      static create(properties?: ovnet.v1.ManagerMessage.$Properties): ovnet.v1.ManagerMessage;

      /**
       * Encodes the specified ManagerMessage message. Does not implicitly {@link ovnet.v1.ManagerMessage.verify|verify} messages.
       * @param message ManagerMessage message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      static encode(
        message: ovnet.v1.ManagerMessage.$Properties,
        writer?: $protobuf.Writer,
      ): $protobuf.Writer;

      /**
       * Decodes a ManagerMessage message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns {ovnet.v1.ManagerMessage & ovnet.v1.ManagerMessage.$Shape} ManagerMessage
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      static decode(
        reader: $protobuf.Reader | Uint8Array,
        length?: number,
      ): ovnet.v1.ManagerMessage & ovnet.v1.ManagerMessage.$Shape;
    }

    namespace ManagerMessage {
      /** Properties of a ManagerMessage. */
      interface $Properties {
        /** ManagerMessage welcome */
        welcome?: ovnet.v1.Welcome.$Properties | null;

        /** ManagerMessage image */
        image?: ovnet.v1.NetworkImage.$Properties | null;

        /** ManagerMessage delta */
        delta?: ovnet.v1.NetworkDelta.$Properties | null;

        /** ManagerMessage gone */
        gone?: ovnet.v1.NetworkGone.$Properties | null;

        /** ManagerMessage synced */
        synced?: ovnet.v1.Synced.$Properties | null;

        /** ManagerMessage removed */
        removed?: ovnet.v1.Removed.$Properties | null;

        /** ManagerMessage query */
        query?: ovnet.v1.Query.$Properties | null;

        /** ManagerMessage heartbeat */
        heartbeat?: ovnet.v1.Heartbeat.$Properties | null;

        /** ManagerMessage elsewhere */
        elsewhere?: ovnet.v1.Elsewhere.$Properties | null;

        /** ManagerMessage trace */
        trace?: ovnet.v1.Trace.$Properties | null;

        /** ManagerMessage move */
        move?: ovnet.v1.Move.$Properties | null;

        /** ManagerMessage batch */
        batch?: ovnet.v1.ManagerBatch.$Properties | null;

        /** ManagerMessage body */
        body?:
          | 'welcome'
          | 'image'
          | 'delta'
          | 'gone'
          | 'synced'
          | 'removed'
          | 'query'
          | 'heartbeat'
          | 'elsewhere'
          | 'trace'
          | 'move'
          | 'batch';

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];
      }

      /** Narrowed shape of a ManagerMessage. */
      type $Shape = {
        welcome?: ovnet.v1.Welcome.$Shape | null;
        image?: ovnet.v1.NetworkImage.$Shape | null;
        delta?: ovnet.v1.NetworkDelta.$Shape | null;
        gone?: ovnet.v1.NetworkGone.$Shape | null;
        synced?: ovnet.v1.Synced.$Shape | null;
        removed?: ovnet.v1.Removed.$Shape | null;
        query?: ovnet.v1.Query.$Shape | null;
        heartbeat?: ovnet.v1.Heartbeat.$Shape | null;
        elsewhere?: ovnet.v1.Elsewhere.$Shape | null;
        trace?: ovnet.v1.Trace.$Shape | null;
        move?: ovnet.v1.Move.$Shape | null;
        batch?: ovnet.v1.ManagerBatch.$Shape | null;
        $unknowns?: Uint8Array[];
      } & (
        | {
            body?: undefined;
            welcome?: null;
            image?: null;
            delta?: null;
            gone?: null;
            synced?: null;
            removed?: null;
            query?: null;
            heartbeat?: null;
            elsewhere?: null;
            trace?: null;
            move?: null;
            batch?: null;
          }
        | {
            body?: 'welcome';
            welcome: ovnet.v1.Welcome.$Shape;
            image?: null;
            delta?: null;
            gone?: null;
            synced?: null;
            removed?: null;
            query?: null;
            heartbeat?: null;
            elsewhere?: null;
            trace?: null;
            move?: null;
            batch?: null;
          }
        | {
            body?: 'image';
            welcome?: null;
            image: ovnet.v1.NetworkImage.$Shape;
            delta?: null;
            gone?: null;
            synced?: null;
            removed?: null;
            query?: null;
            heartbeat?: null;
            elsewhere?: null;
            trace?: null;
            move?: null;
            batch?: null;
          }
        | {
            body?: 'delta';
            welcome?: null;
            image?: null;
            delta: ovnet.v1.NetworkDelta.$Shape;
            gone?: null;
            synced?: null;
            removed?: null;
            query?: null;
            heartbeat?: null;
            elsewhere?: null;
            trace?: null;
            move?: null;
            batch?: null;
          }
        | {
            body?: 'gone';
            welcome?: null;
            image?: null;
            delta?: null;
            gone: ovnet.v1.NetworkGone.$Shape;
            synced?: null;
            removed?: null;
            query?: null;
            heartbeat?: null;
            elsewhere?: null;
            trace?: null;
            move?: null;
            batch?: null;
          }
        | {
            body?: 'synced';
            welcome?: null;
            image?: null;
            delta?: null;
            gone?: null;
            synced: ovnet.v1.Synced.$Shape;
            removed?: null;
            query?: null;
            heartbeat?: null;
            elsewhere?: null;
            trace?: null;
            move?: null;
            batch?: null;
          }
        | {
            body?: 'removed';
            welcome?: null;
            image?: null;
            delta?: null;
            gone?: null;
            synced?: null;
            removed: ovnet.v1.Removed.$Shape;
            query?: null;
            heartbeat?: null;
            elsewhere?: null;
            trace?: null;
            move?: null;
            batch?: null;
          }
        | {
            body?: 'query';
            welcome?: null;
            image?: null;
            delta?: null;
            gone?: null;
            synced?: null;
            removed?: null;
            query: ovnet.v1.Query.$Shape;
            heartbeat?: null;
            elsewhere?: null;
            trace?: null;
            move?: null;
            batch?: null;
          }
        | {
            body?: 'heartbeat';
            welcome?: null;
            image?: null;
            delta?: null;
            gone?: null;
            synced?: null;
            removed?: null;
            query?: null;
            heartbeat: ovnet.v1.Heartbeat.$Shape;
            elsewhere?: null;
            trace?: null;
            move?: null;
            batch?: null;
          }
        | {
            body?: 'elsewhere';
            welcome?: null;
            image?: null;
            delta?: null;
            gone?: null;
            synced?: null;
            removed?: null;
            query?: null;
            heartbeat?: null;
            elsewhere: ovnet.v1.Elsewhere.$Shape;
            trace?: null;
            move?: null;
            batch?: null;
          }
        | {
            body?: 'trace';
            welcome?: null;
            image?: null;
            delta?: null;
            gone?: null;
            synced?: null;
            removed?: null;
            query?: null;
            heartbeat?: null;
            elsewhere?: null;
            trace: ovnet.v1.Trace.$Shape;
            move?: null;
            batch?: null;
          }
        | {
            body?: 'move';
            welcome?: null;
            image?: null;
            delta?: null;
            gone?: null;
            synced?: null;
            removed?: null;
            query?: null;
            heartbeat?: null;
            elsewhere?: null;
            trace?: null;
            move: ovnet.v1.Move.$Shape;
            batch?: null;
          }
        | {
            body?: 'batch';
            welcome?: null;
            image?: null;
            delta?: null;
            gone?: null;
            synced?: null;
            removed?: null;
            query?: null;
            heartbeat?: null;
            elsewhere?: null;
            trace?: null;
            move?: null;
            batch: ovnet.v1.ManagerBatch.$Shape;
          }
      );
    }

    /**
     * Properties of a ManagerBatch.
     * @deprecated Use ovnet.v1.ManagerBatch.$Properties instead.
     */
    interface IManagerBatch extends ovnet.v1.ManagerBatch.$Properties {}

    /** Represents a ManagerBatch. */
    class ManagerBatch {
      /**
       * Constructs a new ManagerBatch.
       * @param [properties] Properties to set
       */
      constructor(properties?: ovnet.v1.ManagerBatch.$Properties);

      /** Unknown fields preserved while decoding when enabled */
      $unknowns?: Uint8Array[];

      /** ManagerBatch messages. */
      messages: ovnet.v1.ManagerMessage[];

      /**
       * Creates a new ManagerBatch instance using the specified properties.
       * @param [properties] Properties to set
       * @returns ManagerBatch instance
       */
      static create(
        properties: ovnet.v1.ManagerBatch.$Shape,
      ): ovnet.v1.ManagerBatch & ovnet.v1.ManagerBatch.$Shape;
      static create(properties?: ovnet.v1.ManagerBatch.$Properties): ovnet.v1.ManagerBatch;

      /**
       * Encodes the specified ManagerBatch message. Does not implicitly {@link ovnet.v1.ManagerBatch.verify|verify} messages.
       * @param message ManagerBatch message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      static encode(
        message: ovnet.v1.ManagerBatch.$Properties,
        writer?: $protobuf.Writer,
      ): $protobuf.Writer;

      /**
       * Decodes a ManagerBatch message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns {ovnet.v1.ManagerBatch & ovnet.v1.ManagerBatch.$Shape} ManagerBatch
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      static decode(
        reader: $protobuf.Reader | Uint8Array,
        length?: number,
      ): ovnet.v1.ManagerBatch & ovnet.v1.ManagerBatch.$Shape;
    }

    namespace ManagerBatch {
      /** Properties of a ManagerBatch. */
      interface $Properties {
        /** ManagerBatch messages */
        messages?: ovnet.v1.ManagerMessage.$Properties[];

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];
      }

      /** Shape of a ManagerBatch. */
      type $Shape = {
        messages?: ovnet.v1.ManagerMessage.$Shape[];
        $unknowns?: Uint8Array[];
      };
    }

    /**
     * Properties of a Welcome.
     * @deprecated Use ovnet.v1.Welcome.$Properties instead.
     */
    interface IWelcome extends ovnet.v1.Welcome.$Properties {}

    /** Represents a Welcome. */
    class Welcome {
      /**
       * Constructs a new Welcome.
       * @param [properties] Properties to set
       */
      constructor(properties?: ovnet.v1.Welcome.$Properties);

      /** Unknown fields preserved while decoding when enabled */
      $unknowns?: Uint8Array[];

      /** Welcome clusterId. */
      clusterId: string;

      /** Welcome clusterName. */
      clusterName: string;

      /** Welcome nodeId. */
      nodeId: string;

      /** Welcome nodeName. */
      nodeName: string;

      /** Welcome epoch. */
      epoch: number;

      /** Welcome managers. */
      managers: ovnet.v1.Manager[];

      /** Welcome managerId. */
      managerId: string;

      /**
       * Creates a new Welcome instance using the specified properties.
       * @param [properties] Properties to set
       * @returns Welcome instance
       */
      static create(
        properties: ovnet.v1.Welcome.$Shape,
      ): ovnet.v1.Welcome & ovnet.v1.Welcome.$Shape;
      static create(properties?: ovnet.v1.Welcome.$Properties): ovnet.v1.Welcome;

      /**
       * Encodes the specified Welcome message. Does not implicitly {@link ovnet.v1.Welcome.verify|verify} messages.
       * @param message Welcome message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      static encode(
        message: ovnet.v1.Welcome.$Properties,
        writer?: $protobuf.Writer,
      ): $protobuf.Writer;

      /**
       * Decodes a Welcome message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns {ovnet.v1.Welcome & ovnet.v1.Welcome.$Shape} Welcome
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      static decode(
        reader: $protobuf.Reader | Uint8Array,
        length?: number,
      ): ovnet.v1.Welcome & ovnet.v1.Welcome.$Shape;
    }

    namespace Welcome {
      /** Properties of a Welcome. */
      interface $Properties {
        /** Welcome clusterId */
        clusterId?: string;

        /** Welcome clusterName */
        clusterName?: string;

        /** Welcome nodeId */
        nodeId?: string;

        /** Welcome nodeName */
        nodeName?: string;

        /** Welcome epoch */
        epoch?: number;

        /** Welcome managers */
        managers?: ovnet.v1.Manager.$Properties[];

        /** Welcome managerId */
        managerId?: string;

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];
      }

      /** Shape of a Welcome. */
      type $Shape = ovnet.v1.Welcome.$Properties;
    }

    /**
     * Properties of a Manager.
     * @deprecated Use ovnet.v1.Manager.$Properties instead.
     */
    interface IManager extends ovnet.v1.Manager.$Properties {}

    /** Represents a Manager. */
    class Manager {
      /**
       * Constructs a new Manager.
       * @param [properties] Properties to set
       */
      constructor(properties?: ovnet.v1.Manager.$Properties);

      /** Unknown fields preserved while decoding when enabled */
      $unknowns?: Uint8Array[];

      /** Manager nodeId. */
      nodeId: string;

      /** Manager address. */
      address: string;

      /** Manager grpcPort. */
      grpcPort: number;

      /** Manager apiPort. */
      apiPort: number;

      /**
       * Creates a new Manager instance using the specified properties.
       * @param [properties] Properties to set
       * @returns Manager instance
       */
      static create(
        properties: ovnet.v1.Manager.$Shape,
      ): ovnet.v1.Manager & ovnet.v1.Manager.$Shape;
      static create(properties?: ovnet.v1.Manager.$Properties): ovnet.v1.Manager;

      /**
       * Encodes the specified Manager message. Does not implicitly {@link ovnet.v1.Manager.verify|verify} messages.
       * @param message Manager message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      static encode(
        message: ovnet.v1.Manager.$Properties,
        writer?: $protobuf.Writer,
      ): $protobuf.Writer;

      /**
       * Decodes a Manager message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns {ovnet.v1.Manager & ovnet.v1.Manager.$Shape} Manager
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      static decode(
        reader: $protobuf.Reader | Uint8Array,
        length?: number,
      ): ovnet.v1.Manager & ovnet.v1.Manager.$Shape;
    }

    namespace Manager {
      /** Properties of a Manager. */
      interface $Properties {
        /** Manager nodeId */
        nodeId?: string;

        /** Manager address */
        address?: string;

        /** Manager grpcPort */
        grpcPort?: number;

        /** Manager apiPort */
        apiPort?: number;

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];
      }

      /** Shape of a Manager. */
      type $Shape = ovnet.v1.Manager.$Properties;
    }

    /**
     * Properties of a NetworkImage.
     * @deprecated Use ovnet.v1.NetworkImage.$Properties instead.
     */
    interface INetworkImage extends ovnet.v1.NetworkImage.$Properties {}

    /** Represents a NetworkImage. */
    class NetworkImage {
      /**
       * Constructs a new NetworkImage.
       * @param [properties] Properties to set
       */
      constructor(properties?: ovnet.v1.NetworkImage.$Properties);

      /** Unknown fields preserved while decoding when enabled */
      $unknowns?: Uint8Array[];

      /** NetworkImage networkId. */
      networkId: string;

      /** NetworkImage epoch. */
      epoch: number;

      /** NetworkImage revision. */
      revision: number;

      /** NetworkImage digest. */
      digest: string;

      /** NetworkImage chunk. */
      chunk: number;

      /** NetworkImage last. */
      last: boolean;

      /** NetworkImage entries. */
      entries: ovnet.v1.DesiredEntry[];

      /**
       * Creates a new NetworkImage instance using the specified properties.
       * @param [properties] Properties to set
       * @returns NetworkImage instance
       */
      static create(
        properties: ovnet.v1.NetworkImage.$Shape,
      ): ovnet.v1.NetworkImage & ovnet.v1.NetworkImage.$Shape;
      static create(properties?: ovnet.v1.NetworkImage.$Properties): ovnet.v1.NetworkImage;

      /**
       * Encodes the specified NetworkImage message. Does not implicitly {@link ovnet.v1.NetworkImage.verify|verify} messages.
       * @param message NetworkImage message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      static encode(
        message: ovnet.v1.NetworkImage.$Properties,
        writer?: $protobuf.Writer,
      ): $protobuf.Writer;

      /**
       * Decodes a NetworkImage message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns {ovnet.v1.NetworkImage & ovnet.v1.NetworkImage.$Shape} NetworkImage
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      static decode(
        reader: $protobuf.Reader | Uint8Array,
        length?: number,
      ): ovnet.v1.NetworkImage & ovnet.v1.NetworkImage.$Shape;
    }

    namespace NetworkImage {
      /** Properties of a NetworkImage. */
      interface $Properties {
        /** NetworkImage networkId */
        networkId?: string;

        /** NetworkImage epoch */
        epoch?: number;

        /** NetworkImage revision */
        revision?: number;

        /** NetworkImage digest */
        digest?: string;

        /** NetworkImage chunk */
        chunk?: number;

        /** NetworkImage last */
        last?: boolean;

        /** NetworkImage entries */
        entries?: ovnet.v1.DesiredEntry.$Properties[];

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];
      }

      /** Shape of a NetworkImage. */
      type $Shape = {
        networkId?: string;
        epoch?: number;
        revision?: number;
        digest?: string;
        chunk?: number;
        last?: boolean;
        entries?: ovnet.v1.DesiredEntry.$Shape[];
        $unknowns?: Uint8Array[];
      };
    }

    /**
     * Properties of a NetworkDelta.
     * @deprecated Use ovnet.v1.NetworkDelta.$Properties instead.
     */
    interface INetworkDelta extends ovnet.v1.NetworkDelta.$Properties {}

    /** Represents a NetworkDelta. */
    class NetworkDelta {
      /**
       * Constructs a new NetworkDelta.
       * @param [properties] Properties to set
       */
      constructor(properties?: ovnet.v1.NetworkDelta.$Properties);

      /** Unknown fields preserved while decoding when enabled */
      $unknowns?: Uint8Array[];

      /** NetworkDelta networkId. */
      networkId: string;

      /** NetworkDelta epoch. */
      epoch: number;

      /** NetworkDelta from. */
      from: number;

      /** NetworkDelta to. */
      to: number;

      /** NetworkDelta digest. */
      digest: string;

      /** NetworkDelta upserts. */
      upserts: ovnet.v1.DesiredEntry[];

      /** NetworkDelta removals. */
      removals: string[];

      /**
       * Creates a new NetworkDelta instance using the specified properties.
       * @param [properties] Properties to set
       * @returns NetworkDelta instance
       */
      static create(
        properties: ovnet.v1.NetworkDelta.$Shape,
      ): ovnet.v1.NetworkDelta & ovnet.v1.NetworkDelta.$Shape;
      static create(properties?: ovnet.v1.NetworkDelta.$Properties): ovnet.v1.NetworkDelta;

      /**
       * Encodes the specified NetworkDelta message. Does not implicitly {@link ovnet.v1.NetworkDelta.verify|verify} messages.
       * @param message NetworkDelta message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      static encode(
        message: ovnet.v1.NetworkDelta.$Properties,
        writer?: $protobuf.Writer,
      ): $protobuf.Writer;

      /**
       * Decodes a NetworkDelta message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns {ovnet.v1.NetworkDelta & ovnet.v1.NetworkDelta.$Shape} NetworkDelta
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      static decode(
        reader: $protobuf.Reader | Uint8Array,
        length?: number,
      ): ovnet.v1.NetworkDelta & ovnet.v1.NetworkDelta.$Shape;
    }

    namespace NetworkDelta {
      /** Properties of a NetworkDelta. */
      interface $Properties {
        /** NetworkDelta networkId */
        networkId?: string;

        /** NetworkDelta epoch */
        epoch?: number;

        /** NetworkDelta from */
        from?: number;

        /** NetworkDelta to */
        to?: number;

        /** NetworkDelta digest */
        digest?: string;

        /** NetworkDelta upserts */
        upserts?: ovnet.v1.DesiredEntry.$Properties[];

        /** NetworkDelta removals */
        removals?: string[];

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];
      }

      /** Shape of a NetworkDelta. */
      type $Shape = {
        networkId?: string;
        epoch?: number;
        from?: number;
        to?: number;
        digest?: string;
        upserts?: ovnet.v1.DesiredEntry.$Shape[];
        removals?: string[];
        $unknowns?: Uint8Array[];
      };
    }

    /**
     * Properties of a NetworkGone.
     * @deprecated Use ovnet.v1.NetworkGone.$Properties instead.
     */
    interface INetworkGone extends ovnet.v1.NetworkGone.$Properties {}

    /** Represents a NetworkGone. */
    class NetworkGone {
      /**
       * Constructs a new NetworkGone.
       * @param [properties] Properties to set
       */
      constructor(properties?: ovnet.v1.NetworkGone.$Properties);

      /** Unknown fields preserved while decoding when enabled */
      $unknowns?: Uint8Array[];

      /** NetworkGone networkId. */
      networkId: string;

      /** NetworkGone epoch. */
      epoch: number;

      /** NetworkGone revision. */
      revision: number;

      /**
       * Creates a new NetworkGone instance using the specified properties.
       * @param [properties] Properties to set
       * @returns NetworkGone instance
       */
      static create(
        properties: ovnet.v1.NetworkGone.$Shape,
      ): ovnet.v1.NetworkGone & ovnet.v1.NetworkGone.$Shape;
      static create(properties?: ovnet.v1.NetworkGone.$Properties): ovnet.v1.NetworkGone;

      /**
       * Encodes the specified NetworkGone message. Does not implicitly {@link ovnet.v1.NetworkGone.verify|verify} messages.
       * @param message NetworkGone message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      static encode(
        message: ovnet.v1.NetworkGone.$Properties,
        writer?: $protobuf.Writer,
      ): $protobuf.Writer;

      /**
       * Decodes a NetworkGone message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns {ovnet.v1.NetworkGone & ovnet.v1.NetworkGone.$Shape} NetworkGone
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      static decode(
        reader: $protobuf.Reader | Uint8Array,
        length?: number,
      ): ovnet.v1.NetworkGone & ovnet.v1.NetworkGone.$Shape;
    }

    namespace NetworkGone {
      /** Properties of a NetworkGone. */
      interface $Properties {
        /** NetworkGone networkId */
        networkId?: string;

        /** NetworkGone epoch */
        epoch?: number;

        /** NetworkGone revision */
        revision?: number;

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];
      }

      /** Shape of a NetworkGone. */
      type $Shape = ovnet.v1.NetworkGone.$Properties;
    }

    /**
     * Properties of a Synced.
     * @deprecated Use ovnet.v1.Synced.$Properties instead.
     */
    interface ISynced extends ovnet.v1.Synced.$Properties {}

    /** Represents a Synced. */
    class Synced {
      /**
       * Constructs a new Synced.
       * @param [properties] Properties to set
       */
      constructor(properties?: ovnet.v1.Synced.$Properties);

      /** Unknown fields preserved while decoding when enabled */
      $unknowns?: Uint8Array[];

      /** Synced epoch. */
      epoch: number;

      /** Synced revision. */
      revision: number;

      /**
       * Creates a new Synced instance using the specified properties.
       * @param [properties] Properties to set
       * @returns Synced instance
       */
      static create(properties: ovnet.v1.Synced.$Shape): ovnet.v1.Synced & ovnet.v1.Synced.$Shape;
      static create(properties?: ovnet.v1.Synced.$Properties): ovnet.v1.Synced;

      /**
       * Encodes the specified Synced message. Does not implicitly {@link ovnet.v1.Synced.verify|verify} messages.
       * @param message Synced message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      static encode(
        message: ovnet.v1.Synced.$Properties,
        writer?: $protobuf.Writer,
      ): $protobuf.Writer;

      /**
       * Decodes a Synced message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns {ovnet.v1.Synced & ovnet.v1.Synced.$Shape} Synced
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      static decode(
        reader: $protobuf.Reader | Uint8Array,
        length?: number,
      ): ovnet.v1.Synced & ovnet.v1.Synced.$Shape;
    }

    namespace Synced {
      /** Properties of a Synced. */
      interface $Properties {
        /** Synced epoch */
        epoch?: number;

        /** Synced revision */
        revision?: number;

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];
      }

      /** Shape of a Synced. */
      type $Shape = ovnet.v1.Synced.$Properties;
    }

    /**
     * Properties of a Removed.
     * @deprecated Use ovnet.v1.Removed.$Properties instead.
     */
    interface IRemoved extends ovnet.v1.Removed.$Properties {}

    /** Represents a Removed. */
    class Removed {
      /**
       * Constructs a new Removed.
       * @param [properties] Properties to set
       */
      constructor(properties?: ovnet.v1.Removed.$Properties);

      /** Unknown fields preserved while decoding when enabled */
      $unknowns?: Uint8Array[];

      /** Removed revision. */
      revision: number;

      /**
       * Creates a new Removed instance using the specified properties.
       * @param [properties] Properties to set
       * @returns Removed instance
       */
      static create(
        properties: ovnet.v1.Removed.$Shape,
      ): ovnet.v1.Removed & ovnet.v1.Removed.$Shape;
      static create(properties?: ovnet.v1.Removed.$Properties): ovnet.v1.Removed;

      /**
       * Encodes the specified Removed message. Does not implicitly {@link ovnet.v1.Removed.verify|verify} messages.
       * @param message Removed message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      static encode(
        message: ovnet.v1.Removed.$Properties,
        writer?: $protobuf.Writer,
      ): $protobuf.Writer;

      /**
       * Decodes a Removed message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns {ovnet.v1.Removed & ovnet.v1.Removed.$Shape} Removed
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      static decode(
        reader: $protobuf.Reader | Uint8Array,
        length?: number,
      ): ovnet.v1.Removed & ovnet.v1.Removed.$Shape;
    }

    namespace Removed {
      /** Properties of a Removed. */
      interface $Properties {
        /** Removed revision */
        revision?: number;

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];
      }

      /** Shape of a Removed. */
      type $Shape = ovnet.v1.Removed.$Properties;
    }

    /**
     * Properties of an Elsewhere.
     * @deprecated Use ovnet.v1.Elsewhere.$Properties instead.
     */
    interface IElsewhere extends ovnet.v1.Elsewhere.$Properties {}

    /** Represents an Elsewhere. */
    class Elsewhere {
      /**
       * Constructs a new Elsewhere.
       * @param [properties] Properties to set
       */
      constructor(properties?: ovnet.v1.Elsewhere.$Properties);

      /** Unknown fields preserved while decoding when enabled */
      $unknowns?: Uint8Array[];

      /** Elsewhere reason. */
      reason: string;

      /** Elsewhere managers. */
      managers: ovnet.v1.Manager[];

      /**
       * Creates a new Elsewhere instance using the specified properties.
       * @param [properties] Properties to set
       * @returns Elsewhere instance
       */
      static create(
        properties: ovnet.v1.Elsewhere.$Shape,
      ): ovnet.v1.Elsewhere & ovnet.v1.Elsewhere.$Shape;
      static create(properties?: ovnet.v1.Elsewhere.$Properties): ovnet.v1.Elsewhere;

      /**
       * Encodes the specified Elsewhere message. Does not implicitly {@link ovnet.v1.Elsewhere.verify|verify} messages.
       * @param message Elsewhere message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      static encode(
        message: ovnet.v1.Elsewhere.$Properties,
        writer?: $protobuf.Writer,
      ): $protobuf.Writer;

      /**
       * Decodes an Elsewhere message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns {ovnet.v1.Elsewhere & ovnet.v1.Elsewhere.$Shape} Elsewhere
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      static decode(
        reader: $protobuf.Reader | Uint8Array,
        length?: number,
      ): ovnet.v1.Elsewhere & ovnet.v1.Elsewhere.$Shape;
    }

    namespace Elsewhere {
      /** Properties of an Elsewhere. */
      interface $Properties {
        /** Elsewhere reason */
        reason?: string;

        /** Elsewhere managers */
        managers?: ovnet.v1.Manager.$Properties[];

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];
      }

      /** Shape of an Elsewhere. */
      type $Shape = ovnet.v1.Elsewhere.$Properties;
    }

    /**
     * Properties of a Move.
     * @deprecated Use ovnet.v1.Move.$Properties instead.
     */
    interface IMove extends ovnet.v1.Move.$Properties {}

    /** Represents a Move. */
    class Move {
      /**
       * Constructs a new Move.
       * @param [properties] Properties to set
       */
      constructor(properties?: ovnet.v1.Move.$Properties);

      /** Unknown fields preserved while decoding when enabled */
      $unknowns?: Uint8Array[];

      /** Move reason. */
      reason: string;

      /** Move managers. */
      managers: ovnet.v1.Manager[];

      /**
       * Creates a new Move instance using the specified properties.
       * @param [properties] Properties to set
       * @returns Move instance
       */
      static create(properties: ovnet.v1.Move.$Shape): ovnet.v1.Move & ovnet.v1.Move.$Shape;
      static create(properties?: ovnet.v1.Move.$Properties): ovnet.v1.Move;

      /**
       * Encodes the specified Move message. Does not implicitly {@link ovnet.v1.Move.verify|verify} messages.
       * @param message Move message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      static encode(
        message: ovnet.v1.Move.$Properties,
        writer?: $protobuf.Writer,
      ): $protobuf.Writer;

      /**
       * Decodes a Move message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns {ovnet.v1.Move & ovnet.v1.Move.$Shape} Move
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      static decode(
        reader: $protobuf.Reader | Uint8Array,
        length?: number,
      ): ovnet.v1.Move & ovnet.v1.Move.$Shape;
    }

    namespace Move {
      /** Properties of a Move. */
      interface $Properties {
        /** Move reason */
        reason?: string;

        /** Move managers */
        managers?: ovnet.v1.Manager.$Properties[];

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];
      }

      /** Shape of a Move. */
      type $Shape = ovnet.v1.Move.$Properties;
    }

    /**
     * Properties of a Trace.
     * @deprecated Use ovnet.v1.Trace.$Properties instead.
     */
    interface ITrace extends ovnet.v1.Trace.$Properties {}

    /** Represents a Trace. */
    class Trace {
      /**
       * Constructs a new Trace.
       * @param [properties] Properties to set
       */
      constructor(properties?: ovnet.v1.Trace.$Properties);

      /** Unknown fields preserved while decoding when enabled */
      $unknowns?: Uint8Array[];

      /** Trace networkId. */
      networkId: string;

      /** Trace revision. */
      revision: number;

      /** Trace trace. */
      trace: string;

      /**
       * Creates a new Trace instance using the specified properties.
       * @param [properties] Properties to set
       * @returns Trace instance
       */
      static create(properties: ovnet.v1.Trace.$Shape): ovnet.v1.Trace & ovnet.v1.Trace.$Shape;
      static create(properties?: ovnet.v1.Trace.$Properties): ovnet.v1.Trace;

      /**
       * Encodes the specified Trace message. Does not implicitly {@link ovnet.v1.Trace.verify|verify} messages.
       * @param message Trace message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      static encode(
        message: ovnet.v1.Trace.$Properties,
        writer?: $protobuf.Writer,
      ): $protobuf.Writer;

      /**
       * Decodes a Trace message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns {ovnet.v1.Trace & ovnet.v1.Trace.$Shape} Trace
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      static decode(
        reader: $protobuf.Reader | Uint8Array,
        length?: number,
      ): ovnet.v1.Trace & ovnet.v1.Trace.$Shape;
    }

    namespace Trace {
      /** Properties of a Trace. */
      interface $Properties {
        /** Trace networkId */
        networkId?: string;

        /** Trace revision */
        revision?: number;

        /** Trace trace */
        trace?: string;

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];
      }

      /** Shape of a Trace. */
      type $Shape = ovnet.v1.Trace.$Properties;
    }

    /**
     * Properties of a Query.
     * @deprecated Use ovnet.v1.Query.$Properties instead.
     */
    interface IQuery extends ovnet.v1.Query.$Properties {}

    /** Represents a Query. */
    class Query {
      /**
       * Constructs a new Query.
       * @param [properties] Properties to set
       */
      constructor(properties?: ovnet.v1.Query.$Properties);

      /** Unknown fields preserved while decoding when enabled */
      $unknowns?: Uint8Array[];

      /** Query id. */
      id: number;

      /** Query kind. */
      kind: string;

      /** Query payload. */
      payload: Uint8Array;

      /**
       * Creates a new Query instance using the specified properties.
       * @param [properties] Properties to set
       * @returns Query instance
       */
      static create(properties: ovnet.v1.Query.$Shape): ovnet.v1.Query & ovnet.v1.Query.$Shape;
      static create(properties?: ovnet.v1.Query.$Properties): ovnet.v1.Query;

      /**
       * Encodes the specified Query message. Does not implicitly {@link ovnet.v1.Query.verify|verify} messages.
       * @param message Query message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      static encode(
        message: ovnet.v1.Query.$Properties,
        writer?: $protobuf.Writer,
      ): $protobuf.Writer;

      /**
       * Decodes a Query message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns {ovnet.v1.Query & ovnet.v1.Query.$Shape} Query
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      static decode(
        reader: $protobuf.Reader | Uint8Array,
        length?: number,
      ): ovnet.v1.Query & ovnet.v1.Query.$Shape;
    }

    namespace Query {
      /** Properties of a Query. */
      interface $Properties {
        /** Query id */
        id?: number;

        /** Query kind */
        kind?: string;

        /** Query payload */
        payload?: Uint8Array;

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];
      }

      /** Shape of a Query. */
      type $Shape = ovnet.v1.Query.$Properties;
    }

    /**
     * Properties of a NetworkSpec.
     * @deprecated Use ovnet.v1.NetworkSpec.$Properties instead.
     */
    interface INetworkSpec extends ovnet.v1.NetworkSpec.$Properties {}

    /** Represents a NetworkSpec. */
    class NetworkSpec {
      /**
       * Constructs a new NetworkSpec.
       * @param [properties] Properties to set
       */
      constructor(properties?: ovnet.v1.NetworkSpec.$Properties);

      /** Unknown fields preserved while decoding when enabled */
      $unknowns?: Uint8Array[];

      /** NetworkSpec id. */
      id: string;

      /** NetworkSpec name. */
      name: string;

      /** NetworkSpec vni. */
      vni: number;

      /** NetworkSpec mtu. */
      mtu: number;

      /** NetworkSpec internal. */
      internal: boolean;

      /** NetworkSpec flood. */
      flood: boolean;

      /** NetworkSpec dataPort. */
      dataPort: number;

      /**
       * Creates a new NetworkSpec instance using the specified properties.
       * @param [properties] Properties to set
       * @returns NetworkSpec instance
       */
      static create(
        properties: ovnet.v1.NetworkSpec.$Shape,
      ): ovnet.v1.NetworkSpec & ovnet.v1.NetworkSpec.$Shape;
      static create(properties?: ovnet.v1.NetworkSpec.$Properties): ovnet.v1.NetworkSpec;

      /**
       * Encodes the specified NetworkSpec message. Does not implicitly {@link ovnet.v1.NetworkSpec.verify|verify} messages.
       * @param message NetworkSpec message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      static encode(
        message: ovnet.v1.NetworkSpec.$Properties,
        writer?: $protobuf.Writer,
      ): $protobuf.Writer;

      /**
       * Decodes a NetworkSpec message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns {ovnet.v1.NetworkSpec & ovnet.v1.NetworkSpec.$Shape} NetworkSpec
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      static decode(
        reader: $protobuf.Reader | Uint8Array,
        length?: number,
      ): ovnet.v1.NetworkSpec & ovnet.v1.NetworkSpec.$Shape;
    }

    namespace NetworkSpec {
      /** Properties of a NetworkSpec. */
      interface $Properties {
        /** NetworkSpec id */
        id?: string;

        /** NetworkSpec name */
        name?: string;

        /** NetworkSpec vni */
        vni?: number;

        /** NetworkSpec mtu */
        mtu?: number;

        /** NetworkSpec internal */
        internal?: boolean;

        /** NetworkSpec flood */
        flood?: boolean;

        /** NetworkSpec dataPort */
        dataPort?: number;

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];
      }

      /** Shape of a NetworkSpec. */
      type $Shape = ovnet.v1.NetworkSpec.$Properties;
    }

    /**
     * Properties of a SubnetSpec.
     * @deprecated Use ovnet.v1.SubnetSpec.$Properties instead.
     */
    interface ISubnetSpec extends ovnet.v1.SubnetSpec.$Properties {}

    /** Represents a SubnetSpec. */
    class SubnetSpec {
      /**
       * Constructs a new SubnetSpec.
       * @param [properties] Properties to set
       */
      constructor(properties?: ovnet.v1.SubnetSpec.$Properties);

      /** Unknown fields preserved while decoding when enabled */
      $unknowns?: Uint8Array[];

      /** SubnetSpec id. */
      id: string;

      /** SubnetSpec cidr. */
      cidr: string;

      /** SubnetSpec gateway. */
      gateway: string;

      /**
       * Creates a new SubnetSpec instance using the specified properties.
       * @param [properties] Properties to set
       * @returns SubnetSpec instance
       */
      static create(
        properties: ovnet.v1.SubnetSpec.$Shape,
      ): ovnet.v1.SubnetSpec & ovnet.v1.SubnetSpec.$Shape;
      static create(properties?: ovnet.v1.SubnetSpec.$Properties): ovnet.v1.SubnetSpec;

      /**
       * Encodes the specified SubnetSpec message. Does not implicitly {@link ovnet.v1.SubnetSpec.verify|verify} messages.
       * @param message SubnetSpec message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      static encode(
        message: ovnet.v1.SubnetSpec.$Properties,
        writer?: $protobuf.Writer,
      ): $protobuf.Writer;

      /**
       * Decodes a SubnetSpec message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns {ovnet.v1.SubnetSpec & ovnet.v1.SubnetSpec.$Shape} SubnetSpec
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      static decode(
        reader: $protobuf.Reader | Uint8Array,
        length?: number,
      ): ovnet.v1.SubnetSpec & ovnet.v1.SubnetSpec.$Shape;
    }

    namespace SubnetSpec {
      /** Properties of a SubnetSpec. */
      interface $Properties {
        /** SubnetSpec id */
        id?: string;

        /** SubnetSpec cidr */
        cidr?: string;

        /** SubnetSpec gateway */
        gateway?: string;

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];
      }

      /** Shape of a SubnetSpec. */
      type $Shape = ovnet.v1.SubnetSpec.$Properties;
    }

    /**
     * Properties of a MemberSpec.
     * @deprecated Use ovnet.v1.MemberSpec.$Properties instead.
     */
    interface IMemberSpec extends ovnet.v1.MemberSpec.$Properties {}

    /** Represents a MemberSpec. */
    class MemberSpec {
      /**
       * Constructs a new MemberSpec.
       * @param [properties] Properties to set
       */
      constructor(properties?: ovnet.v1.MemberSpec.$Properties);

      /** Unknown fields preserved while decoding when enabled */
      $unknowns?: Uint8Array[];

      /** MemberSpec nodeId. */
      nodeId: string;

      /** MemberSpec vtep. */
      vtep: string;

      /** MemberSpec mtu. */
      mtu: number;

      /**
       * Creates a new MemberSpec instance using the specified properties.
       * @param [properties] Properties to set
       * @returns MemberSpec instance
       */
      static create(
        properties: ovnet.v1.MemberSpec.$Shape,
      ): ovnet.v1.MemberSpec & ovnet.v1.MemberSpec.$Shape;
      static create(properties?: ovnet.v1.MemberSpec.$Properties): ovnet.v1.MemberSpec;

      /**
       * Encodes the specified MemberSpec message. Does not implicitly {@link ovnet.v1.MemberSpec.verify|verify} messages.
       * @param message MemberSpec message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      static encode(
        message: ovnet.v1.MemberSpec.$Properties,
        writer?: $protobuf.Writer,
      ): $protobuf.Writer;

      /**
       * Decodes a MemberSpec message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns {ovnet.v1.MemberSpec & ovnet.v1.MemberSpec.$Shape} MemberSpec
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      static decode(
        reader: $protobuf.Reader | Uint8Array,
        length?: number,
      ): ovnet.v1.MemberSpec & ovnet.v1.MemberSpec.$Shape;
    }

    namespace MemberSpec {
      /** Properties of a MemberSpec. */
      interface $Properties {
        /** MemberSpec nodeId */
        nodeId?: string;

        /** MemberSpec vtep */
        vtep?: string;

        /** MemberSpec mtu */
        mtu?: number;

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];
      }

      /** Shape of a MemberSpec. */
      type $Shape = ovnet.v1.MemberSpec.$Properties;
    }

    /**
     * Properties of an Attachment.
     * @deprecated Use ovnet.v1.Attachment.$Properties instead.
     */
    interface IAttachment extends ovnet.v1.Attachment.$Properties {}

    /** Represents an Attachment. */
    class Attachment {
      /**
       * Constructs a new Attachment.
       * @param [properties] Properties to set
       */
      constructor(properties?: ovnet.v1.Attachment.$Properties);

      /** Unknown fields preserved while decoding when enabled */
      $unknowns?: Uint8Array[];

      /** Attachment netns. */
      netns: string;

      /** Attachment ifname. */
      ifname: string;

      /** Attachment create. */
      create: boolean;

      /** Attachment gatewayPriority. */
      gatewayPriority: number;

      /** Attachment router. */
      router: boolean;

      /** Attachment tap. */
      tap: ovnet.v1.Tap;

      /**
       * Creates a new Attachment instance using the specified properties.
       * @param [properties] Properties to set
       * @returns Attachment instance
       */
      static create(
        properties: ovnet.v1.Attachment.$Shape,
      ): ovnet.v1.Attachment & ovnet.v1.Attachment.$Shape;
      static create(properties?: ovnet.v1.Attachment.$Properties): ovnet.v1.Attachment;

      /**
       * Encodes the specified Attachment message. Does not implicitly {@link ovnet.v1.Attachment.verify|verify} messages.
       * @param message Attachment message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      static encode(
        message: ovnet.v1.Attachment.$Properties,
        writer?: $protobuf.Writer,
      ): $protobuf.Writer;

      /**
       * Decodes an Attachment message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns {ovnet.v1.Attachment & ovnet.v1.Attachment.$Shape} Attachment
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      static decode(
        reader: $protobuf.Reader | Uint8Array,
        length?: number,
      ): ovnet.v1.Attachment & ovnet.v1.Attachment.$Shape;
    }

    namespace Attachment {
      /** Properties of an Attachment. */
      interface $Properties {
        /** Attachment netns */
        netns?: string;

        /** Attachment ifname */
        ifname?: string;

        /** Attachment create */
        create?: boolean;

        /** Attachment gatewayPriority */
        gatewayPriority?: number;

        /** Attachment router */
        router?: boolean;

        /** Attachment tap */
        tap?: ovnet.v1.Tap.$Properties;

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];
      }

      /** Shape of an Attachment. */
      type $Shape = ovnet.v1.Attachment.$Properties;
    }

    /**
     * Properties of a Tap.
     * @deprecated Use ovnet.v1.Tap.$Properties instead.
     */
    interface ITap extends ovnet.v1.Tap.$Properties {}

    /** Represents a Tap. */
    class Tap {
      /**
       * Constructs a new Tap.
       * @param [properties] Properties to set
       */
      constructor(properties?: ovnet.v1.Tap.$Properties);

      /** Unknown fields preserved while decoding when enabled */
      $unknowns?: Uint8Array[];

      /** Tap user. */
      user: string;

      /** Tap group. */
      group: string;

      /**
       * Creates a new Tap instance using the specified properties.
       * @param [properties] Properties to set
       * @returns Tap instance
       */
      static create(properties: ovnet.v1.Tap.$Shape): ovnet.v1.Tap & ovnet.v1.Tap.$Shape;
      static create(properties?: ovnet.v1.Tap.$Properties): ovnet.v1.Tap;

      /**
       * Encodes the specified Tap message. Does not implicitly {@link ovnet.v1.Tap.verify|verify} messages.
       * @param message Tap message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      static encode(message: ovnet.v1.Tap.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes a Tap message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns {ovnet.v1.Tap & ovnet.v1.Tap.$Shape} Tap
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      static decode(
        reader: $protobuf.Reader | Uint8Array,
        length?: number,
      ): ovnet.v1.Tap & ovnet.v1.Tap.$Shape;
    }

    namespace Tap {
      /** Properties of a Tap. */
      interface $Properties {
        /** Tap user */
        user?: string;

        /** Tap group */
        group?: string;

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];
      }

      /** Shape of a Tap. */
      type $Shape = ovnet.v1.Tap.$Properties;
    }

    /**
     * Properties of an EndpointSpec.
     * @deprecated Use ovnet.v1.EndpointSpec.$Properties instead.
     */
    interface IEndpointSpec extends ovnet.v1.EndpointSpec.$Properties {}

    /** Represents an EndpointSpec. */
    class EndpointSpec {
      /**
       * Constructs a new EndpointSpec.
       * @param [properties] Properties to set
       */
      constructor(properties?: ovnet.v1.EndpointSpec.$Properties);

      /** Unknown fields preserved while decoding when enabled */
      $unknowns?: Uint8Array[];

      /** EndpointSpec id. */
      id: string;

      /** EndpointSpec name. */
      name: string;

      /** EndpointSpec nodeId. */
      nodeId: string;

      /** EndpointSpec mac. */
      mac: string;

      /** EndpointSpec addresses. */
      addresses: string[];

      /** EndpointSpec aliases. */
      aliases: string[];

      /** EndpointSpec attachment. */
      attachment: ovnet.v1.Attachment;

      /**
       * Creates a new EndpointSpec instance using the specified properties.
       * @param [properties] Properties to set
       * @returns EndpointSpec instance
       */
      static create(
        properties: ovnet.v1.EndpointSpec.$Shape,
      ): ovnet.v1.EndpointSpec & ovnet.v1.EndpointSpec.$Shape;
      static create(properties?: ovnet.v1.EndpointSpec.$Properties): ovnet.v1.EndpointSpec;

      /**
       * Encodes the specified EndpointSpec message. Does not implicitly {@link ovnet.v1.EndpointSpec.verify|verify} messages.
       * @param message EndpointSpec message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      static encode(
        message: ovnet.v1.EndpointSpec.$Properties,
        writer?: $protobuf.Writer,
      ): $protobuf.Writer;

      /**
       * Decodes an EndpointSpec message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns {ovnet.v1.EndpointSpec & ovnet.v1.EndpointSpec.$Shape} EndpointSpec
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      static decode(
        reader: $protobuf.Reader | Uint8Array,
        length?: number,
      ): ovnet.v1.EndpointSpec & ovnet.v1.EndpointSpec.$Shape;
    }

    namespace EndpointSpec {
      /** Properties of an EndpointSpec. */
      interface $Properties {
        /** EndpointSpec id */
        id?: string;

        /** EndpointSpec name */
        name?: string;

        /** EndpointSpec nodeId */
        nodeId?: string;

        /** EndpointSpec mac */
        mac?: string;

        /** EndpointSpec addresses */
        addresses?: string[];

        /** EndpointSpec aliases */
        aliases?: string[];

        /** EndpointSpec attachment */
        attachment?: ovnet.v1.Attachment.$Properties;

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];
      }

      /** Shape of an EndpointSpec. */
      type $Shape = ovnet.v1.EndpointSpec.$Properties;
    }

    /**
     * Properties of a DesiredEntry.
     * @deprecated Use ovnet.v1.DesiredEntry.$Properties instead.
     */
    interface IDesiredEntry extends ovnet.v1.DesiredEntry.$Properties {}

    /** Represents a DesiredEntry. */
    class DesiredEntry {
      /**
       * Constructs a new DesiredEntry.
       * @param [properties] Properties to set
       */
      constructor(properties?: ovnet.v1.DesiredEntry.$Properties);

      /** Unknown fields preserved while decoding when enabled */
      $unknowns?: Uint8Array[];

      /** DesiredEntry network. */
      network: ovnet.v1.NetworkSpec | null;

      /** DesiredEntry subnet. */
      subnet: ovnet.v1.SubnetSpec | null;

      /** DesiredEntry member. */
      member: ovnet.v1.MemberSpec | null;

      /** DesiredEntry endpoint. */
      endpoint: ovnet.v1.EndpointSpec | null;

      /** DesiredEntry entry. */
      entry?: 'network' | 'subnet' | 'member' | 'endpoint';

      /**
       * Creates a new DesiredEntry instance using the specified properties.
       * @param [properties] Properties to set
       * @returns DesiredEntry instance
       */
      static create(
        properties: ovnet.v1.DesiredEntry.$Shape,
      ): ovnet.v1.DesiredEntry & ovnet.v1.DesiredEntry.$Shape;
      static create(properties?: ovnet.v1.DesiredEntry.$Properties): ovnet.v1.DesiredEntry;

      /**
       * Encodes the specified DesiredEntry message. Does not implicitly {@link ovnet.v1.DesiredEntry.verify|verify} messages.
       * @param message DesiredEntry message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      static encode(
        message: ovnet.v1.DesiredEntry.$Properties,
        writer?: $protobuf.Writer,
      ): $protobuf.Writer;

      /**
       * Decodes a DesiredEntry message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns {ovnet.v1.DesiredEntry & ovnet.v1.DesiredEntry.$Shape} DesiredEntry
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      static decode(
        reader: $protobuf.Reader | Uint8Array,
        length?: number,
      ): ovnet.v1.DesiredEntry & ovnet.v1.DesiredEntry.$Shape;
    }

    namespace DesiredEntry {
      /** Properties of a DesiredEntry. */
      interface $Properties {
        /** DesiredEntry network */
        network?: ovnet.v1.NetworkSpec.$Properties | null;

        /** DesiredEntry subnet */
        subnet?: ovnet.v1.SubnetSpec.$Properties | null;

        /** DesiredEntry member */
        member?: ovnet.v1.MemberSpec.$Properties | null;

        /** DesiredEntry endpoint */
        endpoint?: ovnet.v1.EndpointSpec.$Properties | null;

        /** DesiredEntry entry */
        entry?: 'network' | 'subnet' | 'member' | 'endpoint';

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];
      }

      /** Narrowed shape of a DesiredEntry. */
      type $Shape = {
        network?: ovnet.v1.NetworkSpec.$Shape | null;
        subnet?: ovnet.v1.SubnetSpec.$Shape | null;
        member?: ovnet.v1.MemberSpec.$Shape | null;
        endpoint?: ovnet.v1.EndpointSpec.$Shape | null;
        $unknowns?: Uint8Array[];
      } & (
        | { entry?: undefined; network?: null; subnet?: null; member?: null; endpoint?: null }
        | {
            entry?: 'network';
            network: ovnet.v1.NetworkSpec.$Shape;
            subnet?: null;
            member?: null;
            endpoint?: null;
          }
        | {
            entry?: 'subnet';
            network?: null;
            subnet: ovnet.v1.SubnetSpec.$Shape;
            member?: null;
            endpoint?: null;
          }
        | {
            entry?: 'member';
            network?: null;
            subnet?: null;
            member: ovnet.v1.MemberSpec.$Shape;
            endpoint?: null;
          }
        | {
            entry?: 'endpoint';
            network?: null;
            subnet?: null;
            member?: null;
            endpoint: ovnet.v1.EndpointSpec.$Shape;
          }
      );
    }

    /**
     * Properties of an AttachRequest.
     * @deprecated Use ovnet.v1.AttachRequest.$Properties instead.
     */
    interface IAttachRequest extends ovnet.v1.AttachRequest.$Properties {}

    /** Represents an AttachRequest. */
    class AttachRequest {
      /**
       * Constructs a new AttachRequest.
       * @param [properties] Properties to set
       */
      constructor(properties?: ovnet.v1.AttachRequest.$Properties);

      /** Unknown fields preserved while decoding when enabled */
      $unknowns?: Uint8Array[];

      /** AttachRequest network. */
      network: string;

      /** AttachRequest container. */
      container: string;

      /** AttachRequest attachment. */
      attachment: ovnet.v1.Attachment;

      /** AttachRequest name. */
      name: string;

      /** AttachRequest addresses. */
      addresses: string[];

      /** AttachRequest mac. */
      mac: string;

      /** AttachRequest waitMs. */
      waitMs: number;

      /**
       * Creates a new AttachRequest instance using the specified properties.
       * @param [properties] Properties to set
       * @returns AttachRequest instance
       */
      static create(
        properties: ovnet.v1.AttachRequest.$Shape,
      ): ovnet.v1.AttachRequest & ovnet.v1.AttachRequest.$Shape;
      static create(properties?: ovnet.v1.AttachRequest.$Properties): ovnet.v1.AttachRequest;

      /**
       * Encodes the specified AttachRequest message. Does not implicitly {@link ovnet.v1.AttachRequest.verify|verify} messages.
       * @param message AttachRequest message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      static encode(
        message: ovnet.v1.AttachRequest.$Properties,
        writer?: $protobuf.Writer,
      ): $protobuf.Writer;

      /**
       * Decodes an AttachRequest message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns {ovnet.v1.AttachRequest & ovnet.v1.AttachRequest.$Shape} AttachRequest
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      static decode(
        reader: $protobuf.Reader | Uint8Array,
        length?: number,
      ): ovnet.v1.AttachRequest & ovnet.v1.AttachRequest.$Shape;
    }

    namespace AttachRequest {
      /** Properties of an AttachRequest. */
      interface $Properties {
        /** AttachRequest network */
        network?: string;

        /** AttachRequest container */
        container?: string;

        /** AttachRequest attachment */
        attachment?: ovnet.v1.Attachment.$Properties;

        /** AttachRequest name */
        name?: string;

        /** AttachRequest addresses */
        addresses?: string[];

        /** AttachRequest mac */
        mac?: string;

        /** AttachRequest waitMs */
        waitMs?: number;

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];
      }

      /** Shape of an AttachRequest. */
      type $Shape = ovnet.v1.AttachRequest.$Properties;
    }

    /**
     * Properties of an AttachResponse.
     * @deprecated Use ovnet.v1.AttachResponse.$Properties instead.
     */
    interface IAttachResponse extends ovnet.v1.AttachResponse.$Properties {}

    /** Represents an AttachResponse. */
    class AttachResponse {
      /**
       * Constructs a new AttachResponse.
       * @param [properties] Properties to set
       */
      constructor(properties?: ovnet.v1.AttachResponse.$Properties);

      /** Unknown fields preserved while decoding when enabled */
      $unknowns?: Uint8Array[];

      /** AttachResponse endpointId. */
      endpointId: string;

      /** AttachResponse mac. */
      mac: string;

      /** AttachResponse addresses. */
      addresses: string[];

      /** AttachResponse gateways. */
      gateways: string[];

      /** AttachResponse mtu. */
      mtu: number;

      /** AttachResponse revision. */
      revision: number;

      /** AttachResponse converged. */
      converged: boolean;

      /**
       * Creates a new AttachResponse instance using the specified properties.
       * @param [properties] Properties to set
       * @returns AttachResponse instance
       */
      static create(
        properties: ovnet.v1.AttachResponse.$Shape,
      ): ovnet.v1.AttachResponse & ovnet.v1.AttachResponse.$Shape;
      static create(properties?: ovnet.v1.AttachResponse.$Properties): ovnet.v1.AttachResponse;

      /**
       * Encodes the specified AttachResponse message. Does not implicitly {@link ovnet.v1.AttachResponse.verify|verify} messages.
       * @param message AttachResponse message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      static encode(
        message: ovnet.v1.AttachResponse.$Properties,
        writer?: $protobuf.Writer,
      ): $protobuf.Writer;

      /**
       * Decodes an AttachResponse message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns {ovnet.v1.AttachResponse & ovnet.v1.AttachResponse.$Shape} AttachResponse
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      static decode(
        reader: $protobuf.Reader | Uint8Array,
        length?: number,
      ): ovnet.v1.AttachResponse & ovnet.v1.AttachResponse.$Shape;
    }

    namespace AttachResponse {
      /** Properties of an AttachResponse. */
      interface $Properties {
        /** AttachResponse endpointId */
        endpointId?: string;

        /** AttachResponse mac */
        mac?: string;

        /** AttachResponse addresses */
        addresses?: string[];

        /** AttachResponse gateways */
        gateways?: string[];

        /** AttachResponse mtu */
        mtu?: number;

        /** AttachResponse revision */
        revision?: number;

        /** AttachResponse converged */
        converged?: boolean;

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];
      }

      /** Shape of an AttachResponse. */
      type $Shape = ovnet.v1.AttachResponse.$Properties;
    }

    /**
     * Properties of a DetachRequest.
     * @deprecated Use ovnet.v1.DetachRequest.$Properties instead.
     */
    interface IDetachRequest extends ovnet.v1.DetachRequest.$Properties {}

    /** Represents a DetachRequest. */
    class DetachRequest {
      /**
       * Constructs a new DetachRequest.
       * @param [properties] Properties to set
       */
      constructor(properties?: ovnet.v1.DetachRequest.$Properties);

      /** Unknown fields preserved while decoding when enabled */
      $unknowns?: Uint8Array[];

      /** DetachRequest network. */
      network: string;

      /** DetachRequest container. */
      container: string;

      /** DetachRequest ifname. */
      ifname: string;

      /**
       * Creates a new DetachRequest instance using the specified properties.
       * @param [properties] Properties to set
       * @returns DetachRequest instance
       */
      static create(
        properties: ovnet.v1.DetachRequest.$Shape,
      ): ovnet.v1.DetachRequest & ovnet.v1.DetachRequest.$Shape;
      static create(properties?: ovnet.v1.DetachRequest.$Properties): ovnet.v1.DetachRequest;

      /**
       * Encodes the specified DetachRequest message. Does not implicitly {@link ovnet.v1.DetachRequest.verify|verify} messages.
       * @param message DetachRequest message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      static encode(
        message: ovnet.v1.DetachRequest.$Properties,
        writer?: $protobuf.Writer,
      ): $protobuf.Writer;

      /**
       * Decodes a DetachRequest message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns {ovnet.v1.DetachRequest & ovnet.v1.DetachRequest.$Shape} DetachRequest
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      static decode(
        reader: $protobuf.Reader | Uint8Array,
        length?: number,
      ): ovnet.v1.DetachRequest & ovnet.v1.DetachRequest.$Shape;
    }

    namespace DetachRequest {
      /** Properties of a DetachRequest. */
      interface $Properties {
        /** DetachRequest network */
        network?: string;

        /** DetachRequest container */
        container?: string;

        /** DetachRequest ifname */
        ifname?: string;

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];
      }

      /** Shape of a DetachRequest. */
      type $Shape = ovnet.v1.DetachRequest.$Properties;
    }

    /**
     * Properties of a DetachResponse.
     * @deprecated Use ovnet.v1.DetachResponse.$Properties instead.
     */
    interface IDetachResponse extends ovnet.v1.DetachResponse.$Properties {}

    /** Represents a DetachResponse. */
    class DetachResponse {
      /**
       * Constructs a new DetachResponse.
       * @param [properties] Properties to set
       */
      constructor(properties?: ovnet.v1.DetachResponse.$Properties);

      /** Unknown fields preserved while decoding when enabled */
      $unknowns?: Uint8Array[];

      /** DetachResponse revision. */
      revision: number;

      /**
       * Creates a new DetachResponse instance using the specified properties.
       * @param [properties] Properties to set
       * @returns DetachResponse instance
       */
      static create(
        properties: ovnet.v1.DetachResponse.$Shape,
      ): ovnet.v1.DetachResponse & ovnet.v1.DetachResponse.$Shape;
      static create(properties?: ovnet.v1.DetachResponse.$Properties): ovnet.v1.DetachResponse;

      /**
       * Encodes the specified DetachResponse message. Does not implicitly {@link ovnet.v1.DetachResponse.verify|verify} messages.
       * @param message DetachResponse message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      static encode(
        message: ovnet.v1.DetachResponse.$Properties,
        writer?: $protobuf.Writer,
      ): $protobuf.Writer;

      /**
       * Decodes a DetachResponse message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns {ovnet.v1.DetachResponse & ovnet.v1.DetachResponse.$Shape} DetachResponse
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      static decode(
        reader: $protobuf.Reader | Uint8Array,
        length?: number,
      ): ovnet.v1.DetachResponse & ovnet.v1.DetachResponse.$Shape;
    }

    namespace DetachResponse {
      /** Properties of a DetachResponse. */
      interface $Properties {
        /** DetachResponse revision */
        revision?: number;

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];
      }

      /** Shape of a DetachResponse. */
      type $Shape = ovnet.v1.DetachResponse.$Properties;
    }

    /**
     * Properties of a ReserveRequest.
     * @deprecated Use ovnet.v1.ReserveRequest.$Properties instead.
     */
    interface IReserveRequest extends ovnet.v1.ReserveRequest.$Properties {}

    /** Represents a ReserveRequest. */
    class ReserveRequest {
      /**
       * Constructs a new ReserveRequest.
       * @param [properties] Properties to set
       */
      constructor(properties?: ovnet.v1.ReserveRequest.$Properties);

      /** Unknown fields preserved while decoding when enabled */
      $unknowns?: Uint8Array[];

      /** ReserveRequest network. */
      network: string;

      /** ReserveRequest container. */
      container: string;

      /** ReserveRequest ifname. */
      ifname: string;

      /** ReserveRequest addresses. */
      addresses: string[];

      /**
       * Creates a new ReserveRequest instance using the specified properties.
       * @param [properties] Properties to set
       * @returns ReserveRequest instance
       */
      static create(
        properties: ovnet.v1.ReserveRequest.$Shape,
      ): ovnet.v1.ReserveRequest & ovnet.v1.ReserveRequest.$Shape;
      static create(properties?: ovnet.v1.ReserveRequest.$Properties): ovnet.v1.ReserveRequest;

      /**
       * Encodes the specified ReserveRequest message. Does not implicitly {@link ovnet.v1.ReserveRequest.verify|verify} messages.
       * @param message ReserveRequest message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      static encode(
        message: ovnet.v1.ReserveRequest.$Properties,
        writer?: $protobuf.Writer,
      ): $protobuf.Writer;

      /**
       * Decodes a ReserveRequest message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns {ovnet.v1.ReserveRequest & ovnet.v1.ReserveRequest.$Shape} ReserveRequest
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      static decode(
        reader: $protobuf.Reader | Uint8Array,
        length?: number,
      ): ovnet.v1.ReserveRequest & ovnet.v1.ReserveRequest.$Shape;
    }

    namespace ReserveRequest {
      /** Properties of a ReserveRequest. */
      interface $Properties {
        /** ReserveRequest network */
        network?: string;

        /** ReserveRequest container */
        container?: string;

        /** ReserveRequest ifname */
        ifname?: string;

        /** ReserveRequest addresses */
        addresses?: string[];

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];
      }

      /** Shape of a ReserveRequest. */
      type $Shape = ovnet.v1.ReserveRequest.$Properties;
    }

    /**
     * Properties of a ReserveResponse.
     * @deprecated Use ovnet.v1.ReserveResponse.$Properties instead.
     */
    interface IReserveResponse extends ovnet.v1.ReserveResponse.$Properties {}

    /** Represents a ReserveResponse. */
    class ReserveResponse {
      /**
       * Constructs a new ReserveResponse.
       * @param [properties] Properties to set
       */
      constructor(properties?: ovnet.v1.ReserveResponse.$Properties);

      /** Unknown fields preserved while decoding when enabled */
      $unknowns?: Uint8Array[];

      /** ReserveResponse endpointId. */
      endpointId: string;

      /** ReserveResponse addresses. */
      addresses: string[];

      /** ReserveResponse revision. */
      revision: number;

      /**
       * Creates a new ReserveResponse instance using the specified properties.
       * @param [properties] Properties to set
       * @returns ReserveResponse instance
       */
      static create(
        properties: ovnet.v1.ReserveResponse.$Shape,
      ): ovnet.v1.ReserveResponse & ovnet.v1.ReserveResponse.$Shape;
      static create(properties?: ovnet.v1.ReserveResponse.$Properties): ovnet.v1.ReserveResponse;

      /**
       * Encodes the specified ReserveResponse message. Does not implicitly {@link ovnet.v1.ReserveResponse.verify|verify} messages.
       * @param message ReserveResponse message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      static encode(
        message: ovnet.v1.ReserveResponse.$Properties,
        writer?: $protobuf.Writer,
      ): $protobuf.Writer;

      /**
       * Decodes a ReserveResponse message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns {ovnet.v1.ReserveResponse & ovnet.v1.ReserveResponse.$Shape} ReserveResponse
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      static decode(
        reader: $protobuf.Reader | Uint8Array,
        length?: number,
      ): ovnet.v1.ReserveResponse & ovnet.v1.ReserveResponse.$Shape;
    }

    namespace ReserveResponse {
      /** Properties of a ReserveResponse. */
      interface $Properties {
        /** ReserveResponse endpointId */
        endpointId?: string;

        /** ReserveResponse addresses */
        addresses?: string[];

        /** ReserveResponse revision */
        revision?: number;

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];
      }

      /** Shape of a ReserveResponse. */
      type $Shape = ovnet.v1.ReserveResponse.$Properties;
    }

    /**
     * Properties of a ForwardRequests.
     * @deprecated Use ovnet.v1.ForwardRequests.$Properties instead.
     */
    interface IForwardRequests extends ovnet.v1.ForwardRequests.$Properties {}

    /** Represents a ForwardRequests. */
    class ForwardRequests {
      /**
       * Constructs a new ForwardRequests.
       * @param [properties] Properties to set
       */
      constructor(properties?: ovnet.v1.ForwardRequests.$Properties);

      /** Unknown fields preserved while decoding when enabled */
      $unknowns?: Uint8Array[];

      /** ForwardRequests requests. */
      requests: ovnet.v1.ForwardRequest[];

      /**
       * Creates a new ForwardRequests instance using the specified properties.
       * @param [properties] Properties to set
       * @returns ForwardRequests instance
       */
      static create(
        properties: ovnet.v1.ForwardRequests.$Shape,
      ): ovnet.v1.ForwardRequests & ovnet.v1.ForwardRequests.$Shape;
      static create(properties?: ovnet.v1.ForwardRequests.$Properties): ovnet.v1.ForwardRequests;

      /**
       * Encodes the specified ForwardRequests message. Does not implicitly {@link ovnet.v1.ForwardRequests.verify|verify} messages.
       * @param message ForwardRequests message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      static encode(
        message: ovnet.v1.ForwardRequests.$Properties,
        writer?: $protobuf.Writer,
      ): $protobuf.Writer;

      /**
       * Decodes a ForwardRequests message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns {ovnet.v1.ForwardRequests & ovnet.v1.ForwardRequests.$Shape} ForwardRequests
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      static decode(
        reader: $protobuf.Reader | Uint8Array,
        length?: number,
      ): ovnet.v1.ForwardRequests & ovnet.v1.ForwardRequests.$Shape;
    }

    namespace ForwardRequests {
      /** Properties of a ForwardRequests. */
      interface $Properties {
        /** ForwardRequests requests */
        requests?: ovnet.v1.ForwardRequest.$Properties[];

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];
      }

      /** Shape of a ForwardRequests. */
      type $Shape = ovnet.v1.ForwardRequests.$Properties;
    }

    /**
     * Properties of a ForwardRequest.
     * @deprecated Use ovnet.v1.ForwardRequest.$Properties instead.
     */
    interface IForwardRequest extends ovnet.v1.ForwardRequest.$Properties {}

    /** Represents a ForwardRequest. */
    class ForwardRequest {
      /**
       * Constructs a new ForwardRequest.
       * @param [properties] Properties to set
       */
      constructor(properties?: ovnet.v1.ForwardRequest.$Properties);

      /** Unknown fields preserved while decoding when enabled */
      $unknowns?: Uint8Array[];

      /** ForwardRequest proposal. */
      proposal: Uint8Array;

      /** ForwardRequest hops. */
      hops: number;

      /** ForwardRequest id. */
      id: number;

      /**
       * Creates a new ForwardRequest instance using the specified properties.
       * @param [properties] Properties to set
       * @returns ForwardRequest instance
       */
      static create(
        properties: ovnet.v1.ForwardRequest.$Shape,
      ): ovnet.v1.ForwardRequest & ovnet.v1.ForwardRequest.$Shape;
      static create(properties?: ovnet.v1.ForwardRequest.$Properties): ovnet.v1.ForwardRequest;

      /**
       * Encodes the specified ForwardRequest message. Does not implicitly {@link ovnet.v1.ForwardRequest.verify|verify} messages.
       * @param message ForwardRequest message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      static encode(
        message: ovnet.v1.ForwardRequest.$Properties,
        writer?: $protobuf.Writer,
      ): $protobuf.Writer;

      /**
       * Decodes a ForwardRequest message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns {ovnet.v1.ForwardRequest & ovnet.v1.ForwardRequest.$Shape} ForwardRequest
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      static decode(
        reader: $protobuf.Reader | Uint8Array,
        length?: number,
      ): ovnet.v1.ForwardRequest & ovnet.v1.ForwardRequest.$Shape;
    }

    namespace ForwardRequest {
      /** Properties of a ForwardRequest. */
      interface $Properties {
        /** ForwardRequest proposal */
        proposal?: Uint8Array;

        /** ForwardRequest hops */
        hops?: number;

        /** ForwardRequest id */
        id?: number;

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];
      }

      /** Shape of a ForwardRequest. */
      type $Shape = ovnet.v1.ForwardRequest.$Properties;
    }

    /**
     * Properties of a ForwardResponses.
     * @deprecated Use ovnet.v1.ForwardResponses.$Properties instead.
     */
    interface IForwardResponses extends ovnet.v1.ForwardResponses.$Properties {}

    /** Represents a ForwardResponses. */
    class ForwardResponses {
      /**
       * Constructs a new ForwardResponses.
       * @param [properties] Properties to set
       */
      constructor(properties?: ovnet.v1.ForwardResponses.$Properties);

      /** Unknown fields preserved while decoding when enabled */
      $unknowns?: Uint8Array[];

      /** ForwardResponses responses. */
      responses: ovnet.v1.ForwardResponse[];

      /**
       * Creates a new ForwardResponses instance using the specified properties.
       * @param [properties] Properties to set
       * @returns ForwardResponses instance
       */
      static create(
        properties: ovnet.v1.ForwardResponses.$Shape,
      ): ovnet.v1.ForwardResponses & ovnet.v1.ForwardResponses.$Shape;
      static create(properties?: ovnet.v1.ForwardResponses.$Properties): ovnet.v1.ForwardResponses;

      /**
       * Encodes the specified ForwardResponses message. Does not implicitly {@link ovnet.v1.ForwardResponses.verify|verify} messages.
       * @param message ForwardResponses message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      static encode(
        message: ovnet.v1.ForwardResponses.$Properties,
        writer?: $protobuf.Writer,
      ): $protobuf.Writer;

      /**
       * Decodes a ForwardResponses message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns {ovnet.v1.ForwardResponses & ovnet.v1.ForwardResponses.$Shape} ForwardResponses
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      static decode(
        reader: $protobuf.Reader | Uint8Array,
        length?: number,
      ): ovnet.v1.ForwardResponses & ovnet.v1.ForwardResponses.$Shape;
    }

    namespace ForwardResponses {
      /** Properties of a ForwardResponses. */
      interface $Properties {
        /** ForwardResponses responses */
        responses?: ovnet.v1.ForwardResponse.$Properties[];

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];
      }

      /** Shape of a ForwardResponses. */
      type $Shape = ovnet.v1.ForwardResponses.$Properties;
    }

    /**
     * Properties of a ForwardResponse.
     * @deprecated Use ovnet.v1.ForwardResponse.$Properties instead.
     */
    interface IForwardResponse extends ovnet.v1.ForwardResponse.$Properties {}

    /** Represents a ForwardResponse. */
    class ForwardResponse {
      /**
       * Constructs a new ForwardResponse.
       * @param [properties] Properties to set
       */
      constructor(properties?: ovnet.v1.ForwardResponse.$Properties);

      /** Unknown fields preserved while decoding when enabled */
      $unknowns?: Uint8Array[];

      /** ForwardResponse result. */
      result: Uint8Array;

      /** ForwardResponse index. */
      index: number;

      /** ForwardResponse errorCode. */
      errorCode: string;

      /** ForwardResponse errorDetail. */
      errorDetail: string;

      /** ForwardResponse id. */
      id: number;

      /**
       * Creates a new ForwardResponse instance using the specified properties.
       * @param [properties] Properties to set
       * @returns ForwardResponse instance
       */
      static create(
        properties: ovnet.v1.ForwardResponse.$Shape,
      ): ovnet.v1.ForwardResponse & ovnet.v1.ForwardResponse.$Shape;
      static create(properties?: ovnet.v1.ForwardResponse.$Properties): ovnet.v1.ForwardResponse;

      /**
       * Encodes the specified ForwardResponse message. Does not implicitly {@link ovnet.v1.ForwardResponse.verify|verify} messages.
       * @param message ForwardResponse message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      static encode(
        message: ovnet.v1.ForwardResponse.$Properties,
        writer?: $protobuf.Writer,
      ): $protobuf.Writer;

      /**
       * Decodes a ForwardResponse message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns {ovnet.v1.ForwardResponse & ovnet.v1.ForwardResponse.$Shape} ForwardResponse
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      static decode(
        reader: $protobuf.Reader | Uint8Array,
        length?: number,
      ): ovnet.v1.ForwardResponse & ovnet.v1.ForwardResponse.$Shape;
    }

    namespace ForwardResponse {
      /** Properties of a ForwardResponse. */
      interface $Properties {
        /** ForwardResponse result */
        result?: Uint8Array;

        /** ForwardResponse index */
        index?: number;

        /** ForwardResponse errorCode */
        errorCode?: string;

        /** ForwardResponse errorDetail */
        errorDetail?: string;

        /** ForwardResponse id */
        id?: number;

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];
      }

      /** Shape of a ForwardResponse. */
      type $Shape = ovnet.v1.ForwardResponse.$Properties;
    }

    /**
     * Properties of a ControlRequest.
     * @deprecated Use ovnet.v1.ControlRequest.$Properties instead.
     */
    interface IControlRequest extends ovnet.v1.ControlRequest.$Properties {}

    /** Represents a ControlRequest. */
    class ControlRequest {
      /**
       * Constructs a new ControlRequest.
       * @param [properties] Properties to set
       */
      constructor(properties?: ovnet.v1.ControlRequest.$Properties);

      /** Unknown fields preserved while decoding when enabled */
      $unknowns?: Uint8Array[];

      /** ControlRequest operation. */
      operation: string;

      /** ControlRequest member. */
      member: number;

      /**
       * Creates a new ControlRequest instance using the specified properties.
       * @param [properties] Properties to set
       * @returns ControlRequest instance
       */
      static create(
        properties: ovnet.v1.ControlRequest.$Shape,
      ): ovnet.v1.ControlRequest & ovnet.v1.ControlRequest.$Shape;
      static create(properties?: ovnet.v1.ControlRequest.$Properties): ovnet.v1.ControlRequest;

      /**
       * Encodes the specified ControlRequest message. Does not implicitly {@link ovnet.v1.ControlRequest.verify|verify} messages.
       * @param message ControlRequest message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      static encode(
        message: ovnet.v1.ControlRequest.$Properties,
        writer?: $protobuf.Writer,
      ): $protobuf.Writer;

      /**
       * Decodes a ControlRequest message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns {ovnet.v1.ControlRequest & ovnet.v1.ControlRequest.$Shape} ControlRequest
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      static decode(
        reader: $protobuf.Reader | Uint8Array,
        length?: number,
      ): ovnet.v1.ControlRequest & ovnet.v1.ControlRequest.$Shape;
    }

    namespace ControlRequest {
      /** Properties of a ControlRequest. */
      interface $Properties {
        /** ControlRequest operation */
        operation?: string;

        /** ControlRequest member */
        member?: number;

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];
      }

      /** Shape of a ControlRequest. */
      type $Shape = ovnet.v1.ControlRequest.$Properties;
    }

    /**
     * Properties of a ControlResponse.
     * @deprecated Use ovnet.v1.ControlResponse.$Properties instead.
     */
    interface IControlResponse extends ovnet.v1.ControlResponse.$Properties {}

    /** Represents a ControlResponse. */
    class ControlResponse {
      /**
       * Constructs a new ControlResponse.
       * @param [properties] Properties to set
       */
      constructor(properties?: ovnet.v1.ControlResponse.$Properties);

      /** Unknown fields preserved while decoding when enabled */
      $unknowns?: Uint8Array[];

      /** ControlResponse result. */
      result: Uint8Array;

      /** ControlResponse errorCode. */
      errorCode: string;

      /** ControlResponse errorDetail. */
      errorDetail: string;

      /**
       * Creates a new ControlResponse instance using the specified properties.
       * @param [properties] Properties to set
       * @returns ControlResponse instance
       */
      static create(
        properties: ovnet.v1.ControlResponse.$Shape,
      ): ovnet.v1.ControlResponse & ovnet.v1.ControlResponse.$Shape;
      static create(properties?: ovnet.v1.ControlResponse.$Properties): ovnet.v1.ControlResponse;

      /**
       * Encodes the specified ControlResponse message. Does not implicitly {@link ovnet.v1.ControlResponse.verify|verify} messages.
       * @param message ControlResponse message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      static encode(
        message: ovnet.v1.ControlResponse.$Properties,
        writer?: $protobuf.Writer,
      ): $protobuf.Writer;

      /**
       * Decodes a ControlResponse message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns {ovnet.v1.ControlResponse & ovnet.v1.ControlResponse.$Shape} ControlResponse
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      static decode(
        reader: $protobuf.Reader | Uint8Array,
        length?: number,
      ): ovnet.v1.ControlResponse & ovnet.v1.ControlResponse.$Shape;
    }

    namespace ControlResponse {
      /** Properties of a ControlResponse. */
      interface $Properties {
        /** ControlResponse result */
        result?: Uint8Array;

        /** ControlResponse errorCode */
        errorCode?: string;

        /** ControlResponse errorDetail */
        errorDetail?: string;

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];
      }

      /** Shape of a ControlResponse. */
      type $Shape = ovnet.v1.ControlResponse.$Properties;
    }

    /**
     * Properties of a PeerAcks.
     * @deprecated Use ovnet.v1.PeerAcks.$Properties instead.
     */
    interface IPeerAcks extends ovnet.v1.PeerAcks.$Properties {}

    /** Represents a PeerAcks. */
    class PeerAcks {
      /**
       * Constructs a new PeerAcks.
       * @param [properties] Properties to set
       */
      constructor(properties?: ovnet.v1.PeerAcks.$Properties);

      /** Unknown fields preserved while decoding when enabled */
      $unknowns?: Uint8Array[];

      /** PeerAcks acks. */
      acks: ovnet.v1.NodeAck[];

      /** PeerAcks presence. */
      presence: ovnet.v1.NodePresence[];

      /** PeerAcks complete. */
      complete: boolean;

      /**
       * Creates a new PeerAcks instance using the specified properties.
       * @param [properties] Properties to set
       * @returns PeerAcks instance
       */
      static create(
        properties: ovnet.v1.PeerAcks.$Shape,
      ): ovnet.v1.PeerAcks & ovnet.v1.PeerAcks.$Shape;
      static create(properties?: ovnet.v1.PeerAcks.$Properties): ovnet.v1.PeerAcks;

      /**
       * Encodes the specified PeerAcks message. Does not implicitly {@link ovnet.v1.PeerAcks.verify|verify} messages.
       * @param message PeerAcks message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      static encode(
        message: ovnet.v1.PeerAcks.$Properties,
        writer?: $protobuf.Writer,
      ): $protobuf.Writer;

      /**
       * Decodes a PeerAcks message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns {ovnet.v1.PeerAcks & ovnet.v1.PeerAcks.$Shape} PeerAcks
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      static decode(
        reader: $protobuf.Reader | Uint8Array,
        length?: number,
      ): ovnet.v1.PeerAcks & ovnet.v1.PeerAcks.$Shape;
    }

    namespace PeerAcks {
      /** Properties of a PeerAcks. */
      interface $Properties {
        /** PeerAcks acks */
        acks?: ovnet.v1.NodeAck.$Properties[];

        /** PeerAcks presence */
        presence?: ovnet.v1.NodePresence.$Properties[];

        /** PeerAcks complete */
        complete?: boolean;

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];
      }

      /** Shape of a PeerAcks. */
      type $Shape = ovnet.v1.PeerAcks.$Properties;
    }

    /**
     * Properties of a NodeAck.
     * @deprecated Use ovnet.v1.NodeAck.$Properties instead.
     */
    interface INodeAck extends ovnet.v1.NodeAck.$Properties {}

    /** Represents a NodeAck. */
    class NodeAck {
      /**
       * Constructs a new NodeAck.
       * @param [properties] Properties to set
       */
      constructor(properties?: ovnet.v1.NodeAck.$Properties);

      /** Unknown fields preserved while decoding when enabled */
      $unknowns?: Uint8Array[];

      /** NodeAck nodeId. */
      nodeId: string;

      /** NodeAck networkId. */
      networkId: string;

      /** NodeAck epoch. */
      epoch: number;

      /** NodeAck revision. */
      revision: number;

      /** NodeAck digest. */
      digest: string;

      /** NodeAck gone. */
      gone: boolean;

      /** NodeAck appliedAtMs. */
      appliedAtMs: number;

      /** NodeAck failed. */
      failed: ovnet.v1.AckFailure[];

      /**
       * Creates a new NodeAck instance using the specified properties.
       * @param [properties] Properties to set
       * @returns NodeAck instance
       */
      static create(
        properties: ovnet.v1.NodeAck.$Shape,
      ): ovnet.v1.NodeAck & ovnet.v1.NodeAck.$Shape;
      static create(properties?: ovnet.v1.NodeAck.$Properties): ovnet.v1.NodeAck;

      /**
       * Encodes the specified NodeAck message. Does not implicitly {@link ovnet.v1.NodeAck.verify|verify} messages.
       * @param message NodeAck message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      static encode(
        message: ovnet.v1.NodeAck.$Properties,
        writer?: $protobuf.Writer,
      ): $protobuf.Writer;

      /**
       * Decodes a NodeAck message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns {ovnet.v1.NodeAck & ovnet.v1.NodeAck.$Shape} NodeAck
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      static decode(
        reader: $protobuf.Reader | Uint8Array,
        length?: number,
      ): ovnet.v1.NodeAck & ovnet.v1.NodeAck.$Shape;
    }

    namespace NodeAck {
      /** Properties of a NodeAck. */
      interface $Properties {
        /** NodeAck nodeId */
        nodeId?: string;

        /** NodeAck networkId */
        networkId?: string;

        /** NodeAck epoch */
        epoch?: number;

        /** NodeAck revision */
        revision?: number;

        /** NodeAck digest */
        digest?: string;

        /** NodeAck gone */
        gone?: boolean;

        /** NodeAck appliedAtMs */
        appliedAtMs?: number;

        /** NodeAck failed */
        failed?: ovnet.v1.AckFailure.$Properties[];

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];
      }

      /** Shape of a NodeAck. */
      type $Shape = ovnet.v1.NodeAck.$Properties;
    }

    /**
     * Properties of an AckFailure.
     * @deprecated Use ovnet.v1.AckFailure.$Properties instead.
     */
    interface IAckFailure extends ovnet.v1.AckFailure.$Properties {}

    /** Represents an AckFailure. */
    class AckFailure {
      /**
       * Constructs a new AckFailure.
       * @param [properties] Properties to set
       */
      constructor(properties?: ovnet.v1.AckFailure.$Properties);

      /** Unknown fields preserved while decoding when enabled */
      $unknowns?: Uint8Array[];

      /** AckFailure endpointId. */
      endpointId: string;

      /** AckFailure code. */
      code: string;

      /** AckFailure detail. */
      detail: string;

      /**
       * Creates a new AckFailure instance using the specified properties.
       * @param [properties] Properties to set
       * @returns AckFailure instance
       */
      static create(
        properties: ovnet.v1.AckFailure.$Shape,
      ): ovnet.v1.AckFailure & ovnet.v1.AckFailure.$Shape;
      static create(properties?: ovnet.v1.AckFailure.$Properties): ovnet.v1.AckFailure;

      /**
       * Encodes the specified AckFailure message. Does not implicitly {@link ovnet.v1.AckFailure.verify|verify} messages.
       * @param message AckFailure message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      static encode(
        message: ovnet.v1.AckFailure.$Properties,
        writer?: $protobuf.Writer,
      ): $protobuf.Writer;

      /**
       * Decodes an AckFailure message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns {ovnet.v1.AckFailure & ovnet.v1.AckFailure.$Shape} AckFailure
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      static decode(
        reader: $protobuf.Reader | Uint8Array,
        length?: number,
      ): ovnet.v1.AckFailure & ovnet.v1.AckFailure.$Shape;
    }

    namespace AckFailure {
      /** Properties of an AckFailure. */
      interface $Properties {
        /** AckFailure endpointId */
        endpointId?: string;

        /** AckFailure code */
        code?: string;

        /** AckFailure detail */
        detail?: string;

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];
      }

      /** Shape of an AckFailure. */
      type $Shape = ovnet.v1.AckFailure.$Properties;
    }

    /**
     * Properties of a NodePresence.
     * @deprecated Use ovnet.v1.NodePresence.$Properties instead.
     */
    interface INodePresence extends ovnet.v1.NodePresence.$Properties {}

    /** Represents a NodePresence. */
    class NodePresence {
      /**
       * Constructs a new NodePresence.
       * @param [properties] Properties to set
       */
      constructor(properties?: ovnet.v1.NodePresence.$Properties);

      /** Unknown fields preserved while decoding when enabled */
      $unknowns?: Uint8Array[];

      /** NodePresence nodeId. */
      nodeId: string;

      /** NodePresence connected. */
      connected: boolean;

      /** NodePresence session. */
      session: number;

      /**
       * Creates a new NodePresence instance using the specified properties.
       * @param [properties] Properties to set
       * @returns NodePresence instance
       */
      static create(
        properties: ovnet.v1.NodePresence.$Shape,
      ): ovnet.v1.NodePresence & ovnet.v1.NodePresence.$Shape;
      static create(properties?: ovnet.v1.NodePresence.$Properties): ovnet.v1.NodePresence;

      /**
       * Encodes the specified NodePresence message. Does not implicitly {@link ovnet.v1.NodePresence.verify|verify} messages.
       * @param message NodePresence message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      static encode(
        message: ovnet.v1.NodePresence.$Properties,
        writer?: $protobuf.Writer,
      ): $protobuf.Writer;

      /**
       * Decodes a NodePresence message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns {ovnet.v1.NodePresence & ovnet.v1.NodePresence.$Shape} NodePresence
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      static decode(
        reader: $protobuf.Reader | Uint8Array,
        length?: number,
      ): ovnet.v1.NodePresence & ovnet.v1.NodePresence.$Shape;
    }

    namespace NodePresence {
      /** Properties of a NodePresence. */
      interface $Properties {
        /** NodePresence nodeId */
        nodeId?: string;

        /** NodePresence connected */
        connected?: boolean;

        /** NodePresence session */
        session?: number;

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];
      }

      /** Shape of a NodePresence. */
      type $Shape = ovnet.v1.NodePresence.$Properties;
    }

    /**
     * Properties of a QueryRequest.
     * @deprecated Use ovnet.v1.QueryRequest.$Properties instead.
     */
    interface IQueryRequest extends ovnet.v1.QueryRequest.$Properties {}

    /** Represents a QueryRequest. */
    class QueryRequest {
      /**
       * Constructs a new QueryRequest.
       * @param [properties] Properties to set
       */
      constructor(properties?: ovnet.v1.QueryRequest.$Properties);

      /** Unknown fields preserved while decoding when enabled */
      $unknowns?: Uint8Array[];

      /** QueryRequest nodeId. */
      nodeId: string;

      /** QueryRequest kind. */
      kind: string;

      /** QueryRequest payload. */
      payload: Uint8Array;

      /** QueryRequest timeoutMs. */
      timeoutMs: number;

      /**
       * Creates a new QueryRequest instance using the specified properties.
       * @param [properties] Properties to set
       * @returns QueryRequest instance
       */
      static create(
        properties: ovnet.v1.QueryRequest.$Shape,
      ): ovnet.v1.QueryRequest & ovnet.v1.QueryRequest.$Shape;
      static create(properties?: ovnet.v1.QueryRequest.$Properties): ovnet.v1.QueryRequest;

      /**
       * Encodes the specified QueryRequest message. Does not implicitly {@link ovnet.v1.QueryRequest.verify|verify} messages.
       * @param message QueryRequest message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      static encode(
        message: ovnet.v1.QueryRequest.$Properties,
        writer?: $protobuf.Writer,
      ): $protobuf.Writer;

      /**
       * Decodes a QueryRequest message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns {ovnet.v1.QueryRequest & ovnet.v1.QueryRequest.$Shape} QueryRequest
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      static decode(
        reader: $protobuf.Reader | Uint8Array,
        length?: number,
      ): ovnet.v1.QueryRequest & ovnet.v1.QueryRequest.$Shape;
    }

    namespace QueryRequest {
      /** Properties of a QueryRequest. */
      interface $Properties {
        /** QueryRequest nodeId */
        nodeId?: string;

        /** QueryRequest kind */
        kind?: string;

        /** QueryRequest payload */
        payload?: Uint8Array;

        /** QueryRequest timeoutMs */
        timeoutMs?: number;

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];
      }

      /** Shape of a QueryRequest. */
      type $Shape = ovnet.v1.QueryRequest.$Properties;
    }

    /**
     * Properties of a QueryResponse.
     * @deprecated Use ovnet.v1.QueryResponse.$Properties instead.
     */
    interface IQueryResponse extends ovnet.v1.QueryResponse.$Properties {}

    /** Represents a QueryResponse. */
    class QueryResponse {
      /**
       * Constructs a new QueryResponse.
       * @param [properties] Properties to set
       */
      constructor(properties?: ovnet.v1.QueryResponse.$Properties);

      /** Unknown fields preserved while decoding when enabled */
      $unknowns?: Uint8Array[];

      /** QueryResponse payload. */
      payload: Uint8Array;

      /** QueryResponse errorCode. */
      errorCode: string;

      /** QueryResponse errorDetail. */
      errorDetail: string;

      /**
       * Creates a new QueryResponse instance using the specified properties.
       * @param [properties] Properties to set
       * @returns QueryResponse instance
       */
      static create(
        properties: ovnet.v1.QueryResponse.$Shape,
      ): ovnet.v1.QueryResponse & ovnet.v1.QueryResponse.$Shape;
      static create(properties?: ovnet.v1.QueryResponse.$Properties): ovnet.v1.QueryResponse;

      /**
       * Encodes the specified QueryResponse message. Does not implicitly {@link ovnet.v1.QueryResponse.verify|verify} messages.
       * @param message QueryResponse message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      static encode(
        message: ovnet.v1.QueryResponse.$Properties,
        writer?: $protobuf.Writer,
      ): $protobuf.Writer;

      /**
       * Decodes a QueryResponse message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns {ovnet.v1.QueryResponse & ovnet.v1.QueryResponse.$Shape} QueryResponse
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      static decode(
        reader: $protobuf.Reader | Uint8Array,
        length?: number,
      ): ovnet.v1.QueryResponse & ovnet.v1.QueryResponse.$Shape;
    }

    namespace QueryResponse {
      /** Properties of a QueryResponse. */
      interface $Properties {
        /** QueryResponse payload */
        payload?: Uint8Array;

        /** QueryResponse errorCode */
        errorCode?: string;

        /** QueryResponse errorDetail */
        errorDetail?: string;

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];
      }

      /** Shape of a QueryResponse. */
      type $Shape = ovnet.v1.QueryResponse.$Properties;
    }
  }
}
