/*eslint-disable block-scoped-var, id-length, no-control-regex, no-magic-numbers, no-mixed-operators, no-prototype-builtins, no-redeclare, no-shadow, no-var, sort-vars, default-case, jsdoc/require-param*/
import $protobuf from 'protobufjs/minimal.js';

// Common aliases
const $Reader = $protobuf.Reader,
  $Writer = $protobuf.Writer,
  $util = $protobuf.util;
const $Object = $util.global.Object,
  $undefined = $util.global.undefined,
  $Error = $util.global.Error,
  $RangeError = $util.global.RangeError;

// Exported root namespace
const $root = $protobuf.roots['ovnet'] || ($protobuf.roots['ovnet'] = {});

export const ovnet = ($root.ovnet = (() => {
  /**
   * Namespace ovnet.
   * @exports ovnet
   * @namespace
   */
  const ovnet = {};

  ovnet.v1 = (function () {
    /**
     * Namespace v1.
     * @memberof ovnet
     * @namespace
     */
    const v1 = {};

    v1.AgentMessage = (function () {
      /**
       * Properties of an AgentMessage.
       * @typedef {Object} ovnet.v1.AgentMessage.$Properties
       * @property {ovnet.v1.Hello.$Properties|null} [hello] AgentMessage hello
       * @property {ovnet.v1.Ack.$Properties|null} [ack] AgentMessage ack
       * @property {ovnet.v1.Report.$Properties|null} [report] AgentMessage report
       * @property {ovnet.v1.Answer.$Properties|null} [answer] AgentMessage answer
       * @property {ovnet.v1.Heartbeat.$Properties|null} [heartbeat] AgentMessage heartbeat
       * @property {ovnet.v1.AgentBatch.$Properties|null} [batch] AgentMessage batch
       * @property {"hello"|"ack"|"report"|"answer"|"heartbeat"|"batch"} [body] AgentMessage body
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */

      /**
       * Properties of an AgentMessage.
       * @memberof ovnet.v1
       * @interface IAgentMessage
       * @augments ovnet.v1.AgentMessage.$Properties
       * @deprecated Use ovnet.v1.AgentMessage.$Properties instead.
       */

      /**
       * Narrowed shape of an AgentMessage.
       * @typedef {{
       *   hello?: ovnet.v1.Hello.$Shape|null;
       *   ack?: ovnet.v1.Ack.$Shape|null;
       *   report?: ovnet.v1.Report.$Shape|null;
       *   answer?: ovnet.v1.Answer.$Shape|null;
       *   heartbeat?: ovnet.v1.Heartbeat.$Shape|null;
       *   batch?: ovnet.v1.AgentBatch.$Shape|null;
       *   $unknowns?: Array.<Uint8Array>;
       * } & (
       *   ({ body?: undefined; hello?: null; ack?: null; report?: null; answer?: null; heartbeat?: null; batch?: null }|{ body?: "hello"; hello: ovnet.v1.Hello.$Shape; ack?: null; report?: null; answer?: null; heartbeat?: null; batch?: null }|{ body?: "ack"; hello?: null; ack: ovnet.v1.Ack.$Shape; report?: null; answer?: null; heartbeat?: null; batch?: null }|{ body?: "report"; hello?: null; ack?: null; report: ovnet.v1.Report.$Shape; answer?: null; heartbeat?: null; batch?: null }|{ body?: "answer"; hello?: null; ack?: null; report?: null; answer: ovnet.v1.Answer.$Shape; heartbeat?: null; batch?: null }|{ body?: "heartbeat"; hello?: null; ack?: null; report?: null; answer?: null; heartbeat: ovnet.v1.Heartbeat.$Shape; batch?: null }|{ body?: "batch"; hello?: null; ack?: null; report?: null; answer?: null; heartbeat?: null; batch: ovnet.v1.AgentBatch.$Shape })
       * )} ovnet.v1.AgentMessage.$Shape
       */

      /**
       * Constructs a new AgentMessage.
       * @memberof ovnet.v1
       * @classdesc Represents an AgentMessage.
       * @constructor
       * @param {ovnet.v1.AgentMessage.$Properties=} [properties] Properties to set
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */
      const AgentMessage = function (properties) {
        if (properties)
          for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__')
              this[keys[i]] = properties[keys[i]];
      };

      /**
       * AgentMessage hello.
       * @member {ovnet.v1.Hello|null} hello
       * @memberof ovnet.v1.AgentMessage
       * @instance
       */
      AgentMessage.prototype.hello = null;

      /**
       * AgentMessage ack.
       * @member {ovnet.v1.Ack|null} ack
       * @memberof ovnet.v1.AgentMessage
       * @instance
       */
      AgentMessage.prototype.ack = null;

      /**
       * AgentMessage report.
       * @member {ovnet.v1.Report|null} report
       * @memberof ovnet.v1.AgentMessage
       * @instance
       */
      AgentMessage.prototype.report = null;

      /**
       * AgentMessage answer.
       * @member {ovnet.v1.Answer|null} answer
       * @memberof ovnet.v1.AgentMessage
       * @instance
       */
      AgentMessage.prototype.answer = null;

      /**
       * AgentMessage heartbeat.
       * @member {ovnet.v1.Heartbeat|null} heartbeat
       * @memberof ovnet.v1.AgentMessage
       * @instance
       */
      AgentMessage.prototype.heartbeat = null;

      /**
       * AgentMessage batch.
       * @member {ovnet.v1.AgentBatch|null} batch
       * @memberof ovnet.v1.AgentMessage
       * @instance
       */
      AgentMessage.prototype.batch = null;

      // OneOf field names bound to virtual getters and setters
      let $oneOfFields;

      /**
       * AgentMessage body.
       * @member {"hello"|"ack"|"report"|"answer"|"heartbeat"|"batch"|undefined} body
       * @memberof ovnet.v1.AgentMessage
       * @instance
       */
      $Object.defineProperty(AgentMessage.prototype, 'body', {
        get: $util.oneOfGetter(
          ($oneOfFields = ['hello', 'ack', 'report', 'answer', 'heartbeat', 'batch']),
        ),
        set: $util.oneOfSetter($oneOfFields),
      });

      /**
       * Creates a new AgentMessage instance using the specified properties.
       * @function create
       * @memberof ovnet.v1.AgentMessage
       * @static
       * @param {ovnet.v1.AgentMessage.$Properties=} [properties] Properties to set
       * @returns {ovnet.v1.AgentMessage} AgentMessage instance
       * @type {{
       *   (properties: ovnet.v1.AgentMessage.$Shape): ovnet.v1.AgentMessage & ovnet.v1.AgentMessage.$Shape;
       *   (properties?: ovnet.v1.AgentMessage.$Properties): ovnet.v1.AgentMessage;
       * }}
       */
      AgentMessage.create = function (properties) {
        return new AgentMessage(properties);
      };

      /**
       * Encodes the specified AgentMessage message. Does not implicitly {@link ovnet.v1.AgentMessage.verify|verify} messages.
       * @function encode
       * @memberof ovnet.v1.AgentMessage
       * @static
       * @param {ovnet.v1.AgentMessage.$Properties} message AgentMessage message or plain object to encode
       * @param {$protobuf.Writer} [writer] Writer to encode to
       * @returns {$protobuf.Writer} Writer
       */
      AgentMessage.encode = function (message, writer, _depth) {
        if (!writer) writer = $Writer.create();
        if (_depth === $undefined) _depth = 0;
        if (_depth > $util.recursionLimit) throw $Error('max depth exceeded');
        if (message.hello != null && $Object.hasOwnProperty.call(message, 'hello'))
          $root.ovnet.v1.Hello.encode(
            message.hello,
            writer.uint32(/* id 1, wireType 2 =*/ 10).fork(),
            _depth + 1,
          ).ldelim();
        if (message.ack != null && $Object.hasOwnProperty.call(message, 'ack'))
          $root.ovnet.v1.Ack.encode(
            message.ack,
            writer.uint32(/* id 2, wireType 2 =*/ 18).fork(),
            _depth + 1,
          ).ldelim();
        if (message.report != null && $Object.hasOwnProperty.call(message, 'report'))
          $root.ovnet.v1.Report.encode(
            message.report,
            writer.uint32(/* id 3, wireType 2 =*/ 26).fork(),
            _depth + 1,
          ).ldelim();
        if (message.answer != null && $Object.hasOwnProperty.call(message, 'answer'))
          $root.ovnet.v1.Answer.encode(
            message.answer,
            writer.uint32(/* id 4, wireType 2 =*/ 34).fork(),
            _depth + 1,
          ).ldelim();
        if (message.heartbeat != null && $Object.hasOwnProperty.call(message, 'heartbeat'))
          $root.ovnet.v1.Heartbeat.encode(
            message.heartbeat,
            writer.uint32(/* id 5, wireType 2 =*/ 42).fork(),
            _depth + 1,
          ).ldelim();
        if (message.batch != null && $Object.hasOwnProperty.call(message, 'batch'))
          $root.ovnet.v1.AgentBatch.encode(
            message.batch,
            writer.uint32(/* id 6, wireType 2 =*/ 50).fork(),
            _depth + 1,
          ).ldelim();
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, '$unknowns'))
          for (let i = 0; i < message.$unknowns.length; ++i) writer.raw(message.$unknowns[i]);
        return writer;
      };

      /**
       * Decodes an AgentMessage message from the specified reader or buffer.
       * @function decode
       * @memberof ovnet.v1.AgentMessage
       * @static
       * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
       * @param {number} [length] Message length if known beforehand
       * @returns {ovnet.v1.AgentMessage & ovnet.v1.AgentMessage.$Shape} AgentMessage
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      AgentMessage.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (_depth === $undefined) _depth = 0;
        if (_depth > $Reader.recursionLimit) throw $Error('max depth exceeded');
        let end, message;
        if (length === $undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw $RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = _target || new $root.ovnet.v1.AgentMessage();
        while (reader.pos < end) {
          let start = reader.pos;
          let tag = reader.tag();
          if (tag === _end) {
            _end = $undefined;
            break;
          }
          let wireType = tag & 7;
          switch ((tag >>>= 3)) {
            case 1: {
              if (wireType !== 2) break;
              message.hello = $root.ovnet.v1.Hello.decode(
                reader,
                reader.size(),
                $undefined,
                _depth + 1,
                message.hello,
              );
              message.body = 'hello';
              continue;
            }
            case 2: {
              if (wireType !== 2) break;
              message.ack = $root.ovnet.v1.Ack.decode(
                reader,
                reader.size(),
                $undefined,
                _depth + 1,
                message.ack,
              );
              message.body = 'ack';
              continue;
            }
            case 3: {
              if (wireType !== 2) break;
              message.report = $root.ovnet.v1.Report.decode(
                reader,
                reader.size(),
                $undefined,
                _depth + 1,
                message.report,
              );
              message.body = 'report';
              continue;
            }
            case 4: {
              if (wireType !== 2) break;
              message.answer = $root.ovnet.v1.Answer.decode(
                reader,
                reader.size(),
                $undefined,
                _depth + 1,
                message.answer,
              );
              message.body = 'answer';
              continue;
            }
            case 5: {
              if (wireType !== 2) break;
              message.heartbeat = $root.ovnet.v1.Heartbeat.decode(
                reader,
                reader.size(),
                $undefined,
                _depth + 1,
                message.heartbeat,
              );
              message.body = 'heartbeat';
              continue;
            }
            case 6: {
              if (wireType !== 2) break;
              message.batch = $root.ovnet.v1.AgentBatch.decode(
                reader,
                reader.size(),
                $undefined,
                _depth + 1,
                message.batch,
              );
              message.body = 'batch';
              continue;
            }
          }
          reader.skipType(wireType, _depth, tag);
          if (!reader.discardUnknown) {
            $util.makeProp(message, '$unknowns', false);
            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
          }
        }
        if (length !== $undefined) {
          if (reader.pos !== end) throw $RangeError('index out of range');
          reader.len = length;
        }
        if (_end !== $undefined) throw $Error('missing end group');
        return message;
      };

      return AgentMessage;
    })();

    v1.AgentBatch = (function () {
      /**
       * Properties of an AgentBatch.
       * @typedef {Object} ovnet.v1.AgentBatch.$Properties
       * @property {Array.<ovnet.v1.AgentMessage.$Properties>} [messages] AgentBatch messages
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */

      /**
       * Properties of an AgentBatch.
       * @memberof ovnet.v1
       * @interface IAgentBatch
       * @augments ovnet.v1.AgentBatch.$Properties
       * @deprecated Use ovnet.v1.AgentBatch.$Properties instead.
       */

      /**
       * Shape of an AgentBatch.
       * @typedef {{
       *   messages?: Array.<ovnet.v1.AgentMessage.$Shape>;
       *   $unknowns?: Array.<Uint8Array>;
       * }} ovnet.v1.AgentBatch.$Shape
       */

      /**
       * Constructs a new AgentBatch.
       * @memberof ovnet.v1
       * @classdesc Represents an AgentBatch.
       * @constructor
       * @param {ovnet.v1.AgentBatch.$Properties=} [properties] Properties to set
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */
      const AgentBatch = function (properties) {
        this.messages = [];
        if (properties)
          for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__')
              this[keys[i]] = properties[keys[i]];
      };

      /**
       * AgentBatch messages.
       * @member {Array.<ovnet.v1.AgentMessage>} messages
       * @memberof ovnet.v1.AgentBatch
       * @instance
       */
      AgentBatch.prototype.messages = $util.emptyArray;

      /**
       * Creates a new AgentBatch instance using the specified properties.
       * @function create
       * @memberof ovnet.v1.AgentBatch
       * @static
       * @param {ovnet.v1.AgentBatch.$Properties=} [properties] Properties to set
       * @returns {ovnet.v1.AgentBatch} AgentBatch instance
       * @type {{
       *   (properties: ovnet.v1.AgentBatch.$Shape): ovnet.v1.AgentBatch & ovnet.v1.AgentBatch.$Shape;
       *   (properties?: ovnet.v1.AgentBatch.$Properties): ovnet.v1.AgentBatch;
       * }}
       */
      AgentBatch.create = function (properties) {
        return new AgentBatch(properties);
      };

      /**
       * Encodes the specified AgentBatch message. Does not implicitly {@link ovnet.v1.AgentBatch.verify|verify} messages.
       * @function encode
       * @memberof ovnet.v1.AgentBatch
       * @static
       * @param {ovnet.v1.AgentBatch.$Properties} message AgentBatch message or plain object to encode
       * @param {$protobuf.Writer} [writer] Writer to encode to
       * @returns {$protobuf.Writer} Writer
       */
      AgentBatch.encode = function (message, writer, _depth) {
        if (!writer) writer = $Writer.create();
        if (_depth === $undefined) _depth = 0;
        if (_depth > $util.recursionLimit) throw $Error('max depth exceeded');
        if (message.messages != null && message.messages.length)
          for (let i = 0; i < message.messages.length; ++i)
            $root.ovnet.v1.AgentMessage.encode(
              message.messages[i],
              writer.uint32(/* id 1, wireType 2 =*/ 10).fork(),
              _depth + 1,
            ).ldelim();
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, '$unknowns'))
          for (let i = 0; i < message.$unknowns.length; ++i) writer.raw(message.$unknowns[i]);
        return writer;
      };

      /**
       * Decodes an AgentBatch message from the specified reader or buffer.
       * @function decode
       * @memberof ovnet.v1.AgentBatch
       * @static
       * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
       * @param {number} [length] Message length if known beforehand
       * @returns {ovnet.v1.AgentBatch & ovnet.v1.AgentBatch.$Shape} AgentBatch
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      AgentBatch.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (_depth === $undefined) _depth = 0;
        if (_depth > $Reader.recursionLimit) throw $Error('max depth exceeded');
        let end, message;
        if (length === $undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw $RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = _target || new $root.ovnet.v1.AgentBatch();
        while (reader.pos < end) {
          let start = reader.pos;
          let tag = reader.tag();
          if (tag === _end) {
            _end = $undefined;
            break;
          }
          let wireType = tag & 7;
          switch ((tag >>>= 3)) {
            case 1: {
              if (wireType !== 2) break;
              if (!(message.messages && message.messages.length)) message.messages = [];
              message.messages.push(
                $root.ovnet.v1.AgentMessage.decode(reader, reader.size(), $undefined, _depth + 1),
              );
              continue;
            }
          }
          reader.skipType(wireType, _depth, tag);
          if (!reader.discardUnknown) {
            $util.makeProp(message, '$unknowns', false);
            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
          }
        }
        if (length !== $undefined) {
          if (reader.pos !== end) throw $RangeError('index out of range');
          reader.len = length;
        }
        if (_end !== $undefined) throw $Error('missing end group');
        return message;
      };

      return AgentBatch;
    })();

    v1.Hello = (function () {
      /**
       * Properties of a Hello.
       * @typedef {Object} ovnet.v1.Hello.$Properties
       * @property {string} [bootId] Hello bootId
       * @property {string} [version] Hello version
       * @property {Array.<string>} [capabilities] Hello capabilities
       * @property {Array.<ovnet.v1.Have.$Properties>} [have] Hello have
       * @property {string} [vtep] Hello vtep
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */

      /**
       * Properties of a Hello.
       * @memberof ovnet.v1
       * @interface IHello
       * @augments ovnet.v1.Hello.$Properties
       * @deprecated Use ovnet.v1.Hello.$Properties instead.
       */

      /**
       * Shape of a Hello.
       * @typedef {ovnet.v1.Hello.$Properties} ovnet.v1.Hello.$Shape
       */

      /**
       * Constructs a new Hello.
       * @memberof ovnet.v1
       * @classdesc Represents a Hello.
       * @constructor
       * @param {ovnet.v1.Hello.$Properties=} [properties] Properties to set
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */
      const Hello = function (properties) {
        this.capabilities = [];
        this.have = [];
        if (properties)
          for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__')
              this[keys[i]] = properties[keys[i]];
      };

      /**
       * Hello bootId.
       * @member {string} bootId
       * @memberof ovnet.v1.Hello
       * @instance
       */
      Hello.prototype.bootId = '';

      /**
       * Hello version.
       * @member {string} version
       * @memberof ovnet.v1.Hello
       * @instance
       */
      Hello.prototype.version = '';

      /**
       * Hello capabilities.
       * @member {Array.<string>} capabilities
       * @memberof ovnet.v1.Hello
       * @instance
       */
      Hello.prototype.capabilities = $util.emptyArray;

      /**
       * Hello have.
       * @member {Array.<ovnet.v1.Have>} have
       * @memberof ovnet.v1.Hello
       * @instance
       */
      Hello.prototype.have = $util.emptyArray;

      /**
       * Hello vtep.
       * @member {string} vtep
       * @memberof ovnet.v1.Hello
       * @instance
       */
      Hello.prototype.vtep = '';

      /**
       * Creates a new Hello instance using the specified properties.
       * @function create
       * @memberof ovnet.v1.Hello
       * @static
       * @param {ovnet.v1.Hello.$Properties=} [properties] Properties to set
       * @returns {ovnet.v1.Hello} Hello instance
       * @type {{
       *   (properties: ovnet.v1.Hello.$Shape): ovnet.v1.Hello & ovnet.v1.Hello.$Shape;
       *   (properties?: ovnet.v1.Hello.$Properties): ovnet.v1.Hello;
       * }}
       */
      Hello.create = function (properties) {
        return new Hello(properties);
      };

      /**
       * Encodes the specified Hello message. Does not implicitly {@link ovnet.v1.Hello.verify|verify} messages.
       * @function encode
       * @memberof ovnet.v1.Hello
       * @static
       * @param {ovnet.v1.Hello.$Properties} message Hello message or plain object to encode
       * @param {$protobuf.Writer} [writer] Writer to encode to
       * @returns {$protobuf.Writer} Writer
       */
      Hello.encode = function (message, writer, _depth) {
        if (!writer) writer = $Writer.create();
        if (_depth === $undefined) _depth = 0;
        if (_depth > $util.recursionLimit) throw $Error('max depth exceeded');
        if (
          message.bootId != null &&
          $Object.hasOwnProperty.call(message, 'bootId') &&
          message.bootId !== ''
        )
          writer.uint32(/* id 1, wireType 2 =*/ 10).string(message.bootId);
        if (
          message.version != null &&
          $Object.hasOwnProperty.call(message, 'version') &&
          message.version !== ''
        )
          writer.uint32(/* id 2, wireType 2 =*/ 18).string(message.version);
        if (message.capabilities != null && message.capabilities.length)
          for (let i = 0; i < message.capabilities.length; ++i)
            writer.uint32(/* id 3, wireType 2 =*/ 26).string(message.capabilities[i]);
        if (message.have != null && message.have.length)
          for (let i = 0; i < message.have.length; ++i)
            $root.ovnet.v1.Have.encode(
              message.have[i],
              writer.uint32(/* id 4, wireType 2 =*/ 34).fork(),
              _depth + 1,
            ).ldelim();
        if (
          message.vtep != null &&
          $Object.hasOwnProperty.call(message, 'vtep') &&
          message.vtep !== ''
        )
          writer.uint32(/* id 5, wireType 2 =*/ 42).string(message.vtep);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, '$unknowns'))
          for (let i = 0; i < message.$unknowns.length; ++i) writer.raw(message.$unknowns[i]);
        return writer;
      };

      /**
       * Decodes a Hello message from the specified reader or buffer.
       * @function decode
       * @memberof ovnet.v1.Hello
       * @static
       * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
       * @param {number} [length] Message length if known beforehand
       * @returns {ovnet.v1.Hello & ovnet.v1.Hello.$Shape} Hello
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      Hello.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (_depth === $undefined) _depth = 0;
        if (_depth > $Reader.recursionLimit) throw $Error('max depth exceeded');
        let end, message, value;
        if (length === $undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw $RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = _target || new $root.ovnet.v1.Hello();
        while (reader.pos < end) {
          let start = reader.pos;
          let tag = reader.tag();
          if (tag === _end) {
            _end = $undefined;
            break;
          }
          let wireType = tag & 7;
          switch ((tag >>>= 3)) {
            case 1: {
              if (wireType !== 2) break;
              if ((value = reader.stringVerify()).length) message.bootId = value;
              else delete message.bootId;
              continue;
            }
            case 2: {
              if (wireType !== 2) break;
              if ((value = reader.stringVerify()).length) message.version = value;
              else delete message.version;
              continue;
            }
            case 3: {
              if (wireType !== 2) break;
              if (!(message.capabilities && message.capabilities.length)) message.capabilities = [];
              message.capabilities.push(reader.stringVerify());
              continue;
            }
            case 4: {
              if (wireType !== 2) break;
              if (!(message.have && message.have.length)) message.have = [];
              message.have.push(
                $root.ovnet.v1.Have.decode(reader, reader.size(), $undefined, _depth + 1),
              );
              continue;
            }
            case 5: {
              if (wireType !== 2) break;
              if ((value = reader.stringVerify()).length) message.vtep = value;
              else delete message.vtep;
              continue;
            }
          }
          reader.skipType(wireType, _depth, tag);
          if (!reader.discardUnknown) {
            $util.makeProp(message, '$unknowns', false);
            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
          }
        }
        if (length !== $undefined) {
          if (reader.pos !== end) throw $RangeError('index out of range');
          reader.len = length;
        }
        if (_end !== $undefined) throw $Error('missing end group');
        return message;
      };

      return Hello;
    })();

    v1.Have = (function () {
      /**
       * Properties of a Have.
       * @typedef {Object} ovnet.v1.Have.$Properties
       * @property {string} [networkId] Have networkId
       * @property {number} [epoch] Have epoch
       * @property {number} [revision] Have revision
       * @property {string} [digest] Have digest
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */

      /**
       * Properties of a Have.
       * @memberof ovnet.v1
       * @interface IHave
       * @augments ovnet.v1.Have.$Properties
       * @deprecated Use ovnet.v1.Have.$Properties instead.
       */

      /**
       * Shape of a Have.
       * @typedef {ovnet.v1.Have.$Properties} ovnet.v1.Have.$Shape
       */

      /**
       * Constructs a new Have.
       * @memberof ovnet.v1
       * @classdesc Represents a Have.
       * @constructor
       * @param {ovnet.v1.Have.$Properties=} [properties] Properties to set
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */
      const Have = function (properties) {
        if (properties)
          for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__')
              this[keys[i]] = properties[keys[i]];
      };

      /**
       * Have networkId.
       * @member {string} networkId
       * @memberof ovnet.v1.Have
       * @instance
       */
      Have.prototype.networkId = '';

      /**
       * Have epoch.
       * @member {number} epoch
       * @memberof ovnet.v1.Have
       * @instance
       */
      Have.prototype.epoch = $util.Long ? $util.Long.fromBits(0, 0, true) : 0;

      /**
       * Have revision.
       * @member {number} revision
       * @memberof ovnet.v1.Have
       * @instance
       */
      Have.prototype.revision = $util.Long ? $util.Long.fromBits(0, 0, true) : 0;

      /**
       * Have digest.
       * @member {string} digest
       * @memberof ovnet.v1.Have
       * @instance
       */
      Have.prototype.digest = '';

      /**
       * Creates a new Have instance using the specified properties.
       * @function create
       * @memberof ovnet.v1.Have
       * @static
       * @param {ovnet.v1.Have.$Properties=} [properties] Properties to set
       * @returns {ovnet.v1.Have} Have instance
       * @type {{
       *   (properties: ovnet.v1.Have.$Shape): ovnet.v1.Have & ovnet.v1.Have.$Shape;
       *   (properties?: ovnet.v1.Have.$Properties): ovnet.v1.Have;
       * }}
       */
      Have.create = function (properties) {
        return new Have(properties);
      };

      /**
       * Encodes the specified Have message. Does not implicitly {@link ovnet.v1.Have.verify|verify} messages.
       * @function encode
       * @memberof ovnet.v1.Have
       * @static
       * @param {ovnet.v1.Have.$Properties} message Have message or plain object to encode
       * @param {$protobuf.Writer} [writer] Writer to encode to
       * @returns {$protobuf.Writer} Writer
       */
      Have.encode = function (message, writer, _depth) {
        if (!writer) writer = $Writer.create();
        if (_depth === $undefined) _depth = 0;
        if (_depth > $util.recursionLimit) throw $Error('max depth exceeded');
        if (
          message.networkId != null &&
          $Object.hasOwnProperty.call(message, 'networkId') &&
          message.networkId !== ''
        )
          writer.uint32(/* id 1, wireType 2 =*/ 10).string(message.networkId);
        if (
          message.epoch != null &&
          $Object.hasOwnProperty.call(message, 'epoch') &&
          (typeof message.epoch === 'object'
            ? message.epoch.low || message.epoch.high
            : message.epoch !== 0)
        )
          writer.uint32(/* id 2, wireType 0 =*/ 16).uint64(message.epoch);
        if (
          message.revision != null &&
          $Object.hasOwnProperty.call(message, 'revision') &&
          (typeof message.revision === 'object'
            ? message.revision.low || message.revision.high
            : message.revision !== 0)
        )
          writer.uint32(/* id 3, wireType 0 =*/ 24).uint64(message.revision);
        if (
          message.digest != null &&
          $Object.hasOwnProperty.call(message, 'digest') &&
          message.digest !== ''
        )
          writer.uint32(/* id 4, wireType 2 =*/ 34).string(message.digest);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, '$unknowns'))
          for (let i = 0; i < message.$unknowns.length; ++i) writer.raw(message.$unknowns[i]);
        return writer;
      };

      /**
       * Decodes a Have message from the specified reader or buffer.
       * @function decode
       * @memberof ovnet.v1.Have
       * @static
       * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
       * @param {number} [length] Message length if known beforehand
       * @returns {ovnet.v1.Have & ovnet.v1.Have.$Shape} Have
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      Have.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (_depth === $undefined) _depth = 0;
        if (_depth > $Reader.recursionLimit) throw $Error('max depth exceeded');
        let end, message, value;
        if (length === $undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw $RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = _target || new $root.ovnet.v1.Have();
        while (reader.pos < end) {
          let start = reader.pos;
          let tag = reader.tag();
          if (tag === _end) {
            _end = $undefined;
            break;
          }
          let wireType = tag & 7;
          switch ((tag >>>= 3)) {
            case 1: {
              if (wireType !== 2) break;
              if ((value = reader.stringVerify()).length) message.networkId = value;
              else delete message.networkId;
              continue;
            }
            case 2: {
              if (wireType !== 0) break;
              if (
                typeof (value = reader.uint64()) === 'object'
                  ? value.low || value.high
                  : value !== 0
              )
                message.epoch = value;
              else delete message.epoch;
              continue;
            }
            case 3: {
              if (wireType !== 0) break;
              if (
                typeof (value = reader.uint64()) === 'object'
                  ? value.low || value.high
                  : value !== 0
              )
                message.revision = value;
              else delete message.revision;
              continue;
            }
            case 4: {
              if (wireType !== 2) break;
              if ((value = reader.stringVerify()).length) message.digest = value;
              else delete message.digest;
              continue;
            }
          }
          reader.skipType(wireType, _depth, tag);
          if (!reader.discardUnknown) {
            $util.makeProp(message, '$unknowns', false);
            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
          }
        }
        if (length !== $undefined) {
          if (reader.pos !== end) throw $RangeError('index out of range');
          reader.len = length;
        }
        if (_end !== $undefined) throw $Error('missing end group');
        return message;
      };

      return Have;
    })();

    v1.Ack = (function () {
      /**
       * Properties of an Ack.
       * @typedef {Object} ovnet.v1.Ack.$Properties
       * @property {string} [networkId] Ack networkId
       * @property {number} [epoch] Ack epoch
       * @property {number} [revision] Ack revision
       * @property {string} [digest] Ack digest
       * @property {Array.<ovnet.v1.Failure.$Properties>} [failed] Ack failed
       * @property {boolean} [gone] Ack gone
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */

      /**
       * Properties of an Ack.
       * @memberof ovnet.v1
       * @interface IAck
       * @augments ovnet.v1.Ack.$Properties
       * @deprecated Use ovnet.v1.Ack.$Properties instead.
       */

      /**
       * Shape of an Ack.
       * @typedef {ovnet.v1.Ack.$Properties} ovnet.v1.Ack.$Shape
       */

      /**
       * Constructs a new Ack.
       * @memberof ovnet.v1
       * @classdesc Represents an Ack.
       * @constructor
       * @param {ovnet.v1.Ack.$Properties=} [properties] Properties to set
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */
      const Ack = function (properties) {
        this.failed = [];
        if (properties)
          for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__')
              this[keys[i]] = properties[keys[i]];
      };

      /**
       * Ack networkId.
       * @member {string} networkId
       * @memberof ovnet.v1.Ack
       * @instance
       */
      Ack.prototype.networkId = '';

      /**
       * Ack epoch.
       * @member {number} epoch
       * @memberof ovnet.v1.Ack
       * @instance
       */
      Ack.prototype.epoch = $util.Long ? $util.Long.fromBits(0, 0, true) : 0;

      /**
       * Ack revision.
       * @member {number} revision
       * @memberof ovnet.v1.Ack
       * @instance
       */
      Ack.prototype.revision = $util.Long ? $util.Long.fromBits(0, 0, true) : 0;

      /**
       * Ack digest.
       * @member {string} digest
       * @memberof ovnet.v1.Ack
       * @instance
       */
      Ack.prototype.digest = '';

      /**
       * Ack failed.
       * @member {Array.<ovnet.v1.Failure>} failed
       * @memberof ovnet.v1.Ack
       * @instance
       */
      Ack.prototype.failed = $util.emptyArray;

      /**
       * Ack gone.
       * @member {boolean} gone
       * @memberof ovnet.v1.Ack
       * @instance
       */
      Ack.prototype.gone = false;

      /**
       * Creates a new Ack instance using the specified properties.
       * @function create
       * @memberof ovnet.v1.Ack
       * @static
       * @param {ovnet.v1.Ack.$Properties=} [properties] Properties to set
       * @returns {ovnet.v1.Ack} Ack instance
       * @type {{
       *   (properties: ovnet.v1.Ack.$Shape): ovnet.v1.Ack & ovnet.v1.Ack.$Shape;
       *   (properties?: ovnet.v1.Ack.$Properties): ovnet.v1.Ack;
       * }}
       */
      Ack.create = function (properties) {
        return new Ack(properties);
      };

      /**
       * Encodes the specified Ack message. Does not implicitly {@link ovnet.v1.Ack.verify|verify} messages.
       * @function encode
       * @memberof ovnet.v1.Ack
       * @static
       * @param {ovnet.v1.Ack.$Properties} message Ack message or plain object to encode
       * @param {$protobuf.Writer} [writer] Writer to encode to
       * @returns {$protobuf.Writer} Writer
       */
      Ack.encode = function (message, writer, _depth) {
        if (!writer) writer = $Writer.create();
        if (_depth === $undefined) _depth = 0;
        if (_depth > $util.recursionLimit) throw $Error('max depth exceeded');
        if (
          message.networkId != null &&
          $Object.hasOwnProperty.call(message, 'networkId') &&
          message.networkId !== ''
        )
          writer.uint32(/* id 1, wireType 2 =*/ 10).string(message.networkId);
        if (
          message.epoch != null &&
          $Object.hasOwnProperty.call(message, 'epoch') &&
          (typeof message.epoch === 'object'
            ? message.epoch.low || message.epoch.high
            : message.epoch !== 0)
        )
          writer.uint32(/* id 2, wireType 0 =*/ 16).uint64(message.epoch);
        if (
          message.revision != null &&
          $Object.hasOwnProperty.call(message, 'revision') &&
          (typeof message.revision === 'object'
            ? message.revision.low || message.revision.high
            : message.revision !== 0)
        )
          writer.uint32(/* id 3, wireType 0 =*/ 24).uint64(message.revision);
        if (
          message.digest != null &&
          $Object.hasOwnProperty.call(message, 'digest') &&
          message.digest !== ''
        )
          writer.uint32(/* id 4, wireType 2 =*/ 34).string(message.digest);
        if (message.failed != null && message.failed.length)
          for (let i = 0; i < message.failed.length; ++i)
            $root.ovnet.v1.Failure.encode(
              message.failed[i],
              writer.uint32(/* id 5, wireType 2 =*/ 42).fork(),
              _depth + 1,
            ).ldelim();
        if (
          message.gone != null &&
          $Object.hasOwnProperty.call(message, 'gone') &&
          message.gone !== false
        )
          writer.uint32(/* id 6, wireType 0 =*/ 48).bool(message.gone);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, '$unknowns'))
          for (let i = 0; i < message.$unknowns.length; ++i) writer.raw(message.$unknowns[i]);
        return writer;
      };

      /**
       * Decodes an Ack message from the specified reader or buffer.
       * @function decode
       * @memberof ovnet.v1.Ack
       * @static
       * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
       * @param {number} [length] Message length if known beforehand
       * @returns {ovnet.v1.Ack & ovnet.v1.Ack.$Shape} Ack
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      Ack.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (_depth === $undefined) _depth = 0;
        if (_depth > $Reader.recursionLimit) throw $Error('max depth exceeded');
        let end, message, value;
        if (length === $undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw $RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = _target || new $root.ovnet.v1.Ack();
        while (reader.pos < end) {
          let start = reader.pos;
          let tag = reader.tag();
          if (tag === _end) {
            _end = $undefined;
            break;
          }
          let wireType = tag & 7;
          switch ((tag >>>= 3)) {
            case 1: {
              if (wireType !== 2) break;
              if ((value = reader.stringVerify()).length) message.networkId = value;
              else delete message.networkId;
              continue;
            }
            case 2: {
              if (wireType !== 0) break;
              if (
                typeof (value = reader.uint64()) === 'object'
                  ? value.low || value.high
                  : value !== 0
              )
                message.epoch = value;
              else delete message.epoch;
              continue;
            }
            case 3: {
              if (wireType !== 0) break;
              if (
                typeof (value = reader.uint64()) === 'object'
                  ? value.low || value.high
                  : value !== 0
              )
                message.revision = value;
              else delete message.revision;
              continue;
            }
            case 4: {
              if (wireType !== 2) break;
              if ((value = reader.stringVerify()).length) message.digest = value;
              else delete message.digest;
              continue;
            }
            case 5: {
              if (wireType !== 2) break;
              if (!(message.failed && message.failed.length)) message.failed = [];
              message.failed.push(
                $root.ovnet.v1.Failure.decode(reader, reader.size(), $undefined, _depth + 1),
              );
              continue;
            }
            case 6: {
              if (wireType !== 0) break;
              if ((value = reader.bool())) message.gone = value;
              else delete message.gone;
              continue;
            }
          }
          reader.skipType(wireType, _depth, tag);
          if (!reader.discardUnknown) {
            $util.makeProp(message, '$unknowns', false);
            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
          }
        }
        if (length !== $undefined) {
          if (reader.pos !== end) throw $RangeError('index out of range');
          reader.len = length;
        }
        if (_end !== $undefined) throw $Error('missing end group');
        return message;
      };

      return Ack;
    })();

    v1.Failure = (function () {
      /**
       * Properties of a Failure.
       * @typedef {Object} ovnet.v1.Failure.$Properties
       * @property {string} [endpointId] Failure endpointId
       * @property {string} [code] Failure code
       * @property {string} [detail] Failure detail
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */

      /**
       * Properties of a Failure.
       * @memberof ovnet.v1
       * @interface IFailure
       * @augments ovnet.v1.Failure.$Properties
       * @deprecated Use ovnet.v1.Failure.$Properties instead.
       */

      /**
       * Shape of a Failure.
       * @typedef {ovnet.v1.Failure.$Properties} ovnet.v1.Failure.$Shape
       */

      /**
       * Constructs a new Failure.
       * @memberof ovnet.v1
       * @classdesc Represents a Failure.
       * @constructor
       * @param {ovnet.v1.Failure.$Properties=} [properties] Properties to set
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */
      const Failure = function (properties) {
        if (properties)
          for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__')
              this[keys[i]] = properties[keys[i]];
      };

      /**
       * Failure endpointId.
       * @member {string} endpointId
       * @memberof ovnet.v1.Failure
       * @instance
       */
      Failure.prototype.endpointId = '';

      /**
       * Failure code.
       * @member {string} code
       * @memberof ovnet.v1.Failure
       * @instance
       */
      Failure.prototype.code = '';

      /**
       * Failure detail.
       * @member {string} detail
       * @memberof ovnet.v1.Failure
       * @instance
       */
      Failure.prototype.detail = '';

      /**
       * Creates a new Failure instance using the specified properties.
       * @function create
       * @memberof ovnet.v1.Failure
       * @static
       * @param {ovnet.v1.Failure.$Properties=} [properties] Properties to set
       * @returns {ovnet.v1.Failure} Failure instance
       * @type {{
       *   (properties: ovnet.v1.Failure.$Shape): ovnet.v1.Failure & ovnet.v1.Failure.$Shape;
       *   (properties?: ovnet.v1.Failure.$Properties): ovnet.v1.Failure;
       * }}
       */
      Failure.create = function (properties) {
        return new Failure(properties);
      };

      /**
       * Encodes the specified Failure message. Does not implicitly {@link ovnet.v1.Failure.verify|verify} messages.
       * @function encode
       * @memberof ovnet.v1.Failure
       * @static
       * @param {ovnet.v1.Failure.$Properties} message Failure message or plain object to encode
       * @param {$protobuf.Writer} [writer] Writer to encode to
       * @returns {$protobuf.Writer} Writer
       */
      Failure.encode = function (message, writer, _depth) {
        if (!writer) writer = $Writer.create();
        if (_depth === $undefined) _depth = 0;
        if (_depth > $util.recursionLimit) throw $Error('max depth exceeded');
        if (
          message.endpointId != null &&
          $Object.hasOwnProperty.call(message, 'endpointId') &&
          message.endpointId !== ''
        )
          writer.uint32(/* id 1, wireType 2 =*/ 10).string(message.endpointId);
        if (
          message.code != null &&
          $Object.hasOwnProperty.call(message, 'code') &&
          message.code !== ''
        )
          writer.uint32(/* id 2, wireType 2 =*/ 18).string(message.code);
        if (
          message.detail != null &&
          $Object.hasOwnProperty.call(message, 'detail') &&
          message.detail !== ''
        )
          writer.uint32(/* id 3, wireType 2 =*/ 26).string(message.detail);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, '$unknowns'))
          for (let i = 0; i < message.$unknowns.length; ++i) writer.raw(message.$unknowns[i]);
        return writer;
      };

      /**
       * Decodes a Failure message from the specified reader or buffer.
       * @function decode
       * @memberof ovnet.v1.Failure
       * @static
       * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
       * @param {number} [length] Message length if known beforehand
       * @returns {ovnet.v1.Failure & ovnet.v1.Failure.$Shape} Failure
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      Failure.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (_depth === $undefined) _depth = 0;
        if (_depth > $Reader.recursionLimit) throw $Error('max depth exceeded');
        let end, message, value;
        if (length === $undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw $RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = _target || new $root.ovnet.v1.Failure();
        while (reader.pos < end) {
          let start = reader.pos;
          let tag = reader.tag();
          if (tag === _end) {
            _end = $undefined;
            break;
          }
          let wireType = tag & 7;
          switch ((tag >>>= 3)) {
            case 1: {
              if (wireType !== 2) break;
              if ((value = reader.stringVerify()).length) message.endpointId = value;
              else delete message.endpointId;
              continue;
            }
            case 2: {
              if (wireType !== 2) break;
              if ((value = reader.stringVerify()).length) message.code = value;
              else delete message.code;
              continue;
            }
            case 3: {
              if (wireType !== 2) break;
              if ((value = reader.stringVerify()).length) message.detail = value;
              else delete message.detail;
              continue;
            }
          }
          reader.skipType(wireType, _depth, tag);
          if (!reader.discardUnknown) {
            $util.makeProp(message, '$unknowns', false);
            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
          }
        }
        if (length !== $undefined) {
          if (reader.pos !== end) throw $RangeError('index out of range');
          reader.len = length;
        }
        if (_end !== $undefined) throw $Error('missing end group');
        return message;
      };

      return Failure;
    })();

    v1.Report = (function () {
      /**
       * Properties of a Report.
       * @typedef {Object} ovnet.v1.Report.$Properties
       * @property {number} [underlayMtu] Report underlayMtu
       * @property {Array.<string>} [routes] Report routes
       * @property {Array.<string>} [capabilities] Report capabilities
       * @property {Array.<ovnet.v1.DriftCounter.$Properties>} [drift] Report drift
       * @property {string} [agentVersion] Report agentVersion
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */

      /**
       * Properties of a Report.
       * @memberof ovnet.v1
       * @interface IReport
       * @augments ovnet.v1.Report.$Properties
       * @deprecated Use ovnet.v1.Report.$Properties instead.
       */

      /**
       * Shape of a Report.
       * @typedef {ovnet.v1.Report.$Properties} ovnet.v1.Report.$Shape
       */

      /**
       * Constructs a new Report.
       * @memberof ovnet.v1
       * @classdesc Represents a Report.
       * @constructor
       * @param {ovnet.v1.Report.$Properties=} [properties] Properties to set
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */
      const Report = function (properties) {
        this.routes = [];
        this.capabilities = [];
        this.drift = [];
        if (properties)
          for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__')
              this[keys[i]] = properties[keys[i]];
      };

      /**
       * Report underlayMtu.
       * @member {number} underlayMtu
       * @memberof ovnet.v1.Report
       * @instance
       */
      Report.prototype.underlayMtu = 0;

      /**
       * Report routes.
       * @member {Array.<string>} routes
       * @memberof ovnet.v1.Report
       * @instance
       */
      Report.prototype.routes = $util.emptyArray;

      /**
       * Report capabilities.
       * @member {Array.<string>} capabilities
       * @memberof ovnet.v1.Report
       * @instance
       */
      Report.prototype.capabilities = $util.emptyArray;

      /**
       * Report drift.
       * @member {Array.<ovnet.v1.DriftCounter>} drift
       * @memberof ovnet.v1.Report
       * @instance
       */
      Report.prototype.drift = $util.emptyArray;

      /**
       * Report agentVersion.
       * @member {string} agentVersion
       * @memberof ovnet.v1.Report
       * @instance
       */
      Report.prototype.agentVersion = '';

      /**
       * Creates a new Report instance using the specified properties.
       * @function create
       * @memberof ovnet.v1.Report
       * @static
       * @param {ovnet.v1.Report.$Properties=} [properties] Properties to set
       * @returns {ovnet.v1.Report} Report instance
       * @type {{
       *   (properties: ovnet.v1.Report.$Shape): ovnet.v1.Report & ovnet.v1.Report.$Shape;
       *   (properties?: ovnet.v1.Report.$Properties): ovnet.v1.Report;
       * }}
       */
      Report.create = function (properties) {
        return new Report(properties);
      };

      /**
       * Encodes the specified Report message. Does not implicitly {@link ovnet.v1.Report.verify|verify} messages.
       * @function encode
       * @memberof ovnet.v1.Report
       * @static
       * @param {ovnet.v1.Report.$Properties} message Report message or plain object to encode
       * @param {$protobuf.Writer} [writer] Writer to encode to
       * @returns {$protobuf.Writer} Writer
       */
      Report.encode = function (message, writer, _depth) {
        if (!writer) writer = $Writer.create();
        if (_depth === $undefined) _depth = 0;
        if (_depth > $util.recursionLimit) throw $Error('max depth exceeded');
        if (
          message.underlayMtu != null &&
          $Object.hasOwnProperty.call(message, 'underlayMtu') &&
          message.underlayMtu !== 0
        )
          writer.uint32(/* id 1, wireType 0 =*/ 8).uint32(message.underlayMtu);
        if (message.routes != null && message.routes.length)
          for (let i = 0; i < message.routes.length; ++i)
            writer.uint32(/* id 2, wireType 2 =*/ 18).string(message.routes[i]);
        if (message.capabilities != null && message.capabilities.length)
          for (let i = 0; i < message.capabilities.length; ++i)
            writer.uint32(/* id 3, wireType 2 =*/ 26).string(message.capabilities[i]);
        if (message.drift != null && message.drift.length)
          for (let i = 0; i < message.drift.length; ++i)
            $root.ovnet.v1.DriftCounter.encode(
              message.drift[i],
              writer.uint32(/* id 4, wireType 2 =*/ 34).fork(),
              _depth + 1,
            ).ldelim();
        if (
          message.agentVersion != null &&
          $Object.hasOwnProperty.call(message, 'agentVersion') &&
          message.agentVersion !== ''
        )
          writer.uint32(/* id 5, wireType 2 =*/ 42).string(message.agentVersion);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, '$unknowns'))
          for (let i = 0; i < message.$unknowns.length; ++i) writer.raw(message.$unknowns[i]);
        return writer;
      };

      /**
       * Decodes a Report message from the specified reader or buffer.
       * @function decode
       * @memberof ovnet.v1.Report
       * @static
       * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
       * @param {number} [length] Message length if known beforehand
       * @returns {ovnet.v1.Report & ovnet.v1.Report.$Shape} Report
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      Report.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (_depth === $undefined) _depth = 0;
        if (_depth > $Reader.recursionLimit) throw $Error('max depth exceeded');
        let end, message, value;
        if (length === $undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw $RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = _target || new $root.ovnet.v1.Report();
        while (reader.pos < end) {
          let start = reader.pos;
          let tag = reader.tag();
          if (tag === _end) {
            _end = $undefined;
            break;
          }
          let wireType = tag & 7;
          switch ((tag >>>= 3)) {
            case 1: {
              if (wireType !== 0) break;
              if ((value = reader.uint32())) message.underlayMtu = value;
              else delete message.underlayMtu;
              continue;
            }
            case 2: {
              if (wireType !== 2) break;
              if (!(message.routes && message.routes.length)) message.routes = [];
              message.routes.push(reader.stringVerify());
              continue;
            }
            case 3: {
              if (wireType !== 2) break;
              if (!(message.capabilities && message.capabilities.length)) message.capabilities = [];
              message.capabilities.push(reader.stringVerify());
              continue;
            }
            case 4: {
              if (wireType !== 2) break;
              if (!(message.drift && message.drift.length)) message.drift = [];
              message.drift.push(
                $root.ovnet.v1.DriftCounter.decode(reader, reader.size(), $undefined, _depth + 1),
              );
              continue;
            }
            case 5: {
              if (wireType !== 2) break;
              if ((value = reader.stringVerify()).length) message.agentVersion = value;
              else delete message.agentVersion;
              continue;
            }
          }
          reader.skipType(wireType, _depth, tag);
          if (!reader.discardUnknown) {
            $util.makeProp(message, '$unknowns', false);
            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
          }
        }
        if (length !== $undefined) {
          if (reader.pos !== end) throw $RangeError('index out of range');
          reader.len = length;
        }
        if (_end !== $undefined) throw $Error('missing end group');
        return message;
      };

      return Report;
    })();

    v1.DriftCounter = (function () {
      /**
       * Properties of a DriftCounter.
       * @typedef {Object} ovnet.v1.DriftCounter.$Properties
       * @property {string} [object] DriftCounter object
       * @property {number} [repaired] DriftCounter repaired
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */

      /**
       * Properties of a DriftCounter.
       * @memberof ovnet.v1
       * @interface IDriftCounter
       * @augments ovnet.v1.DriftCounter.$Properties
       * @deprecated Use ovnet.v1.DriftCounter.$Properties instead.
       */

      /**
       * Shape of a DriftCounter.
       * @typedef {ovnet.v1.DriftCounter.$Properties} ovnet.v1.DriftCounter.$Shape
       */

      /**
       * Constructs a new DriftCounter.
       * @memberof ovnet.v1
       * @classdesc Represents a DriftCounter.
       * @constructor
       * @param {ovnet.v1.DriftCounter.$Properties=} [properties] Properties to set
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */
      const DriftCounter = function (properties) {
        if (properties)
          for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__')
              this[keys[i]] = properties[keys[i]];
      };

      /**
       * DriftCounter object.
       * @member {string} object
       * @memberof ovnet.v1.DriftCounter
       * @instance
       */
      DriftCounter.prototype.object = '';

      /**
       * DriftCounter repaired.
       * @member {number} repaired
       * @memberof ovnet.v1.DriftCounter
       * @instance
       */
      DriftCounter.prototype.repaired = $util.Long ? $util.Long.fromBits(0, 0, true) : 0;

      /**
       * Creates a new DriftCounter instance using the specified properties.
       * @function create
       * @memberof ovnet.v1.DriftCounter
       * @static
       * @param {ovnet.v1.DriftCounter.$Properties=} [properties] Properties to set
       * @returns {ovnet.v1.DriftCounter} DriftCounter instance
       * @type {{
       *   (properties: ovnet.v1.DriftCounter.$Shape): ovnet.v1.DriftCounter & ovnet.v1.DriftCounter.$Shape;
       *   (properties?: ovnet.v1.DriftCounter.$Properties): ovnet.v1.DriftCounter;
       * }}
       */
      DriftCounter.create = function (properties) {
        return new DriftCounter(properties);
      };

      /**
       * Encodes the specified DriftCounter message. Does not implicitly {@link ovnet.v1.DriftCounter.verify|verify} messages.
       * @function encode
       * @memberof ovnet.v1.DriftCounter
       * @static
       * @param {ovnet.v1.DriftCounter.$Properties} message DriftCounter message or plain object to encode
       * @param {$protobuf.Writer} [writer] Writer to encode to
       * @returns {$protobuf.Writer} Writer
       */
      DriftCounter.encode = function (message, writer, _depth) {
        if (!writer) writer = $Writer.create();
        if (_depth === $undefined) _depth = 0;
        if (_depth > $util.recursionLimit) throw $Error('max depth exceeded');
        if (
          message.object != null &&
          $Object.hasOwnProperty.call(message, 'object') &&
          message.object !== ''
        )
          writer.uint32(/* id 1, wireType 2 =*/ 10).string(message.object);
        if (
          message.repaired != null &&
          $Object.hasOwnProperty.call(message, 'repaired') &&
          (typeof message.repaired === 'object'
            ? message.repaired.low || message.repaired.high
            : message.repaired !== 0)
        )
          writer.uint32(/* id 2, wireType 0 =*/ 16).uint64(message.repaired);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, '$unknowns'))
          for (let i = 0; i < message.$unknowns.length; ++i) writer.raw(message.$unknowns[i]);
        return writer;
      };

      /**
       * Decodes a DriftCounter message from the specified reader or buffer.
       * @function decode
       * @memberof ovnet.v1.DriftCounter
       * @static
       * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
       * @param {number} [length] Message length if known beforehand
       * @returns {ovnet.v1.DriftCounter & ovnet.v1.DriftCounter.$Shape} DriftCounter
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      DriftCounter.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (_depth === $undefined) _depth = 0;
        if (_depth > $Reader.recursionLimit) throw $Error('max depth exceeded');
        let end, message, value;
        if (length === $undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw $RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = _target || new $root.ovnet.v1.DriftCounter();
        while (reader.pos < end) {
          let start = reader.pos;
          let tag = reader.tag();
          if (tag === _end) {
            _end = $undefined;
            break;
          }
          let wireType = tag & 7;
          switch ((tag >>>= 3)) {
            case 1: {
              if (wireType !== 2) break;
              if ((value = reader.stringVerify()).length) message.object = value;
              else delete message.object;
              continue;
            }
            case 2: {
              if (wireType !== 0) break;
              if (
                typeof (value = reader.uint64()) === 'object'
                  ? value.low || value.high
                  : value !== 0
              )
                message.repaired = value;
              else delete message.repaired;
              continue;
            }
          }
          reader.skipType(wireType, _depth, tag);
          if (!reader.discardUnknown) {
            $util.makeProp(message, '$unknowns', false);
            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
          }
        }
        if (length !== $undefined) {
          if (reader.pos !== end) throw $RangeError('index out of range');
          reader.len = length;
        }
        if (_end !== $undefined) throw $Error('missing end group');
        return message;
      };

      return DriftCounter;
    })();

    v1.Answer = (function () {
      /**
       * Properties of an Answer.
       * @typedef {Object} ovnet.v1.Answer.$Properties
       * @property {number} [id] Answer id
       * @property {Uint8Array} [payload] Answer payload
       * @property {string} [errorCode] Answer errorCode
       * @property {string} [errorDetail] Answer errorDetail
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */

      /**
       * Properties of an Answer.
       * @memberof ovnet.v1
       * @interface IAnswer
       * @augments ovnet.v1.Answer.$Properties
       * @deprecated Use ovnet.v1.Answer.$Properties instead.
       */

      /**
       * Shape of an Answer.
       * @typedef {ovnet.v1.Answer.$Properties} ovnet.v1.Answer.$Shape
       */

      /**
       * Constructs a new Answer.
       * @memberof ovnet.v1
       * @classdesc Represents an Answer.
       * @constructor
       * @param {ovnet.v1.Answer.$Properties=} [properties] Properties to set
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */
      const Answer = function (properties) {
        if (properties)
          for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__')
              this[keys[i]] = properties[keys[i]];
      };

      /**
       * Answer id.
       * @member {number} id
       * @memberof ovnet.v1.Answer
       * @instance
       */
      Answer.prototype.id = $util.Long ? $util.Long.fromBits(0, 0, true) : 0;

      /**
       * Answer payload.
       * @member {Uint8Array} payload
       * @memberof ovnet.v1.Answer
       * @instance
       */
      Answer.prototype.payload = $util.newBuffer([]);

      /**
       * Answer errorCode.
       * @member {string} errorCode
       * @memberof ovnet.v1.Answer
       * @instance
       */
      Answer.prototype.errorCode = '';

      /**
       * Answer errorDetail.
       * @member {string} errorDetail
       * @memberof ovnet.v1.Answer
       * @instance
       */
      Answer.prototype.errorDetail = '';

      /**
       * Creates a new Answer instance using the specified properties.
       * @function create
       * @memberof ovnet.v1.Answer
       * @static
       * @param {ovnet.v1.Answer.$Properties=} [properties] Properties to set
       * @returns {ovnet.v1.Answer} Answer instance
       * @type {{
       *   (properties: ovnet.v1.Answer.$Shape): ovnet.v1.Answer & ovnet.v1.Answer.$Shape;
       *   (properties?: ovnet.v1.Answer.$Properties): ovnet.v1.Answer;
       * }}
       */
      Answer.create = function (properties) {
        return new Answer(properties);
      };

      /**
       * Encodes the specified Answer message. Does not implicitly {@link ovnet.v1.Answer.verify|verify} messages.
       * @function encode
       * @memberof ovnet.v1.Answer
       * @static
       * @param {ovnet.v1.Answer.$Properties} message Answer message or plain object to encode
       * @param {$protobuf.Writer} [writer] Writer to encode to
       * @returns {$protobuf.Writer} Writer
       */
      Answer.encode = function (message, writer, _depth) {
        if (!writer) writer = $Writer.create();
        if (_depth === $undefined) _depth = 0;
        if (_depth > $util.recursionLimit) throw $Error('max depth exceeded');
        if (
          message.id != null &&
          $Object.hasOwnProperty.call(message, 'id') &&
          (typeof message.id === 'object' ? message.id.low || message.id.high : message.id !== 0)
        )
          writer.uint32(/* id 1, wireType 0 =*/ 8).uint64(message.id);
        if (
          message.payload != null &&
          $Object.hasOwnProperty.call(message, 'payload') &&
          message.payload.length
        )
          writer.uint32(/* id 2, wireType 2 =*/ 18).bytes(message.payload);
        if (
          message.errorCode != null &&
          $Object.hasOwnProperty.call(message, 'errorCode') &&
          message.errorCode !== ''
        )
          writer.uint32(/* id 3, wireType 2 =*/ 26).string(message.errorCode);
        if (
          message.errorDetail != null &&
          $Object.hasOwnProperty.call(message, 'errorDetail') &&
          message.errorDetail !== ''
        )
          writer.uint32(/* id 4, wireType 2 =*/ 34).string(message.errorDetail);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, '$unknowns'))
          for (let i = 0; i < message.$unknowns.length; ++i) writer.raw(message.$unknowns[i]);
        return writer;
      };

      /**
       * Decodes an Answer message from the specified reader or buffer.
       * @function decode
       * @memberof ovnet.v1.Answer
       * @static
       * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
       * @param {number} [length] Message length if known beforehand
       * @returns {ovnet.v1.Answer & ovnet.v1.Answer.$Shape} Answer
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      Answer.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (_depth === $undefined) _depth = 0;
        if (_depth > $Reader.recursionLimit) throw $Error('max depth exceeded');
        let end, message, value;
        if (length === $undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw $RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = _target || new $root.ovnet.v1.Answer();
        while (reader.pos < end) {
          let start = reader.pos;
          let tag = reader.tag();
          if (tag === _end) {
            _end = $undefined;
            break;
          }
          let wireType = tag & 7;
          switch ((tag >>>= 3)) {
            case 1: {
              if (wireType !== 0) break;
              if (
                typeof (value = reader.uint64()) === 'object'
                  ? value.low || value.high
                  : value !== 0
              )
                message.id = value;
              else delete message.id;
              continue;
            }
            case 2: {
              if (wireType !== 2) break;
              if ((value = reader.bytes()).length) message.payload = value;
              else delete message.payload;
              continue;
            }
            case 3: {
              if (wireType !== 2) break;
              if ((value = reader.stringVerify()).length) message.errorCode = value;
              else delete message.errorCode;
              continue;
            }
            case 4: {
              if (wireType !== 2) break;
              if ((value = reader.stringVerify()).length) message.errorDetail = value;
              else delete message.errorDetail;
              continue;
            }
          }
          reader.skipType(wireType, _depth, tag);
          if (!reader.discardUnknown) {
            $util.makeProp(message, '$unknowns', false);
            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
          }
        }
        if (length !== $undefined) {
          if (reader.pos !== end) throw $RangeError('index out of range');
          reader.len = length;
        }
        if (_end !== $undefined) throw $Error('missing end group');
        return message;
      };

      return Answer;
    })();

    v1.Heartbeat = (function () {
      /**
       * Properties of a Heartbeat.
       * @typedef {Object} ovnet.v1.Heartbeat.$Properties
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */

      /**
       * Properties of a Heartbeat.
       * @memberof ovnet.v1
       * @interface IHeartbeat
       * @augments ovnet.v1.Heartbeat.$Properties
       * @deprecated Use ovnet.v1.Heartbeat.$Properties instead.
       */

      /**
       * Shape of a Heartbeat.
       * @typedef {ovnet.v1.Heartbeat.$Properties} ovnet.v1.Heartbeat.$Shape
       */

      /**
       * Constructs a new Heartbeat.
       * @memberof ovnet.v1
       * @classdesc Represents a Heartbeat.
       * @constructor
       * @param {ovnet.v1.Heartbeat.$Properties=} [properties] Properties to set
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */
      const Heartbeat = function (properties) {
        if (properties)
          for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__')
              this[keys[i]] = properties[keys[i]];
      };

      /**
       * Creates a new Heartbeat instance using the specified properties.
       * @function create
       * @memberof ovnet.v1.Heartbeat
       * @static
       * @param {ovnet.v1.Heartbeat.$Properties=} [properties] Properties to set
       * @returns {ovnet.v1.Heartbeat} Heartbeat instance
       * @type {{
       *   (properties: ovnet.v1.Heartbeat.$Shape): ovnet.v1.Heartbeat & ovnet.v1.Heartbeat.$Shape;
       *   (properties?: ovnet.v1.Heartbeat.$Properties): ovnet.v1.Heartbeat;
       * }}
       */
      Heartbeat.create = function (properties) {
        return new Heartbeat(properties);
      };

      /**
       * Encodes the specified Heartbeat message. Does not implicitly {@link ovnet.v1.Heartbeat.verify|verify} messages.
       * @function encode
       * @memberof ovnet.v1.Heartbeat
       * @static
       * @param {ovnet.v1.Heartbeat.$Properties} message Heartbeat message or plain object to encode
       * @param {$protobuf.Writer} [writer] Writer to encode to
       * @returns {$protobuf.Writer} Writer
       */
      Heartbeat.encode = function (message, writer, _depth) {
        if (!writer) writer = $Writer.create();
        if (_depth === $undefined) _depth = 0;
        if (_depth > $util.recursionLimit) throw $Error('max depth exceeded');
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, '$unknowns'))
          for (let i = 0; i < message.$unknowns.length; ++i) writer.raw(message.$unknowns[i]);
        return writer;
      };

      /**
       * Decodes a Heartbeat message from the specified reader or buffer.
       * @function decode
       * @memberof ovnet.v1.Heartbeat
       * @static
       * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
       * @param {number} [length] Message length if known beforehand
       * @returns {ovnet.v1.Heartbeat & ovnet.v1.Heartbeat.$Shape} Heartbeat
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      Heartbeat.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (_depth === $undefined) _depth = 0;
        if (_depth > $Reader.recursionLimit) throw $Error('max depth exceeded');
        let end, message;
        if (length === $undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw $RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = _target || new $root.ovnet.v1.Heartbeat();
        while (reader.pos < end) {
          let start = reader.pos;
          let tag = reader.tag();
          if (tag === _end) {
            _end = $undefined;
            break;
          }
          reader.skipType(tag & 7, _depth, tag);
          if (!reader.discardUnknown) {
            $util.makeProp(message, '$unknowns', false);
            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
          }
        }
        if (length !== $undefined) {
          if (reader.pos !== end) throw $RangeError('index out of range');
          reader.len = length;
        }
        if (_end !== $undefined) throw $Error('missing end group');
        return message;
      };

      return Heartbeat;
    })();

    v1.ManagerMessage = (function () {
      /**
       * Properties of a ManagerMessage.
       * @typedef {Object} ovnet.v1.ManagerMessage.$Properties
       * @property {ovnet.v1.Welcome.$Properties|null} [welcome] ManagerMessage welcome
       * @property {ovnet.v1.NetworkImage.$Properties|null} [image] ManagerMessage image
       * @property {ovnet.v1.NetworkDelta.$Properties|null} [delta] ManagerMessage delta
       * @property {ovnet.v1.NetworkGone.$Properties|null} [gone] ManagerMessage gone
       * @property {ovnet.v1.Synced.$Properties|null} [synced] ManagerMessage synced
       * @property {ovnet.v1.Removed.$Properties|null} [removed] ManagerMessage removed
       * @property {ovnet.v1.Query.$Properties|null} [query] ManagerMessage query
       * @property {ovnet.v1.Heartbeat.$Properties|null} [heartbeat] ManagerMessage heartbeat
       * @property {ovnet.v1.Elsewhere.$Properties|null} [elsewhere] ManagerMessage elsewhere
       * @property {ovnet.v1.Trace.$Properties|null} [trace] ManagerMessage trace
       * @property {ovnet.v1.Move.$Properties|null} [move] ManagerMessage move
       * @property {ovnet.v1.ManagerBatch.$Properties|null} [batch] ManagerMessage batch
       * @property {"welcome"|"image"|"delta"|"gone"|"synced"|"removed"|"query"|"heartbeat"|"elsewhere"|"trace"|"move"|"batch"} [body] ManagerMessage body
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */

      /**
       * Properties of a ManagerMessage.
       * @memberof ovnet.v1
       * @interface IManagerMessage
       * @augments ovnet.v1.ManagerMessage.$Properties
       * @deprecated Use ovnet.v1.ManagerMessage.$Properties instead.
       */

      /**
       * Narrowed shape of a ManagerMessage.
       * @typedef {{
       *   welcome?: ovnet.v1.Welcome.$Shape|null;
       *   image?: ovnet.v1.NetworkImage.$Shape|null;
       *   delta?: ovnet.v1.NetworkDelta.$Shape|null;
       *   gone?: ovnet.v1.NetworkGone.$Shape|null;
       *   synced?: ovnet.v1.Synced.$Shape|null;
       *   removed?: ovnet.v1.Removed.$Shape|null;
       *   query?: ovnet.v1.Query.$Shape|null;
       *   heartbeat?: ovnet.v1.Heartbeat.$Shape|null;
       *   elsewhere?: ovnet.v1.Elsewhere.$Shape|null;
       *   trace?: ovnet.v1.Trace.$Shape|null;
       *   move?: ovnet.v1.Move.$Shape|null;
       *   batch?: ovnet.v1.ManagerBatch.$Shape|null;
       *   $unknowns?: Array.<Uint8Array>;
       * } & (
       *   ({ body?: undefined; welcome?: null; image?: null; delta?: null; gone?: null; synced?: null; removed?: null; query?: null; heartbeat?: null; elsewhere?: null; trace?: null; move?: null; batch?: null }|{ body?: "welcome"; welcome: ovnet.v1.Welcome.$Shape; image?: null; delta?: null; gone?: null; synced?: null; removed?: null; query?: null; heartbeat?: null; elsewhere?: null; trace?: null; move?: null; batch?: null }|{ body?: "image"; welcome?: null; image: ovnet.v1.NetworkImage.$Shape; delta?: null; gone?: null; synced?: null; removed?: null; query?: null; heartbeat?: null; elsewhere?: null; trace?: null; move?: null; batch?: null }|{ body?: "delta"; welcome?: null; image?: null; delta: ovnet.v1.NetworkDelta.$Shape; gone?: null; synced?: null; removed?: null; query?: null; heartbeat?: null; elsewhere?: null; trace?: null; move?: null; batch?: null }|{ body?: "gone"; welcome?: null; image?: null; delta?: null; gone: ovnet.v1.NetworkGone.$Shape; synced?: null; removed?: null; query?: null; heartbeat?: null; elsewhere?: null; trace?: null; move?: null; batch?: null }|{ body?: "synced"; welcome?: null; image?: null; delta?: null; gone?: null; synced: ovnet.v1.Synced.$Shape; removed?: null; query?: null; heartbeat?: null; elsewhere?: null; trace?: null; move?: null; batch?: null }|{ body?: "removed"; welcome?: null; image?: null; delta?: null; gone?: null; synced?: null; removed: ovnet.v1.Removed.$Shape; query?: null; heartbeat?: null; elsewhere?: null; trace?: null; move?: null; batch?: null }|{ body?: "query"; welcome?: null; image?: null; delta?: null; gone?: null; synced?: null; removed?: null; query: ovnet.v1.Query.$Shape; heartbeat?: null; elsewhere?: null; trace?: null; move?: null; batch?: null }|{ body?: "heartbeat"; welcome?: null; image?: null; delta?: null; gone?: null; synced?: null; removed?: null; query?: null; heartbeat: ovnet.v1.Heartbeat.$Shape; elsewhere?: null; trace?: null; move?: null; batch?: null }|{ body?: "elsewhere"; welcome?: null; image?: null; delta?: null; gone?: null; synced?: null; removed?: null; query?: null; heartbeat?: null; elsewhere: ovnet.v1.Elsewhere.$Shape; trace?: null; move?: null; batch?: null }|{ body?: "trace"; welcome?: null; image?: null; delta?: null; gone?: null; synced?: null; removed?: null; query?: null; heartbeat?: null; elsewhere?: null; trace: ovnet.v1.Trace.$Shape; move?: null; batch?: null }|{ body?: "move"; welcome?: null; image?: null; delta?: null; gone?: null; synced?: null; removed?: null; query?: null; heartbeat?: null; elsewhere?: null; trace?: null; move: ovnet.v1.Move.$Shape; batch?: null }|{ body?: "batch"; welcome?: null; image?: null; delta?: null; gone?: null; synced?: null; removed?: null; query?: null; heartbeat?: null; elsewhere?: null; trace?: null; move?: null; batch: ovnet.v1.ManagerBatch.$Shape })
       * )} ovnet.v1.ManagerMessage.$Shape
       */

      /**
       * Constructs a new ManagerMessage.
       * @memberof ovnet.v1
       * @classdesc Represents a ManagerMessage.
       * @constructor
       * @param {ovnet.v1.ManagerMessage.$Properties=} [properties] Properties to set
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */
      const ManagerMessage = function (properties) {
        if (properties)
          for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__')
              this[keys[i]] = properties[keys[i]];
      };

      /**
       * ManagerMessage welcome.
       * @member {ovnet.v1.Welcome|null} welcome
       * @memberof ovnet.v1.ManagerMessage
       * @instance
       */
      ManagerMessage.prototype.welcome = null;

      /**
       * ManagerMessage image.
       * @member {ovnet.v1.NetworkImage|null} image
       * @memberof ovnet.v1.ManagerMessage
       * @instance
       */
      ManagerMessage.prototype.image = null;

      /**
       * ManagerMessage delta.
       * @member {ovnet.v1.NetworkDelta|null} delta
       * @memberof ovnet.v1.ManagerMessage
       * @instance
       */
      ManagerMessage.prototype.delta = null;

      /**
       * ManagerMessage gone.
       * @member {ovnet.v1.NetworkGone|null} gone
       * @memberof ovnet.v1.ManagerMessage
       * @instance
       */
      ManagerMessage.prototype.gone = null;

      /**
       * ManagerMessage synced.
       * @member {ovnet.v1.Synced|null} synced
       * @memberof ovnet.v1.ManagerMessage
       * @instance
       */
      ManagerMessage.prototype.synced = null;

      /**
       * ManagerMessage removed.
       * @member {ovnet.v1.Removed|null} removed
       * @memberof ovnet.v1.ManagerMessage
       * @instance
       */
      ManagerMessage.prototype.removed = null;

      /**
       * ManagerMessage query.
       * @member {ovnet.v1.Query|null} query
       * @memberof ovnet.v1.ManagerMessage
       * @instance
       */
      ManagerMessage.prototype.query = null;

      /**
       * ManagerMessage heartbeat.
       * @member {ovnet.v1.Heartbeat|null} heartbeat
       * @memberof ovnet.v1.ManagerMessage
       * @instance
       */
      ManagerMessage.prototype.heartbeat = null;

      /**
       * ManagerMessage elsewhere.
       * @member {ovnet.v1.Elsewhere|null} elsewhere
       * @memberof ovnet.v1.ManagerMessage
       * @instance
       */
      ManagerMessage.prototype.elsewhere = null;

      /**
       * ManagerMessage trace.
       * @member {ovnet.v1.Trace|null} trace
       * @memberof ovnet.v1.ManagerMessage
       * @instance
       */
      ManagerMessage.prototype.trace = null;

      /**
       * ManagerMessage move.
       * @member {ovnet.v1.Move|null} move
       * @memberof ovnet.v1.ManagerMessage
       * @instance
       */
      ManagerMessage.prototype.move = null;

      /**
       * ManagerMessage batch.
       * @member {ovnet.v1.ManagerBatch|null} batch
       * @memberof ovnet.v1.ManagerMessage
       * @instance
       */
      ManagerMessage.prototype.batch = null;

      // OneOf field names bound to virtual getters and setters
      let $oneOfFields;

      /**
       * ManagerMessage body.
       * @member {"welcome"|"image"|"delta"|"gone"|"synced"|"removed"|"query"|"heartbeat"|"elsewhere"|"trace"|"move"|"batch"|undefined} body
       * @memberof ovnet.v1.ManagerMessage
       * @instance
       */
      $Object.defineProperty(ManagerMessage.prototype, 'body', {
        get: $util.oneOfGetter(
          ($oneOfFields = [
            'welcome',
            'image',
            'delta',
            'gone',
            'synced',
            'removed',
            'query',
            'heartbeat',
            'elsewhere',
            'trace',
            'move',
            'batch',
          ]),
        ),
        set: $util.oneOfSetter($oneOfFields),
      });

      /**
       * Creates a new ManagerMessage instance using the specified properties.
       * @function create
       * @memberof ovnet.v1.ManagerMessage
       * @static
       * @param {ovnet.v1.ManagerMessage.$Properties=} [properties] Properties to set
       * @returns {ovnet.v1.ManagerMessage} ManagerMessage instance
       * @type {{
       *   (properties: ovnet.v1.ManagerMessage.$Shape): ovnet.v1.ManagerMessage & ovnet.v1.ManagerMessage.$Shape;
       *   (properties?: ovnet.v1.ManagerMessage.$Properties): ovnet.v1.ManagerMessage;
       * }}
       */
      ManagerMessage.create = function (properties) {
        return new ManagerMessage(properties);
      };

      /**
       * Encodes the specified ManagerMessage message. Does not implicitly {@link ovnet.v1.ManagerMessage.verify|verify} messages.
       * @function encode
       * @memberof ovnet.v1.ManagerMessage
       * @static
       * @param {ovnet.v1.ManagerMessage.$Properties} message ManagerMessage message or plain object to encode
       * @param {$protobuf.Writer} [writer] Writer to encode to
       * @returns {$protobuf.Writer} Writer
       */
      ManagerMessage.encode = function (message, writer, _depth) {
        if (!writer) writer = $Writer.create();
        if (_depth === $undefined) _depth = 0;
        if (_depth > $util.recursionLimit) throw $Error('max depth exceeded');
        if (message.welcome != null && $Object.hasOwnProperty.call(message, 'welcome'))
          $root.ovnet.v1.Welcome.encode(
            message.welcome,
            writer.uint32(/* id 1, wireType 2 =*/ 10).fork(),
            _depth + 1,
          ).ldelim();
        if (message.image != null && $Object.hasOwnProperty.call(message, 'image'))
          $root.ovnet.v1.NetworkImage.encode(
            message.image,
            writer.uint32(/* id 2, wireType 2 =*/ 18).fork(),
            _depth + 1,
          ).ldelim();
        if (message.delta != null && $Object.hasOwnProperty.call(message, 'delta'))
          $root.ovnet.v1.NetworkDelta.encode(
            message.delta,
            writer.uint32(/* id 3, wireType 2 =*/ 26).fork(),
            _depth + 1,
          ).ldelim();
        if (message.gone != null && $Object.hasOwnProperty.call(message, 'gone'))
          $root.ovnet.v1.NetworkGone.encode(
            message.gone,
            writer.uint32(/* id 4, wireType 2 =*/ 34).fork(),
            _depth + 1,
          ).ldelim();
        if (message.synced != null && $Object.hasOwnProperty.call(message, 'synced'))
          $root.ovnet.v1.Synced.encode(
            message.synced,
            writer.uint32(/* id 5, wireType 2 =*/ 42).fork(),
            _depth + 1,
          ).ldelim();
        if (message.removed != null && $Object.hasOwnProperty.call(message, 'removed'))
          $root.ovnet.v1.Removed.encode(
            message.removed,
            writer.uint32(/* id 6, wireType 2 =*/ 50).fork(),
            _depth + 1,
          ).ldelim();
        if (message.query != null && $Object.hasOwnProperty.call(message, 'query'))
          $root.ovnet.v1.Query.encode(
            message.query,
            writer.uint32(/* id 7, wireType 2 =*/ 58).fork(),
            _depth + 1,
          ).ldelim();
        if (message.heartbeat != null && $Object.hasOwnProperty.call(message, 'heartbeat'))
          $root.ovnet.v1.Heartbeat.encode(
            message.heartbeat,
            writer.uint32(/* id 8, wireType 2 =*/ 66).fork(),
            _depth + 1,
          ).ldelim();
        if (message.elsewhere != null && $Object.hasOwnProperty.call(message, 'elsewhere'))
          $root.ovnet.v1.Elsewhere.encode(
            message.elsewhere,
            writer.uint32(/* id 9, wireType 2 =*/ 74).fork(),
            _depth + 1,
          ).ldelim();
        if (message.trace != null && $Object.hasOwnProperty.call(message, 'trace'))
          $root.ovnet.v1.Trace.encode(
            message.trace,
            writer.uint32(/* id 10, wireType 2 =*/ 82).fork(),
            _depth + 1,
          ).ldelim();
        if (message.move != null && $Object.hasOwnProperty.call(message, 'move'))
          $root.ovnet.v1.Move.encode(
            message.move,
            writer.uint32(/* id 11, wireType 2 =*/ 90).fork(),
            _depth + 1,
          ).ldelim();
        if (message.batch != null && $Object.hasOwnProperty.call(message, 'batch'))
          $root.ovnet.v1.ManagerBatch.encode(
            message.batch,
            writer.uint32(/* id 12, wireType 2 =*/ 98).fork(),
            _depth + 1,
          ).ldelim();
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, '$unknowns'))
          for (let i = 0; i < message.$unknowns.length; ++i) writer.raw(message.$unknowns[i]);
        return writer;
      };

      /**
       * Decodes a ManagerMessage message from the specified reader or buffer.
       * @function decode
       * @memberof ovnet.v1.ManagerMessage
       * @static
       * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
       * @param {number} [length] Message length if known beforehand
       * @returns {ovnet.v1.ManagerMessage & ovnet.v1.ManagerMessage.$Shape} ManagerMessage
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      ManagerMessage.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (_depth === $undefined) _depth = 0;
        if (_depth > $Reader.recursionLimit) throw $Error('max depth exceeded');
        let end, message;
        if (length === $undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw $RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = _target || new $root.ovnet.v1.ManagerMessage();
        while (reader.pos < end) {
          let start = reader.pos;
          let tag = reader.tag();
          if (tag === _end) {
            _end = $undefined;
            break;
          }
          let wireType = tag & 7;
          switch ((tag >>>= 3)) {
            case 1: {
              if (wireType !== 2) break;
              message.welcome = $root.ovnet.v1.Welcome.decode(
                reader,
                reader.size(),
                $undefined,
                _depth + 1,
                message.welcome,
              );
              message.body = 'welcome';
              continue;
            }
            case 2: {
              if (wireType !== 2) break;
              message.image = $root.ovnet.v1.NetworkImage.decode(
                reader,
                reader.size(),
                $undefined,
                _depth + 1,
                message.image,
              );
              message.body = 'image';
              continue;
            }
            case 3: {
              if (wireType !== 2) break;
              message.delta = $root.ovnet.v1.NetworkDelta.decode(
                reader,
                reader.size(),
                $undefined,
                _depth + 1,
                message.delta,
              );
              message.body = 'delta';
              continue;
            }
            case 4: {
              if (wireType !== 2) break;
              message.gone = $root.ovnet.v1.NetworkGone.decode(
                reader,
                reader.size(),
                $undefined,
                _depth + 1,
                message.gone,
              );
              message.body = 'gone';
              continue;
            }
            case 5: {
              if (wireType !== 2) break;
              message.synced = $root.ovnet.v1.Synced.decode(
                reader,
                reader.size(),
                $undefined,
                _depth + 1,
                message.synced,
              );
              message.body = 'synced';
              continue;
            }
            case 6: {
              if (wireType !== 2) break;
              message.removed = $root.ovnet.v1.Removed.decode(
                reader,
                reader.size(),
                $undefined,
                _depth + 1,
                message.removed,
              );
              message.body = 'removed';
              continue;
            }
            case 7: {
              if (wireType !== 2) break;
              message.query = $root.ovnet.v1.Query.decode(
                reader,
                reader.size(),
                $undefined,
                _depth + 1,
                message.query,
              );
              message.body = 'query';
              continue;
            }
            case 8: {
              if (wireType !== 2) break;
              message.heartbeat = $root.ovnet.v1.Heartbeat.decode(
                reader,
                reader.size(),
                $undefined,
                _depth + 1,
                message.heartbeat,
              );
              message.body = 'heartbeat';
              continue;
            }
            case 9: {
              if (wireType !== 2) break;
              message.elsewhere = $root.ovnet.v1.Elsewhere.decode(
                reader,
                reader.size(),
                $undefined,
                _depth + 1,
                message.elsewhere,
              );
              message.body = 'elsewhere';
              continue;
            }
            case 10: {
              if (wireType !== 2) break;
              message.trace = $root.ovnet.v1.Trace.decode(
                reader,
                reader.size(),
                $undefined,
                _depth + 1,
                message.trace,
              );
              message.body = 'trace';
              continue;
            }
            case 11: {
              if (wireType !== 2) break;
              message.move = $root.ovnet.v1.Move.decode(
                reader,
                reader.size(),
                $undefined,
                _depth + 1,
                message.move,
              );
              message.body = 'move';
              continue;
            }
            case 12: {
              if (wireType !== 2) break;
              message.batch = $root.ovnet.v1.ManagerBatch.decode(
                reader,
                reader.size(),
                $undefined,
                _depth + 1,
                message.batch,
              );
              message.body = 'batch';
              continue;
            }
          }
          reader.skipType(wireType, _depth, tag);
          if (!reader.discardUnknown) {
            $util.makeProp(message, '$unknowns', false);
            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
          }
        }
        if (length !== $undefined) {
          if (reader.pos !== end) throw $RangeError('index out of range');
          reader.len = length;
        }
        if (_end !== $undefined) throw $Error('missing end group');
        return message;
      };

      return ManagerMessage;
    })();

    v1.ManagerBatch = (function () {
      /**
       * Properties of a ManagerBatch.
       * @typedef {Object} ovnet.v1.ManagerBatch.$Properties
       * @property {Array.<ovnet.v1.ManagerMessage.$Properties>} [messages] ManagerBatch messages
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */

      /**
       * Properties of a ManagerBatch.
       * @memberof ovnet.v1
       * @interface IManagerBatch
       * @augments ovnet.v1.ManagerBatch.$Properties
       * @deprecated Use ovnet.v1.ManagerBatch.$Properties instead.
       */

      /**
       * Shape of a ManagerBatch.
       * @typedef {{
       *   messages?: Array.<ovnet.v1.ManagerMessage.$Shape>;
       *   $unknowns?: Array.<Uint8Array>;
       * }} ovnet.v1.ManagerBatch.$Shape
       */

      /**
       * Constructs a new ManagerBatch.
       * @memberof ovnet.v1
       * @classdesc Represents a ManagerBatch.
       * @constructor
       * @param {ovnet.v1.ManagerBatch.$Properties=} [properties] Properties to set
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */
      const ManagerBatch = function (properties) {
        this.messages = [];
        if (properties)
          for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__')
              this[keys[i]] = properties[keys[i]];
      };

      /**
       * ManagerBatch messages.
       * @member {Array.<ovnet.v1.ManagerMessage>} messages
       * @memberof ovnet.v1.ManagerBatch
       * @instance
       */
      ManagerBatch.prototype.messages = $util.emptyArray;

      /**
       * Creates a new ManagerBatch instance using the specified properties.
       * @function create
       * @memberof ovnet.v1.ManagerBatch
       * @static
       * @param {ovnet.v1.ManagerBatch.$Properties=} [properties] Properties to set
       * @returns {ovnet.v1.ManagerBatch} ManagerBatch instance
       * @type {{
       *   (properties: ovnet.v1.ManagerBatch.$Shape): ovnet.v1.ManagerBatch & ovnet.v1.ManagerBatch.$Shape;
       *   (properties?: ovnet.v1.ManagerBatch.$Properties): ovnet.v1.ManagerBatch;
       * }}
       */
      ManagerBatch.create = function (properties) {
        return new ManagerBatch(properties);
      };

      /**
       * Encodes the specified ManagerBatch message. Does not implicitly {@link ovnet.v1.ManagerBatch.verify|verify} messages.
       * @function encode
       * @memberof ovnet.v1.ManagerBatch
       * @static
       * @param {ovnet.v1.ManagerBatch.$Properties} message ManagerBatch message or plain object to encode
       * @param {$protobuf.Writer} [writer] Writer to encode to
       * @returns {$protobuf.Writer} Writer
       */
      ManagerBatch.encode = function (message, writer, _depth) {
        if (!writer) writer = $Writer.create();
        if (_depth === $undefined) _depth = 0;
        if (_depth > $util.recursionLimit) throw $Error('max depth exceeded');
        if (message.messages != null && message.messages.length)
          for (let i = 0; i < message.messages.length; ++i)
            $root.ovnet.v1.ManagerMessage.encode(
              message.messages[i],
              writer.uint32(/* id 1, wireType 2 =*/ 10).fork(),
              _depth + 1,
            ).ldelim();
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, '$unknowns'))
          for (let i = 0; i < message.$unknowns.length; ++i) writer.raw(message.$unknowns[i]);
        return writer;
      };

      /**
       * Decodes a ManagerBatch message from the specified reader or buffer.
       * @function decode
       * @memberof ovnet.v1.ManagerBatch
       * @static
       * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
       * @param {number} [length] Message length if known beforehand
       * @returns {ovnet.v1.ManagerBatch & ovnet.v1.ManagerBatch.$Shape} ManagerBatch
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      ManagerBatch.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (_depth === $undefined) _depth = 0;
        if (_depth > $Reader.recursionLimit) throw $Error('max depth exceeded');
        let end, message;
        if (length === $undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw $RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = _target || new $root.ovnet.v1.ManagerBatch();
        while (reader.pos < end) {
          let start = reader.pos;
          let tag = reader.tag();
          if (tag === _end) {
            _end = $undefined;
            break;
          }
          let wireType = tag & 7;
          switch ((tag >>>= 3)) {
            case 1: {
              if (wireType !== 2) break;
              if (!(message.messages && message.messages.length)) message.messages = [];
              message.messages.push(
                $root.ovnet.v1.ManagerMessage.decode(reader, reader.size(), $undefined, _depth + 1),
              );
              continue;
            }
          }
          reader.skipType(wireType, _depth, tag);
          if (!reader.discardUnknown) {
            $util.makeProp(message, '$unknowns', false);
            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
          }
        }
        if (length !== $undefined) {
          if (reader.pos !== end) throw $RangeError('index out of range');
          reader.len = length;
        }
        if (_end !== $undefined) throw $Error('missing end group');
        return message;
      };

      return ManagerBatch;
    })();

    v1.Welcome = (function () {
      /**
       * Properties of a Welcome.
       * @typedef {Object} ovnet.v1.Welcome.$Properties
       * @property {string} [clusterId] Welcome clusterId
       * @property {string} [clusterName] Welcome clusterName
       * @property {string} [nodeId] Welcome nodeId
       * @property {string} [nodeName] Welcome nodeName
       * @property {number} [epoch] Welcome epoch
       * @property {Array.<ovnet.v1.Manager.$Properties>} [managers] Welcome managers
       * @property {string} [managerId] Welcome managerId
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */

      /**
       * Properties of a Welcome.
       * @memberof ovnet.v1
       * @interface IWelcome
       * @augments ovnet.v1.Welcome.$Properties
       * @deprecated Use ovnet.v1.Welcome.$Properties instead.
       */

      /**
       * Shape of a Welcome.
       * @typedef {ovnet.v1.Welcome.$Properties} ovnet.v1.Welcome.$Shape
       */

      /**
       * Constructs a new Welcome.
       * @memberof ovnet.v1
       * @classdesc Represents a Welcome.
       * @constructor
       * @param {ovnet.v1.Welcome.$Properties=} [properties] Properties to set
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */
      const Welcome = function (properties) {
        this.managers = [];
        if (properties)
          for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__')
              this[keys[i]] = properties[keys[i]];
      };

      /**
       * Welcome clusterId.
       * @member {string} clusterId
       * @memberof ovnet.v1.Welcome
       * @instance
       */
      Welcome.prototype.clusterId = '';

      /**
       * Welcome clusterName.
       * @member {string} clusterName
       * @memberof ovnet.v1.Welcome
       * @instance
       */
      Welcome.prototype.clusterName = '';

      /**
       * Welcome nodeId.
       * @member {string} nodeId
       * @memberof ovnet.v1.Welcome
       * @instance
       */
      Welcome.prototype.nodeId = '';

      /**
       * Welcome nodeName.
       * @member {string} nodeName
       * @memberof ovnet.v1.Welcome
       * @instance
       */
      Welcome.prototype.nodeName = '';

      /**
       * Welcome epoch.
       * @member {number} epoch
       * @memberof ovnet.v1.Welcome
       * @instance
       */
      Welcome.prototype.epoch = $util.Long ? $util.Long.fromBits(0, 0, true) : 0;

      /**
       * Welcome managers.
       * @member {Array.<ovnet.v1.Manager>} managers
       * @memberof ovnet.v1.Welcome
       * @instance
       */
      Welcome.prototype.managers = $util.emptyArray;

      /**
       * Welcome managerId.
       * @member {string} managerId
       * @memberof ovnet.v1.Welcome
       * @instance
       */
      Welcome.prototype.managerId = '';

      /**
       * Creates a new Welcome instance using the specified properties.
       * @function create
       * @memberof ovnet.v1.Welcome
       * @static
       * @param {ovnet.v1.Welcome.$Properties=} [properties] Properties to set
       * @returns {ovnet.v1.Welcome} Welcome instance
       * @type {{
       *   (properties: ovnet.v1.Welcome.$Shape): ovnet.v1.Welcome & ovnet.v1.Welcome.$Shape;
       *   (properties?: ovnet.v1.Welcome.$Properties): ovnet.v1.Welcome;
       * }}
       */
      Welcome.create = function (properties) {
        return new Welcome(properties);
      };

      /**
       * Encodes the specified Welcome message. Does not implicitly {@link ovnet.v1.Welcome.verify|verify} messages.
       * @function encode
       * @memberof ovnet.v1.Welcome
       * @static
       * @param {ovnet.v1.Welcome.$Properties} message Welcome message or plain object to encode
       * @param {$protobuf.Writer} [writer] Writer to encode to
       * @returns {$protobuf.Writer} Writer
       */
      Welcome.encode = function (message, writer, _depth) {
        if (!writer) writer = $Writer.create();
        if (_depth === $undefined) _depth = 0;
        if (_depth > $util.recursionLimit) throw $Error('max depth exceeded');
        if (
          message.clusterId != null &&
          $Object.hasOwnProperty.call(message, 'clusterId') &&
          message.clusterId !== ''
        )
          writer.uint32(/* id 1, wireType 2 =*/ 10).string(message.clusterId);
        if (
          message.clusterName != null &&
          $Object.hasOwnProperty.call(message, 'clusterName') &&
          message.clusterName !== ''
        )
          writer.uint32(/* id 2, wireType 2 =*/ 18).string(message.clusterName);
        if (
          message.nodeId != null &&
          $Object.hasOwnProperty.call(message, 'nodeId') &&
          message.nodeId !== ''
        )
          writer.uint32(/* id 3, wireType 2 =*/ 26).string(message.nodeId);
        if (
          message.nodeName != null &&
          $Object.hasOwnProperty.call(message, 'nodeName') &&
          message.nodeName !== ''
        )
          writer.uint32(/* id 4, wireType 2 =*/ 34).string(message.nodeName);
        if (
          message.epoch != null &&
          $Object.hasOwnProperty.call(message, 'epoch') &&
          (typeof message.epoch === 'object'
            ? message.epoch.low || message.epoch.high
            : message.epoch !== 0)
        )
          writer.uint32(/* id 5, wireType 0 =*/ 40).uint64(message.epoch);
        if (message.managers != null && message.managers.length)
          for (let i = 0; i < message.managers.length; ++i)
            $root.ovnet.v1.Manager.encode(
              message.managers[i],
              writer.uint32(/* id 6, wireType 2 =*/ 50).fork(),
              _depth + 1,
            ).ldelim();
        if (
          message.managerId != null &&
          $Object.hasOwnProperty.call(message, 'managerId') &&
          message.managerId !== ''
        )
          writer.uint32(/* id 7, wireType 2 =*/ 58).string(message.managerId);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, '$unknowns'))
          for (let i = 0; i < message.$unknowns.length; ++i) writer.raw(message.$unknowns[i]);
        return writer;
      };

      /**
       * Decodes a Welcome message from the specified reader or buffer.
       * @function decode
       * @memberof ovnet.v1.Welcome
       * @static
       * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
       * @param {number} [length] Message length if known beforehand
       * @returns {ovnet.v1.Welcome & ovnet.v1.Welcome.$Shape} Welcome
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      Welcome.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (_depth === $undefined) _depth = 0;
        if (_depth > $Reader.recursionLimit) throw $Error('max depth exceeded');
        let end, message, value;
        if (length === $undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw $RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = _target || new $root.ovnet.v1.Welcome();
        while (reader.pos < end) {
          let start = reader.pos;
          let tag = reader.tag();
          if (tag === _end) {
            _end = $undefined;
            break;
          }
          let wireType = tag & 7;
          switch ((tag >>>= 3)) {
            case 1: {
              if (wireType !== 2) break;
              if ((value = reader.stringVerify()).length) message.clusterId = value;
              else delete message.clusterId;
              continue;
            }
            case 2: {
              if (wireType !== 2) break;
              if ((value = reader.stringVerify()).length) message.clusterName = value;
              else delete message.clusterName;
              continue;
            }
            case 3: {
              if (wireType !== 2) break;
              if ((value = reader.stringVerify()).length) message.nodeId = value;
              else delete message.nodeId;
              continue;
            }
            case 4: {
              if (wireType !== 2) break;
              if ((value = reader.stringVerify()).length) message.nodeName = value;
              else delete message.nodeName;
              continue;
            }
            case 5: {
              if (wireType !== 0) break;
              if (
                typeof (value = reader.uint64()) === 'object'
                  ? value.low || value.high
                  : value !== 0
              )
                message.epoch = value;
              else delete message.epoch;
              continue;
            }
            case 6: {
              if (wireType !== 2) break;
              if (!(message.managers && message.managers.length)) message.managers = [];
              message.managers.push(
                $root.ovnet.v1.Manager.decode(reader, reader.size(), $undefined, _depth + 1),
              );
              continue;
            }
            case 7: {
              if (wireType !== 2) break;
              if ((value = reader.stringVerify()).length) message.managerId = value;
              else delete message.managerId;
              continue;
            }
          }
          reader.skipType(wireType, _depth, tag);
          if (!reader.discardUnknown) {
            $util.makeProp(message, '$unknowns', false);
            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
          }
        }
        if (length !== $undefined) {
          if (reader.pos !== end) throw $RangeError('index out of range');
          reader.len = length;
        }
        if (_end !== $undefined) throw $Error('missing end group');
        return message;
      };

      return Welcome;
    })();

    v1.Manager = (function () {
      /**
       * Properties of a Manager.
       * @typedef {Object} ovnet.v1.Manager.$Properties
       * @property {string} [nodeId] Manager nodeId
       * @property {string} [address] Manager address
       * @property {number} [grpcPort] Manager grpcPort
       * @property {number} [apiPort] Manager apiPort
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */

      /**
       * Properties of a Manager.
       * @memberof ovnet.v1
       * @interface IManager
       * @augments ovnet.v1.Manager.$Properties
       * @deprecated Use ovnet.v1.Manager.$Properties instead.
       */

      /**
       * Shape of a Manager.
       * @typedef {ovnet.v1.Manager.$Properties} ovnet.v1.Manager.$Shape
       */

      /**
       * Constructs a new Manager.
       * @memberof ovnet.v1
       * @classdesc Represents a Manager.
       * @constructor
       * @param {ovnet.v1.Manager.$Properties=} [properties] Properties to set
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */
      const Manager = function (properties) {
        if (properties)
          for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__')
              this[keys[i]] = properties[keys[i]];
      };

      /**
       * Manager nodeId.
       * @member {string} nodeId
       * @memberof ovnet.v1.Manager
       * @instance
       */
      Manager.prototype.nodeId = '';

      /**
       * Manager address.
       * @member {string} address
       * @memberof ovnet.v1.Manager
       * @instance
       */
      Manager.prototype.address = '';

      /**
       * Manager grpcPort.
       * @member {number} grpcPort
       * @memberof ovnet.v1.Manager
       * @instance
       */
      Manager.prototype.grpcPort = 0;

      /**
       * Manager apiPort.
       * @member {number} apiPort
       * @memberof ovnet.v1.Manager
       * @instance
       */
      Manager.prototype.apiPort = 0;

      /**
       * Creates a new Manager instance using the specified properties.
       * @function create
       * @memberof ovnet.v1.Manager
       * @static
       * @param {ovnet.v1.Manager.$Properties=} [properties] Properties to set
       * @returns {ovnet.v1.Manager} Manager instance
       * @type {{
       *   (properties: ovnet.v1.Manager.$Shape): ovnet.v1.Manager & ovnet.v1.Manager.$Shape;
       *   (properties?: ovnet.v1.Manager.$Properties): ovnet.v1.Manager;
       * }}
       */
      Manager.create = function (properties) {
        return new Manager(properties);
      };

      /**
       * Encodes the specified Manager message. Does not implicitly {@link ovnet.v1.Manager.verify|verify} messages.
       * @function encode
       * @memberof ovnet.v1.Manager
       * @static
       * @param {ovnet.v1.Manager.$Properties} message Manager message or plain object to encode
       * @param {$protobuf.Writer} [writer] Writer to encode to
       * @returns {$protobuf.Writer} Writer
       */
      Manager.encode = function (message, writer, _depth) {
        if (!writer) writer = $Writer.create();
        if (_depth === $undefined) _depth = 0;
        if (_depth > $util.recursionLimit) throw $Error('max depth exceeded');
        if (
          message.nodeId != null &&
          $Object.hasOwnProperty.call(message, 'nodeId') &&
          message.nodeId !== ''
        )
          writer.uint32(/* id 1, wireType 2 =*/ 10).string(message.nodeId);
        if (
          message.address != null &&
          $Object.hasOwnProperty.call(message, 'address') &&
          message.address !== ''
        )
          writer.uint32(/* id 2, wireType 2 =*/ 18).string(message.address);
        if (
          message.grpcPort != null &&
          $Object.hasOwnProperty.call(message, 'grpcPort') &&
          message.grpcPort !== 0
        )
          writer.uint32(/* id 3, wireType 0 =*/ 24).uint32(message.grpcPort);
        if (
          message.apiPort != null &&
          $Object.hasOwnProperty.call(message, 'apiPort') &&
          message.apiPort !== 0
        )
          writer.uint32(/* id 4, wireType 0 =*/ 32).uint32(message.apiPort);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, '$unknowns'))
          for (let i = 0; i < message.$unknowns.length; ++i) writer.raw(message.$unknowns[i]);
        return writer;
      };

      /**
       * Decodes a Manager message from the specified reader or buffer.
       * @function decode
       * @memberof ovnet.v1.Manager
       * @static
       * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
       * @param {number} [length] Message length if known beforehand
       * @returns {ovnet.v1.Manager & ovnet.v1.Manager.$Shape} Manager
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      Manager.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (_depth === $undefined) _depth = 0;
        if (_depth > $Reader.recursionLimit) throw $Error('max depth exceeded');
        let end, message, value;
        if (length === $undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw $RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = _target || new $root.ovnet.v1.Manager();
        while (reader.pos < end) {
          let start = reader.pos;
          let tag = reader.tag();
          if (tag === _end) {
            _end = $undefined;
            break;
          }
          let wireType = tag & 7;
          switch ((tag >>>= 3)) {
            case 1: {
              if (wireType !== 2) break;
              if ((value = reader.stringVerify()).length) message.nodeId = value;
              else delete message.nodeId;
              continue;
            }
            case 2: {
              if (wireType !== 2) break;
              if ((value = reader.stringVerify()).length) message.address = value;
              else delete message.address;
              continue;
            }
            case 3: {
              if (wireType !== 0) break;
              if ((value = reader.uint32())) message.grpcPort = value;
              else delete message.grpcPort;
              continue;
            }
            case 4: {
              if (wireType !== 0) break;
              if ((value = reader.uint32())) message.apiPort = value;
              else delete message.apiPort;
              continue;
            }
          }
          reader.skipType(wireType, _depth, tag);
          if (!reader.discardUnknown) {
            $util.makeProp(message, '$unknowns', false);
            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
          }
        }
        if (length !== $undefined) {
          if (reader.pos !== end) throw $RangeError('index out of range');
          reader.len = length;
        }
        if (_end !== $undefined) throw $Error('missing end group');
        return message;
      };

      return Manager;
    })();

    v1.NetworkImage = (function () {
      /**
       * Properties of a NetworkImage.
       * @typedef {Object} ovnet.v1.NetworkImage.$Properties
       * @property {string} [networkId] NetworkImage networkId
       * @property {number} [epoch] NetworkImage epoch
       * @property {number} [revision] NetworkImage revision
       * @property {string} [digest] NetworkImage digest
       * @property {number} [chunk] NetworkImage chunk
       * @property {boolean} [last] NetworkImage last
       * @property {Array.<ovnet.v1.DesiredEntry.$Properties>} [entries] NetworkImage entries
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */

      /**
       * Properties of a NetworkImage.
       * @memberof ovnet.v1
       * @interface INetworkImage
       * @augments ovnet.v1.NetworkImage.$Properties
       * @deprecated Use ovnet.v1.NetworkImage.$Properties instead.
       */

      /**
       * Shape of a NetworkImage.
       * @typedef {{
       *   networkId?: string;
       *   epoch?: number;
       *   revision?: number;
       *   digest?: string;
       *   chunk?: number;
       *   last?: boolean;
       *   entries?: Array.<ovnet.v1.DesiredEntry.$Shape>;
       *   $unknowns?: Array.<Uint8Array>;
       * }} ovnet.v1.NetworkImage.$Shape
       */

      /**
       * Constructs a new NetworkImage.
       * @memberof ovnet.v1
       * @classdesc Represents a NetworkImage.
       * @constructor
       * @param {ovnet.v1.NetworkImage.$Properties=} [properties] Properties to set
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */
      const NetworkImage = function (properties) {
        this.entries = [];
        if (properties)
          for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__')
              this[keys[i]] = properties[keys[i]];
      };

      /**
       * NetworkImage networkId.
       * @member {string} networkId
       * @memberof ovnet.v1.NetworkImage
       * @instance
       */
      NetworkImage.prototype.networkId = '';

      /**
       * NetworkImage epoch.
       * @member {number} epoch
       * @memberof ovnet.v1.NetworkImage
       * @instance
       */
      NetworkImage.prototype.epoch = $util.Long ? $util.Long.fromBits(0, 0, true) : 0;

      /**
       * NetworkImage revision.
       * @member {number} revision
       * @memberof ovnet.v1.NetworkImage
       * @instance
       */
      NetworkImage.prototype.revision = $util.Long ? $util.Long.fromBits(0, 0, true) : 0;

      /**
       * NetworkImage digest.
       * @member {string} digest
       * @memberof ovnet.v1.NetworkImage
       * @instance
       */
      NetworkImage.prototype.digest = '';

      /**
       * NetworkImage chunk.
       * @member {number} chunk
       * @memberof ovnet.v1.NetworkImage
       * @instance
       */
      NetworkImage.prototype.chunk = 0;

      /**
       * NetworkImage last.
       * @member {boolean} last
       * @memberof ovnet.v1.NetworkImage
       * @instance
       */
      NetworkImage.prototype.last = false;

      /**
       * NetworkImage entries.
       * @member {Array.<ovnet.v1.DesiredEntry>} entries
       * @memberof ovnet.v1.NetworkImage
       * @instance
       */
      NetworkImage.prototype.entries = $util.emptyArray;

      /**
       * Creates a new NetworkImage instance using the specified properties.
       * @function create
       * @memberof ovnet.v1.NetworkImage
       * @static
       * @param {ovnet.v1.NetworkImage.$Properties=} [properties] Properties to set
       * @returns {ovnet.v1.NetworkImage} NetworkImage instance
       * @type {{
       *   (properties: ovnet.v1.NetworkImage.$Shape): ovnet.v1.NetworkImage & ovnet.v1.NetworkImage.$Shape;
       *   (properties?: ovnet.v1.NetworkImage.$Properties): ovnet.v1.NetworkImage;
       * }}
       */
      NetworkImage.create = function (properties) {
        return new NetworkImage(properties);
      };

      /**
       * Encodes the specified NetworkImage message. Does not implicitly {@link ovnet.v1.NetworkImage.verify|verify} messages.
       * @function encode
       * @memberof ovnet.v1.NetworkImage
       * @static
       * @param {ovnet.v1.NetworkImage.$Properties} message NetworkImage message or plain object to encode
       * @param {$protobuf.Writer} [writer] Writer to encode to
       * @returns {$protobuf.Writer} Writer
       */
      NetworkImage.encode = function (message, writer, _depth) {
        if (!writer) writer = $Writer.create();
        if (_depth === $undefined) _depth = 0;
        if (_depth > $util.recursionLimit) throw $Error('max depth exceeded');
        if (
          message.networkId != null &&
          $Object.hasOwnProperty.call(message, 'networkId') &&
          message.networkId !== ''
        )
          writer.uint32(/* id 1, wireType 2 =*/ 10).string(message.networkId);
        if (
          message.epoch != null &&
          $Object.hasOwnProperty.call(message, 'epoch') &&
          (typeof message.epoch === 'object'
            ? message.epoch.low || message.epoch.high
            : message.epoch !== 0)
        )
          writer.uint32(/* id 2, wireType 0 =*/ 16).uint64(message.epoch);
        if (
          message.revision != null &&
          $Object.hasOwnProperty.call(message, 'revision') &&
          (typeof message.revision === 'object'
            ? message.revision.low || message.revision.high
            : message.revision !== 0)
        )
          writer.uint32(/* id 3, wireType 0 =*/ 24).uint64(message.revision);
        if (
          message.digest != null &&
          $Object.hasOwnProperty.call(message, 'digest') &&
          message.digest !== ''
        )
          writer.uint32(/* id 4, wireType 2 =*/ 34).string(message.digest);
        if (
          message.chunk != null &&
          $Object.hasOwnProperty.call(message, 'chunk') &&
          message.chunk !== 0
        )
          writer.uint32(/* id 5, wireType 0 =*/ 40).uint32(message.chunk);
        if (
          message.last != null &&
          $Object.hasOwnProperty.call(message, 'last') &&
          message.last !== false
        )
          writer.uint32(/* id 6, wireType 0 =*/ 48).bool(message.last);
        if (message.entries != null && message.entries.length)
          for (let i = 0; i < message.entries.length; ++i)
            $root.ovnet.v1.DesiredEntry.encode(
              message.entries[i],
              writer.uint32(/* id 7, wireType 2 =*/ 58).fork(),
              _depth + 1,
            ).ldelim();
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, '$unknowns'))
          for (let i = 0; i < message.$unknowns.length; ++i) writer.raw(message.$unknowns[i]);
        return writer;
      };

      /**
       * Decodes a NetworkImage message from the specified reader or buffer.
       * @function decode
       * @memberof ovnet.v1.NetworkImage
       * @static
       * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
       * @param {number} [length] Message length if known beforehand
       * @returns {ovnet.v1.NetworkImage & ovnet.v1.NetworkImage.$Shape} NetworkImage
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      NetworkImage.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (_depth === $undefined) _depth = 0;
        if (_depth > $Reader.recursionLimit) throw $Error('max depth exceeded');
        let end, message, value;
        if (length === $undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw $RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = _target || new $root.ovnet.v1.NetworkImage();
        while (reader.pos < end) {
          let start = reader.pos;
          let tag = reader.tag();
          if (tag === _end) {
            _end = $undefined;
            break;
          }
          let wireType = tag & 7;
          switch ((tag >>>= 3)) {
            case 1: {
              if (wireType !== 2) break;
              if ((value = reader.stringVerify()).length) message.networkId = value;
              else delete message.networkId;
              continue;
            }
            case 2: {
              if (wireType !== 0) break;
              if (
                typeof (value = reader.uint64()) === 'object'
                  ? value.low || value.high
                  : value !== 0
              )
                message.epoch = value;
              else delete message.epoch;
              continue;
            }
            case 3: {
              if (wireType !== 0) break;
              if (
                typeof (value = reader.uint64()) === 'object'
                  ? value.low || value.high
                  : value !== 0
              )
                message.revision = value;
              else delete message.revision;
              continue;
            }
            case 4: {
              if (wireType !== 2) break;
              if ((value = reader.stringVerify()).length) message.digest = value;
              else delete message.digest;
              continue;
            }
            case 5: {
              if (wireType !== 0) break;
              if ((value = reader.uint32())) message.chunk = value;
              else delete message.chunk;
              continue;
            }
            case 6: {
              if (wireType !== 0) break;
              if ((value = reader.bool())) message.last = value;
              else delete message.last;
              continue;
            }
            case 7: {
              if (wireType !== 2) break;
              if (!(message.entries && message.entries.length)) message.entries = [];
              message.entries.push(
                $root.ovnet.v1.DesiredEntry.decode(reader, reader.size(), $undefined, _depth + 1),
              );
              continue;
            }
          }
          reader.skipType(wireType, _depth, tag);
          if (!reader.discardUnknown) {
            $util.makeProp(message, '$unknowns', false);
            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
          }
        }
        if (length !== $undefined) {
          if (reader.pos !== end) throw $RangeError('index out of range');
          reader.len = length;
        }
        if (_end !== $undefined) throw $Error('missing end group');
        return message;
      };

      return NetworkImage;
    })();

    v1.NetworkDelta = (function () {
      /**
       * Properties of a NetworkDelta.
       * @typedef {Object} ovnet.v1.NetworkDelta.$Properties
       * @property {string} [networkId] NetworkDelta networkId
       * @property {number} [epoch] NetworkDelta epoch
       * @property {number} [from] NetworkDelta from
       * @property {number} [to] NetworkDelta to
       * @property {string} [digest] NetworkDelta digest
       * @property {Array.<ovnet.v1.DesiredEntry.$Properties>} [upserts] NetworkDelta upserts
       * @property {Array.<string>} [removals] NetworkDelta removals
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */

      /**
       * Properties of a NetworkDelta.
       * @memberof ovnet.v1
       * @interface INetworkDelta
       * @augments ovnet.v1.NetworkDelta.$Properties
       * @deprecated Use ovnet.v1.NetworkDelta.$Properties instead.
       */

      /**
       * Shape of a NetworkDelta.
       * @typedef {{
       *   networkId?: string;
       *   epoch?: number;
       *   from?: number;
       *   to?: number;
       *   digest?: string;
       *   upserts?: Array.<ovnet.v1.DesiredEntry.$Shape>;
       *   removals?: Array.<string>;
       *   $unknowns?: Array.<Uint8Array>;
       * }} ovnet.v1.NetworkDelta.$Shape
       */

      /**
       * Constructs a new NetworkDelta.
       * @memberof ovnet.v1
       * @classdesc Represents a NetworkDelta.
       * @constructor
       * @param {ovnet.v1.NetworkDelta.$Properties=} [properties] Properties to set
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */
      const NetworkDelta = function (properties) {
        this.upserts = [];
        this.removals = [];
        if (properties)
          for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__')
              this[keys[i]] = properties[keys[i]];
      };

      /**
       * NetworkDelta networkId.
       * @member {string} networkId
       * @memberof ovnet.v1.NetworkDelta
       * @instance
       */
      NetworkDelta.prototype.networkId = '';

      /**
       * NetworkDelta epoch.
       * @member {number} epoch
       * @memberof ovnet.v1.NetworkDelta
       * @instance
       */
      NetworkDelta.prototype.epoch = $util.Long ? $util.Long.fromBits(0, 0, true) : 0;

      /**
       * NetworkDelta from.
       * @member {number} from
       * @memberof ovnet.v1.NetworkDelta
       * @instance
       */
      NetworkDelta.prototype.from = $util.Long ? $util.Long.fromBits(0, 0, true) : 0;

      /**
       * NetworkDelta to.
       * @member {number} to
       * @memberof ovnet.v1.NetworkDelta
       * @instance
       */
      NetworkDelta.prototype.to = $util.Long ? $util.Long.fromBits(0, 0, true) : 0;

      /**
       * NetworkDelta digest.
       * @member {string} digest
       * @memberof ovnet.v1.NetworkDelta
       * @instance
       */
      NetworkDelta.prototype.digest = '';

      /**
       * NetworkDelta upserts.
       * @member {Array.<ovnet.v1.DesiredEntry>} upserts
       * @memberof ovnet.v1.NetworkDelta
       * @instance
       */
      NetworkDelta.prototype.upserts = $util.emptyArray;

      /**
       * NetworkDelta removals.
       * @member {Array.<string>} removals
       * @memberof ovnet.v1.NetworkDelta
       * @instance
       */
      NetworkDelta.prototype.removals = $util.emptyArray;

      /**
       * Creates a new NetworkDelta instance using the specified properties.
       * @function create
       * @memberof ovnet.v1.NetworkDelta
       * @static
       * @param {ovnet.v1.NetworkDelta.$Properties=} [properties] Properties to set
       * @returns {ovnet.v1.NetworkDelta} NetworkDelta instance
       * @type {{
       *   (properties: ovnet.v1.NetworkDelta.$Shape): ovnet.v1.NetworkDelta & ovnet.v1.NetworkDelta.$Shape;
       *   (properties?: ovnet.v1.NetworkDelta.$Properties): ovnet.v1.NetworkDelta;
       * }}
       */
      NetworkDelta.create = function (properties) {
        return new NetworkDelta(properties);
      };

      /**
       * Encodes the specified NetworkDelta message. Does not implicitly {@link ovnet.v1.NetworkDelta.verify|verify} messages.
       * @function encode
       * @memberof ovnet.v1.NetworkDelta
       * @static
       * @param {ovnet.v1.NetworkDelta.$Properties} message NetworkDelta message or plain object to encode
       * @param {$protobuf.Writer} [writer] Writer to encode to
       * @returns {$protobuf.Writer} Writer
       */
      NetworkDelta.encode = function (message, writer, _depth) {
        if (!writer) writer = $Writer.create();
        if (_depth === $undefined) _depth = 0;
        if (_depth > $util.recursionLimit) throw $Error('max depth exceeded');
        if (
          message.networkId != null &&
          $Object.hasOwnProperty.call(message, 'networkId') &&
          message.networkId !== ''
        )
          writer.uint32(/* id 1, wireType 2 =*/ 10).string(message.networkId);
        if (
          message.epoch != null &&
          $Object.hasOwnProperty.call(message, 'epoch') &&
          (typeof message.epoch === 'object'
            ? message.epoch.low || message.epoch.high
            : message.epoch !== 0)
        )
          writer.uint32(/* id 2, wireType 0 =*/ 16).uint64(message.epoch);
        if (
          message.from != null &&
          $Object.hasOwnProperty.call(message, 'from') &&
          (typeof message.from === 'object'
            ? message.from.low || message.from.high
            : message.from !== 0)
        )
          writer.uint32(/* id 3, wireType 0 =*/ 24).uint64(message.from);
        if (
          message.to != null &&
          $Object.hasOwnProperty.call(message, 'to') &&
          (typeof message.to === 'object' ? message.to.low || message.to.high : message.to !== 0)
        )
          writer.uint32(/* id 4, wireType 0 =*/ 32).uint64(message.to);
        if (
          message.digest != null &&
          $Object.hasOwnProperty.call(message, 'digest') &&
          message.digest !== ''
        )
          writer.uint32(/* id 5, wireType 2 =*/ 42).string(message.digest);
        if (message.upserts != null && message.upserts.length)
          for (let i = 0; i < message.upserts.length; ++i)
            $root.ovnet.v1.DesiredEntry.encode(
              message.upserts[i],
              writer.uint32(/* id 6, wireType 2 =*/ 50).fork(),
              _depth + 1,
            ).ldelim();
        if (message.removals != null && message.removals.length)
          for (let i = 0; i < message.removals.length; ++i)
            writer.uint32(/* id 7, wireType 2 =*/ 58).string(message.removals[i]);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, '$unknowns'))
          for (let i = 0; i < message.$unknowns.length; ++i) writer.raw(message.$unknowns[i]);
        return writer;
      };

      /**
       * Decodes a NetworkDelta message from the specified reader or buffer.
       * @function decode
       * @memberof ovnet.v1.NetworkDelta
       * @static
       * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
       * @param {number} [length] Message length if known beforehand
       * @returns {ovnet.v1.NetworkDelta & ovnet.v1.NetworkDelta.$Shape} NetworkDelta
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      NetworkDelta.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (_depth === $undefined) _depth = 0;
        if (_depth > $Reader.recursionLimit) throw $Error('max depth exceeded');
        let end, message, value;
        if (length === $undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw $RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = _target || new $root.ovnet.v1.NetworkDelta();
        while (reader.pos < end) {
          let start = reader.pos;
          let tag = reader.tag();
          if (tag === _end) {
            _end = $undefined;
            break;
          }
          let wireType = tag & 7;
          switch ((tag >>>= 3)) {
            case 1: {
              if (wireType !== 2) break;
              if ((value = reader.stringVerify()).length) message.networkId = value;
              else delete message.networkId;
              continue;
            }
            case 2: {
              if (wireType !== 0) break;
              if (
                typeof (value = reader.uint64()) === 'object'
                  ? value.low || value.high
                  : value !== 0
              )
                message.epoch = value;
              else delete message.epoch;
              continue;
            }
            case 3: {
              if (wireType !== 0) break;
              if (
                typeof (value = reader.uint64()) === 'object'
                  ? value.low || value.high
                  : value !== 0
              )
                message.from = value;
              else delete message.from;
              continue;
            }
            case 4: {
              if (wireType !== 0) break;
              if (
                typeof (value = reader.uint64()) === 'object'
                  ? value.low || value.high
                  : value !== 0
              )
                message.to = value;
              else delete message.to;
              continue;
            }
            case 5: {
              if (wireType !== 2) break;
              if ((value = reader.stringVerify()).length) message.digest = value;
              else delete message.digest;
              continue;
            }
            case 6: {
              if (wireType !== 2) break;
              if (!(message.upserts && message.upserts.length)) message.upserts = [];
              message.upserts.push(
                $root.ovnet.v1.DesiredEntry.decode(reader, reader.size(), $undefined, _depth + 1),
              );
              continue;
            }
            case 7: {
              if (wireType !== 2) break;
              if (!(message.removals && message.removals.length)) message.removals = [];
              message.removals.push(reader.stringVerify());
              continue;
            }
          }
          reader.skipType(wireType, _depth, tag);
          if (!reader.discardUnknown) {
            $util.makeProp(message, '$unknowns', false);
            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
          }
        }
        if (length !== $undefined) {
          if (reader.pos !== end) throw $RangeError('index out of range');
          reader.len = length;
        }
        if (_end !== $undefined) throw $Error('missing end group');
        return message;
      };

      return NetworkDelta;
    })();

    v1.NetworkGone = (function () {
      /**
       * Properties of a NetworkGone.
       * @typedef {Object} ovnet.v1.NetworkGone.$Properties
       * @property {string} [networkId] NetworkGone networkId
       * @property {number} [epoch] NetworkGone epoch
       * @property {number} [revision] NetworkGone revision
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */

      /**
       * Properties of a NetworkGone.
       * @memberof ovnet.v1
       * @interface INetworkGone
       * @augments ovnet.v1.NetworkGone.$Properties
       * @deprecated Use ovnet.v1.NetworkGone.$Properties instead.
       */

      /**
       * Shape of a NetworkGone.
       * @typedef {ovnet.v1.NetworkGone.$Properties} ovnet.v1.NetworkGone.$Shape
       */

      /**
       * Constructs a new NetworkGone.
       * @memberof ovnet.v1
       * @classdesc Represents a NetworkGone.
       * @constructor
       * @param {ovnet.v1.NetworkGone.$Properties=} [properties] Properties to set
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */
      const NetworkGone = function (properties) {
        if (properties)
          for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__')
              this[keys[i]] = properties[keys[i]];
      };

      /**
       * NetworkGone networkId.
       * @member {string} networkId
       * @memberof ovnet.v1.NetworkGone
       * @instance
       */
      NetworkGone.prototype.networkId = '';

      /**
       * NetworkGone epoch.
       * @member {number} epoch
       * @memberof ovnet.v1.NetworkGone
       * @instance
       */
      NetworkGone.prototype.epoch = $util.Long ? $util.Long.fromBits(0, 0, true) : 0;

      /**
       * NetworkGone revision.
       * @member {number} revision
       * @memberof ovnet.v1.NetworkGone
       * @instance
       */
      NetworkGone.prototype.revision = $util.Long ? $util.Long.fromBits(0, 0, true) : 0;

      /**
       * Creates a new NetworkGone instance using the specified properties.
       * @function create
       * @memberof ovnet.v1.NetworkGone
       * @static
       * @param {ovnet.v1.NetworkGone.$Properties=} [properties] Properties to set
       * @returns {ovnet.v1.NetworkGone} NetworkGone instance
       * @type {{
       *   (properties: ovnet.v1.NetworkGone.$Shape): ovnet.v1.NetworkGone & ovnet.v1.NetworkGone.$Shape;
       *   (properties?: ovnet.v1.NetworkGone.$Properties): ovnet.v1.NetworkGone;
       * }}
       */
      NetworkGone.create = function (properties) {
        return new NetworkGone(properties);
      };

      /**
       * Encodes the specified NetworkGone message. Does not implicitly {@link ovnet.v1.NetworkGone.verify|verify} messages.
       * @function encode
       * @memberof ovnet.v1.NetworkGone
       * @static
       * @param {ovnet.v1.NetworkGone.$Properties} message NetworkGone message or plain object to encode
       * @param {$protobuf.Writer} [writer] Writer to encode to
       * @returns {$protobuf.Writer} Writer
       */
      NetworkGone.encode = function (message, writer, _depth) {
        if (!writer) writer = $Writer.create();
        if (_depth === $undefined) _depth = 0;
        if (_depth > $util.recursionLimit) throw $Error('max depth exceeded');
        if (
          message.networkId != null &&
          $Object.hasOwnProperty.call(message, 'networkId') &&
          message.networkId !== ''
        )
          writer.uint32(/* id 1, wireType 2 =*/ 10).string(message.networkId);
        if (
          message.epoch != null &&
          $Object.hasOwnProperty.call(message, 'epoch') &&
          (typeof message.epoch === 'object'
            ? message.epoch.low || message.epoch.high
            : message.epoch !== 0)
        )
          writer.uint32(/* id 2, wireType 0 =*/ 16).uint64(message.epoch);
        if (
          message.revision != null &&
          $Object.hasOwnProperty.call(message, 'revision') &&
          (typeof message.revision === 'object'
            ? message.revision.low || message.revision.high
            : message.revision !== 0)
        )
          writer.uint32(/* id 3, wireType 0 =*/ 24).uint64(message.revision);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, '$unknowns'))
          for (let i = 0; i < message.$unknowns.length; ++i) writer.raw(message.$unknowns[i]);
        return writer;
      };

      /**
       * Decodes a NetworkGone message from the specified reader or buffer.
       * @function decode
       * @memberof ovnet.v1.NetworkGone
       * @static
       * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
       * @param {number} [length] Message length if known beforehand
       * @returns {ovnet.v1.NetworkGone & ovnet.v1.NetworkGone.$Shape} NetworkGone
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      NetworkGone.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (_depth === $undefined) _depth = 0;
        if (_depth > $Reader.recursionLimit) throw $Error('max depth exceeded');
        let end, message, value;
        if (length === $undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw $RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = _target || new $root.ovnet.v1.NetworkGone();
        while (reader.pos < end) {
          let start = reader.pos;
          let tag = reader.tag();
          if (tag === _end) {
            _end = $undefined;
            break;
          }
          let wireType = tag & 7;
          switch ((tag >>>= 3)) {
            case 1: {
              if (wireType !== 2) break;
              if ((value = reader.stringVerify()).length) message.networkId = value;
              else delete message.networkId;
              continue;
            }
            case 2: {
              if (wireType !== 0) break;
              if (
                typeof (value = reader.uint64()) === 'object'
                  ? value.low || value.high
                  : value !== 0
              )
                message.epoch = value;
              else delete message.epoch;
              continue;
            }
            case 3: {
              if (wireType !== 0) break;
              if (
                typeof (value = reader.uint64()) === 'object'
                  ? value.low || value.high
                  : value !== 0
              )
                message.revision = value;
              else delete message.revision;
              continue;
            }
          }
          reader.skipType(wireType, _depth, tag);
          if (!reader.discardUnknown) {
            $util.makeProp(message, '$unknowns', false);
            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
          }
        }
        if (length !== $undefined) {
          if (reader.pos !== end) throw $RangeError('index out of range');
          reader.len = length;
        }
        if (_end !== $undefined) throw $Error('missing end group');
        return message;
      };

      return NetworkGone;
    })();

    v1.Synced = (function () {
      /**
       * Properties of a Synced.
       * @typedef {Object} ovnet.v1.Synced.$Properties
       * @property {number} [epoch] Synced epoch
       * @property {number} [revision] Synced revision
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */

      /**
       * Properties of a Synced.
       * @memberof ovnet.v1
       * @interface ISynced
       * @augments ovnet.v1.Synced.$Properties
       * @deprecated Use ovnet.v1.Synced.$Properties instead.
       */

      /**
       * Shape of a Synced.
       * @typedef {ovnet.v1.Synced.$Properties} ovnet.v1.Synced.$Shape
       */

      /**
       * Constructs a new Synced.
       * @memberof ovnet.v1
       * @classdesc Represents a Synced.
       * @constructor
       * @param {ovnet.v1.Synced.$Properties=} [properties] Properties to set
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */
      const Synced = function (properties) {
        if (properties)
          for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__')
              this[keys[i]] = properties[keys[i]];
      };

      /**
       * Synced epoch.
       * @member {number} epoch
       * @memberof ovnet.v1.Synced
       * @instance
       */
      Synced.prototype.epoch = $util.Long ? $util.Long.fromBits(0, 0, true) : 0;

      /**
       * Synced revision.
       * @member {number} revision
       * @memberof ovnet.v1.Synced
       * @instance
       */
      Synced.prototype.revision = $util.Long ? $util.Long.fromBits(0, 0, true) : 0;

      /**
       * Creates a new Synced instance using the specified properties.
       * @function create
       * @memberof ovnet.v1.Synced
       * @static
       * @param {ovnet.v1.Synced.$Properties=} [properties] Properties to set
       * @returns {ovnet.v1.Synced} Synced instance
       * @type {{
       *   (properties: ovnet.v1.Synced.$Shape): ovnet.v1.Synced & ovnet.v1.Synced.$Shape;
       *   (properties?: ovnet.v1.Synced.$Properties): ovnet.v1.Synced;
       * }}
       */
      Synced.create = function (properties) {
        return new Synced(properties);
      };

      /**
       * Encodes the specified Synced message. Does not implicitly {@link ovnet.v1.Synced.verify|verify} messages.
       * @function encode
       * @memberof ovnet.v1.Synced
       * @static
       * @param {ovnet.v1.Synced.$Properties} message Synced message or plain object to encode
       * @param {$protobuf.Writer} [writer] Writer to encode to
       * @returns {$protobuf.Writer} Writer
       */
      Synced.encode = function (message, writer, _depth) {
        if (!writer) writer = $Writer.create();
        if (_depth === $undefined) _depth = 0;
        if (_depth > $util.recursionLimit) throw $Error('max depth exceeded');
        if (
          message.epoch != null &&
          $Object.hasOwnProperty.call(message, 'epoch') &&
          (typeof message.epoch === 'object'
            ? message.epoch.low || message.epoch.high
            : message.epoch !== 0)
        )
          writer.uint32(/* id 1, wireType 0 =*/ 8).uint64(message.epoch);
        if (
          message.revision != null &&
          $Object.hasOwnProperty.call(message, 'revision') &&
          (typeof message.revision === 'object'
            ? message.revision.low || message.revision.high
            : message.revision !== 0)
        )
          writer.uint32(/* id 2, wireType 0 =*/ 16).uint64(message.revision);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, '$unknowns'))
          for (let i = 0; i < message.$unknowns.length; ++i) writer.raw(message.$unknowns[i]);
        return writer;
      };

      /**
       * Decodes a Synced message from the specified reader or buffer.
       * @function decode
       * @memberof ovnet.v1.Synced
       * @static
       * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
       * @param {number} [length] Message length if known beforehand
       * @returns {ovnet.v1.Synced & ovnet.v1.Synced.$Shape} Synced
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      Synced.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (_depth === $undefined) _depth = 0;
        if (_depth > $Reader.recursionLimit) throw $Error('max depth exceeded');
        let end, message, value;
        if (length === $undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw $RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = _target || new $root.ovnet.v1.Synced();
        while (reader.pos < end) {
          let start = reader.pos;
          let tag = reader.tag();
          if (tag === _end) {
            _end = $undefined;
            break;
          }
          let wireType = tag & 7;
          switch ((tag >>>= 3)) {
            case 1: {
              if (wireType !== 0) break;
              if (
                typeof (value = reader.uint64()) === 'object'
                  ? value.low || value.high
                  : value !== 0
              )
                message.epoch = value;
              else delete message.epoch;
              continue;
            }
            case 2: {
              if (wireType !== 0) break;
              if (
                typeof (value = reader.uint64()) === 'object'
                  ? value.low || value.high
                  : value !== 0
              )
                message.revision = value;
              else delete message.revision;
              continue;
            }
          }
          reader.skipType(wireType, _depth, tag);
          if (!reader.discardUnknown) {
            $util.makeProp(message, '$unknowns', false);
            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
          }
        }
        if (length !== $undefined) {
          if (reader.pos !== end) throw $RangeError('index out of range');
          reader.len = length;
        }
        if (_end !== $undefined) throw $Error('missing end group');
        return message;
      };

      return Synced;
    })();

    v1.Removed = (function () {
      /**
       * Properties of a Removed.
       * @typedef {Object} ovnet.v1.Removed.$Properties
       * @property {number} [revision] Removed revision
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */

      /**
       * Properties of a Removed.
       * @memberof ovnet.v1
       * @interface IRemoved
       * @augments ovnet.v1.Removed.$Properties
       * @deprecated Use ovnet.v1.Removed.$Properties instead.
       */

      /**
       * Shape of a Removed.
       * @typedef {ovnet.v1.Removed.$Properties} ovnet.v1.Removed.$Shape
       */

      /**
       * Constructs a new Removed.
       * @memberof ovnet.v1
       * @classdesc Represents a Removed.
       * @constructor
       * @param {ovnet.v1.Removed.$Properties=} [properties] Properties to set
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */
      const Removed = function (properties) {
        if (properties)
          for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__')
              this[keys[i]] = properties[keys[i]];
      };

      /**
       * Removed revision.
       * @member {number} revision
       * @memberof ovnet.v1.Removed
       * @instance
       */
      Removed.prototype.revision = $util.Long ? $util.Long.fromBits(0, 0, true) : 0;

      /**
       * Creates a new Removed instance using the specified properties.
       * @function create
       * @memberof ovnet.v1.Removed
       * @static
       * @param {ovnet.v1.Removed.$Properties=} [properties] Properties to set
       * @returns {ovnet.v1.Removed} Removed instance
       * @type {{
       *   (properties: ovnet.v1.Removed.$Shape): ovnet.v1.Removed & ovnet.v1.Removed.$Shape;
       *   (properties?: ovnet.v1.Removed.$Properties): ovnet.v1.Removed;
       * }}
       */
      Removed.create = function (properties) {
        return new Removed(properties);
      };

      /**
       * Encodes the specified Removed message. Does not implicitly {@link ovnet.v1.Removed.verify|verify} messages.
       * @function encode
       * @memberof ovnet.v1.Removed
       * @static
       * @param {ovnet.v1.Removed.$Properties} message Removed message or plain object to encode
       * @param {$protobuf.Writer} [writer] Writer to encode to
       * @returns {$protobuf.Writer} Writer
       */
      Removed.encode = function (message, writer, _depth) {
        if (!writer) writer = $Writer.create();
        if (_depth === $undefined) _depth = 0;
        if (_depth > $util.recursionLimit) throw $Error('max depth exceeded');
        if (
          message.revision != null &&
          $Object.hasOwnProperty.call(message, 'revision') &&
          (typeof message.revision === 'object'
            ? message.revision.low || message.revision.high
            : message.revision !== 0)
        )
          writer.uint32(/* id 1, wireType 0 =*/ 8).uint64(message.revision);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, '$unknowns'))
          for (let i = 0; i < message.$unknowns.length; ++i) writer.raw(message.$unknowns[i]);
        return writer;
      };

      /**
       * Decodes a Removed message from the specified reader or buffer.
       * @function decode
       * @memberof ovnet.v1.Removed
       * @static
       * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
       * @param {number} [length] Message length if known beforehand
       * @returns {ovnet.v1.Removed & ovnet.v1.Removed.$Shape} Removed
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      Removed.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (_depth === $undefined) _depth = 0;
        if (_depth > $Reader.recursionLimit) throw $Error('max depth exceeded');
        let end, message, value;
        if (length === $undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw $RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = _target || new $root.ovnet.v1.Removed();
        while (reader.pos < end) {
          let start = reader.pos;
          let tag = reader.tag();
          if (tag === _end) {
            _end = $undefined;
            break;
          }
          let wireType = tag & 7;
          switch ((tag >>>= 3)) {
            case 1: {
              if (wireType !== 0) break;
              if (
                typeof (value = reader.uint64()) === 'object'
                  ? value.low || value.high
                  : value !== 0
              )
                message.revision = value;
              else delete message.revision;
              continue;
            }
          }
          reader.skipType(wireType, _depth, tag);
          if (!reader.discardUnknown) {
            $util.makeProp(message, '$unknowns', false);
            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
          }
        }
        if (length !== $undefined) {
          if (reader.pos !== end) throw $RangeError('index out of range');
          reader.len = length;
        }
        if (_end !== $undefined) throw $Error('missing end group');
        return message;
      };

      return Removed;
    })();

    v1.Elsewhere = (function () {
      /**
       * Properties of an Elsewhere.
       * @typedef {Object} ovnet.v1.Elsewhere.$Properties
       * @property {string} [reason] Elsewhere reason
       * @property {Array.<ovnet.v1.Manager.$Properties>} [managers] Elsewhere managers
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */

      /**
       * Properties of an Elsewhere.
       * @memberof ovnet.v1
       * @interface IElsewhere
       * @augments ovnet.v1.Elsewhere.$Properties
       * @deprecated Use ovnet.v1.Elsewhere.$Properties instead.
       */

      /**
       * Shape of an Elsewhere.
       * @typedef {ovnet.v1.Elsewhere.$Properties} ovnet.v1.Elsewhere.$Shape
       */

      /**
       * Constructs a new Elsewhere.
       * @memberof ovnet.v1
       * @classdesc Represents an Elsewhere.
       * @constructor
       * @param {ovnet.v1.Elsewhere.$Properties=} [properties] Properties to set
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */
      const Elsewhere = function (properties) {
        this.managers = [];
        if (properties)
          for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__')
              this[keys[i]] = properties[keys[i]];
      };

      /**
       * Elsewhere reason.
       * @member {string} reason
       * @memberof ovnet.v1.Elsewhere
       * @instance
       */
      Elsewhere.prototype.reason = '';

      /**
       * Elsewhere managers.
       * @member {Array.<ovnet.v1.Manager>} managers
       * @memberof ovnet.v1.Elsewhere
       * @instance
       */
      Elsewhere.prototype.managers = $util.emptyArray;

      /**
       * Creates a new Elsewhere instance using the specified properties.
       * @function create
       * @memberof ovnet.v1.Elsewhere
       * @static
       * @param {ovnet.v1.Elsewhere.$Properties=} [properties] Properties to set
       * @returns {ovnet.v1.Elsewhere} Elsewhere instance
       * @type {{
       *   (properties: ovnet.v1.Elsewhere.$Shape): ovnet.v1.Elsewhere & ovnet.v1.Elsewhere.$Shape;
       *   (properties?: ovnet.v1.Elsewhere.$Properties): ovnet.v1.Elsewhere;
       * }}
       */
      Elsewhere.create = function (properties) {
        return new Elsewhere(properties);
      };

      /**
       * Encodes the specified Elsewhere message. Does not implicitly {@link ovnet.v1.Elsewhere.verify|verify} messages.
       * @function encode
       * @memberof ovnet.v1.Elsewhere
       * @static
       * @param {ovnet.v1.Elsewhere.$Properties} message Elsewhere message or plain object to encode
       * @param {$protobuf.Writer} [writer] Writer to encode to
       * @returns {$protobuf.Writer} Writer
       */
      Elsewhere.encode = function (message, writer, _depth) {
        if (!writer) writer = $Writer.create();
        if (_depth === $undefined) _depth = 0;
        if (_depth > $util.recursionLimit) throw $Error('max depth exceeded');
        if (
          message.reason != null &&
          $Object.hasOwnProperty.call(message, 'reason') &&
          message.reason !== ''
        )
          writer.uint32(/* id 1, wireType 2 =*/ 10).string(message.reason);
        if (message.managers != null && message.managers.length)
          for (let i = 0; i < message.managers.length; ++i)
            $root.ovnet.v1.Manager.encode(
              message.managers[i],
              writer.uint32(/* id 2, wireType 2 =*/ 18).fork(),
              _depth + 1,
            ).ldelim();
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, '$unknowns'))
          for (let i = 0; i < message.$unknowns.length; ++i) writer.raw(message.$unknowns[i]);
        return writer;
      };

      /**
       * Decodes an Elsewhere message from the specified reader or buffer.
       * @function decode
       * @memberof ovnet.v1.Elsewhere
       * @static
       * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
       * @param {number} [length] Message length if known beforehand
       * @returns {ovnet.v1.Elsewhere & ovnet.v1.Elsewhere.$Shape} Elsewhere
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      Elsewhere.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (_depth === $undefined) _depth = 0;
        if (_depth > $Reader.recursionLimit) throw $Error('max depth exceeded');
        let end, message, value;
        if (length === $undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw $RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = _target || new $root.ovnet.v1.Elsewhere();
        while (reader.pos < end) {
          let start = reader.pos;
          let tag = reader.tag();
          if (tag === _end) {
            _end = $undefined;
            break;
          }
          let wireType = tag & 7;
          switch ((tag >>>= 3)) {
            case 1: {
              if (wireType !== 2) break;
              if ((value = reader.stringVerify()).length) message.reason = value;
              else delete message.reason;
              continue;
            }
            case 2: {
              if (wireType !== 2) break;
              if (!(message.managers && message.managers.length)) message.managers = [];
              message.managers.push(
                $root.ovnet.v1.Manager.decode(reader, reader.size(), $undefined, _depth + 1),
              );
              continue;
            }
          }
          reader.skipType(wireType, _depth, tag);
          if (!reader.discardUnknown) {
            $util.makeProp(message, '$unknowns', false);
            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
          }
        }
        if (length !== $undefined) {
          if (reader.pos !== end) throw $RangeError('index out of range');
          reader.len = length;
        }
        if (_end !== $undefined) throw $Error('missing end group');
        return message;
      };

      return Elsewhere;
    })();

    v1.Move = (function () {
      /**
       * Properties of a Move.
       * @typedef {Object} ovnet.v1.Move.$Properties
       * @property {string} [reason] Move reason
       * @property {Array.<ovnet.v1.Manager.$Properties>} [managers] Move managers
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */

      /**
       * Properties of a Move.
       * @memberof ovnet.v1
       * @interface IMove
       * @augments ovnet.v1.Move.$Properties
       * @deprecated Use ovnet.v1.Move.$Properties instead.
       */

      /**
       * Shape of a Move.
       * @typedef {ovnet.v1.Move.$Properties} ovnet.v1.Move.$Shape
       */

      /**
       * Constructs a new Move.
       * @memberof ovnet.v1
       * @classdesc Represents a Move.
       * @constructor
       * @param {ovnet.v1.Move.$Properties=} [properties] Properties to set
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */
      const Move = function (properties) {
        this.managers = [];
        if (properties)
          for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__')
              this[keys[i]] = properties[keys[i]];
      };

      /**
       * Move reason.
       * @member {string} reason
       * @memberof ovnet.v1.Move
       * @instance
       */
      Move.prototype.reason = '';

      /**
       * Move managers.
       * @member {Array.<ovnet.v1.Manager>} managers
       * @memberof ovnet.v1.Move
       * @instance
       */
      Move.prototype.managers = $util.emptyArray;

      /**
       * Creates a new Move instance using the specified properties.
       * @function create
       * @memberof ovnet.v1.Move
       * @static
       * @param {ovnet.v1.Move.$Properties=} [properties] Properties to set
       * @returns {ovnet.v1.Move} Move instance
       * @type {{
       *   (properties: ovnet.v1.Move.$Shape): ovnet.v1.Move & ovnet.v1.Move.$Shape;
       *   (properties?: ovnet.v1.Move.$Properties): ovnet.v1.Move;
       * }}
       */
      Move.create = function (properties) {
        return new Move(properties);
      };

      /**
       * Encodes the specified Move message. Does not implicitly {@link ovnet.v1.Move.verify|verify} messages.
       * @function encode
       * @memberof ovnet.v1.Move
       * @static
       * @param {ovnet.v1.Move.$Properties} message Move message or plain object to encode
       * @param {$protobuf.Writer} [writer] Writer to encode to
       * @returns {$protobuf.Writer} Writer
       */
      Move.encode = function (message, writer, _depth) {
        if (!writer) writer = $Writer.create();
        if (_depth === $undefined) _depth = 0;
        if (_depth > $util.recursionLimit) throw $Error('max depth exceeded');
        if (
          message.reason != null &&
          $Object.hasOwnProperty.call(message, 'reason') &&
          message.reason !== ''
        )
          writer.uint32(/* id 1, wireType 2 =*/ 10).string(message.reason);
        if (message.managers != null && message.managers.length)
          for (let i = 0; i < message.managers.length; ++i)
            $root.ovnet.v1.Manager.encode(
              message.managers[i],
              writer.uint32(/* id 2, wireType 2 =*/ 18).fork(),
              _depth + 1,
            ).ldelim();
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, '$unknowns'))
          for (let i = 0; i < message.$unknowns.length; ++i) writer.raw(message.$unknowns[i]);
        return writer;
      };

      /**
       * Decodes a Move message from the specified reader or buffer.
       * @function decode
       * @memberof ovnet.v1.Move
       * @static
       * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
       * @param {number} [length] Message length if known beforehand
       * @returns {ovnet.v1.Move & ovnet.v1.Move.$Shape} Move
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      Move.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (_depth === $undefined) _depth = 0;
        if (_depth > $Reader.recursionLimit) throw $Error('max depth exceeded');
        let end, message, value;
        if (length === $undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw $RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = _target || new $root.ovnet.v1.Move();
        while (reader.pos < end) {
          let start = reader.pos;
          let tag = reader.tag();
          if (tag === _end) {
            _end = $undefined;
            break;
          }
          let wireType = tag & 7;
          switch ((tag >>>= 3)) {
            case 1: {
              if (wireType !== 2) break;
              if ((value = reader.stringVerify()).length) message.reason = value;
              else delete message.reason;
              continue;
            }
            case 2: {
              if (wireType !== 2) break;
              if (!(message.managers && message.managers.length)) message.managers = [];
              message.managers.push(
                $root.ovnet.v1.Manager.decode(reader, reader.size(), $undefined, _depth + 1),
              );
              continue;
            }
          }
          reader.skipType(wireType, _depth, tag);
          if (!reader.discardUnknown) {
            $util.makeProp(message, '$unknowns', false);
            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
          }
        }
        if (length !== $undefined) {
          if (reader.pos !== end) throw $RangeError('index out of range');
          reader.len = length;
        }
        if (_end !== $undefined) throw $Error('missing end group');
        return message;
      };

      return Move;
    })();

    v1.Trace = (function () {
      /**
       * Properties of a Trace.
       * @typedef {Object} ovnet.v1.Trace.$Properties
       * @property {string} [networkId] Trace networkId
       * @property {number} [revision] Trace revision
       * @property {string} [trace] Trace trace
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */

      /**
       * Properties of a Trace.
       * @memberof ovnet.v1
       * @interface ITrace
       * @augments ovnet.v1.Trace.$Properties
       * @deprecated Use ovnet.v1.Trace.$Properties instead.
       */

      /**
       * Shape of a Trace.
       * @typedef {ovnet.v1.Trace.$Properties} ovnet.v1.Trace.$Shape
       */

      /**
       * Constructs a new Trace.
       * @memberof ovnet.v1
       * @classdesc Represents a Trace.
       * @constructor
       * @param {ovnet.v1.Trace.$Properties=} [properties] Properties to set
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */
      const Trace = function (properties) {
        if (properties)
          for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__')
              this[keys[i]] = properties[keys[i]];
      };

      /**
       * Trace networkId.
       * @member {string} networkId
       * @memberof ovnet.v1.Trace
       * @instance
       */
      Trace.prototype.networkId = '';

      /**
       * Trace revision.
       * @member {number} revision
       * @memberof ovnet.v1.Trace
       * @instance
       */
      Trace.prototype.revision = $util.Long ? $util.Long.fromBits(0, 0, true) : 0;

      /**
       * Trace trace.
       * @member {string} trace
       * @memberof ovnet.v1.Trace
       * @instance
       */
      Trace.prototype.trace = '';

      /**
       * Creates a new Trace instance using the specified properties.
       * @function create
       * @memberof ovnet.v1.Trace
       * @static
       * @param {ovnet.v1.Trace.$Properties=} [properties] Properties to set
       * @returns {ovnet.v1.Trace} Trace instance
       * @type {{
       *   (properties: ovnet.v1.Trace.$Shape): ovnet.v1.Trace & ovnet.v1.Trace.$Shape;
       *   (properties?: ovnet.v1.Trace.$Properties): ovnet.v1.Trace;
       * }}
       */
      Trace.create = function (properties) {
        return new Trace(properties);
      };

      /**
       * Encodes the specified Trace message. Does not implicitly {@link ovnet.v1.Trace.verify|verify} messages.
       * @function encode
       * @memberof ovnet.v1.Trace
       * @static
       * @param {ovnet.v1.Trace.$Properties} message Trace message or plain object to encode
       * @param {$protobuf.Writer} [writer] Writer to encode to
       * @returns {$protobuf.Writer} Writer
       */
      Trace.encode = function (message, writer, _depth) {
        if (!writer) writer = $Writer.create();
        if (_depth === $undefined) _depth = 0;
        if (_depth > $util.recursionLimit) throw $Error('max depth exceeded');
        if (
          message.networkId != null &&
          $Object.hasOwnProperty.call(message, 'networkId') &&
          message.networkId !== ''
        )
          writer.uint32(/* id 1, wireType 2 =*/ 10).string(message.networkId);
        if (
          message.revision != null &&
          $Object.hasOwnProperty.call(message, 'revision') &&
          (typeof message.revision === 'object'
            ? message.revision.low || message.revision.high
            : message.revision !== 0)
        )
          writer.uint32(/* id 2, wireType 0 =*/ 16).uint64(message.revision);
        if (
          message.trace != null &&
          $Object.hasOwnProperty.call(message, 'trace') &&
          message.trace !== ''
        )
          writer.uint32(/* id 3, wireType 2 =*/ 26).string(message.trace);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, '$unknowns'))
          for (let i = 0; i < message.$unknowns.length; ++i) writer.raw(message.$unknowns[i]);
        return writer;
      };

      /**
       * Decodes a Trace message from the specified reader or buffer.
       * @function decode
       * @memberof ovnet.v1.Trace
       * @static
       * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
       * @param {number} [length] Message length if known beforehand
       * @returns {ovnet.v1.Trace & ovnet.v1.Trace.$Shape} Trace
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      Trace.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (_depth === $undefined) _depth = 0;
        if (_depth > $Reader.recursionLimit) throw $Error('max depth exceeded');
        let end, message, value;
        if (length === $undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw $RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = _target || new $root.ovnet.v1.Trace();
        while (reader.pos < end) {
          let start = reader.pos;
          let tag = reader.tag();
          if (tag === _end) {
            _end = $undefined;
            break;
          }
          let wireType = tag & 7;
          switch ((tag >>>= 3)) {
            case 1: {
              if (wireType !== 2) break;
              if ((value = reader.stringVerify()).length) message.networkId = value;
              else delete message.networkId;
              continue;
            }
            case 2: {
              if (wireType !== 0) break;
              if (
                typeof (value = reader.uint64()) === 'object'
                  ? value.low || value.high
                  : value !== 0
              )
                message.revision = value;
              else delete message.revision;
              continue;
            }
            case 3: {
              if (wireType !== 2) break;
              if ((value = reader.stringVerify()).length) message.trace = value;
              else delete message.trace;
              continue;
            }
          }
          reader.skipType(wireType, _depth, tag);
          if (!reader.discardUnknown) {
            $util.makeProp(message, '$unknowns', false);
            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
          }
        }
        if (length !== $undefined) {
          if (reader.pos !== end) throw $RangeError('index out of range');
          reader.len = length;
        }
        if (_end !== $undefined) throw $Error('missing end group');
        return message;
      };

      return Trace;
    })();

    v1.Query = (function () {
      /**
       * Properties of a Query.
       * @typedef {Object} ovnet.v1.Query.$Properties
       * @property {number} [id] Query id
       * @property {string} [kind] Query kind
       * @property {Uint8Array} [payload] Query payload
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */

      /**
       * Properties of a Query.
       * @memberof ovnet.v1
       * @interface IQuery
       * @augments ovnet.v1.Query.$Properties
       * @deprecated Use ovnet.v1.Query.$Properties instead.
       */

      /**
       * Shape of a Query.
       * @typedef {ovnet.v1.Query.$Properties} ovnet.v1.Query.$Shape
       */

      /**
       * Constructs a new Query.
       * @memberof ovnet.v1
       * @classdesc Represents a Query.
       * @constructor
       * @param {ovnet.v1.Query.$Properties=} [properties] Properties to set
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */
      const Query = function (properties) {
        if (properties)
          for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__')
              this[keys[i]] = properties[keys[i]];
      };

      /**
       * Query id.
       * @member {number} id
       * @memberof ovnet.v1.Query
       * @instance
       */
      Query.prototype.id = $util.Long ? $util.Long.fromBits(0, 0, true) : 0;

      /**
       * Query kind.
       * @member {string} kind
       * @memberof ovnet.v1.Query
       * @instance
       */
      Query.prototype.kind = '';

      /**
       * Query payload.
       * @member {Uint8Array} payload
       * @memberof ovnet.v1.Query
       * @instance
       */
      Query.prototype.payload = $util.newBuffer([]);

      /**
       * Creates a new Query instance using the specified properties.
       * @function create
       * @memberof ovnet.v1.Query
       * @static
       * @param {ovnet.v1.Query.$Properties=} [properties] Properties to set
       * @returns {ovnet.v1.Query} Query instance
       * @type {{
       *   (properties: ovnet.v1.Query.$Shape): ovnet.v1.Query & ovnet.v1.Query.$Shape;
       *   (properties?: ovnet.v1.Query.$Properties): ovnet.v1.Query;
       * }}
       */
      Query.create = function (properties) {
        return new Query(properties);
      };

      /**
       * Encodes the specified Query message. Does not implicitly {@link ovnet.v1.Query.verify|verify} messages.
       * @function encode
       * @memberof ovnet.v1.Query
       * @static
       * @param {ovnet.v1.Query.$Properties} message Query message or plain object to encode
       * @param {$protobuf.Writer} [writer] Writer to encode to
       * @returns {$protobuf.Writer} Writer
       */
      Query.encode = function (message, writer, _depth) {
        if (!writer) writer = $Writer.create();
        if (_depth === $undefined) _depth = 0;
        if (_depth > $util.recursionLimit) throw $Error('max depth exceeded');
        if (
          message.id != null &&
          $Object.hasOwnProperty.call(message, 'id') &&
          (typeof message.id === 'object' ? message.id.low || message.id.high : message.id !== 0)
        )
          writer.uint32(/* id 1, wireType 0 =*/ 8).uint64(message.id);
        if (
          message.kind != null &&
          $Object.hasOwnProperty.call(message, 'kind') &&
          message.kind !== ''
        )
          writer.uint32(/* id 2, wireType 2 =*/ 18).string(message.kind);
        if (
          message.payload != null &&
          $Object.hasOwnProperty.call(message, 'payload') &&
          message.payload.length
        )
          writer.uint32(/* id 3, wireType 2 =*/ 26).bytes(message.payload);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, '$unknowns'))
          for (let i = 0; i < message.$unknowns.length; ++i) writer.raw(message.$unknowns[i]);
        return writer;
      };

      /**
       * Decodes a Query message from the specified reader or buffer.
       * @function decode
       * @memberof ovnet.v1.Query
       * @static
       * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
       * @param {number} [length] Message length if known beforehand
       * @returns {ovnet.v1.Query & ovnet.v1.Query.$Shape} Query
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      Query.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (_depth === $undefined) _depth = 0;
        if (_depth > $Reader.recursionLimit) throw $Error('max depth exceeded');
        let end, message, value;
        if (length === $undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw $RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = _target || new $root.ovnet.v1.Query();
        while (reader.pos < end) {
          let start = reader.pos;
          let tag = reader.tag();
          if (tag === _end) {
            _end = $undefined;
            break;
          }
          let wireType = tag & 7;
          switch ((tag >>>= 3)) {
            case 1: {
              if (wireType !== 0) break;
              if (
                typeof (value = reader.uint64()) === 'object'
                  ? value.low || value.high
                  : value !== 0
              )
                message.id = value;
              else delete message.id;
              continue;
            }
            case 2: {
              if (wireType !== 2) break;
              if ((value = reader.stringVerify()).length) message.kind = value;
              else delete message.kind;
              continue;
            }
            case 3: {
              if (wireType !== 2) break;
              if ((value = reader.bytes()).length) message.payload = value;
              else delete message.payload;
              continue;
            }
          }
          reader.skipType(wireType, _depth, tag);
          if (!reader.discardUnknown) {
            $util.makeProp(message, '$unknowns', false);
            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
          }
        }
        if (length !== $undefined) {
          if (reader.pos !== end) throw $RangeError('index out of range');
          reader.len = length;
        }
        if (_end !== $undefined) throw $Error('missing end group');
        return message;
      };

      return Query;
    })();

    v1.NetworkSpec = (function () {
      /**
       * Properties of a NetworkSpec.
       * @typedef {Object} ovnet.v1.NetworkSpec.$Properties
       * @property {string} [id] NetworkSpec id
       * @property {string} [name] NetworkSpec name
       * @property {number} [vni] NetworkSpec vni
       * @property {number} [mtu] NetworkSpec mtu
       * @property {boolean} [internal] NetworkSpec internal
       * @property {boolean} [flood] NetworkSpec flood
       * @property {number} [dataPort] NetworkSpec dataPort
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */

      /**
       * Properties of a NetworkSpec.
       * @memberof ovnet.v1
       * @interface INetworkSpec
       * @augments ovnet.v1.NetworkSpec.$Properties
       * @deprecated Use ovnet.v1.NetworkSpec.$Properties instead.
       */

      /**
       * Shape of a NetworkSpec.
       * @typedef {ovnet.v1.NetworkSpec.$Properties} ovnet.v1.NetworkSpec.$Shape
       */

      /**
       * Constructs a new NetworkSpec.
       * @memberof ovnet.v1
       * @classdesc Represents a NetworkSpec.
       * @constructor
       * @param {ovnet.v1.NetworkSpec.$Properties=} [properties] Properties to set
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */
      const NetworkSpec = function (properties) {
        if (properties)
          for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__')
              this[keys[i]] = properties[keys[i]];
      };

      /**
       * NetworkSpec id.
       * @member {string} id
       * @memberof ovnet.v1.NetworkSpec
       * @instance
       */
      NetworkSpec.prototype.id = '';

      /**
       * NetworkSpec name.
       * @member {string} name
       * @memberof ovnet.v1.NetworkSpec
       * @instance
       */
      NetworkSpec.prototype.name = '';

      /**
       * NetworkSpec vni.
       * @member {number} vni
       * @memberof ovnet.v1.NetworkSpec
       * @instance
       */
      NetworkSpec.prototype.vni = 0;

      /**
       * NetworkSpec mtu.
       * @member {number} mtu
       * @memberof ovnet.v1.NetworkSpec
       * @instance
       */
      NetworkSpec.prototype.mtu = 0;

      /**
       * NetworkSpec internal.
       * @member {boolean} internal
       * @memberof ovnet.v1.NetworkSpec
       * @instance
       */
      NetworkSpec.prototype.internal = false;

      /**
       * NetworkSpec flood.
       * @member {boolean} flood
       * @memberof ovnet.v1.NetworkSpec
       * @instance
       */
      NetworkSpec.prototype.flood = false;

      /**
       * NetworkSpec dataPort.
       * @member {number} dataPort
       * @memberof ovnet.v1.NetworkSpec
       * @instance
       */
      NetworkSpec.prototype.dataPort = 0;

      /**
       * Creates a new NetworkSpec instance using the specified properties.
       * @function create
       * @memberof ovnet.v1.NetworkSpec
       * @static
       * @param {ovnet.v1.NetworkSpec.$Properties=} [properties] Properties to set
       * @returns {ovnet.v1.NetworkSpec} NetworkSpec instance
       * @type {{
       *   (properties: ovnet.v1.NetworkSpec.$Shape): ovnet.v1.NetworkSpec & ovnet.v1.NetworkSpec.$Shape;
       *   (properties?: ovnet.v1.NetworkSpec.$Properties): ovnet.v1.NetworkSpec;
       * }}
       */
      NetworkSpec.create = function (properties) {
        return new NetworkSpec(properties);
      };

      /**
       * Encodes the specified NetworkSpec message. Does not implicitly {@link ovnet.v1.NetworkSpec.verify|verify} messages.
       * @function encode
       * @memberof ovnet.v1.NetworkSpec
       * @static
       * @param {ovnet.v1.NetworkSpec.$Properties} message NetworkSpec message or plain object to encode
       * @param {$protobuf.Writer} [writer] Writer to encode to
       * @returns {$protobuf.Writer} Writer
       */
      NetworkSpec.encode = function (message, writer, _depth) {
        if (!writer) writer = $Writer.create();
        if (_depth === $undefined) _depth = 0;
        if (_depth > $util.recursionLimit) throw $Error('max depth exceeded');
        if (message.id != null && $Object.hasOwnProperty.call(message, 'id') && message.id !== '')
          writer.uint32(/* id 1, wireType 2 =*/ 10).string(message.id);
        if (
          message.name != null &&
          $Object.hasOwnProperty.call(message, 'name') &&
          message.name !== ''
        )
          writer.uint32(/* id 2, wireType 2 =*/ 18).string(message.name);
        if (message.vni != null && $Object.hasOwnProperty.call(message, 'vni') && message.vni !== 0)
          writer.uint32(/* id 3, wireType 0 =*/ 24).uint32(message.vni);
        if (message.mtu != null && $Object.hasOwnProperty.call(message, 'mtu') && message.mtu !== 0)
          writer.uint32(/* id 4, wireType 0 =*/ 32).uint32(message.mtu);
        if (
          message.internal != null &&
          $Object.hasOwnProperty.call(message, 'internal') &&
          message.internal !== false
        )
          writer.uint32(/* id 5, wireType 0 =*/ 40).bool(message.internal);
        if (
          message.flood != null &&
          $Object.hasOwnProperty.call(message, 'flood') &&
          message.flood !== false
        )
          writer.uint32(/* id 6, wireType 0 =*/ 48).bool(message.flood);
        if (
          message.dataPort != null &&
          $Object.hasOwnProperty.call(message, 'dataPort') &&
          message.dataPort !== 0
        )
          writer.uint32(/* id 7, wireType 0 =*/ 56).uint32(message.dataPort);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, '$unknowns'))
          for (let i = 0; i < message.$unknowns.length; ++i) writer.raw(message.$unknowns[i]);
        return writer;
      };

      /**
       * Decodes a NetworkSpec message from the specified reader or buffer.
       * @function decode
       * @memberof ovnet.v1.NetworkSpec
       * @static
       * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
       * @param {number} [length] Message length if known beforehand
       * @returns {ovnet.v1.NetworkSpec & ovnet.v1.NetworkSpec.$Shape} NetworkSpec
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      NetworkSpec.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (_depth === $undefined) _depth = 0;
        if (_depth > $Reader.recursionLimit) throw $Error('max depth exceeded');
        let end, message, value;
        if (length === $undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw $RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = _target || new $root.ovnet.v1.NetworkSpec();
        while (reader.pos < end) {
          let start = reader.pos;
          let tag = reader.tag();
          if (tag === _end) {
            _end = $undefined;
            break;
          }
          let wireType = tag & 7;
          switch ((tag >>>= 3)) {
            case 1: {
              if (wireType !== 2) break;
              if ((value = reader.stringVerify()).length) message.id = value;
              else delete message.id;
              continue;
            }
            case 2: {
              if (wireType !== 2) break;
              if ((value = reader.stringVerify()).length) message.name = value;
              else delete message.name;
              continue;
            }
            case 3: {
              if (wireType !== 0) break;
              if ((value = reader.uint32())) message.vni = value;
              else delete message.vni;
              continue;
            }
            case 4: {
              if (wireType !== 0) break;
              if ((value = reader.uint32())) message.mtu = value;
              else delete message.mtu;
              continue;
            }
            case 5: {
              if (wireType !== 0) break;
              if ((value = reader.bool())) message.internal = value;
              else delete message.internal;
              continue;
            }
            case 6: {
              if (wireType !== 0) break;
              if ((value = reader.bool())) message.flood = value;
              else delete message.flood;
              continue;
            }
            case 7: {
              if (wireType !== 0) break;
              if ((value = reader.uint32())) message.dataPort = value;
              else delete message.dataPort;
              continue;
            }
          }
          reader.skipType(wireType, _depth, tag);
          if (!reader.discardUnknown) {
            $util.makeProp(message, '$unknowns', false);
            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
          }
        }
        if (length !== $undefined) {
          if (reader.pos !== end) throw $RangeError('index out of range');
          reader.len = length;
        }
        if (_end !== $undefined) throw $Error('missing end group');
        return message;
      };

      return NetworkSpec;
    })();

    v1.SubnetSpec = (function () {
      /**
       * Properties of a SubnetSpec.
       * @typedef {Object} ovnet.v1.SubnetSpec.$Properties
       * @property {string} [id] SubnetSpec id
       * @property {string} [cidr] SubnetSpec cidr
       * @property {string} [gateway] SubnetSpec gateway
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */

      /**
       * Properties of a SubnetSpec.
       * @memberof ovnet.v1
       * @interface ISubnetSpec
       * @augments ovnet.v1.SubnetSpec.$Properties
       * @deprecated Use ovnet.v1.SubnetSpec.$Properties instead.
       */

      /**
       * Shape of a SubnetSpec.
       * @typedef {ovnet.v1.SubnetSpec.$Properties} ovnet.v1.SubnetSpec.$Shape
       */

      /**
       * Constructs a new SubnetSpec.
       * @memberof ovnet.v1
       * @classdesc Represents a SubnetSpec.
       * @constructor
       * @param {ovnet.v1.SubnetSpec.$Properties=} [properties] Properties to set
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */
      const SubnetSpec = function (properties) {
        if (properties)
          for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__')
              this[keys[i]] = properties[keys[i]];
      };

      /**
       * SubnetSpec id.
       * @member {string} id
       * @memberof ovnet.v1.SubnetSpec
       * @instance
       */
      SubnetSpec.prototype.id = '';

      /**
       * SubnetSpec cidr.
       * @member {string} cidr
       * @memberof ovnet.v1.SubnetSpec
       * @instance
       */
      SubnetSpec.prototype.cidr = '';

      /**
       * SubnetSpec gateway.
       * @member {string} gateway
       * @memberof ovnet.v1.SubnetSpec
       * @instance
       */
      SubnetSpec.prototype.gateway = '';

      /**
       * Creates a new SubnetSpec instance using the specified properties.
       * @function create
       * @memberof ovnet.v1.SubnetSpec
       * @static
       * @param {ovnet.v1.SubnetSpec.$Properties=} [properties] Properties to set
       * @returns {ovnet.v1.SubnetSpec} SubnetSpec instance
       * @type {{
       *   (properties: ovnet.v1.SubnetSpec.$Shape): ovnet.v1.SubnetSpec & ovnet.v1.SubnetSpec.$Shape;
       *   (properties?: ovnet.v1.SubnetSpec.$Properties): ovnet.v1.SubnetSpec;
       * }}
       */
      SubnetSpec.create = function (properties) {
        return new SubnetSpec(properties);
      };

      /**
       * Encodes the specified SubnetSpec message. Does not implicitly {@link ovnet.v1.SubnetSpec.verify|verify} messages.
       * @function encode
       * @memberof ovnet.v1.SubnetSpec
       * @static
       * @param {ovnet.v1.SubnetSpec.$Properties} message SubnetSpec message or plain object to encode
       * @param {$protobuf.Writer} [writer] Writer to encode to
       * @returns {$protobuf.Writer} Writer
       */
      SubnetSpec.encode = function (message, writer, _depth) {
        if (!writer) writer = $Writer.create();
        if (_depth === $undefined) _depth = 0;
        if (_depth > $util.recursionLimit) throw $Error('max depth exceeded');
        if (message.id != null && $Object.hasOwnProperty.call(message, 'id') && message.id !== '')
          writer.uint32(/* id 1, wireType 2 =*/ 10).string(message.id);
        if (
          message.cidr != null &&
          $Object.hasOwnProperty.call(message, 'cidr') &&
          message.cidr !== ''
        )
          writer.uint32(/* id 2, wireType 2 =*/ 18).string(message.cidr);
        if (
          message.gateway != null &&
          $Object.hasOwnProperty.call(message, 'gateway') &&
          message.gateway !== ''
        )
          writer.uint32(/* id 3, wireType 2 =*/ 26).string(message.gateway);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, '$unknowns'))
          for (let i = 0; i < message.$unknowns.length; ++i) writer.raw(message.$unknowns[i]);
        return writer;
      };

      /**
       * Decodes a SubnetSpec message from the specified reader or buffer.
       * @function decode
       * @memberof ovnet.v1.SubnetSpec
       * @static
       * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
       * @param {number} [length] Message length if known beforehand
       * @returns {ovnet.v1.SubnetSpec & ovnet.v1.SubnetSpec.$Shape} SubnetSpec
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      SubnetSpec.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (_depth === $undefined) _depth = 0;
        if (_depth > $Reader.recursionLimit) throw $Error('max depth exceeded');
        let end, message, value;
        if (length === $undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw $RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = _target || new $root.ovnet.v1.SubnetSpec();
        while (reader.pos < end) {
          let start = reader.pos;
          let tag = reader.tag();
          if (tag === _end) {
            _end = $undefined;
            break;
          }
          let wireType = tag & 7;
          switch ((tag >>>= 3)) {
            case 1: {
              if (wireType !== 2) break;
              if ((value = reader.stringVerify()).length) message.id = value;
              else delete message.id;
              continue;
            }
            case 2: {
              if (wireType !== 2) break;
              if ((value = reader.stringVerify()).length) message.cidr = value;
              else delete message.cidr;
              continue;
            }
            case 3: {
              if (wireType !== 2) break;
              if ((value = reader.stringVerify()).length) message.gateway = value;
              else delete message.gateway;
              continue;
            }
          }
          reader.skipType(wireType, _depth, tag);
          if (!reader.discardUnknown) {
            $util.makeProp(message, '$unknowns', false);
            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
          }
        }
        if (length !== $undefined) {
          if (reader.pos !== end) throw $RangeError('index out of range');
          reader.len = length;
        }
        if (_end !== $undefined) throw $Error('missing end group');
        return message;
      };

      return SubnetSpec;
    })();

    v1.MemberSpec = (function () {
      /**
       * Properties of a MemberSpec.
       * @typedef {Object} ovnet.v1.MemberSpec.$Properties
       * @property {string} [nodeId] MemberSpec nodeId
       * @property {string} [vtep] MemberSpec vtep
       * @property {number} [mtu] MemberSpec mtu
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */

      /**
       * Properties of a MemberSpec.
       * @memberof ovnet.v1
       * @interface IMemberSpec
       * @augments ovnet.v1.MemberSpec.$Properties
       * @deprecated Use ovnet.v1.MemberSpec.$Properties instead.
       */

      /**
       * Shape of a MemberSpec.
       * @typedef {ovnet.v1.MemberSpec.$Properties} ovnet.v1.MemberSpec.$Shape
       */

      /**
       * Constructs a new MemberSpec.
       * @memberof ovnet.v1
       * @classdesc Represents a MemberSpec.
       * @constructor
       * @param {ovnet.v1.MemberSpec.$Properties=} [properties] Properties to set
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */
      const MemberSpec = function (properties) {
        if (properties)
          for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__')
              this[keys[i]] = properties[keys[i]];
      };

      /**
       * MemberSpec nodeId.
       * @member {string} nodeId
       * @memberof ovnet.v1.MemberSpec
       * @instance
       */
      MemberSpec.prototype.nodeId = '';

      /**
       * MemberSpec vtep.
       * @member {string} vtep
       * @memberof ovnet.v1.MemberSpec
       * @instance
       */
      MemberSpec.prototype.vtep = '';

      /**
       * MemberSpec mtu.
       * @member {number} mtu
       * @memberof ovnet.v1.MemberSpec
       * @instance
       */
      MemberSpec.prototype.mtu = 0;

      /**
       * Creates a new MemberSpec instance using the specified properties.
       * @function create
       * @memberof ovnet.v1.MemberSpec
       * @static
       * @param {ovnet.v1.MemberSpec.$Properties=} [properties] Properties to set
       * @returns {ovnet.v1.MemberSpec} MemberSpec instance
       * @type {{
       *   (properties: ovnet.v1.MemberSpec.$Shape): ovnet.v1.MemberSpec & ovnet.v1.MemberSpec.$Shape;
       *   (properties?: ovnet.v1.MemberSpec.$Properties): ovnet.v1.MemberSpec;
       * }}
       */
      MemberSpec.create = function (properties) {
        return new MemberSpec(properties);
      };

      /**
       * Encodes the specified MemberSpec message. Does not implicitly {@link ovnet.v1.MemberSpec.verify|verify} messages.
       * @function encode
       * @memberof ovnet.v1.MemberSpec
       * @static
       * @param {ovnet.v1.MemberSpec.$Properties} message MemberSpec message or plain object to encode
       * @param {$protobuf.Writer} [writer] Writer to encode to
       * @returns {$protobuf.Writer} Writer
       */
      MemberSpec.encode = function (message, writer, _depth) {
        if (!writer) writer = $Writer.create();
        if (_depth === $undefined) _depth = 0;
        if (_depth > $util.recursionLimit) throw $Error('max depth exceeded');
        if (
          message.nodeId != null &&
          $Object.hasOwnProperty.call(message, 'nodeId') &&
          message.nodeId !== ''
        )
          writer.uint32(/* id 1, wireType 2 =*/ 10).string(message.nodeId);
        if (
          message.vtep != null &&
          $Object.hasOwnProperty.call(message, 'vtep') &&
          message.vtep !== ''
        )
          writer.uint32(/* id 2, wireType 2 =*/ 18).string(message.vtep);
        if (message.mtu != null && $Object.hasOwnProperty.call(message, 'mtu') && message.mtu !== 0)
          writer.uint32(/* id 3, wireType 0 =*/ 24).uint32(message.mtu);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, '$unknowns'))
          for (let i = 0; i < message.$unknowns.length; ++i) writer.raw(message.$unknowns[i]);
        return writer;
      };

      /**
       * Decodes a MemberSpec message from the specified reader or buffer.
       * @function decode
       * @memberof ovnet.v1.MemberSpec
       * @static
       * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
       * @param {number} [length] Message length if known beforehand
       * @returns {ovnet.v1.MemberSpec & ovnet.v1.MemberSpec.$Shape} MemberSpec
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      MemberSpec.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (_depth === $undefined) _depth = 0;
        if (_depth > $Reader.recursionLimit) throw $Error('max depth exceeded');
        let end, message, value;
        if (length === $undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw $RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = _target || new $root.ovnet.v1.MemberSpec();
        while (reader.pos < end) {
          let start = reader.pos;
          let tag = reader.tag();
          if (tag === _end) {
            _end = $undefined;
            break;
          }
          let wireType = tag & 7;
          switch ((tag >>>= 3)) {
            case 1: {
              if (wireType !== 2) break;
              if ((value = reader.stringVerify()).length) message.nodeId = value;
              else delete message.nodeId;
              continue;
            }
            case 2: {
              if (wireType !== 2) break;
              if ((value = reader.stringVerify()).length) message.vtep = value;
              else delete message.vtep;
              continue;
            }
            case 3: {
              if (wireType !== 0) break;
              if ((value = reader.uint32())) message.mtu = value;
              else delete message.mtu;
              continue;
            }
          }
          reader.skipType(wireType, _depth, tag);
          if (!reader.discardUnknown) {
            $util.makeProp(message, '$unknowns', false);
            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
          }
        }
        if (length !== $undefined) {
          if (reader.pos !== end) throw $RangeError('index out of range');
          reader.len = length;
        }
        if (_end !== $undefined) throw $Error('missing end group');
        return message;
      };

      return MemberSpec;
    })();

    v1.Attachment = (function () {
      /**
       * Properties of an Attachment.
       * @typedef {Object} ovnet.v1.Attachment.$Properties
       * @property {string} [netns] Attachment netns
       * @property {string} [ifname] Attachment ifname
       * @property {boolean} [create] Attachment create
       * @property {number} [gatewayPriority] Attachment gatewayPriority
       * @property {boolean} [router] Attachment router
       * @property {ovnet.v1.Tap.$Properties} [tap] Attachment tap
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */

      /**
       * Properties of an Attachment.
       * @memberof ovnet.v1
       * @interface IAttachment
       * @augments ovnet.v1.Attachment.$Properties
       * @deprecated Use ovnet.v1.Attachment.$Properties instead.
       */

      /**
       * Shape of an Attachment.
       * @typedef {ovnet.v1.Attachment.$Properties} ovnet.v1.Attachment.$Shape
       */

      /**
       * Constructs a new Attachment.
       * @memberof ovnet.v1
       * @classdesc Represents an Attachment.
       * @constructor
       * @param {ovnet.v1.Attachment.$Properties=} [properties] Properties to set
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */
      const Attachment = function (properties) {
        if (properties)
          for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__')
              this[keys[i]] = properties[keys[i]];
      };

      /**
       * Attachment netns.
       * @member {string} netns
       * @memberof ovnet.v1.Attachment
       * @instance
       */
      Attachment.prototype.netns = '';

      /**
       * Attachment ifname.
       * @member {string} ifname
       * @memberof ovnet.v1.Attachment
       * @instance
       */
      Attachment.prototype.ifname = '';

      /**
       * Attachment create.
       * @member {boolean} create
       * @memberof ovnet.v1.Attachment
       * @instance
       */
      Attachment.prototype.create = false;

      /**
       * Attachment gatewayPriority.
       * @member {number} gatewayPriority
       * @memberof ovnet.v1.Attachment
       * @instance
       */
      Attachment.prototype.gatewayPriority = 0;

      /**
       * Attachment router.
       * @member {boolean} router
       * @memberof ovnet.v1.Attachment
       * @instance
       */
      Attachment.prototype.router = false;

      /**
       * Attachment tap.
       * @member {ovnet.v1.Tap} tap
       * @memberof ovnet.v1.Attachment
       * @instance
       */
      Attachment.prototype.tap = null;

      /**
       * Creates a new Attachment instance using the specified properties.
       * @function create
       * @memberof ovnet.v1.Attachment
       * @static
       * @param {ovnet.v1.Attachment.$Properties=} [properties] Properties to set
       * @returns {ovnet.v1.Attachment} Attachment instance
       * @type {{
       *   (properties: ovnet.v1.Attachment.$Shape): ovnet.v1.Attachment & ovnet.v1.Attachment.$Shape;
       *   (properties?: ovnet.v1.Attachment.$Properties): ovnet.v1.Attachment;
       * }}
       */
      Attachment.create = function (properties) {
        return new Attachment(properties);
      };

      /**
       * Encodes the specified Attachment message. Does not implicitly {@link ovnet.v1.Attachment.verify|verify} messages.
       * @function encode
       * @memberof ovnet.v1.Attachment
       * @static
       * @param {ovnet.v1.Attachment.$Properties} message Attachment message or plain object to encode
       * @param {$protobuf.Writer} [writer] Writer to encode to
       * @returns {$protobuf.Writer} Writer
       */
      Attachment.encode = function (message, writer, _depth) {
        if (!writer) writer = $Writer.create();
        if (_depth === $undefined) _depth = 0;
        if (_depth > $util.recursionLimit) throw $Error('max depth exceeded');
        if (
          message.netns != null &&
          $Object.hasOwnProperty.call(message, 'netns') &&
          message.netns !== ''
        )
          writer.uint32(/* id 1, wireType 2 =*/ 10).string(message.netns);
        if (
          message.ifname != null &&
          $Object.hasOwnProperty.call(message, 'ifname') &&
          message.ifname !== ''
        )
          writer.uint32(/* id 2, wireType 2 =*/ 18).string(message.ifname);
        if (
          message.create != null &&
          $Object.hasOwnProperty.call(message, 'create') &&
          message.create !== false
        )
          writer.uint32(/* id 3, wireType 0 =*/ 24).bool(message.create);
        if (
          message.gatewayPriority != null &&
          $Object.hasOwnProperty.call(message, 'gatewayPriority') &&
          message.gatewayPriority !== 0
        )
          writer.uint32(/* id 4, wireType 0 =*/ 32).sint32(message.gatewayPriority);
        if (
          message.router != null &&
          $Object.hasOwnProperty.call(message, 'router') &&
          message.router !== false
        )
          writer.uint32(/* id 5, wireType 0 =*/ 40).bool(message.router);
        if (message.tap != null && $Object.hasOwnProperty.call(message, 'tap'))
          $root.ovnet.v1.Tap.encode(
            message.tap,
            writer.uint32(/* id 6, wireType 2 =*/ 50).fork(),
            _depth + 1,
          ).ldelim();
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, '$unknowns'))
          for (let i = 0; i < message.$unknowns.length; ++i) writer.raw(message.$unknowns[i]);
        return writer;
      };

      /**
       * Decodes an Attachment message from the specified reader or buffer.
       * @function decode
       * @memberof ovnet.v1.Attachment
       * @static
       * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
       * @param {number} [length] Message length if known beforehand
       * @returns {ovnet.v1.Attachment & ovnet.v1.Attachment.$Shape} Attachment
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      Attachment.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (_depth === $undefined) _depth = 0;
        if (_depth > $Reader.recursionLimit) throw $Error('max depth exceeded');
        let end, message, value;
        if (length === $undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw $RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = _target || new $root.ovnet.v1.Attachment();
        while (reader.pos < end) {
          let start = reader.pos;
          let tag = reader.tag();
          if (tag === _end) {
            _end = $undefined;
            break;
          }
          let wireType = tag & 7;
          switch ((tag >>>= 3)) {
            case 1: {
              if (wireType !== 2) break;
              if ((value = reader.stringVerify()).length) message.netns = value;
              else delete message.netns;
              continue;
            }
            case 2: {
              if (wireType !== 2) break;
              if ((value = reader.stringVerify()).length) message.ifname = value;
              else delete message.ifname;
              continue;
            }
            case 3: {
              if (wireType !== 0) break;
              if ((value = reader.bool())) message.create = value;
              else delete message.create;
              continue;
            }
            case 4: {
              if (wireType !== 0) break;
              if ((value = reader.sint32())) message.gatewayPriority = value;
              else delete message.gatewayPriority;
              continue;
            }
            case 5: {
              if (wireType !== 0) break;
              if ((value = reader.bool())) message.router = value;
              else delete message.router;
              continue;
            }
            case 6: {
              if (wireType !== 2) break;
              message.tap = $root.ovnet.v1.Tap.decode(
                reader,
                reader.size(),
                $undefined,
                _depth + 1,
                message.tap,
              );
              continue;
            }
          }
          reader.skipType(wireType, _depth, tag);
          if (!reader.discardUnknown) {
            $util.makeProp(message, '$unknowns', false);
            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
          }
        }
        if (length !== $undefined) {
          if (reader.pos !== end) throw $RangeError('index out of range');
          reader.len = length;
        }
        if (_end !== $undefined) throw $Error('missing end group');
        return message;
      };

      return Attachment;
    })();

    v1.Tap = (function () {
      /**
       * Properties of a Tap.
       * @typedef {Object} ovnet.v1.Tap.$Properties
       * @property {string} [user] Tap user
       * @property {string} [group] Tap group
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */

      /**
       * Properties of a Tap.
       * @memberof ovnet.v1
       * @interface ITap
       * @augments ovnet.v1.Tap.$Properties
       * @deprecated Use ovnet.v1.Tap.$Properties instead.
       */

      /**
       * Shape of a Tap.
       * @typedef {ovnet.v1.Tap.$Properties} ovnet.v1.Tap.$Shape
       */

      /**
       * Constructs a new Tap.
       * @memberof ovnet.v1
       * @classdesc Represents a Tap.
       * @constructor
       * @param {ovnet.v1.Tap.$Properties=} [properties] Properties to set
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */
      const Tap = function (properties) {
        if (properties)
          for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__')
              this[keys[i]] = properties[keys[i]];
      };

      /**
       * Tap user.
       * @member {string} user
       * @memberof ovnet.v1.Tap
       * @instance
       */
      Tap.prototype.user = '';

      /**
       * Tap group.
       * @member {string} group
       * @memberof ovnet.v1.Tap
       * @instance
       */
      Tap.prototype.group = '';

      /**
       * Creates a new Tap instance using the specified properties.
       * @function create
       * @memberof ovnet.v1.Tap
       * @static
       * @param {ovnet.v1.Tap.$Properties=} [properties] Properties to set
       * @returns {ovnet.v1.Tap} Tap instance
       * @type {{
       *   (properties: ovnet.v1.Tap.$Shape): ovnet.v1.Tap & ovnet.v1.Tap.$Shape;
       *   (properties?: ovnet.v1.Tap.$Properties): ovnet.v1.Tap;
       * }}
       */
      Tap.create = function (properties) {
        return new Tap(properties);
      };

      /**
       * Encodes the specified Tap message. Does not implicitly {@link ovnet.v1.Tap.verify|verify} messages.
       * @function encode
       * @memberof ovnet.v1.Tap
       * @static
       * @param {ovnet.v1.Tap.$Properties} message Tap message or plain object to encode
       * @param {$protobuf.Writer} [writer] Writer to encode to
       * @returns {$protobuf.Writer} Writer
       */
      Tap.encode = function (message, writer, _depth) {
        if (!writer) writer = $Writer.create();
        if (_depth === $undefined) _depth = 0;
        if (_depth > $util.recursionLimit) throw $Error('max depth exceeded');
        if (
          message.user != null &&
          $Object.hasOwnProperty.call(message, 'user') &&
          message.user !== ''
        )
          writer.uint32(/* id 1, wireType 2 =*/ 10).string(message.user);
        if (
          message.group != null &&
          $Object.hasOwnProperty.call(message, 'group') &&
          message.group !== ''
        )
          writer.uint32(/* id 2, wireType 2 =*/ 18).string(message.group);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, '$unknowns'))
          for (let i = 0; i < message.$unknowns.length; ++i) writer.raw(message.$unknowns[i]);
        return writer;
      };

      /**
       * Decodes a Tap message from the specified reader or buffer.
       * @function decode
       * @memberof ovnet.v1.Tap
       * @static
       * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
       * @param {number} [length] Message length if known beforehand
       * @returns {ovnet.v1.Tap & ovnet.v1.Tap.$Shape} Tap
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      Tap.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (_depth === $undefined) _depth = 0;
        if (_depth > $Reader.recursionLimit) throw $Error('max depth exceeded');
        let end, message, value;
        if (length === $undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw $RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = _target || new $root.ovnet.v1.Tap();
        while (reader.pos < end) {
          let start = reader.pos;
          let tag = reader.tag();
          if (tag === _end) {
            _end = $undefined;
            break;
          }
          let wireType = tag & 7;
          switch ((tag >>>= 3)) {
            case 1: {
              if (wireType !== 2) break;
              if ((value = reader.stringVerify()).length) message.user = value;
              else delete message.user;
              continue;
            }
            case 2: {
              if (wireType !== 2) break;
              if ((value = reader.stringVerify()).length) message.group = value;
              else delete message.group;
              continue;
            }
          }
          reader.skipType(wireType, _depth, tag);
          if (!reader.discardUnknown) {
            $util.makeProp(message, '$unknowns', false);
            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
          }
        }
        if (length !== $undefined) {
          if (reader.pos !== end) throw $RangeError('index out of range');
          reader.len = length;
        }
        if (_end !== $undefined) throw $Error('missing end group');
        return message;
      };

      return Tap;
    })();

    v1.EndpointSpec = (function () {
      /**
       * Properties of an EndpointSpec.
       * @typedef {Object} ovnet.v1.EndpointSpec.$Properties
       * @property {string} [id] EndpointSpec id
       * @property {string} [name] EndpointSpec name
       * @property {string} [nodeId] EndpointSpec nodeId
       * @property {string} [mac] EndpointSpec mac
       * @property {Array.<string>} [addresses] EndpointSpec addresses
       * @property {Array.<string>} [aliases] EndpointSpec aliases
       * @property {ovnet.v1.Attachment.$Properties} [attachment] EndpointSpec attachment
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */

      /**
       * Properties of an EndpointSpec.
       * @memberof ovnet.v1
       * @interface IEndpointSpec
       * @augments ovnet.v1.EndpointSpec.$Properties
       * @deprecated Use ovnet.v1.EndpointSpec.$Properties instead.
       */

      /**
       * Shape of an EndpointSpec.
       * @typedef {ovnet.v1.EndpointSpec.$Properties} ovnet.v1.EndpointSpec.$Shape
       */

      /**
       * Constructs a new EndpointSpec.
       * @memberof ovnet.v1
       * @classdesc Represents an EndpointSpec.
       * @constructor
       * @param {ovnet.v1.EndpointSpec.$Properties=} [properties] Properties to set
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */
      const EndpointSpec = function (properties) {
        this.addresses = [];
        this.aliases = [];
        if (properties)
          for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__')
              this[keys[i]] = properties[keys[i]];
      };

      /**
       * EndpointSpec id.
       * @member {string} id
       * @memberof ovnet.v1.EndpointSpec
       * @instance
       */
      EndpointSpec.prototype.id = '';

      /**
       * EndpointSpec name.
       * @member {string} name
       * @memberof ovnet.v1.EndpointSpec
       * @instance
       */
      EndpointSpec.prototype.name = '';

      /**
       * EndpointSpec nodeId.
       * @member {string} nodeId
       * @memberof ovnet.v1.EndpointSpec
       * @instance
       */
      EndpointSpec.prototype.nodeId = '';

      /**
       * EndpointSpec mac.
       * @member {string} mac
       * @memberof ovnet.v1.EndpointSpec
       * @instance
       */
      EndpointSpec.prototype.mac = '';

      /**
       * EndpointSpec addresses.
       * @member {Array.<string>} addresses
       * @memberof ovnet.v1.EndpointSpec
       * @instance
       */
      EndpointSpec.prototype.addresses = $util.emptyArray;

      /**
       * EndpointSpec aliases.
       * @member {Array.<string>} aliases
       * @memberof ovnet.v1.EndpointSpec
       * @instance
       */
      EndpointSpec.prototype.aliases = $util.emptyArray;

      /**
       * EndpointSpec attachment.
       * @member {ovnet.v1.Attachment} attachment
       * @memberof ovnet.v1.EndpointSpec
       * @instance
       */
      EndpointSpec.prototype.attachment = null;

      /**
       * Creates a new EndpointSpec instance using the specified properties.
       * @function create
       * @memberof ovnet.v1.EndpointSpec
       * @static
       * @param {ovnet.v1.EndpointSpec.$Properties=} [properties] Properties to set
       * @returns {ovnet.v1.EndpointSpec} EndpointSpec instance
       * @type {{
       *   (properties: ovnet.v1.EndpointSpec.$Shape): ovnet.v1.EndpointSpec & ovnet.v1.EndpointSpec.$Shape;
       *   (properties?: ovnet.v1.EndpointSpec.$Properties): ovnet.v1.EndpointSpec;
       * }}
       */
      EndpointSpec.create = function (properties) {
        return new EndpointSpec(properties);
      };

      /**
       * Encodes the specified EndpointSpec message. Does not implicitly {@link ovnet.v1.EndpointSpec.verify|verify} messages.
       * @function encode
       * @memberof ovnet.v1.EndpointSpec
       * @static
       * @param {ovnet.v1.EndpointSpec.$Properties} message EndpointSpec message or plain object to encode
       * @param {$protobuf.Writer} [writer] Writer to encode to
       * @returns {$protobuf.Writer} Writer
       */
      EndpointSpec.encode = function (message, writer, _depth) {
        if (!writer) writer = $Writer.create();
        if (_depth === $undefined) _depth = 0;
        if (_depth > $util.recursionLimit) throw $Error('max depth exceeded');
        if (message.id != null && $Object.hasOwnProperty.call(message, 'id') && message.id !== '')
          writer.uint32(/* id 1, wireType 2 =*/ 10).string(message.id);
        if (
          message.name != null &&
          $Object.hasOwnProperty.call(message, 'name') &&
          message.name !== ''
        )
          writer.uint32(/* id 2, wireType 2 =*/ 18).string(message.name);
        if (
          message.nodeId != null &&
          $Object.hasOwnProperty.call(message, 'nodeId') &&
          message.nodeId !== ''
        )
          writer.uint32(/* id 3, wireType 2 =*/ 26).string(message.nodeId);
        if (
          message.mac != null &&
          $Object.hasOwnProperty.call(message, 'mac') &&
          message.mac !== ''
        )
          writer.uint32(/* id 4, wireType 2 =*/ 34).string(message.mac);
        if (message.addresses != null && message.addresses.length)
          for (let i = 0; i < message.addresses.length; ++i)
            writer.uint32(/* id 5, wireType 2 =*/ 42).string(message.addresses[i]);
        if (message.aliases != null && message.aliases.length)
          for (let i = 0; i < message.aliases.length; ++i)
            writer.uint32(/* id 6, wireType 2 =*/ 50).string(message.aliases[i]);
        if (message.attachment != null && $Object.hasOwnProperty.call(message, 'attachment'))
          $root.ovnet.v1.Attachment.encode(
            message.attachment,
            writer.uint32(/* id 7, wireType 2 =*/ 58).fork(),
            _depth + 1,
          ).ldelim();
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, '$unknowns'))
          for (let i = 0; i < message.$unknowns.length; ++i) writer.raw(message.$unknowns[i]);
        return writer;
      };

      /**
       * Decodes an EndpointSpec message from the specified reader or buffer.
       * @function decode
       * @memberof ovnet.v1.EndpointSpec
       * @static
       * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
       * @param {number} [length] Message length if known beforehand
       * @returns {ovnet.v1.EndpointSpec & ovnet.v1.EndpointSpec.$Shape} EndpointSpec
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      EndpointSpec.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (_depth === $undefined) _depth = 0;
        if (_depth > $Reader.recursionLimit) throw $Error('max depth exceeded');
        let end, message, value;
        if (length === $undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw $RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = _target || new $root.ovnet.v1.EndpointSpec();
        while (reader.pos < end) {
          let start = reader.pos;
          let tag = reader.tag();
          if (tag === _end) {
            _end = $undefined;
            break;
          }
          let wireType = tag & 7;
          switch ((tag >>>= 3)) {
            case 1: {
              if (wireType !== 2) break;
              if ((value = reader.stringVerify()).length) message.id = value;
              else delete message.id;
              continue;
            }
            case 2: {
              if (wireType !== 2) break;
              if ((value = reader.stringVerify()).length) message.name = value;
              else delete message.name;
              continue;
            }
            case 3: {
              if (wireType !== 2) break;
              if ((value = reader.stringVerify()).length) message.nodeId = value;
              else delete message.nodeId;
              continue;
            }
            case 4: {
              if (wireType !== 2) break;
              if ((value = reader.stringVerify()).length) message.mac = value;
              else delete message.mac;
              continue;
            }
            case 5: {
              if (wireType !== 2) break;
              if (!(message.addresses && message.addresses.length)) message.addresses = [];
              message.addresses.push(reader.stringVerify());
              continue;
            }
            case 6: {
              if (wireType !== 2) break;
              if (!(message.aliases && message.aliases.length)) message.aliases = [];
              message.aliases.push(reader.stringVerify());
              continue;
            }
            case 7: {
              if (wireType !== 2) break;
              message.attachment = $root.ovnet.v1.Attachment.decode(
                reader,
                reader.size(),
                $undefined,
                _depth + 1,
                message.attachment,
              );
              continue;
            }
          }
          reader.skipType(wireType, _depth, tag);
          if (!reader.discardUnknown) {
            $util.makeProp(message, '$unknowns', false);
            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
          }
        }
        if (length !== $undefined) {
          if (reader.pos !== end) throw $RangeError('index out of range');
          reader.len = length;
        }
        if (_end !== $undefined) throw $Error('missing end group');
        return message;
      };

      return EndpointSpec;
    })();

    v1.DesiredEntry = (function () {
      /**
       * Properties of a DesiredEntry.
       * @typedef {Object} ovnet.v1.DesiredEntry.$Properties
       * @property {ovnet.v1.NetworkSpec.$Properties|null} [network] DesiredEntry network
       * @property {ovnet.v1.SubnetSpec.$Properties|null} [subnet] DesiredEntry subnet
       * @property {ovnet.v1.MemberSpec.$Properties|null} [member] DesiredEntry member
       * @property {ovnet.v1.EndpointSpec.$Properties|null} [endpoint] DesiredEntry endpoint
       * @property {"network"|"subnet"|"member"|"endpoint"} [entry] DesiredEntry entry
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */

      /**
       * Properties of a DesiredEntry.
       * @memberof ovnet.v1
       * @interface IDesiredEntry
       * @augments ovnet.v1.DesiredEntry.$Properties
       * @deprecated Use ovnet.v1.DesiredEntry.$Properties instead.
       */

      /**
       * Narrowed shape of a DesiredEntry.
       * @typedef {{
       *   network?: ovnet.v1.NetworkSpec.$Shape|null;
       *   subnet?: ovnet.v1.SubnetSpec.$Shape|null;
       *   member?: ovnet.v1.MemberSpec.$Shape|null;
       *   endpoint?: ovnet.v1.EndpointSpec.$Shape|null;
       *   $unknowns?: Array.<Uint8Array>;
       * } & (
       *   ({ entry?: undefined; network?: null; subnet?: null; member?: null; endpoint?: null }|{ entry?: "network"; network: ovnet.v1.NetworkSpec.$Shape; subnet?: null; member?: null; endpoint?: null }|{ entry?: "subnet"; network?: null; subnet: ovnet.v1.SubnetSpec.$Shape; member?: null; endpoint?: null }|{ entry?: "member"; network?: null; subnet?: null; member: ovnet.v1.MemberSpec.$Shape; endpoint?: null }|{ entry?: "endpoint"; network?: null; subnet?: null; member?: null; endpoint: ovnet.v1.EndpointSpec.$Shape })
       * )} ovnet.v1.DesiredEntry.$Shape
       */

      /**
       * Constructs a new DesiredEntry.
       * @memberof ovnet.v1
       * @classdesc Represents a DesiredEntry.
       * @constructor
       * @param {ovnet.v1.DesiredEntry.$Properties=} [properties] Properties to set
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */
      const DesiredEntry = function (properties) {
        if (properties)
          for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__')
              this[keys[i]] = properties[keys[i]];
      };

      /**
       * DesiredEntry network.
       * @member {ovnet.v1.NetworkSpec|null} network
       * @memberof ovnet.v1.DesiredEntry
       * @instance
       */
      DesiredEntry.prototype.network = null;

      /**
       * DesiredEntry subnet.
       * @member {ovnet.v1.SubnetSpec|null} subnet
       * @memberof ovnet.v1.DesiredEntry
       * @instance
       */
      DesiredEntry.prototype.subnet = null;

      /**
       * DesiredEntry member.
       * @member {ovnet.v1.MemberSpec|null} member
       * @memberof ovnet.v1.DesiredEntry
       * @instance
       */
      DesiredEntry.prototype.member = null;

      /**
       * DesiredEntry endpoint.
       * @member {ovnet.v1.EndpointSpec|null} endpoint
       * @memberof ovnet.v1.DesiredEntry
       * @instance
       */
      DesiredEntry.prototype.endpoint = null;

      // OneOf field names bound to virtual getters and setters
      let $oneOfFields;

      /**
       * DesiredEntry entry.
       * @member {"network"|"subnet"|"member"|"endpoint"|undefined} entry
       * @memberof ovnet.v1.DesiredEntry
       * @instance
       */
      $Object.defineProperty(DesiredEntry.prototype, 'entry', {
        get: $util.oneOfGetter(($oneOfFields = ['network', 'subnet', 'member', 'endpoint'])),
        set: $util.oneOfSetter($oneOfFields),
      });

      /**
       * Creates a new DesiredEntry instance using the specified properties.
       * @function create
       * @memberof ovnet.v1.DesiredEntry
       * @static
       * @param {ovnet.v1.DesiredEntry.$Properties=} [properties] Properties to set
       * @returns {ovnet.v1.DesiredEntry} DesiredEntry instance
       * @type {{
       *   (properties: ovnet.v1.DesiredEntry.$Shape): ovnet.v1.DesiredEntry & ovnet.v1.DesiredEntry.$Shape;
       *   (properties?: ovnet.v1.DesiredEntry.$Properties): ovnet.v1.DesiredEntry;
       * }}
       */
      DesiredEntry.create = function (properties) {
        return new DesiredEntry(properties);
      };

      /**
       * Encodes the specified DesiredEntry message. Does not implicitly {@link ovnet.v1.DesiredEntry.verify|verify} messages.
       * @function encode
       * @memberof ovnet.v1.DesiredEntry
       * @static
       * @param {ovnet.v1.DesiredEntry.$Properties} message DesiredEntry message or plain object to encode
       * @param {$protobuf.Writer} [writer] Writer to encode to
       * @returns {$protobuf.Writer} Writer
       */
      DesiredEntry.encode = function (message, writer, _depth) {
        if (!writer) writer = $Writer.create();
        if (_depth === $undefined) _depth = 0;
        if (_depth > $util.recursionLimit) throw $Error('max depth exceeded');
        if (message.network != null && $Object.hasOwnProperty.call(message, 'network'))
          $root.ovnet.v1.NetworkSpec.encode(
            message.network,
            writer.uint32(/* id 1, wireType 2 =*/ 10).fork(),
            _depth + 1,
          ).ldelim();
        if (message.subnet != null && $Object.hasOwnProperty.call(message, 'subnet'))
          $root.ovnet.v1.SubnetSpec.encode(
            message.subnet,
            writer.uint32(/* id 2, wireType 2 =*/ 18).fork(),
            _depth + 1,
          ).ldelim();
        if (message.member != null && $Object.hasOwnProperty.call(message, 'member'))
          $root.ovnet.v1.MemberSpec.encode(
            message.member,
            writer.uint32(/* id 3, wireType 2 =*/ 26).fork(),
            _depth + 1,
          ).ldelim();
        if (message.endpoint != null && $Object.hasOwnProperty.call(message, 'endpoint'))
          $root.ovnet.v1.EndpointSpec.encode(
            message.endpoint,
            writer.uint32(/* id 4, wireType 2 =*/ 34).fork(),
            _depth + 1,
          ).ldelim();
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, '$unknowns'))
          for (let i = 0; i < message.$unknowns.length; ++i) writer.raw(message.$unknowns[i]);
        return writer;
      };

      /**
       * Decodes a DesiredEntry message from the specified reader or buffer.
       * @function decode
       * @memberof ovnet.v1.DesiredEntry
       * @static
       * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
       * @param {number} [length] Message length if known beforehand
       * @returns {ovnet.v1.DesiredEntry & ovnet.v1.DesiredEntry.$Shape} DesiredEntry
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      DesiredEntry.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (_depth === $undefined) _depth = 0;
        if (_depth > $Reader.recursionLimit) throw $Error('max depth exceeded');
        let end, message;
        if (length === $undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw $RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = _target || new $root.ovnet.v1.DesiredEntry();
        while (reader.pos < end) {
          let start = reader.pos;
          let tag = reader.tag();
          if (tag === _end) {
            _end = $undefined;
            break;
          }
          let wireType = tag & 7;
          switch ((tag >>>= 3)) {
            case 1: {
              if (wireType !== 2) break;
              message.network = $root.ovnet.v1.NetworkSpec.decode(
                reader,
                reader.size(),
                $undefined,
                _depth + 1,
                message.network,
              );
              message.entry = 'network';
              continue;
            }
            case 2: {
              if (wireType !== 2) break;
              message.subnet = $root.ovnet.v1.SubnetSpec.decode(
                reader,
                reader.size(),
                $undefined,
                _depth + 1,
                message.subnet,
              );
              message.entry = 'subnet';
              continue;
            }
            case 3: {
              if (wireType !== 2) break;
              message.member = $root.ovnet.v1.MemberSpec.decode(
                reader,
                reader.size(),
                $undefined,
                _depth + 1,
                message.member,
              );
              message.entry = 'member';
              continue;
            }
            case 4: {
              if (wireType !== 2) break;
              message.endpoint = $root.ovnet.v1.EndpointSpec.decode(
                reader,
                reader.size(),
                $undefined,
                _depth + 1,
                message.endpoint,
              );
              message.entry = 'endpoint';
              continue;
            }
          }
          reader.skipType(wireType, _depth, tag);
          if (!reader.discardUnknown) {
            $util.makeProp(message, '$unknowns', false);
            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
          }
        }
        if (length !== $undefined) {
          if (reader.pos !== end) throw $RangeError('index out of range');
          reader.len = length;
        }
        if (_end !== $undefined) throw $Error('missing end group');
        return message;
      };

      return DesiredEntry;
    })();

    v1.AttachRequest = (function () {
      /**
       * Properties of an AttachRequest.
       * @typedef {Object} ovnet.v1.AttachRequest.$Properties
       * @property {string} [network] AttachRequest network
       * @property {string} [container] AttachRequest container
       * @property {ovnet.v1.Attachment.$Properties} [attachment] AttachRequest attachment
       * @property {string} [name] AttachRequest name
       * @property {Array.<string>} [addresses] AttachRequest addresses
       * @property {string} [mac] AttachRequest mac
       * @property {number} [waitMs] AttachRequest waitMs
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */

      /**
       * Properties of an AttachRequest.
       * @memberof ovnet.v1
       * @interface IAttachRequest
       * @augments ovnet.v1.AttachRequest.$Properties
       * @deprecated Use ovnet.v1.AttachRequest.$Properties instead.
       */

      /**
       * Shape of an AttachRequest.
       * @typedef {ovnet.v1.AttachRequest.$Properties} ovnet.v1.AttachRequest.$Shape
       */

      /**
       * Constructs a new AttachRequest.
       * @memberof ovnet.v1
       * @classdesc Represents an AttachRequest.
       * @constructor
       * @param {ovnet.v1.AttachRequest.$Properties=} [properties] Properties to set
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */
      const AttachRequest = function (properties) {
        this.addresses = [];
        if (properties)
          for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__')
              this[keys[i]] = properties[keys[i]];
      };

      /**
       * AttachRequest network.
       * @member {string} network
       * @memberof ovnet.v1.AttachRequest
       * @instance
       */
      AttachRequest.prototype.network = '';

      /**
       * AttachRequest container.
       * @member {string} container
       * @memberof ovnet.v1.AttachRequest
       * @instance
       */
      AttachRequest.prototype.container = '';

      /**
       * AttachRequest attachment.
       * @member {ovnet.v1.Attachment} attachment
       * @memberof ovnet.v1.AttachRequest
       * @instance
       */
      AttachRequest.prototype.attachment = null;

      /**
       * AttachRequest name.
       * @member {string} name
       * @memberof ovnet.v1.AttachRequest
       * @instance
       */
      AttachRequest.prototype.name = '';

      /**
       * AttachRequest addresses.
       * @member {Array.<string>} addresses
       * @memberof ovnet.v1.AttachRequest
       * @instance
       */
      AttachRequest.prototype.addresses = $util.emptyArray;

      /**
       * AttachRequest mac.
       * @member {string} mac
       * @memberof ovnet.v1.AttachRequest
       * @instance
       */
      AttachRequest.prototype.mac = '';

      /**
       * AttachRequest waitMs.
       * @member {number} waitMs
       * @memberof ovnet.v1.AttachRequest
       * @instance
       */
      AttachRequest.prototype.waitMs = 0;

      /**
       * Creates a new AttachRequest instance using the specified properties.
       * @function create
       * @memberof ovnet.v1.AttachRequest
       * @static
       * @param {ovnet.v1.AttachRequest.$Properties=} [properties] Properties to set
       * @returns {ovnet.v1.AttachRequest} AttachRequest instance
       * @type {{
       *   (properties: ovnet.v1.AttachRequest.$Shape): ovnet.v1.AttachRequest & ovnet.v1.AttachRequest.$Shape;
       *   (properties?: ovnet.v1.AttachRequest.$Properties): ovnet.v1.AttachRequest;
       * }}
       */
      AttachRequest.create = function (properties) {
        return new AttachRequest(properties);
      };

      /**
       * Encodes the specified AttachRequest message. Does not implicitly {@link ovnet.v1.AttachRequest.verify|verify} messages.
       * @function encode
       * @memberof ovnet.v1.AttachRequest
       * @static
       * @param {ovnet.v1.AttachRequest.$Properties} message AttachRequest message or plain object to encode
       * @param {$protobuf.Writer} [writer] Writer to encode to
       * @returns {$protobuf.Writer} Writer
       */
      AttachRequest.encode = function (message, writer, _depth) {
        if (!writer) writer = $Writer.create();
        if (_depth === $undefined) _depth = 0;
        if (_depth > $util.recursionLimit) throw $Error('max depth exceeded');
        if (
          message.network != null &&
          $Object.hasOwnProperty.call(message, 'network') &&
          message.network !== ''
        )
          writer.uint32(/* id 1, wireType 2 =*/ 10).string(message.network);
        if (
          message.container != null &&
          $Object.hasOwnProperty.call(message, 'container') &&
          message.container !== ''
        )
          writer.uint32(/* id 2, wireType 2 =*/ 18).string(message.container);
        if (message.attachment != null && $Object.hasOwnProperty.call(message, 'attachment'))
          $root.ovnet.v1.Attachment.encode(
            message.attachment,
            writer.uint32(/* id 3, wireType 2 =*/ 26).fork(),
            _depth + 1,
          ).ldelim();
        if (
          message.name != null &&
          $Object.hasOwnProperty.call(message, 'name') &&
          message.name !== ''
        )
          writer.uint32(/* id 4, wireType 2 =*/ 34).string(message.name);
        if (message.addresses != null && message.addresses.length)
          for (let i = 0; i < message.addresses.length; ++i)
            writer.uint32(/* id 5, wireType 2 =*/ 42).string(message.addresses[i]);
        if (
          message.mac != null &&
          $Object.hasOwnProperty.call(message, 'mac') &&
          message.mac !== ''
        )
          writer.uint32(/* id 6, wireType 2 =*/ 50).string(message.mac);
        if (
          message.waitMs != null &&
          $Object.hasOwnProperty.call(message, 'waitMs') &&
          message.waitMs !== 0
        )
          writer.uint32(/* id 7, wireType 0 =*/ 56).uint32(message.waitMs);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, '$unknowns'))
          for (let i = 0; i < message.$unknowns.length; ++i) writer.raw(message.$unknowns[i]);
        return writer;
      };

      /**
       * Decodes an AttachRequest message from the specified reader or buffer.
       * @function decode
       * @memberof ovnet.v1.AttachRequest
       * @static
       * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
       * @param {number} [length] Message length if known beforehand
       * @returns {ovnet.v1.AttachRequest & ovnet.v1.AttachRequest.$Shape} AttachRequest
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      AttachRequest.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (_depth === $undefined) _depth = 0;
        if (_depth > $Reader.recursionLimit) throw $Error('max depth exceeded');
        let end, message, value;
        if (length === $undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw $RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = _target || new $root.ovnet.v1.AttachRequest();
        while (reader.pos < end) {
          let start = reader.pos;
          let tag = reader.tag();
          if (tag === _end) {
            _end = $undefined;
            break;
          }
          let wireType = tag & 7;
          switch ((tag >>>= 3)) {
            case 1: {
              if (wireType !== 2) break;
              if ((value = reader.stringVerify()).length) message.network = value;
              else delete message.network;
              continue;
            }
            case 2: {
              if (wireType !== 2) break;
              if ((value = reader.stringVerify()).length) message.container = value;
              else delete message.container;
              continue;
            }
            case 3: {
              if (wireType !== 2) break;
              message.attachment = $root.ovnet.v1.Attachment.decode(
                reader,
                reader.size(),
                $undefined,
                _depth + 1,
                message.attachment,
              );
              continue;
            }
            case 4: {
              if (wireType !== 2) break;
              if ((value = reader.stringVerify()).length) message.name = value;
              else delete message.name;
              continue;
            }
            case 5: {
              if (wireType !== 2) break;
              if (!(message.addresses && message.addresses.length)) message.addresses = [];
              message.addresses.push(reader.stringVerify());
              continue;
            }
            case 6: {
              if (wireType !== 2) break;
              if ((value = reader.stringVerify()).length) message.mac = value;
              else delete message.mac;
              continue;
            }
            case 7: {
              if (wireType !== 0) break;
              if ((value = reader.uint32())) message.waitMs = value;
              else delete message.waitMs;
              continue;
            }
          }
          reader.skipType(wireType, _depth, tag);
          if (!reader.discardUnknown) {
            $util.makeProp(message, '$unknowns', false);
            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
          }
        }
        if (length !== $undefined) {
          if (reader.pos !== end) throw $RangeError('index out of range');
          reader.len = length;
        }
        if (_end !== $undefined) throw $Error('missing end group');
        return message;
      };

      return AttachRequest;
    })();

    v1.AttachResponse = (function () {
      /**
       * Properties of an AttachResponse.
       * @typedef {Object} ovnet.v1.AttachResponse.$Properties
       * @property {string} [endpointId] AttachResponse endpointId
       * @property {string} [mac] AttachResponse mac
       * @property {Array.<string>} [addresses] AttachResponse addresses
       * @property {Array.<string>} [gateways] AttachResponse gateways
       * @property {number} [mtu] AttachResponse mtu
       * @property {number} [revision] AttachResponse revision
       * @property {boolean} [converged] AttachResponse converged
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */

      /**
       * Properties of an AttachResponse.
       * @memberof ovnet.v1
       * @interface IAttachResponse
       * @augments ovnet.v1.AttachResponse.$Properties
       * @deprecated Use ovnet.v1.AttachResponse.$Properties instead.
       */

      /**
       * Shape of an AttachResponse.
       * @typedef {ovnet.v1.AttachResponse.$Properties} ovnet.v1.AttachResponse.$Shape
       */

      /**
       * Constructs a new AttachResponse.
       * @memberof ovnet.v1
       * @classdesc Represents an AttachResponse.
       * @constructor
       * @param {ovnet.v1.AttachResponse.$Properties=} [properties] Properties to set
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */
      const AttachResponse = function (properties) {
        this.addresses = [];
        this.gateways = [];
        if (properties)
          for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__')
              this[keys[i]] = properties[keys[i]];
      };

      /**
       * AttachResponse endpointId.
       * @member {string} endpointId
       * @memberof ovnet.v1.AttachResponse
       * @instance
       */
      AttachResponse.prototype.endpointId = '';

      /**
       * AttachResponse mac.
       * @member {string} mac
       * @memberof ovnet.v1.AttachResponse
       * @instance
       */
      AttachResponse.prototype.mac = '';

      /**
       * AttachResponse addresses.
       * @member {Array.<string>} addresses
       * @memberof ovnet.v1.AttachResponse
       * @instance
       */
      AttachResponse.prototype.addresses = $util.emptyArray;

      /**
       * AttachResponse gateways.
       * @member {Array.<string>} gateways
       * @memberof ovnet.v1.AttachResponse
       * @instance
       */
      AttachResponse.prototype.gateways = $util.emptyArray;

      /**
       * AttachResponse mtu.
       * @member {number} mtu
       * @memberof ovnet.v1.AttachResponse
       * @instance
       */
      AttachResponse.prototype.mtu = 0;

      /**
       * AttachResponse revision.
       * @member {number} revision
       * @memberof ovnet.v1.AttachResponse
       * @instance
       */
      AttachResponse.prototype.revision = $util.Long ? $util.Long.fromBits(0, 0, true) : 0;

      /**
       * AttachResponse converged.
       * @member {boolean} converged
       * @memberof ovnet.v1.AttachResponse
       * @instance
       */
      AttachResponse.prototype.converged = false;

      /**
       * Creates a new AttachResponse instance using the specified properties.
       * @function create
       * @memberof ovnet.v1.AttachResponse
       * @static
       * @param {ovnet.v1.AttachResponse.$Properties=} [properties] Properties to set
       * @returns {ovnet.v1.AttachResponse} AttachResponse instance
       * @type {{
       *   (properties: ovnet.v1.AttachResponse.$Shape): ovnet.v1.AttachResponse & ovnet.v1.AttachResponse.$Shape;
       *   (properties?: ovnet.v1.AttachResponse.$Properties): ovnet.v1.AttachResponse;
       * }}
       */
      AttachResponse.create = function (properties) {
        return new AttachResponse(properties);
      };

      /**
       * Encodes the specified AttachResponse message. Does not implicitly {@link ovnet.v1.AttachResponse.verify|verify} messages.
       * @function encode
       * @memberof ovnet.v1.AttachResponse
       * @static
       * @param {ovnet.v1.AttachResponse.$Properties} message AttachResponse message or plain object to encode
       * @param {$protobuf.Writer} [writer] Writer to encode to
       * @returns {$protobuf.Writer} Writer
       */
      AttachResponse.encode = function (message, writer, _depth) {
        if (!writer) writer = $Writer.create();
        if (_depth === $undefined) _depth = 0;
        if (_depth > $util.recursionLimit) throw $Error('max depth exceeded');
        if (
          message.endpointId != null &&
          $Object.hasOwnProperty.call(message, 'endpointId') &&
          message.endpointId !== ''
        )
          writer.uint32(/* id 1, wireType 2 =*/ 10).string(message.endpointId);
        if (
          message.mac != null &&
          $Object.hasOwnProperty.call(message, 'mac') &&
          message.mac !== ''
        )
          writer.uint32(/* id 2, wireType 2 =*/ 18).string(message.mac);
        if (message.addresses != null && message.addresses.length)
          for (let i = 0; i < message.addresses.length; ++i)
            writer.uint32(/* id 3, wireType 2 =*/ 26).string(message.addresses[i]);
        if (message.gateways != null && message.gateways.length)
          for (let i = 0; i < message.gateways.length; ++i)
            writer.uint32(/* id 4, wireType 2 =*/ 34).string(message.gateways[i]);
        if (message.mtu != null && $Object.hasOwnProperty.call(message, 'mtu') && message.mtu !== 0)
          writer.uint32(/* id 5, wireType 0 =*/ 40).uint32(message.mtu);
        if (
          message.revision != null &&
          $Object.hasOwnProperty.call(message, 'revision') &&
          (typeof message.revision === 'object'
            ? message.revision.low || message.revision.high
            : message.revision !== 0)
        )
          writer.uint32(/* id 6, wireType 0 =*/ 48).uint64(message.revision);
        if (
          message.converged != null &&
          $Object.hasOwnProperty.call(message, 'converged') &&
          message.converged !== false
        )
          writer.uint32(/* id 7, wireType 0 =*/ 56).bool(message.converged);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, '$unknowns'))
          for (let i = 0; i < message.$unknowns.length; ++i) writer.raw(message.$unknowns[i]);
        return writer;
      };

      /**
       * Decodes an AttachResponse message from the specified reader or buffer.
       * @function decode
       * @memberof ovnet.v1.AttachResponse
       * @static
       * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
       * @param {number} [length] Message length if known beforehand
       * @returns {ovnet.v1.AttachResponse & ovnet.v1.AttachResponse.$Shape} AttachResponse
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      AttachResponse.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (_depth === $undefined) _depth = 0;
        if (_depth > $Reader.recursionLimit) throw $Error('max depth exceeded');
        let end, message, value;
        if (length === $undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw $RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = _target || new $root.ovnet.v1.AttachResponse();
        while (reader.pos < end) {
          let start = reader.pos;
          let tag = reader.tag();
          if (tag === _end) {
            _end = $undefined;
            break;
          }
          let wireType = tag & 7;
          switch ((tag >>>= 3)) {
            case 1: {
              if (wireType !== 2) break;
              if ((value = reader.stringVerify()).length) message.endpointId = value;
              else delete message.endpointId;
              continue;
            }
            case 2: {
              if (wireType !== 2) break;
              if ((value = reader.stringVerify()).length) message.mac = value;
              else delete message.mac;
              continue;
            }
            case 3: {
              if (wireType !== 2) break;
              if (!(message.addresses && message.addresses.length)) message.addresses = [];
              message.addresses.push(reader.stringVerify());
              continue;
            }
            case 4: {
              if (wireType !== 2) break;
              if (!(message.gateways && message.gateways.length)) message.gateways = [];
              message.gateways.push(reader.stringVerify());
              continue;
            }
            case 5: {
              if (wireType !== 0) break;
              if ((value = reader.uint32())) message.mtu = value;
              else delete message.mtu;
              continue;
            }
            case 6: {
              if (wireType !== 0) break;
              if (
                typeof (value = reader.uint64()) === 'object'
                  ? value.low || value.high
                  : value !== 0
              )
                message.revision = value;
              else delete message.revision;
              continue;
            }
            case 7: {
              if (wireType !== 0) break;
              if ((value = reader.bool())) message.converged = value;
              else delete message.converged;
              continue;
            }
          }
          reader.skipType(wireType, _depth, tag);
          if (!reader.discardUnknown) {
            $util.makeProp(message, '$unknowns', false);
            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
          }
        }
        if (length !== $undefined) {
          if (reader.pos !== end) throw $RangeError('index out of range');
          reader.len = length;
        }
        if (_end !== $undefined) throw $Error('missing end group');
        return message;
      };

      return AttachResponse;
    })();

    v1.DetachRequest = (function () {
      /**
       * Properties of a DetachRequest.
       * @typedef {Object} ovnet.v1.DetachRequest.$Properties
       * @property {string} [network] DetachRequest network
       * @property {string} [container] DetachRequest container
       * @property {string} [ifname] DetachRequest ifname
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */

      /**
       * Properties of a DetachRequest.
       * @memberof ovnet.v1
       * @interface IDetachRequest
       * @augments ovnet.v1.DetachRequest.$Properties
       * @deprecated Use ovnet.v1.DetachRequest.$Properties instead.
       */

      /**
       * Shape of a DetachRequest.
       * @typedef {ovnet.v1.DetachRequest.$Properties} ovnet.v1.DetachRequest.$Shape
       */

      /**
       * Constructs a new DetachRequest.
       * @memberof ovnet.v1
       * @classdesc Represents a DetachRequest.
       * @constructor
       * @param {ovnet.v1.DetachRequest.$Properties=} [properties] Properties to set
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */
      const DetachRequest = function (properties) {
        if (properties)
          for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__')
              this[keys[i]] = properties[keys[i]];
      };

      /**
       * DetachRequest network.
       * @member {string} network
       * @memberof ovnet.v1.DetachRequest
       * @instance
       */
      DetachRequest.prototype.network = '';

      /**
       * DetachRequest container.
       * @member {string} container
       * @memberof ovnet.v1.DetachRequest
       * @instance
       */
      DetachRequest.prototype.container = '';

      /**
       * DetachRequest ifname.
       * @member {string} ifname
       * @memberof ovnet.v1.DetachRequest
       * @instance
       */
      DetachRequest.prototype.ifname = '';

      /**
       * Creates a new DetachRequest instance using the specified properties.
       * @function create
       * @memberof ovnet.v1.DetachRequest
       * @static
       * @param {ovnet.v1.DetachRequest.$Properties=} [properties] Properties to set
       * @returns {ovnet.v1.DetachRequest} DetachRequest instance
       * @type {{
       *   (properties: ovnet.v1.DetachRequest.$Shape): ovnet.v1.DetachRequest & ovnet.v1.DetachRequest.$Shape;
       *   (properties?: ovnet.v1.DetachRequest.$Properties): ovnet.v1.DetachRequest;
       * }}
       */
      DetachRequest.create = function (properties) {
        return new DetachRequest(properties);
      };

      /**
       * Encodes the specified DetachRequest message. Does not implicitly {@link ovnet.v1.DetachRequest.verify|verify} messages.
       * @function encode
       * @memberof ovnet.v1.DetachRequest
       * @static
       * @param {ovnet.v1.DetachRequest.$Properties} message DetachRequest message or plain object to encode
       * @param {$protobuf.Writer} [writer] Writer to encode to
       * @returns {$protobuf.Writer} Writer
       */
      DetachRequest.encode = function (message, writer, _depth) {
        if (!writer) writer = $Writer.create();
        if (_depth === $undefined) _depth = 0;
        if (_depth > $util.recursionLimit) throw $Error('max depth exceeded');
        if (
          message.network != null &&
          $Object.hasOwnProperty.call(message, 'network') &&
          message.network !== ''
        )
          writer.uint32(/* id 1, wireType 2 =*/ 10).string(message.network);
        if (
          message.container != null &&
          $Object.hasOwnProperty.call(message, 'container') &&
          message.container !== ''
        )
          writer.uint32(/* id 2, wireType 2 =*/ 18).string(message.container);
        if (
          message.ifname != null &&
          $Object.hasOwnProperty.call(message, 'ifname') &&
          message.ifname !== ''
        )
          writer.uint32(/* id 3, wireType 2 =*/ 26).string(message.ifname);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, '$unknowns'))
          for (let i = 0; i < message.$unknowns.length; ++i) writer.raw(message.$unknowns[i]);
        return writer;
      };

      /**
       * Decodes a DetachRequest message from the specified reader or buffer.
       * @function decode
       * @memberof ovnet.v1.DetachRequest
       * @static
       * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
       * @param {number} [length] Message length if known beforehand
       * @returns {ovnet.v1.DetachRequest & ovnet.v1.DetachRequest.$Shape} DetachRequest
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      DetachRequest.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (_depth === $undefined) _depth = 0;
        if (_depth > $Reader.recursionLimit) throw $Error('max depth exceeded');
        let end, message, value;
        if (length === $undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw $RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = _target || new $root.ovnet.v1.DetachRequest();
        while (reader.pos < end) {
          let start = reader.pos;
          let tag = reader.tag();
          if (tag === _end) {
            _end = $undefined;
            break;
          }
          let wireType = tag & 7;
          switch ((tag >>>= 3)) {
            case 1: {
              if (wireType !== 2) break;
              if ((value = reader.stringVerify()).length) message.network = value;
              else delete message.network;
              continue;
            }
            case 2: {
              if (wireType !== 2) break;
              if ((value = reader.stringVerify()).length) message.container = value;
              else delete message.container;
              continue;
            }
            case 3: {
              if (wireType !== 2) break;
              if ((value = reader.stringVerify()).length) message.ifname = value;
              else delete message.ifname;
              continue;
            }
          }
          reader.skipType(wireType, _depth, tag);
          if (!reader.discardUnknown) {
            $util.makeProp(message, '$unknowns', false);
            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
          }
        }
        if (length !== $undefined) {
          if (reader.pos !== end) throw $RangeError('index out of range');
          reader.len = length;
        }
        if (_end !== $undefined) throw $Error('missing end group');
        return message;
      };

      return DetachRequest;
    })();

    v1.DetachResponse = (function () {
      /**
       * Properties of a DetachResponse.
       * @typedef {Object} ovnet.v1.DetachResponse.$Properties
       * @property {number} [revision] DetachResponse revision
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */

      /**
       * Properties of a DetachResponse.
       * @memberof ovnet.v1
       * @interface IDetachResponse
       * @augments ovnet.v1.DetachResponse.$Properties
       * @deprecated Use ovnet.v1.DetachResponse.$Properties instead.
       */

      /**
       * Shape of a DetachResponse.
       * @typedef {ovnet.v1.DetachResponse.$Properties} ovnet.v1.DetachResponse.$Shape
       */

      /**
       * Constructs a new DetachResponse.
       * @memberof ovnet.v1
       * @classdesc Represents a DetachResponse.
       * @constructor
       * @param {ovnet.v1.DetachResponse.$Properties=} [properties] Properties to set
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */
      const DetachResponse = function (properties) {
        if (properties)
          for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__')
              this[keys[i]] = properties[keys[i]];
      };

      /**
       * DetachResponse revision.
       * @member {number} revision
       * @memberof ovnet.v1.DetachResponse
       * @instance
       */
      DetachResponse.prototype.revision = $util.Long ? $util.Long.fromBits(0, 0, true) : 0;

      /**
       * Creates a new DetachResponse instance using the specified properties.
       * @function create
       * @memberof ovnet.v1.DetachResponse
       * @static
       * @param {ovnet.v1.DetachResponse.$Properties=} [properties] Properties to set
       * @returns {ovnet.v1.DetachResponse} DetachResponse instance
       * @type {{
       *   (properties: ovnet.v1.DetachResponse.$Shape): ovnet.v1.DetachResponse & ovnet.v1.DetachResponse.$Shape;
       *   (properties?: ovnet.v1.DetachResponse.$Properties): ovnet.v1.DetachResponse;
       * }}
       */
      DetachResponse.create = function (properties) {
        return new DetachResponse(properties);
      };

      /**
       * Encodes the specified DetachResponse message. Does not implicitly {@link ovnet.v1.DetachResponse.verify|verify} messages.
       * @function encode
       * @memberof ovnet.v1.DetachResponse
       * @static
       * @param {ovnet.v1.DetachResponse.$Properties} message DetachResponse message or plain object to encode
       * @param {$protobuf.Writer} [writer] Writer to encode to
       * @returns {$protobuf.Writer} Writer
       */
      DetachResponse.encode = function (message, writer, _depth) {
        if (!writer) writer = $Writer.create();
        if (_depth === $undefined) _depth = 0;
        if (_depth > $util.recursionLimit) throw $Error('max depth exceeded');
        if (
          message.revision != null &&
          $Object.hasOwnProperty.call(message, 'revision') &&
          (typeof message.revision === 'object'
            ? message.revision.low || message.revision.high
            : message.revision !== 0)
        )
          writer.uint32(/* id 1, wireType 0 =*/ 8).uint64(message.revision);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, '$unknowns'))
          for (let i = 0; i < message.$unknowns.length; ++i) writer.raw(message.$unknowns[i]);
        return writer;
      };

      /**
       * Decodes a DetachResponse message from the specified reader or buffer.
       * @function decode
       * @memberof ovnet.v1.DetachResponse
       * @static
       * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
       * @param {number} [length] Message length if known beforehand
       * @returns {ovnet.v1.DetachResponse & ovnet.v1.DetachResponse.$Shape} DetachResponse
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      DetachResponse.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (_depth === $undefined) _depth = 0;
        if (_depth > $Reader.recursionLimit) throw $Error('max depth exceeded');
        let end, message, value;
        if (length === $undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw $RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = _target || new $root.ovnet.v1.DetachResponse();
        while (reader.pos < end) {
          let start = reader.pos;
          let tag = reader.tag();
          if (tag === _end) {
            _end = $undefined;
            break;
          }
          let wireType = tag & 7;
          switch ((tag >>>= 3)) {
            case 1: {
              if (wireType !== 0) break;
              if (
                typeof (value = reader.uint64()) === 'object'
                  ? value.low || value.high
                  : value !== 0
              )
                message.revision = value;
              else delete message.revision;
              continue;
            }
          }
          reader.skipType(wireType, _depth, tag);
          if (!reader.discardUnknown) {
            $util.makeProp(message, '$unknowns', false);
            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
          }
        }
        if (length !== $undefined) {
          if (reader.pos !== end) throw $RangeError('index out of range');
          reader.len = length;
        }
        if (_end !== $undefined) throw $Error('missing end group');
        return message;
      };

      return DetachResponse;
    })();

    v1.ReserveRequest = (function () {
      /**
       * Properties of a ReserveRequest.
       * @typedef {Object} ovnet.v1.ReserveRequest.$Properties
       * @property {string} [network] ReserveRequest network
       * @property {string} [container] ReserveRequest container
       * @property {string} [ifname] ReserveRequest ifname
       * @property {Array.<string>} [addresses] ReserveRequest addresses
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */

      /**
       * Properties of a ReserveRequest.
       * @memberof ovnet.v1
       * @interface IReserveRequest
       * @augments ovnet.v1.ReserveRequest.$Properties
       * @deprecated Use ovnet.v1.ReserveRequest.$Properties instead.
       */

      /**
       * Shape of a ReserveRequest.
       * @typedef {ovnet.v1.ReserveRequest.$Properties} ovnet.v1.ReserveRequest.$Shape
       */

      /**
       * Constructs a new ReserveRequest.
       * @memberof ovnet.v1
       * @classdesc Represents a ReserveRequest.
       * @constructor
       * @param {ovnet.v1.ReserveRequest.$Properties=} [properties] Properties to set
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */
      const ReserveRequest = function (properties) {
        this.addresses = [];
        if (properties)
          for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__')
              this[keys[i]] = properties[keys[i]];
      };

      /**
       * ReserveRequest network.
       * @member {string} network
       * @memberof ovnet.v1.ReserveRequest
       * @instance
       */
      ReserveRequest.prototype.network = '';

      /**
       * ReserveRequest container.
       * @member {string} container
       * @memberof ovnet.v1.ReserveRequest
       * @instance
       */
      ReserveRequest.prototype.container = '';

      /**
       * ReserveRequest ifname.
       * @member {string} ifname
       * @memberof ovnet.v1.ReserveRequest
       * @instance
       */
      ReserveRequest.prototype.ifname = '';

      /**
       * ReserveRequest addresses.
       * @member {Array.<string>} addresses
       * @memberof ovnet.v1.ReserveRequest
       * @instance
       */
      ReserveRequest.prototype.addresses = $util.emptyArray;

      /**
       * Creates a new ReserveRequest instance using the specified properties.
       * @function create
       * @memberof ovnet.v1.ReserveRequest
       * @static
       * @param {ovnet.v1.ReserveRequest.$Properties=} [properties] Properties to set
       * @returns {ovnet.v1.ReserveRequest} ReserveRequest instance
       * @type {{
       *   (properties: ovnet.v1.ReserveRequest.$Shape): ovnet.v1.ReserveRequest & ovnet.v1.ReserveRequest.$Shape;
       *   (properties?: ovnet.v1.ReserveRequest.$Properties): ovnet.v1.ReserveRequest;
       * }}
       */
      ReserveRequest.create = function (properties) {
        return new ReserveRequest(properties);
      };

      /**
       * Encodes the specified ReserveRequest message. Does not implicitly {@link ovnet.v1.ReserveRequest.verify|verify} messages.
       * @function encode
       * @memberof ovnet.v1.ReserveRequest
       * @static
       * @param {ovnet.v1.ReserveRequest.$Properties} message ReserveRequest message or plain object to encode
       * @param {$protobuf.Writer} [writer] Writer to encode to
       * @returns {$protobuf.Writer} Writer
       */
      ReserveRequest.encode = function (message, writer, _depth) {
        if (!writer) writer = $Writer.create();
        if (_depth === $undefined) _depth = 0;
        if (_depth > $util.recursionLimit) throw $Error('max depth exceeded');
        if (
          message.network != null &&
          $Object.hasOwnProperty.call(message, 'network') &&
          message.network !== ''
        )
          writer.uint32(/* id 1, wireType 2 =*/ 10).string(message.network);
        if (
          message.container != null &&
          $Object.hasOwnProperty.call(message, 'container') &&
          message.container !== ''
        )
          writer.uint32(/* id 2, wireType 2 =*/ 18).string(message.container);
        if (
          message.ifname != null &&
          $Object.hasOwnProperty.call(message, 'ifname') &&
          message.ifname !== ''
        )
          writer.uint32(/* id 3, wireType 2 =*/ 26).string(message.ifname);
        if (message.addresses != null && message.addresses.length)
          for (let i = 0; i < message.addresses.length; ++i)
            writer.uint32(/* id 4, wireType 2 =*/ 34).string(message.addresses[i]);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, '$unknowns'))
          for (let i = 0; i < message.$unknowns.length; ++i) writer.raw(message.$unknowns[i]);
        return writer;
      };

      /**
       * Decodes a ReserveRequest message from the specified reader or buffer.
       * @function decode
       * @memberof ovnet.v1.ReserveRequest
       * @static
       * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
       * @param {number} [length] Message length if known beforehand
       * @returns {ovnet.v1.ReserveRequest & ovnet.v1.ReserveRequest.$Shape} ReserveRequest
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      ReserveRequest.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (_depth === $undefined) _depth = 0;
        if (_depth > $Reader.recursionLimit) throw $Error('max depth exceeded');
        let end, message, value;
        if (length === $undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw $RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = _target || new $root.ovnet.v1.ReserveRequest();
        while (reader.pos < end) {
          let start = reader.pos;
          let tag = reader.tag();
          if (tag === _end) {
            _end = $undefined;
            break;
          }
          let wireType = tag & 7;
          switch ((tag >>>= 3)) {
            case 1: {
              if (wireType !== 2) break;
              if ((value = reader.stringVerify()).length) message.network = value;
              else delete message.network;
              continue;
            }
            case 2: {
              if (wireType !== 2) break;
              if ((value = reader.stringVerify()).length) message.container = value;
              else delete message.container;
              continue;
            }
            case 3: {
              if (wireType !== 2) break;
              if ((value = reader.stringVerify()).length) message.ifname = value;
              else delete message.ifname;
              continue;
            }
            case 4: {
              if (wireType !== 2) break;
              if (!(message.addresses && message.addresses.length)) message.addresses = [];
              message.addresses.push(reader.stringVerify());
              continue;
            }
          }
          reader.skipType(wireType, _depth, tag);
          if (!reader.discardUnknown) {
            $util.makeProp(message, '$unknowns', false);
            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
          }
        }
        if (length !== $undefined) {
          if (reader.pos !== end) throw $RangeError('index out of range');
          reader.len = length;
        }
        if (_end !== $undefined) throw $Error('missing end group');
        return message;
      };

      return ReserveRequest;
    })();

    v1.ReserveResponse = (function () {
      /**
       * Properties of a ReserveResponse.
       * @typedef {Object} ovnet.v1.ReserveResponse.$Properties
       * @property {string} [endpointId] ReserveResponse endpointId
       * @property {Array.<string>} [addresses] ReserveResponse addresses
       * @property {number} [revision] ReserveResponse revision
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */

      /**
       * Properties of a ReserveResponse.
       * @memberof ovnet.v1
       * @interface IReserveResponse
       * @augments ovnet.v1.ReserveResponse.$Properties
       * @deprecated Use ovnet.v1.ReserveResponse.$Properties instead.
       */

      /**
       * Shape of a ReserveResponse.
       * @typedef {ovnet.v1.ReserveResponse.$Properties} ovnet.v1.ReserveResponse.$Shape
       */

      /**
       * Constructs a new ReserveResponse.
       * @memberof ovnet.v1
       * @classdesc Represents a ReserveResponse.
       * @constructor
       * @param {ovnet.v1.ReserveResponse.$Properties=} [properties] Properties to set
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */
      const ReserveResponse = function (properties) {
        this.addresses = [];
        if (properties)
          for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__')
              this[keys[i]] = properties[keys[i]];
      };

      /**
       * ReserveResponse endpointId.
       * @member {string} endpointId
       * @memberof ovnet.v1.ReserveResponse
       * @instance
       */
      ReserveResponse.prototype.endpointId = '';

      /**
       * ReserveResponse addresses.
       * @member {Array.<string>} addresses
       * @memberof ovnet.v1.ReserveResponse
       * @instance
       */
      ReserveResponse.prototype.addresses = $util.emptyArray;

      /**
       * ReserveResponse revision.
       * @member {number} revision
       * @memberof ovnet.v1.ReserveResponse
       * @instance
       */
      ReserveResponse.prototype.revision = $util.Long ? $util.Long.fromBits(0, 0, true) : 0;

      /**
       * Creates a new ReserveResponse instance using the specified properties.
       * @function create
       * @memberof ovnet.v1.ReserveResponse
       * @static
       * @param {ovnet.v1.ReserveResponse.$Properties=} [properties] Properties to set
       * @returns {ovnet.v1.ReserveResponse} ReserveResponse instance
       * @type {{
       *   (properties: ovnet.v1.ReserveResponse.$Shape): ovnet.v1.ReserveResponse & ovnet.v1.ReserveResponse.$Shape;
       *   (properties?: ovnet.v1.ReserveResponse.$Properties): ovnet.v1.ReserveResponse;
       * }}
       */
      ReserveResponse.create = function (properties) {
        return new ReserveResponse(properties);
      };

      /**
       * Encodes the specified ReserveResponse message. Does not implicitly {@link ovnet.v1.ReserveResponse.verify|verify} messages.
       * @function encode
       * @memberof ovnet.v1.ReserveResponse
       * @static
       * @param {ovnet.v1.ReserveResponse.$Properties} message ReserveResponse message or plain object to encode
       * @param {$protobuf.Writer} [writer] Writer to encode to
       * @returns {$protobuf.Writer} Writer
       */
      ReserveResponse.encode = function (message, writer, _depth) {
        if (!writer) writer = $Writer.create();
        if (_depth === $undefined) _depth = 0;
        if (_depth > $util.recursionLimit) throw $Error('max depth exceeded');
        if (
          message.endpointId != null &&
          $Object.hasOwnProperty.call(message, 'endpointId') &&
          message.endpointId !== ''
        )
          writer.uint32(/* id 1, wireType 2 =*/ 10).string(message.endpointId);
        if (message.addresses != null && message.addresses.length)
          for (let i = 0; i < message.addresses.length; ++i)
            writer.uint32(/* id 2, wireType 2 =*/ 18).string(message.addresses[i]);
        if (
          message.revision != null &&
          $Object.hasOwnProperty.call(message, 'revision') &&
          (typeof message.revision === 'object'
            ? message.revision.low || message.revision.high
            : message.revision !== 0)
        )
          writer.uint32(/* id 3, wireType 0 =*/ 24).uint64(message.revision);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, '$unknowns'))
          for (let i = 0; i < message.$unknowns.length; ++i) writer.raw(message.$unknowns[i]);
        return writer;
      };

      /**
       * Decodes a ReserveResponse message from the specified reader or buffer.
       * @function decode
       * @memberof ovnet.v1.ReserveResponse
       * @static
       * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
       * @param {number} [length] Message length if known beforehand
       * @returns {ovnet.v1.ReserveResponse & ovnet.v1.ReserveResponse.$Shape} ReserveResponse
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      ReserveResponse.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (_depth === $undefined) _depth = 0;
        if (_depth > $Reader.recursionLimit) throw $Error('max depth exceeded');
        let end, message, value;
        if (length === $undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw $RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = _target || new $root.ovnet.v1.ReserveResponse();
        while (reader.pos < end) {
          let start = reader.pos;
          let tag = reader.tag();
          if (tag === _end) {
            _end = $undefined;
            break;
          }
          let wireType = tag & 7;
          switch ((tag >>>= 3)) {
            case 1: {
              if (wireType !== 2) break;
              if ((value = reader.stringVerify()).length) message.endpointId = value;
              else delete message.endpointId;
              continue;
            }
            case 2: {
              if (wireType !== 2) break;
              if (!(message.addresses && message.addresses.length)) message.addresses = [];
              message.addresses.push(reader.stringVerify());
              continue;
            }
            case 3: {
              if (wireType !== 0) break;
              if (
                typeof (value = reader.uint64()) === 'object'
                  ? value.low || value.high
                  : value !== 0
              )
                message.revision = value;
              else delete message.revision;
              continue;
            }
          }
          reader.skipType(wireType, _depth, tag);
          if (!reader.discardUnknown) {
            $util.makeProp(message, '$unknowns', false);
            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
          }
        }
        if (length !== $undefined) {
          if (reader.pos !== end) throw $RangeError('index out of range');
          reader.len = length;
        }
        if (_end !== $undefined) throw $Error('missing end group');
        return message;
      };

      return ReserveResponse;
    })();

    v1.ForwardRequests = (function () {
      /**
       * Properties of a ForwardRequests.
       * @typedef {Object} ovnet.v1.ForwardRequests.$Properties
       * @property {Array.<ovnet.v1.ForwardRequest.$Properties>} [requests] ForwardRequests requests
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */

      /**
       * Properties of a ForwardRequests.
       * @memberof ovnet.v1
       * @interface IForwardRequests
       * @augments ovnet.v1.ForwardRequests.$Properties
       * @deprecated Use ovnet.v1.ForwardRequests.$Properties instead.
       */

      /**
       * Shape of a ForwardRequests.
       * @typedef {ovnet.v1.ForwardRequests.$Properties} ovnet.v1.ForwardRequests.$Shape
       */

      /**
       * Constructs a new ForwardRequests.
       * @memberof ovnet.v1
       * @classdesc Represents a ForwardRequests.
       * @constructor
       * @param {ovnet.v1.ForwardRequests.$Properties=} [properties] Properties to set
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */
      const ForwardRequests = function (properties) {
        this.requests = [];
        if (properties)
          for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__')
              this[keys[i]] = properties[keys[i]];
      };

      /**
       * ForwardRequests requests.
       * @member {Array.<ovnet.v1.ForwardRequest>} requests
       * @memberof ovnet.v1.ForwardRequests
       * @instance
       */
      ForwardRequests.prototype.requests = $util.emptyArray;

      /**
       * Creates a new ForwardRequests instance using the specified properties.
       * @function create
       * @memberof ovnet.v1.ForwardRequests
       * @static
       * @param {ovnet.v1.ForwardRequests.$Properties=} [properties] Properties to set
       * @returns {ovnet.v1.ForwardRequests} ForwardRequests instance
       * @type {{
       *   (properties: ovnet.v1.ForwardRequests.$Shape): ovnet.v1.ForwardRequests & ovnet.v1.ForwardRequests.$Shape;
       *   (properties?: ovnet.v1.ForwardRequests.$Properties): ovnet.v1.ForwardRequests;
       * }}
       */
      ForwardRequests.create = function (properties) {
        return new ForwardRequests(properties);
      };

      /**
       * Encodes the specified ForwardRequests message. Does not implicitly {@link ovnet.v1.ForwardRequests.verify|verify} messages.
       * @function encode
       * @memberof ovnet.v1.ForwardRequests
       * @static
       * @param {ovnet.v1.ForwardRequests.$Properties} message ForwardRequests message or plain object to encode
       * @param {$protobuf.Writer} [writer] Writer to encode to
       * @returns {$protobuf.Writer} Writer
       */
      ForwardRequests.encode = function (message, writer, _depth) {
        if (!writer) writer = $Writer.create();
        if (_depth === $undefined) _depth = 0;
        if (_depth > $util.recursionLimit) throw $Error('max depth exceeded');
        if (message.requests != null && message.requests.length)
          for (let i = 0; i < message.requests.length; ++i)
            $root.ovnet.v1.ForwardRequest.encode(
              message.requests[i],
              writer.uint32(/* id 1, wireType 2 =*/ 10).fork(),
              _depth + 1,
            ).ldelim();
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, '$unknowns'))
          for (let i = 0; i < message.$unknowns.length; ++i) writer.raw(message.$unknowns[i]);
        return writer;
      };

      /**
       * Decodes a ForwardRequests message from the specified reader or buffer.
       * @function decode
       * @memberof ovnet.v1.ForwardRequests
       * @static
       * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
       * @param {number} [length] Message length if known beforehand
       * @returns {ovnet.v1.ForwardRequests & ovnet.v1.ForwardRequests.$Shape} ForwardRequests
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      ForwardRequests.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (_depth === $undefined) _depth = 0;
        if (_depth > $Reader.recursionLimit) throw $Error('max depth exceeded');
        let end, message;
        if (length === $undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw $RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = _target || new $root.ovnet.v1.ForwardRequests();
        while (reader.pos < end) {
          let start = reader.pos;
          let tag = reader.tag();
          if (tag === _end) {
            _end = $undefined;
            break;
          }
          let wireType = tag & 7;
          switch ((tag >>>= 3)) {
            case 1: {
              if (wireType !== 2) break;
              if (!(message.requests && message.requests.length)) message.requests = [];
              message.requests.push(
                $root.ovnet.v1.ForwardRequest.decode(reader, reader.size(), $undefined, _depth + 1),
              );
              continue;
            }
          }
          reader.skipType(wireType, _depth, tag);
          if (!reader.discardUnknown) {
            $util.makeProp(message, '$unknowns', false);
            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
          }
        }
        if (length !== $undefined) {
          if (reader.pos !== end) throw $RangeError('index out of range');
          reader.len = length;
        }
        if (_end !== $undefined) throw $Error('missing end group');
        return message;
      };

      return ForwardRequests;
    })();

    v1.ForwardRequest = (function () {
      /**
       * Properties of a ForwardRequest.
       * @typedef {Object} ovnet.v1.ForwardRequest.$Properties
       * @property {Uint8Array} [proposal] ForwardRequest proposal
       * @property {number} [hops] ForwardRequest hops
       * @property {number} [id] ForwardRequest id
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */

      /**
       * Properties of a ForwardRequest.
       * @memberof ovnet.v1
       * @interface IForwardRequest
       * @augments ovnet.v1.ForwardRequest.$Properties
       * @deprecated Use ovnet.v1.ForwardRequest.$Properties instead.
       */

      /**
       * Shape of a ForwardRequest.
       * @typedef {ovnet.v1.ForwardRequest.$Properties} ovnet.v1.ForwardRequest.$Shape
       */

      /**
       * Constructs a new ForwardRequest.
       * @memberof ovnet.v1
       * @classdesc Represents a ForwardRequest.
       * @constructor
       * @param {ovnet.v1.ForwardRequest.$Properties=} [properties] Properties to set
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */
      const ForwardRequest = function (properties) {
        if (properties)
          for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__')
              this[keys[i]] = properties[keys[i]];
      };

      /**
       * ForwardRequest proposal.
       * @member {Uint8Array} proposal
       * @memberof ovnet.v1.ForwardRequest
       * @instance
       */
      ForwardRequest.prototype.proposal = $util.newBuffer([]);

      /**
       * ForwardRequest hops.
       * @member {number} hops
       * @memberof ovnet.v1.ForwardRequest
       * @instance
       */
      ForwardRequest.prototype.hops = 0;

      /**
       * ForwardRequest id.
       * @member {number} id
       * @memberof ovnet.v1.ForwardRequest
       * @instance
       */
      ForwardRequest.prototype.id = $util.Long ? $util.Long.fromBits(0, 0, true) : 0;

      /**
       * Creates a new ForwardRequest instance using the specified properties.
       * @function create
       * @memberof ovnet.v1.ForwardRequest
       * @static
       * @param {ovnet.v1.ForwardRequest.$Properties=} [properties] Properties to set
       * @returns {ovnet.v1.ForwardRequest} ForwardRequest instance
       * @type {{
       *   (properties: ovnet.v1.ForwardRequest.$Shape): ovnet.v1.ForwardRequest & ovnet.v1.ForwardRequest.$Shape;
       *   (properties?: ovnet.v1.ForwardRequest.$Properties): ovnet.v1.ForwardRequest;
       * }}
       */
      ForwardRequest.create = function (properties) {
        return new ForwardRequest(properties);
      };

      /**
       * Encodes the specified ForwardRequest message. Does not implicitly {@link ovnet.v1.ForwardRequest.verify|verify} messages.
       * @function encode
       * @memberof ovnet.v1.ForwardRequest
       * @static
       * @param {ovnet.v1.ForwardRequest.$Properties} message ForwardRequest message or plain object to encode
       * @param {$protobuf.Writer} [writer] Writer to encode to
       * @returns {$protobuf.Writer} Writer
       */
      ForwardRequest.encode = function (message, writer, _depth) {
        if (!writer) writer = $Writer.create();
        if (_depth === $undefined) _depth = 0;
        if (_depth > $util.recursionLimit) throw $Error('max depth exceeded');
        if (
          message.proposal != null &&
          $Object.hasOwnProperty.call(message, 'proposal') &&
          message.proposal.length
        )
          writer.uint32(/* id 1, wireType 2 =*/ 10).bytes(message.proposal);
        if (
          message.hops != null &&
          $Object.hasOwnProperty.call(message, 'hops') &&
          message.hops !== 0
        )
          writer.uint32(/* id 2, wireType 0 =*/ 16).uint32(message.hops);
        if (
          message.id != null &&
          $Object.hasOwnProperty.call(message, 'id') &&
          (typeof message.id === 'object' ? message.id.low || message.id.high : message.id !== 0)
        )
          writer.uint32(/* id 3, wireType 0 =*/ 24).uint64(message.id);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, '$unknowns'))
          for (let i = 0; i < message.$unknowns.length; ++i) writer.raw(message.$unknowns[i]);
        return writer;
      };

      /**
       * Decodes a ForwardRequest message from the specified reader or buffer.
       * @function decode
       * @memberof ovnet.v1.ForwardRequest
       * @static
       * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
       * @param {number} [length] Message length if known beforehand
       * @returns {ovnet.v1.ForwardRequest & ovnet.v1.ForwardRequest.$Shape} ForwardRequest
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      ForwardRequest.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (_depth === $undefined) _depth = 0;
        if (_depth > $Reader.recursionLimit) throw $Error('max depth exceeded');
        let end, message, value;
        if (length === $undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw $RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = _target || new $root.ovnet.v1.ForwardRequest();
        while (reader.pos < end) {
          let start = reader.pos;
          let tag = reader.tag();
          if (tag === _end) {
            _end = $undefined;
            break;
          }
          let wireType = tag & 7;
          switch ((tag >>>= 3)) {
            case 1: {
              if (wireType !== 2) break;
              if ((value = reader.bytes()).length) message.proposal = value;
              else delete message.proposal;
              continue;
            }
            case 2: {
              if (wireType !== 0) break;
              if ((value = reader.uint32())) message.hops = value;
              else delete message.hops;
              continue;
            }
            case 3: {
              if (wireType !== 0) break;
              if (
                typeof (value = reader.uint64()) === 'object'
                  ? value.low || value.high
                  : value !== 0
              )
                message.id = value;
              else delete message.id;
              continue;
            }
          }
          reader.skipType(wireType, _depth, tag);
          if (!reader.discardUnknown) {
            $util.makeProp(message, '$unknowns', false);
            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
          }
        }
        if (length !== $undefined) {
          if (reader.pos !== end) throw $RangeError('index out of range');
          reader.len = length;
        }
        if (_end !== $undefined) throw $Error('missing end group');
        return message;
      };

      return ForwardRequest;
    })();

    v1.ForwardResponses = (function () {
      /**
       * Properties of a ForwardResponses.
       * @typedef {Object} ovnet.v1.ForwardResponses.$Properties
       * @property {Array.<ovnet.v1.ForwardResponse.$Properties>} [responses] ForwardResponses responses
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */

      /**
       * Properties of a ForwardResponses.
       * @memberof ovnet.v1
       * @interface IForwardResponses
       * @augments ovnet.v1.ForwardResponses.$Properties
       * @deprecated Use ovnet.v1.ForwardResponses.$Properties instead.
       */

      /**
       * Shape of a ForwardResponses.
       * @typedef {ovnet.v1.ForwardResponses.$Properties} ovnet.v1.ForwardResponses.$Shape
       */

      /**
       * Constructs a new ForwardResponses.
       * @memberof ovnet.v1
       * @classdesc Represents a ForwardResponses.
       * @constructor
       * @param {ovnet.v1.ForwardResponses.$Properties=} [properties] Properties to set
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */
      const ForwardResponses = function (properties) {
        this.responses = [];
        if (properties)
          for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__')
              this[keys[i]] = properties[keys[i]];
      };

      /**
       * ForwardResponses responses.
       * @member {Array.<ovnet.v1.ForwardResponse>} responses
       * @memberof ovnet.v1.ForwardResponses
       * @instance
       */
      ForwardResponses.prototype.responses = $util.emptyArray;

      /**
       * Creates a new ForwardResponses instance using the specified properties.
       * @function create
       * @memberof ovnet.v1.ForwardResponses
       * @static
       * @param {ovnet.v1.ForwardResponses.$Properties=} [properties] Properties to set
       * @returns {ovnet.v1.ForwardResponses} ForwardResponses instance
       * @type {{
       *   (properties: ovnet.v1.ForwardResponses.$Shape): ovnet.v1.ForwardResponses & ovnet.v1.ForwardResponses.$Shape;
       *   (properties?: ovnet.v1.ForwardResponses.$Properties): ovnet.v1.ForwardResponses;
       * }}
       */
      ForwardResponses.create = function (properties) {
        return new ForwardResponses(properties);
      };

      /**
       * Encodes the specified ForwardResponses message. Does not implicitly {@link ovnet.v1.ForwardResponses.verify|verify} messages.
       * @function encode
       * @memberof ovnet.v1.ForwardResponses
       * @static
       * @param {ovnet.v1.ForwardResponses.$Properties} message ForwardResponses message or plain object to encode
       * @param {$protobuf.Writer} [writer] Writer to encode to
       * @returns {$protobuf.Writer} Writer
       */
      ForwardResponses.encode = function (message, writer, _depth) {
        if (!writer) writer = $Writer.create();
        if (_depth === $undefined) _depth = 0;
        if (_depth > $util.recursionLimit) throw $Error('max depth exceeded');
        if (message.responses != null && message.responses.length)
          for (let i = 0; i < message.responses.length; ++i)
            $root.ovnet.v1.ForwardResponse.encode(
              message.responses[i],
              writer.uint32(/* id 1, wireType 2 =*/ 10).fork(),
              _depth + 1,
            ).ldelim();
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, '$unknowns'))
          for (let i = 0; i < message.$unknowns.length; ++i) writer.raw(message.$unknowns[i]);
        return writer;
      };

      /**
       * Decodes a ForwardResponses message from the specified reader or buffer.
       * @function decode
       * @memberof ovnet.v1.ForwardResponses
       * @static
       * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
       * @param {number} [length] Message length if known beforehand
       * @returns {ovnet.v1.ForwardResponses & ovnet.v1.ForwardResponses.$Shape} ForwardResponses
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      ForwardResponses.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (_depth === $undefined) _depth = 0;
        if (_depth > $Reader.recursionLimit) throw $Error('max depth exceeded');
        let end, message;
        if (length === $undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw $RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = _target || new $root.ovnet.v1.ForwardResponses();
        while (reader.pos < end) {
          let start = reader.pos;
          let tag = reader.tag();
          if (tag === _end) {
            _end = $undefined;
            break;
          }
          let wireType = tag & 7;
          switch ((tag >>>= 3)) {
            case 1: {
              if (wireType !== 2) break;
              if (!(message.responses && message.responses.length)) message.responses = [];
              message.responses.push(
                $root.ovnet.v1.ForwardResponse.decode(
                  reader,
                  reader.size(),
                  $undefined,
                  _depth + 1,
                ),
              );
              continue;
            }
          }
          reader.skipType(wireType, _depth, tag);
          if (!reader.discardUnknown) {
            $util.makeProp(message, '$unknowns', false);
            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
          }
        }
        if (length !== $undefined) {
          if (reader.pos !== end) throw $RangeError('index out of range');
          reader.len = length;
        }
        if (_end !== $undefined) throw $Error('missing end group');
        return message;
      };

      return ForwardResponses;
    })();

    v1.ForwardResponse = (function () {
      /**
       * Properties of a ForwardResponse.
       * @typedef {Object} ovnet.v1.ForwardResponse.$Properties
       * @property {Uint8Array} [result] ForwardResponse result
       * @property {number} [index] ForwardResponse index
       * @property {string} [errorCode] ForwardResponse errorCode
       * @property {string} [errorDetail] ForwardResponse errorDetail
       * @property {number} [id] ForwardResponse id
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */

      /**
       * Properties of a ForwardResponse.
       * @memberof ovnet.v1
       * @interface IForwardResponse
       * @augments ovnet.v1.ForwardResponse.$Properties
       * @deprecated Use ovnet.v1.ForwardResponse.$Properties instead.
       */

      /**
       * Shape of a ForwardResponse.
       * @typedef {ovnet.v1.ForwardResponse.$Properties} ovnet.v1.ForwardResponse.$Shape
       */

      /**
       * Constructs a new ForwardResponse.
       * @memberof ovnet.v1
       * @classdesc Represents a ForwardResponse.
       * @constructor
       * @param {ovnet.v1.ForwardResponse.$Properties=} [properties] Properties to set
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */
      const ForwardResponse = function (properties) {
        if (properties)
          for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__')
              this[keys[i]] = properties[keys[i]];
      };

      /**
       * ForwardResponse result.
       * @member {Uint8Array} result
       * @memberof ovnet.v1.ForwardResponse
       * @instance
       */
      ForwardResponse.prototype.result = $util.newBuffer([]);

      /**
       * ForwardResponse index.
       * @member {number} index
       * @memberof ovnet.v1.ForwardResponse
       * @instance
       */
      ForwardResponse.prototype.index = $util.Long ? $util.Long.fromBits(0, 0, true) : 0;

      /**
       * ForwardResponse errorCode.
       * @member {string} errorCode
       * @memberof ovnet.v1.ForwardResponse
       * @instance
       */
      ForwardResponse.prototype.errorCode = '';

      /**
       * ForwardResponse errorDetail.
       * @member {string} errorDetail
       * @memberof ovnet.v1.ForwardResponse
       * @instance
       */
      ForwardResponse.prototype.errorDetail = '';

      /**
       * ForwardResponse id.
       * @member {number} id
       * @memberof ovnet.v1.ForwardResponse
       * @instance
       */
      ForwardResponse.prototype.id = $util.Long ? $util.Long.fromBits(0, 0, true) : 0;

      /**
       * Creates a new ForwardResponse instance using the specified properties.
       * @function create
       * @memberof ovnet.v1.ForwardResponse
       * @static
       * @param {ovnet.v1.ForwardResponse.$Properties=} [properties] Properties to set
       * @returns {ovnet.v1.ForwardResponse} ForwardResponse instance
       * @type {{
       *   (properties: ovnet.v1.ForwardResponse.$Shape): ovnet.v1.ForwardResponse & ovnet.v1.ForwardResponse.$Shape;
       *   (properties?: ovnet.v1.ForwardResponse.$Properties): ovnet.v1.ForwardResponse;
       * }}
       */
      ForwardResponse.create = function (properties) {
        return new ForwardResponse(properties);
      };

      /**
       * Encodes the specified ForwardResponse message. Does not implicitly {@link ovnet.v1.ForwardResponse.verify|verify} messages.
       * @function encode
       * @memberof ovnet.v1.ForwardResponse
       * @static
       * @param {ovnet.v1.ForwardResponse.$Properties} message ForwardResponse message or plain object to encode
       * @param {$protobuf.Writer} [writer] Writer to encode to
       * @returns {$protobuf.Writer} Writer
       */
      ForwardResponse.encode = function (message, writer, _depth) {
        if (!writer) writer = $Writer.create();
        if (_depth === $undefined) _depth = 0;
        if (_depth > $util.recursionLimit) throw $Error('max depth exceeded');
        if (
          message.result != null &&
          $Object.hasOwnProperty.call(message, 'result') &&
          message.result.length
        )
          writer.uint32(/* id 1, wireType 2 =*/ 10).bytes(message.result);
        if (
          message.index != null &&
          $Object.hasOwnProperty.call(message, 'index') &&
          (typeof message.index === 'object'
            ? message.index.low || message.index.high
            : message.index !== 0)
        )
          writer.uint32(/* id 2, wireType 0 =*/ 16).uint64(message.index);
        if (
          message.errorCode != null &&
          $Object.hasOwnProperty.call(message, 'errorCode') &&
          message.errorCode !== ''
        )
          writer.uint32(/* id 3, wireType 2 =*/ 26).string(message.errorCode);
        if (
          message.errorDetail != null &&
          $Object.hasOwnProperty.call(message, 'errorDetail') &&
          message.errorDetail !== ''
        )
          writer.uint32(/* id 4, wireType 2 =*/ 34).string(message.errorDetail);
        if (
          message.id != null &&
          $Object.hasOwnProperty.call(message, 'id') &&
          (typeof message.id === 'object' ? message.id.low || message.id.high : message.id !== 0)
        )
          writer.uint32(/* id 5, wireType 0 =*/ 40).uint64(message.id);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, '$unknowns'))
          for (let i = 0; i < message.$unknowns.length; ++i) writer.raw(message.$unknowns[i]);
        return writer;
      };

      /**
       * Decodes a ForwardResponse message from the specified reader or buffer.
       * @function decode
       * @memberof ovnet.v1.ForwardResponse
       * @static
       * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
       * @param {number} [length] Message length if known beforehand
       * @returns {ovnet.v1.ForwardResponse & ovnet.v1.ForwardResponse.$Shape} ForwardResponse
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      ForwardResponse.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (_depth === $undefined) _depth = 0;
        if (_depth > $Reader.recursionLimit) throw $Error('max depth exceeded');
        let end, message, value;
        if (length === $undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw $RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = _target || new $root.ovnet.v1.ForwardResponse();
        while (reader.pos < end) {
          let start = reader.pos;
          let tag = reader.tag();
          if (tag === _end) {
            _end = $undefined;
            break;
          }
          let wireType = tag & 7;
          switch ((tag >>>= 3)) {
            case 1: {
              if (wireType !== 2) break;
              if ((value = reader.bytes()).length) message.result = value;
              else delete message.result;
              continue;
            }
            case 2: {
              if (wireType !== 0) break;
              if (
                typeof (value = reader.uint64()) === 'object'
                  ? value.low || value.high
                  : value !== 0
              )
                message.index = value;
              else delete message.index;
              continue;
            }
            case 3: {
              if (wireType !== 2) break;
              if ((value = reader.stringVerify()).length) message.errorCode = value;
              else delete message.errorCode;
              continue;
            }
            case 4: {
              if (wireType !== 2) break;
              if ((value = reader.stringVerify()).length) message.errorDetail = value;
              else delete message.errorDetail;
              continue;
            }
            case 5: {
              if (wireType !== 0) break;
              if (
                typeof (value = reader.uint64()) === 'object'
                  ? value.low || value.high
                  : value !== 0
              )
                message.id = value;
              else delete message.id;
              continue;
            }
          }
          reader.skipType(wireType, _depth, tag);
          if (!reader.discardUnknown) {
            $util.makeProp(message, '$unknowns', false);
            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
          }
        }
        if (length !== $undefined) {
          if (reader.pos !== end) throw $RangeError('index out of range');
          reader.len = length;
        }
        if (_end !== $undefined) throw $Error('missing end group');
        return message;
      };

      return ForwardResponse;
    })();

    v1.ControlRequest = (function () {
      /**
       * Properties of a ControlRequest.
       * @typedef {Object} ovnet.v1.ControlRequest.$Properties
       * @property {string} [operation] ControlRequest operation
       * @property {number} [member] ControlRequest member
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */

      /**
       * Properties of a ControlRequest.
       * @memberof ovnet.v1
       * @interface IControlRequest
       * @augments ovnet.v1.ControlRequest.$Properties
       * @deprecated Use ovnet.v1.ControlRequest.$Properties instead.
       */

      /**
       * Shape of a ControlRequest.
       * @typedef {ovnet.v1.ControlRequest.$Properties} ovnet.v1.ControlRequest.$Shape
       */

      /**
       * Constructs a new ControlRequest.
       * @memberof ovnet.v1
       * @classdesc Represents a ControlRequest.
       * @constructor
       * @param {ovnet.v1.ControlRequest.$Properties=} [properties] Properties to set
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */
      const ControlRequest = function (properties) {
        if (properties)
          for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__')
              this[keys[i]] = properties[keys[i]];
      };

      /**
       * ControlRequest operation.
       * @member {string} operation
       * @memberof ovnet.v1.ControlRequest
       * @instance
       */
      ControlRequest.prototype.operation = '';

      /**
       * ControlRequest member.
       * @member {number} member
       * @memberof ovnet.v1.ControlRequest
       * @instance
       */
      ControlRequest.prototype.member = $util.Long ? $util.Long.fromBits(0, 0, true) : 0;

      /**
       * Creates a new ControlRequest instance using the specified properties.
       * @function create
       * @memberof ovnet.v1.ControlRequest
       * @static
       * @param {ovnet.v1.ControlRequest.$Properties=} [properties] Properties to set
       * @returns {ovnet.v1.ControlRequest} ControlRequest instance
       * @type {{
       *   (properties: ovnet.v1.ControlRequest.$Shape): ovnet.v1.ControlRequest & ovnet.v1.ControlRequest.$Shape;
       *   (properties?: ovnet.v1.ControlRequest.$Properties): ovnet.v1.ControlRequest;
       * }}
       */
      ControlRequest.create = function (properties) {
        return new ControlRequest(properties);
      };

      /**
       * Encodes the specified ControlRequest message. Does not implicitly {@link ovnet.v1.ControlRequest.verify|verify} messages.
       * @function encode
       * @memberof ovnet.v1.ControlRequest
       * @static
       * @param {ovnet.v1.ControlRequest.$Properties} message ControlRequest message or plain object to encode
       * @param {$protobuf.Writer} [writer] Writer to encode to
       * @returns {$protobuf.Writer} Writer
       */
      ControlRequest.encode = function (message, writer, _depth) {
        if (!writer) writer = $Writer.create();
        if (_depth === $undefined) _depth = 0;
        if (_depth > $util.recursionLimit) throw $Error('max depth exceeded');
        if (
          message.operation != null &&
          $Object.hasOwnProperty.call(message, 'operation') &&
          message.operation !== ''
        )
          writer.uint32(/* id 1, wireType 2 =*/ 10).string(message.operation);
        if (
          message.member != null &&
          $Object.hasOwnProperty.call(message, 'member') &&
          (typeof message.member === 'object'
            ? message.member.low || message.member.high
            : message.member !== 0)
        )
          writer.uint32(/* id 2, wireType 0 =*/ 16).uint64(message.member);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, '$unknowns'))
          for (let i = 0; i < message.$unknowns.length; ++i) writer.raw(message.$unknowns[i]);
        return writer;
      };

      /**
       * Decodes a ControlRequest message from the specified reader or buffer.
       * @function decode
       * @memberof ovnet.v1.ControlRequest
       * @static
       * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
       * @param {number} [length] Message length if known beforehand
       * @returns {ovnet.v1.ControlRequest & ovnet.v1.ControlRequest.$Shape} ControlRequest
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      ControlRequest.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (_depth === $undefined) _depth = 0;
        if (_depth > $Reader.recursionLimit) throw $Error('max depth exceeded');
        let end, message, value;
        if (length === $undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw $RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = _target || new $root.ovnet.v1.ControlRequest();
        while (reader.pos < end) {
          let start = reader.pos;
          let tag = reader.tag();
          if (tag === _end) {
            _end = $undefined;
            break;
          }
          let wireType = tag & 7;
          switch ((tag >>>= 3)) {
            case 1: {
              if (wireType !== 2) break;
              if ((value = reader.stringVerify()).length) message.operation = value;
              else delete message.operation;
              continue;
            }
            case 2: {
              if (wireType !== 0) break;
              if (
                typeof (value = reader.uint64()) === 'object'
                  ? value.low || value.high
                  : value !== 0
              )
                message.member = value;
              else delete message.member;
              continue;
            }
          }
          reader.skipType(wireType, _depth, tag);
          if (!reader.discardUnknown) {
            $util.makeProp(message, '$unknowns', false);
            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
          }
        }
        if (length !== $undefined) {
          if (reader.pos !== end) throw $RangeError('index out of range');
          reader.len = length;
        }
        if (_end !== $undefined) throw $Error('missing end group');
        return message;
      };

      return ControlRequest;
    })();

    v1.ControlResponse = (function () {
      /**
       * Properties of a ControlResponse.
       * @typedef {Object} ovnet.v1.ControlResponse.$Properties
       * @property {Uint8Array} [result] ControlResponse result
       * @property {string} [errorCode] ControlResponse errorCode
       * @property {string} [errorDetail] ControlResponse errorDetail
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */

      /**
       * Properties of a ControlResponse.
       * @memberof ovnet.v1
       * @interface IControlResponse
       * @augments ovnet.v1.ControlResponse.$Properties
       * @deprecated Use ovnet.v1.ControlResponse.$Properties instead.
       */

      /**
       * Shape of a ControlResponse.
       * @typedef {ovnet.v1.ControlResponse.$Properties} ovnet.v1.ControlResponse.$Shape
       */

      /**
       * Constructs a new ControlResponse.
       * @memberof ovnet.v1
       * @classdesc Represents a ControlResponse.
       * @constructor
       * @param {ovnet.v1.ControlResponse.$Properties=} [properties] Properties to set
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */
      const ControlResponse = function (properties) {
        if (properties)
          for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__')
              this[keys[i]] = properties[keys[i]];
      };

      /**
       * ControlResponse result.
       * @member {Uint8Array} result
       * @memberof ovnet.v1.ControlResponse
       * @instance
       */
      ControlResponse.prototype.result = $util.newBuffer([]);

      /**
       * ControlResponse errorCode.
       * @member {string} errorCode
       * @memberof ovnet.v1.ControlResponse
       * @instance
       */
      ControlResponse.prototype.errorCode = '';

      /**
       * ControlResponse errorDetail.
       * @member {string} errorDetail
       * @memberof ovnet.v1.ControlResponse
       * @instance
       */
      ControlResponse.prototype.errorDetail = '';

      /**
       * Creates a new ControlResponse instance using the specified properties.
       * @function create
       * @memberof ovnet.v1.ControlResponse
       * @static
       * @param {ovnet.v1.ControlResponse.$Properties=} [properties] Properties to set
       * @returns {ovnet.v1.ControlResponse} ControlResponse instance
       * @type {{
       *   (properties: ovnet.v1.ControlResponse.$Shape): ovnet.v1.ControlResponse & ovnet.v1.ControlResponse.$Shape;
       *   (properties?: ovnet.v1.ControlResponse.$Properties): ovnet.v1.ControlResponse;
       * }}
       */
      ControlResponse.create = function (properties) {
        return new ControlResponse(properties);
      };

      /**
       * Encodes the specified ControlResponse message. Does not implicitly {@link ovnet.v1.ControlResponse.verify|verify} messages.
       * @function encode
       * @memberof ovnet.v1.ControlResponse
       * @static
       * @param {ovnet.v1.ControlResponse.$Properties} message ControlResponse message or plain object to encode
       * @param {$protobuf.Writer} [writer] Writer to encode to
       * @returns {$protobuf.Writer} Writer
       */
      ControlResponse.encode = function (message, writer, _depth) {
        if (!writer) writer = $Writer.create();
        if (_depth === $undefined) _depth = 0;
        if (_depth > $util.recursionLimit) throw $Error('max depth exceeded');
        if (
          message.result != null &&
          $Object.hasOwnProperty.call(message, 'result') &&
          message.result.length
        )
          writer.uint32(/* id 1, wireType 2 =*/ 10).bytes(message.result);
        if (
          message.errorCode != null &&
          $Object.hasOwnProperty.call(message, 'errorCode') &&
          message.errorCode !== ''
        )
          writer.uint32(/* id 2, wireType 2 =*/ 18).string(message.errorCode);
        if (
          message.errorDetail != null &&
          $Object.hasOwnProperty.call(message, 'errorDetail') &&
          message.errorDetail !== ''
        )
          writer.uint32(/* id 3, wireType 2 =*/ 26).string(message.errorDetail);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, '$unknowns'))
          for (let i = 0; i < message.$unknowns.length; ++i) writer.raw(message.$unknowns[i]);
        return writer;
      };

      /**
       * Decodes a ControlResponse message from the specified reader or buffer.
       * @function decode
       * @memberof ovnet.v1.ControlResponse
       * @static
       * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
       * @param {number} [length] Message length if known beforehand
       * @returns {ovnet.v1.ControlResponse & ovnet.v1.ControlResponse.$Shape} ControlResponse
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      ControlResponse.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (_depth === $undefined) _depth = 0;
        if (_depth > $Reader.recursionLimit) throw $Error('max depth exceeded');
        let end, message, value;
        if (length === $undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw $RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = _target || new $root.ovnet.v1.ControlResponse();
        while (reader.pos < end) {
          let start = reader.pos;
          let tag = reader.tag();
          if (tag === _end) {
            _end = $undefined;
            break;
          }
          let wireType = tag & 7;
          switch ((tag >>>= 3)) {
            case 1: {
              if (wireType !== 2) break;
              if ((value = reader.bytes()).length) message.result = value;
              else delete message.result;
              continue;
            }
            case 2: {
              if (wireType !== 2) break;
              if ((value = reader.stringVerify()).length) message.errorCode = value;
              else delete message.errorCode;
              continue;
            }
            case 3: {
              if (wireType !== 2) break;
              if ((value = reader.stringVerify()).length) message.errorDetail = value;
              else delete message.errorDetail;
              continue;
            }
          }
          reader.skipType(wireType, _depth, tag);
          if (!reader.discardUnknown) {
            $util.makeProp(message, '$unknowns', false);
            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
          }
        }
        if (length !== $undefined) {
          if (reader.pos !== end) throw $RangeError('index out of range');
          reader.len = length;
        }
        if (_end !== $undefined) throw $Error('missing end group');
        return message;
      };

      return ControlResponse;
    })();

    v1.PeerAcks = (function () {
      /**
       * Properties of a PeerAcks.
       * @typedef {Object} ovnet.v1.PeerAcks.$Properties
       * @property {Array.<ovnet.v1.NodeAck.$Properties>} [acks] PeerAcks acks
       * @property {Array.<ovnet.v1.NodePresence.$Properties>} [presence] PeerAcks presence
       * @property {boolean} [complete] PeerAcks complete
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */

      /**
       * Properties of a PeerAcks.
       * @memberof ovnet.v1
       * @interface IPeerAcks
       * @augments ovnet.v1.PeerAcks.$Properties
       * @deprecated Use ovnet.v1.PeerAcks.$Properties instead.
       */

      /**
       * Shape of a PeerAcks.
       * @typedef {ovnet.v1.PeerAcks.$Properties} ovnet.v1.PeerAcks.$Shape
       */

      /**
       * Constructs a new PeerAcks.
       * @memberof ovnet.v1
       * @classdesc Represents a PeerAcks.
       * @constructor
       * @param {ovnet.v1.PeerAcks.$Properties=} [properties] Properties to set
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */
      const PeerAcks = function (properties) {
        this.acks = [];
        this.presence = [];
        if (properties)
          for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__')
              this[keys[i]] = properties[keys[i]];
      };

      /**
       * PeerAcks acks.
       * @member {Array.<ovnet.v1.NodeAck>} acks
       * @memberof ovnet.v1.PeerAcks
       * @instance
       */
      PeerAcks.prototype.acks = $util.emptyArray;

      /**
       * PeerAcks presence.
       * @member {Array.<ovnet.v1.NodePresence>} presence
       * @memberof ovnet.v1.PeerAcks
       * @instance
       */
      PeerAcks.prototype.presence = $util.emptyArray;

      /**
       * PeerAcks complete.
       * @member {boolean} complete
       * @memberof ovnet.v1.PeerAcks
       * @instance
       */
      PeerAcks.prototype.complete = false;

      /**
       * Creates a new PeerAcks instance using the specified properties.
       * @function create
       * @memberof ovnet.v1.PeerAcks
       * @static
       * @param {ovnet.v1.PeerAcks.$Properties=} [properties] Properties to set
       * @returns {ovnet.v1.PeerAcks} PeerAcks instance
       * @type {{
       *   (properties: ovnet.v1.PeerAcks.$Shape): ovnet.v1.PeerAcks & ovnet.v1.PeerAcks.$Shape;
       *   (properties?: ovnet.v1.PeerAcks.$Properties): ovnet.v1.PeerAcks;
       * }}
       */
      PeerAcks.create = function (properties) {
        return new PeerAcks(properties);
      };

      /**
       * Encodes the specified PeerAcks message. Does not implicitly {@link ovnet.v1.PeerAcks.verify|verify} messages.
       * @function encode
       * @memberof ovnet.v1.PeerAcks
       * @static
       * @param {ovnet.v1.PeerAcks.$Properties} message PeerAcks message or plain object to encode
       * @param {$protobuf.Writer} [writer] Writer to encode to
       * @returns {$protobuf.Writer} Writer
       */
      PeerAcks.encode = function (message, writer, _depth) {
        if (!writer) writer = $Writer.create();
        if (_depth === $undefined) _depth = 0;
        if (_depth > $util.recursionLimit) throw $Error('max depth exceeded');
        if (message.acks != null && message.acks.length)
          for (let i = 0; i < message.acks.length; ++i)
            $root.ovnet.v1.NodeAck.encode(
              message.acks[i],
              writer.uint32(/* id 1, wireType 2 =*/ 10).fork(),
              _depth + 1,
            ).ldelim();
        if (message.presence != null && message.presence.length)
          for (let i = 0; i < message.presence.length; ++i)
            $root.ovnet.v1.NodePresence.encode(
              message.presence[i],
              writer.uint32(/* id 2, wireType 2 =*/ 18).fork(),
              _depth + 1,
            ).ldelim();
        if (
          message.complete != null &&
          $Object.hasOwnProperty.call(message, 'complete') &&
          message.complete !== false
        )
          writer.uint32(/* id 3, wireType 0 =*/ 24).bool(message.complete);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, '$unknowns'))
          for (let i = 0; i < message.$unknowns.length; ++i) writer.raw(message.$unknowns[i]);
        return writer;
      };

      /**
       * Decodes a PeerAcks message from the specified reader or buffer.
       * @function decode
       * @memberof ovnet.v1.PeerAcks
       * @static
       * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
       * @param {number} [length] Message length if known beforehand
       * @returns {ovnet.v1.PeerAcks & ovnet.v1.PeerAcks.$Shape} PeerAcks
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      PeerAcks.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (_depth === $undefined) _depth = 0;
        if (_depth > $Reader.recursionLimit) throw $Error('max depth exceeded');
        let end, message, value;
        if (length === $undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw $RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = _target || new $root.ovnet.v1.PeerAcks();
        while (reader.pos < end) {
          let start = reader.pos;
          let tag = reader.tag();
          if (tag === _end) {
            _end = $undefined;
            break;
          }
          let wireType = tag & 7;
          switch ((tag >>>= 3)) {
            case 1: {
              if (wireType !== 2) break;
              if (!(message.acks && message.acks.length)) message.acks = [];
              message.acks.push(
                $root.ovnet.v1.NodeAck.decode(reader, reader.size(), $undefined, _depth + 1),
              );
              continue;
            }
            case 2: {
              if (wireType !== 2) break;
              if (!(message.presence && message.presence.length)) message.presence = [];
              message.presence.push(
                $root.ovnet.v1.NodePresence.decode(reader, reader.size(), $undefined, _depth + 1),
              );
              continue;
            }
            case 3: {
              if (wireType !== 0) break;
              if ((value = reader.bool())) message.complete = value;
              else delete message.complete;
              continue;
            }
          }
          reader.skipType(wireType, _depth, tag);
          if (!reader.discardUnknown) {
            $util.makeProp(message, '$unknowns', false);
            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
          }
        }
        if (length !== $undefined) {
          if (reader.pos !== end) throw $RangeError('index out of range');
          reader.len = length;
        }
        if (_end !== $undefined) throw $Error('missing end group');
        return message;
      };

      return PeerAcks;
    })();

    v1.NodeAck = (function () {
      /**
       * Properties of a NodeAck.
       * @typedef {Object} ovnet.v1.NodeAck.$Properties
       * @property {string} [nodeId] NodeAck nodeId
       * @property {string} [networkId] NodeAck networkId
       * @property {number} [epoch] NodeAck epoch
       * @property {number} [revision] NodeAck revision
       * @property {string} [digest] NodeAck digest
       * @property {boolean} [gone] NodeAck gone
       * @property {number} [appliedAtMs] NodeAck appliedAtMs
       * @property {Array.<ovnet.v1.AckFailure.$Properties>} [failed] NodeAck failed
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */

      /**
       * Properties of a NodeAck.
       * @memberof ovnet.v1
       * @interface INodeAck
       * @augments ovnet.v1.NodeAck.$Properties
       * @deprecated Use ovnet.v1.NodeAck.$Properties instead.
       */

      /**
       * Shape of a NodeAck.
       * @typedef {ovnet.v1.NodeAck.$Properties} ovnet.v1.NodeAck.$Shape
       */

      /**
       * Constructs a new NodeAck.
       * @memberof ovnet.v1
       * @classdesc Represents a NodeAck.
       * @constructor
       * @param {ovnet.v1.NodeAck.$Properties=} [properties] Properties to set
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */
      const NodeAck = function (properties) {
        this.failed = [];
        if (properties)
          for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__')
              this[keys[i]] = properties[keys[i]];
      };

      /**
       * NodeAck nodeId.
       * @member {string} nodeId
       * @memberof ovnet.v1.NodeAck
       * @instance
       */
      NodeAck.prototype.nodeId = '';

      /**
       * NodeAck networkId.
       * @member {string} networkId
       * @memberof ovnet.v1.NodeAck
       * @instance
       */
      NodeAck.prototype.networkId = '';

      /**
       * NodeAck epoch.
       * @member {number} epoch
       * @memberof ovnet.v1.NodeAck
       * @instance
       */
      NodeAck.prototype.epoch = $util.Long ? $util.Long.fromBits(0, 0, true) : 0;

      /**
       * NodeAck revision.
       * @member {number} revision
       * @memberof ovnet.v1.NodeAck
       * @instance
       */
      NodeAck.prototype.revision = $util.Long ? $util.Long.fromBits(0, 0, true) : 0;

      /**
       * NodeAck digest.
       * @member {string} digest
       * @memberof ovnet.v1.NodeAck
       * @instance
       */
      NodeAck.prototype.digest = '';

      /**
       * NodeAck gone.
       * @member {boolean} gone
       * @memberof ovnet.v1.NodeAck
       * @instance
       */
      NodeAck.prototype.gone = false;

      /**
       * NodeAck appliedAtMs.
       * @member {number} appliedAtMs
       * @memberof ovnet.v1.NodeAck
       * @instance
       */
      NodeAck.prototype.appliedAtMs = $util.Long ? $util.Long.fromBits(0, 0, true) : 0;

      /**
       * NodeAck failed.
       * @member {Array.<ovnet.v1.AckFailure>} failed
       * @memberof ovnet.v1.NodeAck
       * @instance
       */
      NodeAck.prototype.failed = $util.emptyArray;

      /**
       * Creates a new NodeAck instance using the specified properties.
       * @function create
       * @memberof ovnet.v1.NodeAck
       * @static
       * @param {ovnet.v1.NodeAck.$Properties=} [properties] Properties to set
       * @returns {ovnet.v1.NodeAck} NodeAck instance
       * @type {{
       *   (properties: ovnet.v1.NodeAck.$Shape): ovnet.v1.NodeAck & ovnet.v1.NodeAck.$Shape;
       *   (properties?: ovnet.v1.NodeAck.$Properties): ovnet.v1.NodeAck;
       * }}
       */
      NodeAck.create = function (properties) {
        return new NodeAck(properties);
      };

      /**
       * Encodes the specified NodeAck message. Does not implicitly {@link ovnet.v1.NodeAck.verify|verify} messages.
       * @function encode
       * @memberof ovnet.v1.NodeAck
       * @static
       * @param {ovnet.v1.NodeAck.$Properties} message NodeAck message or plain object to encode
       * @param {$protobuf.Writer} [writer] Writer to encode to
       * @returns {$protobuf.Writer} Writer
       */
      NodeAck.encode = function (message, writer, _depth) {
        if (!writer) writer = $Writer.create();
        if (_depth === $undefined) _depth = 0;
        if (_depth > $util.recursionLimit) throw $Error('max depth exceeded');
        if (
          message.nodeId != null &&
          $Object.hasOwnProperty.call(message, 'nodeId') &&
          message.nodeId !== ''
        )
          writer.uint32(/* id 1, wireType 2 =*/ 10).string(message.nodeId);
        if (
          message.networkId != null &&
          $Object.hasOwnProperty.call(message, 'networkId') &&
          message.networkId !== ''
        )
          writer.uint32(/* id 2, wireType 2 =*/ 18).string(message.networkId);
        if (
          message.epoch != null &&
          $Object.hasOwnProperty.call(message, 'epoch') &&
          (typeof message.epoch === 'object'
            ? message.epoch.low || message.epoch.high
            : message.epoch !== 0)
        )
          writer.uint32(/* id 3, wireType 0 =*/ 24).uint64(message.epoch);
        if (
          message.revision != null &&
          $Object.hasOwnProperty.call(message, 'revision') &&
          (typeof message.revision === 'object'
            ? message.revision.low || message.revision.high
            : message.revision !== 0)
        )
          writer.uint32(/* id 4, wireType 0 =*/ 32).uint64(message.revision);
        if (
          message.digest != null &&
          $Object.hasOwnProperty.call(message, 'digest') &&
          message.digest !== ''
        )
          writer.uint32(/* id 5, wireType 2 =*/ 42).string(message.digest);
        if (
          message.gone != null &&
          $Object.hasOwnProperty.call(message, 'gone') &&
          message.gone !== false
        )
          writer.uint32(/* id 6, wireType 0 =*/ 48).bool(message.gone);
        if (
          message.appliedAtMs != null &&
          $Object.hasOwnProperty.call(message, 'appliedAtMs') &&
          (typeof message.appliedAtMs === 'object'
            ? message.appliedAtMs.low || message.appliedAtMs.high
            : message.appliedAtMs !== 0)
        )
          writer.uint32(/* id 7, wireType 0 =*/ 56).uint64(message.appliedAtMs);
        if (message.failed != null && message.failed.length)
          for (let i = 0; i < message.failed.length; ++i)
            $root.ovnet.v1.AckFailure.encode(
              message.failed[i],
              writer.uint32(/* id 8, wireType 2 =*/ 66).fork(),
              _depth + 1,
            ).ldelim();
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, '$unknowns'))
          for (let i = 0; i < message.$unknowns.length; ++i) writer.raw(message.$unknowns[i]);
        return writer;
      };

      /**
       * Decodes a NodeAck message from the specified reader or buffer.
       * @function decode
       * @memberof ovnet.v1.NodeAck
       * @static
       * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
       * @param {number} [length] Message length if known beforehand
       * @returns {ovnet.v1.NodeAck & ovnet.v1.NodeAck.$Shape} NodeAck
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      NodeAck.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (_depth === $undefined) _depth = 0;
        if (_depth > $Reader.recursionLimit) throw $Error('max depth exceeded');
        let end, message, value;
        if (length === $undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw $RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = _target || new $root.ovnet.v1.NodeAck();
        while (reader.pos < end) {
          let start = reader.pos;
          let tag = reader.tag();
          if (tag === _end) {
            _end = $undefined;
            break;
          }
          let wireType = tag & 7;
          switch ((tag >>>= 3)) {
            case 1: {
              if (wireType !== 2) break;
              if ((value = reader.stringVerify()).length) message.nodeId = value;
              else delete message.nodeId;
              continue;
            }
            case 2: {
              if (wireType !== 2) break;
              if ((value = reader.stringVerify()).length) message.networkId = value;
              else delete message.networkId;
              continue;
            }
            case 3: {
              if (wireType !== 0) break;
              if (
                typeof (value = reader.uint64()) === 'object'
                  ? value.low || value.high
                  : value !== 0
              )
                message.epoch = value;
              else delete message.epoch;
              continue;
            }
            case 4: {
              if (wireType !== 0) break;
              if (
                typeof (value = reader.uint64()) === 'object'
                  ? value.low || value.high
                  : value !== 0
              )
                message.revision = value;
              else delete message.revision;
              continue;
            }
            case 5: {
              if (wireType !== 2) break;
              if ((value = reader.stringVerify()).length) message.digest = value;
              else delete message.digest;
              continue;
            }
            case 6: {
              if (wireType !== 0) break;
              if ((value = reader.bool())) message.gone = value;
              else delete message.gone;
              continue;
            }
            case 7: {
              if (wireType !== 0) break;
              if (
                typeof (value = reader.uint64()) === 'object'
                  ? value.low || value.high
                  : value !== 0
              )
                message.appliedAtMs = value;
              else delete message.appliedAtMs;
              continue;
            }
            case 8: {
              if (wireType !== 2) break;
              if (!(message.failed && message.failed.length)) message.failed = [];
              message.failed.push(
                $root.ovnet.v1.AckFailure.decode(reader, reader.size(), $undefined, _depth + 1),
              );
              continue;
            }
          }
          reader.skipType(wireType, _depth, tag);
          if (!reader.discardUnknown) {
            $util.makeProp(message, '$unknowns', false);
            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
          }
        }
        if (length !== $undefined) {
          if (reader.pos !== end) throw $RangeError('index out of range');
          reader.len = length;
        }
        if (_end !== $undefined) throw $Error('missing end group');
        return message;
      };

      return NodeAck;
    })();

    v1.AckFailure = (function () {
      /**
       * Properties of an AckFailure.
       * @typedef {Object} ovnet.v1.AckFailure.$Properties
       * @property {string} [endpointId] AckFailure endpointId
       * @property {string} [code] AckFailure code
       * @property {string} [detail] AckFailure detail
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */

      /**
       * Properties of an AckFailure.
       * @memberof ovnet.v1
       * @interface IAckFailure
       * @augments ovnet.v1.AckFailure.$Properties
       * @deprecated Use ovnet.v1.AckFailure.$Properties instead.
       */

      /**
       * Shape of an AckFailure.
       * @typedef {ovnet.v1.AckFailure.$Properties} ovnet.v1.AckFailure.$Shape
       */

      /**
       * Constructs a new AckFailure.
       * @memberof ovnet.v1
       * @classdesc Represents an AckFailure.
       * @constructor
       * @param {ovnet.v1.AckFailure.$Properties=} [properties] Properties to set
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */
      const AckFailure = function (properties) {
        if (properties)
          for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__')
              this[keys[i]] = properties[keys[i]];
      };

      /**
       * AckFailure endpointId.
       * @member {string} endpointId
       * @memberof ovnet.v1.AckFailure
       * @instance
       */
      AckFailure.prototype.endpointId = '';

      /**
       * AckFailure code.
       * @member {string} code
       * @memberof ovnet.v1.AckFailure
       * @instance
       */
      AckFailure.prototype.code = '';

      /**
       * AckFailure detail.
       * @member {string} detail
       * @memberof ovnet.v1.AckFailure
       * @instance
       */
      AckFailure.prototype.detail = '';

      /**
       * Creates a new AckFailure instance using the specified properties.
       * @function create
       * @memberof ovnet.v1.AckFailure
       * @static
       * @param {ovnet.v1.AckFailure.$Properties=} [properties] Properties to set
       * @returns {ovnet.v1.AckFailure} AckFailure instance
       * @type {{
       *   (properties: ovnet.v1.AckFailure.$Shape): ovnet.v1.AckFailure & ovnet.v1.AckFailure.$Shape;
       *   (properties?: ovnet.v1.AckFailure.$Properties): ovnet.v1.AckFailure;
       * }}
       */
      AckFailure.create = function (properties) {
        return new AckFailure(properties);
      };

      /**
       * Encodes the specified AckFailure message. Does not implicitly {@link ovnet.v1.AckFailure.verify|verify} messages.
       * @function encode
       * @memberof ovnet.v1.AckFailure
       * @static
       * @param {ovnet.v1.AckFailure.$Properties} message AckFailure message or plain object to encode
       * @param {$protobuf.Writer} [writer] Writer to encode to
       * @returns {$protobuf.Writer} Writer
       */
      AckFailure.encode = function (message, writer, _depth) {
        if (!writer) writer = $Writer.create();
        if (_depth === $undefined) _depth = 0;
        if (_depth > $util.recursionLimit) throw $Error('max depth exceeded');
        if (
          message.endpointId != null &&
          $Object.hasOwnProperty.call(message, 'endpointId') &&
          message.endpointId !== ''
        )
          writer.uint32(/* id 1, wireType 2 =*/ 10).string(message.endpointId);
        if (
          message.code != null &&
          $Object.hasOwnProperty.call(message, 'code') &&
          message.code !== ''
        )
          writer.uint32(/* id 2, wireType 2 =*/ 18).string(message.code);
        if (
          message.detail != null &&
          $Object.hasOwnProperty.call(message, 'detail') &&
          message.detail !== ''
        )
          writer.uint32(/* id 3, wireType 2 =*/ 26).string(message.detail);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, '$unknowns'))
          for (let i = 0; i < message.$unknowns.length; ++i) writer.raw(message.$unknowns[i]);
        return writer;
      };

      /**
       * Decodes an AckFailure message from the specified reader or buffer.
       * @function decode
       * @memberof ovnet.v1.AckFailure
       * @static
       * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
       * @param {number} [length] Message length if known beforehand
       * @returns {ovnet.v1.AckFailure & ovnet.v1.AckFailure.$Shape} AckFailure
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      AckFailure.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (_depth === $undefined) _depth = 0;
        if (_depth > $Reader.recursionLimit) throw $Error('max depth exceeded');
        let end, message, value;
        if (length === $undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw $RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = _target || new $root.ovnet.v1.AckFailure();
        while (reader.pos < end) {
          let start = reader.pos;
          let tag = reader.tag();
          if (tag === _end) {
            _end = $undefined;
            break;
          }
          let wireType = tag & 7;
          switch ((tag >>>= 3)) {
            case 1: {
              if (wireType !== 2) break;
              if ((value = reader.stringVerify()).length) message.endpointId = value;
              else delete message.endpointId;
              continue;
            }
            case 2: {
              if (wireType !== 2) break;
              if ((value = reader.stringVerify()).length) message.code = value;
              else delete message.code;
              continue;
            }
            case 3: {
              if (wireType !== 2) break;
              if ((value = reader.stringVerify()).length) message.detail = value;
              else delete message.detail;
              continue;
            }
          }
          reader.skipType(wireType, _depth, tag);
          if (!reader.discardUnknown) {
            $util.makeProp(message, '$unknowns', false);
            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
          }
        }
        if (length !== $undefined) {
          if (reader.pos !== end) throw $RangeError('index out of range');
          reader.len = length;
        }
        if (_end !== $undefined) throw $Error('missing end group');
        return message;
      };

      return AckFailure;
    })();

    v1.NodePresence = (function () {
      /**
       * Properties of a NodePresence.
       * @typedef {Object} ovnet.v1.NodePresence.$Properties
       * @property {string} [nodeId] NodePresence nodeId
       * @property {boolean} [connected] NodePresence connected
       * @property {number} [session] NodePresence session
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */

      /**
       * Properties of a NodePresence.
       * @memberof ovnet.v1
       * @interface INodePresence
       * @augments ovnet.v1.NodePresence.$Properties
       * @deprecated Use ovnet.v1.NodePresence.$Properties instead.
       */

      /**
       * Shape of a NodePresence.
       * @typedef {ovnet.v1.NodePresence.$Properties} ovnet.v1.NodePresence.$Shape
       */

      /**
       * Constructs a new NodePresence.
       * @memberof ovnet.v1
       * @classdesc Represents a NodePresence.
       * @constructor
       * @param {ovnet.v1.NodePresence.$Properties=} [properties] Properties to set
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */
      const NodePresence = function (properties) {
        if (properties)
          for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__')
              this[keys[i]] = properties[keys[i]];
      };

      /**
       * NodePresence nodeId.
       * @member {string} nodeId
       * @memberof ovnet.v1.NodePresence
       * @instance
       */
      NodePresence.prototype.nodeId = '';

      /**
       * NodePresence connected.
       * @member {boolean} connected
       * @memberof ovnet.v1.NodePresence
       * @instance
       */
      NodePresence.prototype.connected = false;

      /**
       * NodePresence session.
       * @member {number} session
       * @memberof ovnet.v1.NodePresence
       * @instance
       */
      NodePresence.prototype.session = $util.Long ? $util.Long.fromBits(0, 0, true) : 0;

      /**
       * Creates a new NodePresence instance using the specified properties.
       * @function create
       * @memberof ovnet.v1.NodePresence
       * @static
       * @param {ovnet.v1.NodePresence.$Properties=} [properties] Properties to set
       * @returns {ovnet.v1.NodePresence} NodePresence instance
       * @type {{
       *   (properties: ovnet.v1.NodePresence.$Shape): ovnet.v1.NodePresence & ovnet.v1.NodePresence.$Shape;
       *   (properties?: ovnet.v1.NodePresence.$Properties): ovnet.v1.NodePresence;
       * }}
       */
      NodePresence.create = function (properties) {
        return new NodePresence(properties);
      };

      /**
       * Encodes the specified NodePresence message. Does not implicitly {@link ovnet.v1.NodePresence.verify|verify} messages.
       * @function encode
       * @memberof ovnet.v1.NodePresence
       * @static
       * @param {ovnet.v1.NodePresence.$Properties} message NodePresence message or plain object to encode
       * @param {$protobuf.Writer} [writer] Writer to encode to
       * @returns {$protobuf.Writer} Writer
       */
      NodePresence.encode = function (message, writer, _depth) {
        if (!writer) writer = $Writer.create();
        if (_depth === $undefined) _depth = 0;
        if (_depth > $util.recursionLimit) throw $Error('max depth exceeded');
        if (
          message.nodeId != null &&
          $Object.hasOwnProperty.call(message, 'nodeId') &&
          message.nodeId !== ''
        )
          writer.uint32(/* id 1, wireType 2 =*/ 10).string(message.nodeId);
        if (
          message.connected != null &&
          $Object.hasOwnProperty.call(message, 'connected') &&
          message.connected !== false
        )
          writer.uint32(/* id 2, wireType 0 =*/ 16).bool(message.connected);
        if (
          message.session != null &&
          $Object.hasOwnProperty.call(message, 'session') &&
          (typeof message.session === 'object'
            ? message.session.low || message.session.high
            : message.session !== 0)
        )
          writer.uint32(/* id 3, wireType 0 =*/ 24).uint64(message.session);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, '$unknowns'))
          for (let i = 0; i < message.$unknowns.length; ++i) writer.raw(message.$unknowns[i]);
        return writer;
      };

      /**
       * Decodes a NodePresence message from the specified reader or buffer.
       * @function decode
       * @memberof ovnet.v1.NodePresence
       * @static
       * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
       * @param {number} [length] Message length if known beforehand
       * @returns {ovnet.v1.NodePresence & ovnet.v1.NodePresence.$Shape} NodePresence
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      NodePresence.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (_depth === $undefined) _depth = 0;
        if (_depth > $Reader.recursionLimit) throw $Error('max depth exceeded');
        let end, message, value;
        if (length === $undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw $RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = _target || new $root.ovnet.v1.NodePresence();
        while (reader.pos < end) {
          let start = reader.pos;
          let tag = reader.tag();
          if (tag === _end) {
            _end = $undefined;
            break;
          }
          let wireType = tag & 7;
          switch ((tag >>>= 3)) {
            case 1: {
              if (wireType !== 2) break;
              if ((value = reader.stringVerify()).length) message.nodeId = value;
              else delete message.nodeId;
              continue;
            }
            case 2: {
              if (wireType !== 0) break;
              if ((value = reader.bool())) message.connected = value;
              else delete message.connected;
              continue;
            }
            case 3: {
              if (wireType !== 0) break;
              if (
                typeof (value = reader.uint64()) === 'object'
                  ? value.low || value.high
                  : value !== 0
              )
                message.session = value;
              else delete message.session;
              continue;
            }
          }
          reader.skipType(wireType, _depth, tag);
          if (!reader.discardUnknown) {
            $util.makeProp(message, '$unknowns', false);
            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
          }
        }
        if (length !== $undefined) {
          if (reader.pos !== end) throw $RangeError('index out of range');
          reader.len = length;
        }
        if (_end !== $undefined) throw $Error('missing end group');
        return message;
      };

      return NodePresence;
    })();

    v1.QueryRequest = (function () {
      /**
       * Properties of a QueryRequest.
       * @typedef {Object} ovnet.v1.QueryRequest.$Properties
       * @property {string} [nodeId] QueryRequest nodeId
       * @property {string} [kind] QueryRequest kind
       * @property {Uint8Array} [payload] QueryRequest payload
       * @property {number} [timeoutMs] QueryRequest timeoutMs
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */

      /**
       * Properties of a QueryRequest.
       * @memberof ovnet.v1
       * @interface IQueryRequest
       * @augments ovnet.v1.QueryRequest.$Properties
       * @deprecated Use ovnet.v1.QueryRequest.$Properties instead.
       */

      /**
       * Shape of a QueryRequest.
       * @typedef {ovnet.v1.QueryRequest.$Properties} ovnet.v1.QueryRequest.$Shape
       */

      /**
       * Constructs a new QueryRequest.
       * @memberof ovnet.v1
       * @classdesc Represents a QueryRequest.
       * @constructor
       * @param {ovnet.v1.QueryRequest.$Properties=} [properties] Properties to set
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */
      const QueryRequest = function (properties) {
        if (properties)
          for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__')
              this[keys[i]] = properties[keys[i]];
      };

      /**
       * QueryRequest nodeId.
       * @member {string} nodeId
       * @memberof ovnet.v1.QueryRequest
       * @instance
       */
      QueryRequest.prototype.nodeId = '';

      /**
       * QueryRequest kind.
       * @member {string} kind
       * @memberof ovnet.v1.QueryRequest
       * @instance
       */
      QueryRequest.prototype.kind = '';

      /**
       * QueryRequest payload.
       * @member {Uint8Array} payload
       * @memberof ovnet.v1.QueryRequest
       * @instance
       */
      QueryRequest.prototype.payload = $util.newBuffer([]);

      /**
       * QueryRequest timeoutMs.
       * @member {number} timeoutMs
       * @memberof ovnet.v1.QueryRequest
       * @instance
       */
      QueryRequest.prototype.timeoutMs = 0;

      /**
       * Creates a new QueryRequest instance using the specified properties.
       * @function create
       * @memberof ovnet.v1.QueryRequest
       * @static
       * @param {ovnet.v1.QueryRequest.$Properties=} [properties] Properties to set
       * @returns {ovnet.v1.QueryRequest} QueryRequest instance
       * @type {{
       *   (properties: ovnet.v1.QueryRequest.$Shape): ovnet.v1.QueryRequest & ovnet.v1.QueryRequest.$Shape;
       *   (properties?: ovnet.v1.QueryRequest.$Properties): ovnet.v1.QueryRequest;
       * }}
       */
      QueryRequest.create = function (properties) {
        return new QueryRequest(properties);
      };

      /**
       * Encodes the specified QueryRequest message. Does not implicitly {@link ovnet.v1.QueryRequest.verify|verify} messages.
       * @function encode
       * @memberof ovnet.v1.QueryRequest
       * @static
       * @param {ovnet.v1.QueryRequest.$Properties} message QueryRequest message or plain object to encode
       * @param {$protobuf.Writer} [writer] Writer to encode to
       * @returns {$protobuf.Writer} Writer
       */
      QueryRequest.encode = function (message, writer, _depth) {
        if (!writer) writer = $Writer.create();
        if (_depth === $undefined) _depth = 0;
        if (_depth > $util.recursionLimit) throw $Error('max depth exceeded');
        if (
          message.nodeId != null &&
          $Object.hasOwnProperty.call(message, 'nodeId') &&
          message.nodeId !== ''
        )
          writer.uint32(/* id 1, wireType 2 =*/ 10).string(message.nodeId);
        if (
          message.kind != null &&
          $Object.hasOwnProperty.call(message, 'kind') &&
          message.kind !== ''
        )
          writer.uint32(/* id 2, wireType 2 =*/ 18).string(message.kind);
        if (
          message.payload != null &&
          $Object.hasOwnProperty.call(message, 'payload') &&
          message.payload.length
        )
          writer.uint32(/* id 3, wireType 2 =*/ 26).bytes(message.payload);
        if (
          message.timeoutMs != null &&
          $Object.hasOwnProperty.call(message, 'timeoutMs') &&
          message.timeoutMs !== 0
        )
          writer.uint32(/* id 4, wireType 0 =*/ 32).uint32(message.timeoutMs);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, '$unknowns'))
          for (let i = 0; i < message.$unknowns.length; ++i) writer.raw(message.$unknowns[i]);
        return writer;
      };

      /**
       * Decodes a QueryRequest message from the specified reader or buffer.
       * @function decode
       * @memberof ovnet.v1.QueryRequest
       * @static
       * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
       * @param {number} [length] Message length if known beforehand
       * @returns {ovnet.v1.QueryRequest & ovnet.v1.QueryRequest.$Shape} QueryRequest
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      QueryRequest.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (_depth === $undefined) _depth = 0;
        if (_depth > $Reader.recursionLimit) throw $Error('max depth exceeded');
        let end, message, value;
        if (length === $undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw $RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = _target || new $root.ovnet.v1.QueryRequest();
        while (reader.pos < end) {
          let start = reader.pos;
          let tag = reader.tag();
          if (tag === _end) {
            _end = $undefined;
            break;
          }
          let wireType = tag & 7;
          switch ((tag >>>= 3)) {
            case 1: {
              if (wireType !== 2) break;
              if ((value = reader.stringVerify()).length) message.nodeId = value;
              else delete message.nodeId;
              continue;
            }
            case 2: {
              if (wireType !== 2) break;
              if ((value = reader.stringVerify()).length) message.kind = value;
              else delete message.kind;
              continue;
            }
            case 3: {
              if (wireType !== 2) break;
              if ((value = reader.bytes()).length) message.payload = value;
              else delete message.payload;
              continue;
            }
            case 4: {
              if (wireType !== 0) break;
              if ((value = reader.uint32())) message.timeoutMs = value;
              else delete message.timeoutMs;
              continue;
            }
          }
          reader.skipType(wireType, _depth, tag);
          if (!reader.discardUnknown) {
            $util.makeProp(message, '$unknowns', false);
            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
          }
        }
        if (length !== $undefined) {
          if (reader.pos !== end) throw $RangeError('index out of range');
          reader.len = length;
        }
        if (_end !== $undefined) throw $Error('missing end group');
        return message;
      };

      return QueryRequest;
    })();

    v1.QueryResponse = (function () {
      /**
       * Properties of a QueryResponse.
       * @typedef {Object} ovnet.v1.QueryResponse.$Properties
       * @property {Uint8Array} [payload] QueryResponse payload
       * @property {string} [errorCode] QueryResponse errorCode
       * @property {string} [errorDetail] QueryResponse errorDetail
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */

      /**
       * Properties of a QueryResponse.
       * @memberof ovnet.v1
       * @interface IQueryResponse
       * @augments ovnet.v1.QueryResponse.$Properties
       * @deprecated Use ovnet.v1.QueryResponse.$Properties instead.
       */

      /**
       * Shape of a QueryResponse.
       * @typedef {ovnet.v1.QueryResponse.$Properties} ovnet.v1.QueryResponse.$Shape
       */

      /**
       * Constructs a new QueryResponse.
       * @memberof ovnet.v1
       * @classdesc Represents a QueryResponse.
       * @constructor
       * @param {ovnet.v1.QueryResponse.$Properties=} [properties] Properties to set
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */
      const QueryResponse = function (properties) {
        if (properties)
          for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__')
              this[keys[i]] = properties[keys[i]];
      };

      /**
       * QueryResponse payload.
       * @member {Uint8Array} payload
       * @memberof ovnet.v1.QueryResponse
       * @instance
       */
      QueryResponse.prototype.payload = $util.newBuffer([]);

      /**
       * QueryResponse errorCode.
       * @member {string} errorCode
       * @memberof ovnet.v1.QueryResponse
       * @instance
       */
      QueryResponse.prototype.errorCode = '';

      /**
       * QueryResponse errorDetail.
       * @member {string} errorDetail
       * @memberof ovnet.v1.QueryResponse
       * @instance
       */
      QueryResponse.prototype.errorDetail = '';

      /**
       * Creates a new QueryResponse instance using the specified properties.
       * @function create
       * @memberof ovnet.v1.QueryResponse
       * @static
       * @param {ovnet.v1.QueryResponse.$Properties=} [properties] Properties to set
       * @returns {ovnet.v1.QueryResponse} QueryResponse instance
       * @type {{
       *   (properties: ovnet.v1.QueryResponse.$Shape): ovnet.v1.QueryResponse & ovnet.v1.QueryResponse.$Shape;
       *   (properties?: ovnet.v1.QueryResponse.$Properties): ovnet.v1.QueryResponse;
       * }}
       */
      QueryResponse.create = function (properties) {
        return new QueryResponse(properties);
      };

      /**
       * Encodes the specified QueryResponse message. Does not implicitly {@link ovnet.v1.QueryResponse.verify|verify} messages.
       * @function encode
       * @memberof ovnet.v1.QueryResponse
       * @static
       * @param {ovnet.v1.QueryResponse.$Properties} message QueryResponse message or plain object to encode
       * @param {$protobuf.Writer} [writer] Writer to encode to
       * @returns {$protobuf.Writer} Writer
       */
      QueryResponse.encode = function (message, writer, _depth) {
        if (!writer) writer = $Writer.create();
        if (_depth === $undefined) _depth = 0;
        if (_depth > $util.recursionLimit) throw $Error('max depth exceeded');
        if (
          message.payload != null &&
          $Object.hasOwnProperty.call(message, 'payload') &&
          message.payload.length
        )
          writer.uint32(/* id 1, wireType 2 =*/ 10).bytes(message.payload);
        if (
          message.errorCode != null &&
          $Object.hasOwnProperty.call(message, 'errorCode') &&
          message.errorCode !== ''
        )
          writer.uint32(/* id 2, wireType 2 =*/ 18).string(message.errorCode);
        if (
          message.errorDetail != null &&
          $Object.hasOwnProperty.call(message, 'errorDetail') &&
          message.errorDetail !== ''
        )
          writer.uint32(/* id 3, wireType 2 =*/ 26).string(message.errorDetail);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, '$unknowns'))
          for (let i = 0; i < message.$unknowns.length; ++i) writer.raw(message.$unknowns[i]);
        return writer;
      };

      /**
       * Decodes a QueryResponse message from the specified reader or buffer.
       * @function decode
       * @memberof ovnet.v1.QueryResponse
       * @static
       * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
       * @param {number} [length] Message length if known beforehand
       * @returns {ovnet.v1.QueryResponse & ovnet.v1.QueryResponse.$Shape} QueryResponse
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      QueryResponse.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (_depth === $undefined) _depth = 0;
        if (_depth > $Reader.recursionLimit) throw $Error('max depth exceeded');
        let end, message, value;
        if (length === $undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw $RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = _target || new $root.ovnet.v1.QueryResponse();
        while (reader.pos < end) {
          let start = reader.pos;
          let tag = reader.tag();
          if (tag === _end) {
            _end = $undefined;
            break;
          }
          let wireType = tag & 7;
          switch ((tag >>>= 3)) {
            case 1: {
              if (wireType !== 2) break;
              if ((value = reader.bytes()).length) message.payload = value;
              else delete message.payload;
              continue;
            }
            case 2: {
              if (wireType !== 2) break;
              if ((value = reader.stringVerify()).length) message.errorCode = value;
              else delete message.errorCode;
              continue;
            }
            case 3: {
              if (wireType !== 2) break;
              if ((value = reader.stringVerify()).length) message.errorDetail = value;
              else delete message.errorDetail;
              continue;
            }
          }
          reader.skipType(wireType, _depth, tag);
          if (!reader.discardUnknown) {
            $util.makeProp(message, '$unknowns', false);
            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
          }
        }
        if (length !== $undefined) {
          if (reader.pos !== end) throw $RangeError('index out of range');
          reader.len = length;
        }
        if (_end !== $undefined) throw $Error('missing end group');
        return message;
      };

      return QueryResponse;
    })();

    return v1;
  })();

  return ovnet;
})());

export { $root as default };
