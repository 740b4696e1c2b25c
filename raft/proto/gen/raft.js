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
const $root = $protobuf.roots['raft'] || ($protobuf.roots['raft'] = {});

export const raft = ($root.raft = (() => {
  /**
   * Namespace raft.
   * @exports raft
   * @namespace
   */
  const raft = {};

  raft.v1 = (function () {
    /**
     * Namespace v1.
     * @memberof raft
     * @namespace
     */
    const v1 = {};

    v1.Batch = (function () {
      /**
       * Properties of a Batch.
       * @typedef {Object} raft.v1.Batch.$Properties
       * @property {Array.<raft.v1.Message.$Properties>} [messages] Batch messages
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */

      /**
       * Properties of a Batch.
       * @memberof raft.v1
       * @interface IBatch
       * @augments raft.v1.Batch.$Properties
       * @deprecated Use raft.v1.Batch.$Properties instead.
       */

      /**
       * Shape of a Batch.
       * @typedef {{
       *   messages?: Array.<raft.v1.Message.$Shape>;
       *   $unknowns?: Array.<Uint8Array>;
       * }} raft.v1.Batch.$Shape
       */

      /**
       * Constructs a new Batch.
       * @memberof raft.v1
       * @classdesc Represents a Batch.
       * @constructor
       * @param {raft.v1.Batch.$Properties=} [properties] Properties to set
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */
      const Batch = function (properties) {
        this.messages = [];
        if (properties)
          for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__')
              this[keys[i]] = properties[keys[i]];
      };

      /**
       * Batch messages.
       * @member {Array.<raft.v1.Message>} messages
       * @memberof raft.v1.Batch
       * @instance
       */
      Batch.prototype.messages = $util.emptyArray;

      /**
       * Creates a new Batch instance using the specified properties.
       * @function create
       * @memberof raft.v1.Batch
       * @static
       * @param {raft.v1.Batch.$Properties=} [properties] Properties to set
       * @returns {raft.v1.Batch} Batch instance
       * @type {{
       *   (properties: raft.v1.Batch.$Shape): raft.v1.Batch & raft.v1.Batch.$Shape;
       *   (properties?: raft.v1.Batch.$Properties): raft.v1.Batch;
       * }}
       */
      Batch.create = function (properties) {
        return new Batch(properties);
      };

      /**
       * Encodes the specified Batch message. Does not implicitly {@link raft.v1.Batch.verify|verify} messages.
       * @function encode
       * @memberof raft.v1.Batch
       * @static
       * @param {raft.v1.Batch.$Properties} message Batch message or plain object to encode
       * @param {$protobuf.Writer} [writer] Writer to encode to
       * @returns {$protobuf.Writer} Writer
       */
      Batch.encode = function (message, writer, _depth) {
        if (!writer) writer = $Writer.create();
        if (_depth === $undefined) _depth = 0;
        if (_depth > $util.recursionLimit) throw $Error('max depth exceeded');
        if (message.messages != null && message.messages.length)
          for (let i = 0; i < message.messages.length; ++i)
            $root.raft.v1.Message.encode(
              message.messages[i],
              writer.uint32(/* id 1, wireType 2 =*/ 10).fork(),
              _depth + 1,
            ).ldelim();
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, '$unknowns'))
          for (let i = 0; i < message.$unknowns.length; ++i) writer.raw(message.$unknowns[i]);
        return writer;
      };

      /**
       * Decodes a Batch message from the specified reader or buffer.
       * @function decode
       * @memberof raft.v1.Batch
       * @static
       * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
       * @param {number} [length] Message length if known beforehand
       * @returns {raft.v1.Batch & raft.v1.Batch.$Shape} Batch
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      Batch.decode = function (reader, length, _end, _depth, _target) {
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
        message = _target || new $root.raft.v1.Batch();
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
                $root.raft.v1.Message.decode(reader, reader.size(), $undefined, _depth + 1),
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

      return Batch;
    })();

    v1.Message = (function () {
      /**
       * Properties of a Message.
       * @typedef {Object} raft.v1.Message.$Properties
       * @property {number} [term] Message term
       * @property {raft.v1.VoteRequest.$Properties|null} [preVoteRequest] Message preVoteRequest
       * @property {raft.v1.VoteResponse.$Properties|null} [preVoteResponse] Message preVoteResponse
       * @property {raft.v1.VoteRequest.$Properties|null} [voteRequest] Message voteRequest
       * @property {raft.v1.VoteResponse.$Properties|null} [voteResponse] Message voteResponse
       * @property {raft.v1.AppendRequest.$Properties|null} [appendRequest] Message appendRequest
       * @property {raft.v1.AppendResponse.$Properties|null} [appendResponse] Message appendResponse
       * @property {raft.v1.Heartbeat.$Properties|null} [heartbeat] Message heartbeat
       * @property {raft.v1.HeartbeatResponse.$Properties|null} [heartbeatResponse] Message heartbeatResponse
       * @property {raft.v1.ReadIndexRequest.$Properties|null} [readIndexRequest] Message readIndexRequest
       * @property {raft.v1.ReadIndexResponse.$Properties|null} [readIndexResponse] Message readIndexResponse
       * @property {raft.v1.TimeoutNow.$Properties|null} [timeoutNow] Message timeoutNow
       * @property {"preVoteRequest"|"preVoteResponse"|"voteRequest"|"voteResponse"|"appendRequest"|"appendResponse"|"heartbeat"|"heartbeatResponse"|"readIndexRequest"|"readIndexResponse"|"timeoutNow"} [kind] Message kind
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */

      /**
       * Properties of a Message.
       * @memberof raft.v1
       * @interface IMessage
       * @augments raft.v1.Message.$Properties
       * @deprecated Use raft.v1.Message.$Properties instead.
       */

      /**
       * Narrowed shape of a Message.
       * @typedef {{
       *   term?: number;
       *   preVoteRequest?: raft.v1.VoteRequest.$Shape|null;
       *   preVoteResponse?: raft.v1.VoteResponse.$Shape|null;
       *   voteRequest?: raft.v1.VoteRequest.$Shape|null;
       *   voteResponse?: raft.v1.VoteResponse.$Shape|null;
       *   appendRequest?: raft.v1.AppendRequest.$Shape|null;
       *   appendResponse?: raft.v1.AppendResponse.$Shape|null;
       *   heartbeat?: raft.v1.Heartbeat.$Shape|null;
       *   heartbeatResponse?: raft.v1.HeartbeatResponse.$Shape|null;
       *   readIndexRequest?: raft.v1.ReadIndexRequest.$Shape|null;
       *   readIndexResponse?: raft.v1.ReadIndexResponse.$Shape|null;
       *   timeoutNow?: raft.v1.TimeoutNow.$Shape|null;
       *   $unknowns?: Array.<Uint8Array>;
       * } & (
       *   ({ kind?: undefined; preVoteRequest?: null; preVoteResponse?: null; voteRequest?: null; voteResponse?: null; appendRequest?: null; appendResponse?: null; heartbeat?: null; heartbeatResponse?: null; readIndexRequest?: null; readIndexResponse?: null; timeoutNow?: null }|{ kind?: "preVoteRequest"; preVoteRequest: raft.v1.VoteRequest.$Shape; preVoteResponse?: null; voteRequest?: null; voteResponse?: null; appendRequest?: null; appendResponse?: null; heartbeat?: null; heartbeatResponse?: null; readIndexRequest?: null; readIndexResponse?: null; timeoutNow?: null }|{ kind?: "preVoteResponse"; preVoteRequest?: null; preVoteResponse: raft.v1.VoteResponse.$Shape; voteRequest?: null; voteResponse?: null; appendRequest?: null; appendResponse?: null; heartbeat?: null; heartbeatResponse?: null; readIndexRequest?: null; readIndexResponse?: null; timeoutNow?: null }|{ kind?: "voteRequest"; preVoteRequest?: null; preVoteResponse?: null; voteRequest: raft.v1.VoteRequest.$Shape; voteResponse?: null; appendRequest?: null; appendResponse?: null; heartbeat?: null; heartbeatResponse?: null; readIndexRequest?: null; readIndexResponse?: null; timeoutNow?: null }|{ kind?: "voteResponse"; preVoteRequest?: null; preVoteResponse?: null; voteRequest?: null; voteResponse: raft.v1.VoteResponse.$Shape; appendRequest?: null; appendResponse?: null; heartbeat?: null; heartbeatResponse?: null; readIndexRequest?: null; readIndexResponse?: null; timeoutNow?: null }|{ kind?: "appendRequest"; preVoteRequest?: null; preVoteResponse?: null; voteRequest?: null; voteResponse?: null; appendRequest: raft.v1.AppendRequest.$Shape; appendResponse?: null; heartbeat?: null; heartbeatResponse?: null; readIndexRequest?: null; readIndexResponse?: null; timeoutNow?: null }|{ kind?: "appendResponse"; preVoteRequest?: null; preVoteResponse?: null; voteRequest?: null; voteResponse?: null; appendRequest?: null; appendResponse: raft.v1.AppendResponse.$Shape; heartbeat?: null; heartbeatResponse?: null; readIndexRequest?: null; readIndexResponse?: null; timeoutNow?: null }|{ kind?: "heartbeat"; preVoteRequest?: null; preVoteResponse?: null; voteRequest?: null; voteResponse?: null; appendRequest?: null; appendResponse?: null; heartbeat: raft.v1.Heartbeat.$Shape; heartbeatResponse?: null; readIndexRequest?: null; readIndexResponse?: null; timeoutNow?: null }|{ kind?: "heartbeatResponse"; preVoteRequest?: null; preVoteResponse?: null; voteRequest?: null; voteResponse?: null; appendRequest?: null; appendResponse?: null; heartbeat?: null; heartbeatResponse: raft.v1.HeartbeatResponse.$Shape; readIndexRequest?: null; readIndexResponse?: null; timeoutNow?: null }|{ kind?: "readIndexRequest"; preVoteRequest?: null; preVoteResponse?: null; voteRequest?: null; voteResponse?: null; appendRequest?: null; appendResponse?: null; heartbeat?: null; heartbeatResponse?: null; readIndexRequest: raft.v1.ReadIndexRequest.$Shape; readIndexResponse?: null; timeoutNow?: null }|{ kind?: "readIndexResponse"; preVoteRequest?: null; preVoteResponse?: null; voteRequest?: null; voteResponse?: null; appendRequest?: null; appendResponse?: null; heartbeat?: null; heartbeatResponse?: null; readIndexRequest?: null; readIndexResponse: raft.v1.ReadIndexResponse.$Shape; timeoutNow?: null }|{ kind?: "timeoutNow"; preVoteRequest?: null; preVoteResponse?: null; voteRequest?: null; voteResponse?: null; appendRequest?: null; appendResponse?: null; heartbeat?: null; heartbeatResponse?: null; readIndexRequest?: null; readIndexResponse?: null; timeoutNow: raft.v1.TimeoutNow.$Shape })
       * )} raft.v1.Message.$Shape
       */

      /**
       * Constructs a new Message.
       * @memberof raft.v1
       * @classdesc Represents a Message.
       * @constructor
       * @param {raft.v1.Message.$Properties=} [properties] Properties to set
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */
      const Message = function (properties) {
        if (properties)
          for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__')
              this[keys[i]] = properties[keys[i]];
      };

      /**
       * Message term.
       * @member {number} term
       * @memberof raft.v1.Message
       * @instance
       */
      Message.prototype.term = $util.Long ? $util.Long.fromBits(0, 0, true) : 0;

      /**
       * Message preVoteRequest.
       * @member {raft.v1.VoteRequest|null} preVoteRequest
       * @memberof raft.v1.Message
       * @instance
       */
      Message.prototype.preVoteRequest = null;

      /**
       * Message preVoteResponse.
       * @member {raft.v1.VoteResponse|null} preVoteResponse
       * @memberof raft.v1.Message
       * @instance
       */
      Message.prototype.preVoteResponse = null;

      /**
       * Message voteRequest.
       * @member {raft.v1.VoteRequest|null} voteRequest
       * @memberof raft.v1.Message
       * @instance
       */
      Message.prototype.voteRequest = null;

      /**
       * Message voteResponse.
       * @member {raft.v1.VoteResponse|null} voteResponse
       * @memberof raft.v1.Message
       * @instance
       */
      Message.prototype.voteResponse = null;

      /**
       * Message appendRequest.
       * @member {raft.v1.AppendRequest|null} appendRequest
       * @memberof raft.v1.Message
       * @instance
       */
      Message.prototype.appendRequest = null;

      /**
       * Message appendResponse.
       * @member {raft.v1.AppendResponse|null} appendResponse
       * @memberof raft.v1.Message
       * @instance
       */
      Message.prototype.appendResponse = null;

      /**
       * Message heartbeat.
       * @member {raft.v1.Heartbeat|null} heartbeat
       * @memberof raft.v1.Message
       * @instance
       */
      Message.prototype.heartbeat = null;

      /**
       * Message heartbeatResponse.
       * @member {raft.v1.HeartbeatResponse|null} heartbeatResponse
       * @memberof raft.v1.Message
       * @instance
       */
      Message.prototype.heartbeatResponse = null;

      /**
       * Message readIndexRequest.
       * @member {raft.v1.ReadIndexRequest|null} readIndexRequest
       * @memberof raft.v1.Message
       * @instance
       */
      Message.prototype.readIndexRequest = null;

      /**
       * Message readIndexResponse.
       * @member {raft.v1.ReadIndexResponse|null} readIndexResponse
       * @memberof raft.v1.Message
       * @instance
       */
      Message.prototype.readIndexResponse = null;

      /**
       * Message timeoutNow.
       * @member {raft.v1.TimeoutNow|null} timeoutNow
       * @memberof raft.v1.Message
       * @instance
       */
      Message.prototype.timeoutNow = null;

      // OneOf field names bound to virtual getters and setters
      let $oneOfFields;

      /**
       * Message kind.
       * @member {"preVoteRequest"|"preVoteResponse"|"voteRequest"|"voteResponse"|"appendRequest"|"appendResponse"|"heartbeat"|"heartbeatResponse"|"readIndexRequest"|"readIndexResponse"|"timeoutNow"|undefined} kind
       * @memberof raft.v1.Message
       * @instance
       */
      $Object.defineProperty(Message.prototype, 'kind', {
        get: $util.oneOfGetter(
          ($oneOfFields = [
            'preVoteRequest',
            'preVoteResponse',
            'voteRequest',
            'voteResponse',
            'appendRequest',
            'appendResponse',
            'heartbeat',
            'heartbeatResponse',
            'readIndexRequest',
            'readIndexResponse',
            'timeoutNow',
          ]),
        ),
        set: $util.oneOfSetter($oneOfFields),
      });

      /**
       * Creates a new Message instance using the specified properties.
       * @function create
       * @memberof raft.v1.Message
       * @static
       * @param {raft.v1.Message.$Properties=} [properties] Properties to set
       * @returns {raft.v1.Message} Message instance
       * @type {{
       *   (properties: raft.v1.Message.$Shape): raft.v1.Message & raft.v1.Message.$Shape;
       *   (properties?: raft.v1.Message.$Properties): raft.v1.Message;
       * }}
       */
      Message.create = function (properties) {
        return new Message(properties);
      };

      /**
       * Encodes the specified Message message. Does not implicitly {@link raft.v1.Message.verify|verify} messages.
       * @function encode
       * @memberof raft.v1.Message
       * @static
       * @param {raft.v1.Message.$Properties} message Message message or plain object to encode
       * @param {$protobuf.Writer} [writer] Writer to encode to
       * @returns {$protobuf.Writer} Writer
       */
      Message.encode = function (message, writer, _depth) {
        if (!writer) writer = $Writer.create();
        if (_depth === $undefined) _depth = 0;
        if (_depth > $util.recursionLimit) throw $Error('max depth exceeded');
        if (
          message.term != null &&
          $Object.hasOwnProperty.call(message, 'term') &&
          (typeof message.term === 'object'
            ? message.term.low || message.term.high
            : message.term !== 0)
        )
          writer.uint32(/* id 1, wireType 0 =*/ 8).uint64(message.term);
        if (
          message.preVoteRequest != null &&
          $Object.hasOwnProperty.call(message, 'preVoteRequest')
        )
          $root.raft.v1.VoteRequest.encode(
            message.preVoteRequest,
            writer.uint32(/* id 2, wireType 2 =*/ 18).fork(),
            _depth + 1,
          ).ldelim();
        if (
          message.preVoteResponse != null &&
          $Object.hasOwnProperty.call(message, 'preVoteResponse')
        )
          $root.raft.v1.VoteResponse.encode(
            message.preVoteResponse,
            writer.uint32(/* id 3, wireType 2 =*/ 26).fork(),
            _depth + 1,
          ).ldelim();
        if (message.voteRequest != null && $Object.hasOwnProperty.call(message, 'voteRequest'))
          $root.raft.v1.VoteRequest.encode(
            message.voteRequest,
            writer.uint32(/* id 4, wireType 2 =*/ 34).fork(),
            _depth + 1,
          ).ldelim();
        if (message.voteResponse != null && $Object.hasOwnProperty.call(message, 'voteResponse'))
          $root.raft.v1.VoteResponse.encode(
            message.voteResponse,
            writer.uint32(/* id 5, wireType 2 =*/ 42).fork(),
            _depth + 1,
          ).ldelim();
        if (message.appendRequest != null && $Object.hasOwnProperty.call(message, 'appendRequest'))
          $root.raft.v1.AppendRequest.encode(
            message.appendRequest,
            writer.uint32(/* id 6, wireType 2 =*/ 50).fork(),
            _depth + 1,
          ).ldelim();
        if (
          message.appendResponse != null &&
          $Object.hasOwnProperty.call(message, 'appendResponse')
        )
          $root.raft.v1.AppendResponse.encode(
            message.appendResponse,
            writer.uint32(/* id 7, wireType 2 =*/ 58).fork(),
            _depth + 1,
          ).ldelim();
        if (message.heartbeat != null && $Object.hasOwnProperty.call(message, 'heartbeat'))
          $root.raft.v1.Heartbeat.encode(
            message.heartbeat,
            writer.uint32(/* id 8, wireType 2 =*/ 66).fork(),
            _depth + 1,
          ).ldelim();
        if (
          message.heartbeatResponse != null &&
          $Object.hasOwnProperty.call(message, 'heartbeatResponse')
        )
          $root.raft.v1.HeartbeatResponse.encode(
            message.heartbeatResponse,
            writer.uint32(/* id 9, wireType 2 =*/ 74).fork(),
            _depth + 1,
          ).ldelim();
        if (
          message.readIndexRequest != null &&
          $Object.hasOwnProperty.call(message, 'readIndexRequest')
        )
          $root.raft.v1.ReadIndexRequest.encode(
            message.readIndexRequest,
            writer.uint32(/* id 10, wireType 2 =*/ 82).fork(),
            _depth + 1,
          ).ldelim();
        if (
          message.readIndexResponse != null &&
          $Object.hasOwnProperty.call(message, 'readIndexResponse')
        )
          $root.raft.v1.ReadIndexResponse.encode(
            message.readIndexResponse,
            writer.uint32(/* id 11, wireType 2 =*/ 90).fork(),
            _depth + 1,
          ).ldelim();
        if (message.timeoutNow != null && $Object.hasOwnProperty.call(message, 'timeoutNow'))
          $root.raft.v1.TimeoutNow.encode(
            message.timeoutNow,
            writer.uint32(/* id 12, wireType 2 =*/ 98).fork(),
            _depth + 1,
          ).ldelim();
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, '$unknowns'))
          for (let i = 0; i < message.$unknowns.length; ++i) writer.raw(message.$unknowns[i]);
        return writer;
      };

      /**
       * Decodes a Message message from the specified reader or buffer.
       * @function decode
       * @memberof raft.v1.Message
       * @static
       * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
       * @param {number} [length] Message length if known beforehand
       * @returns {raft.v1.Message & raft.v1.Message.$Shape} Message
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      Message.decode = function (reader, length, _end, _depth, _target) {
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
        message = _target || new $root.raft.v1.Message();
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
                message.term = value;
              else delete message.term;
              continue;
            }
            case 2: {
              if (wireType !== 2) break;
              message.preVoteRequest = $root.raft.v1.VoteRequest.decode(
                reader,
                reader.size(),
                $undefined,
                _depth + 1,
                message.preVoteRequest,
              );
              message.kind = 'preVoteRequest';
              continue;
            }
            case 3: {
              if (wireType !== 2) break;
              message.preVoteResponse = $root.raft.v1.VoteResponse.decode(
                reader,
                reader.size(),
                $undefined,
                _depth + 1,
                message.preVoteResponse,
              );
              message.kind = 'preVoteResponse';
              continue;
            }
            case 4: {
              if (wireType !== 2) break;
              message.voteRequest = $root.raft.v1.VoteRequest.decode(
                reader,
                reader.size(),
                $undefined,
                _depth + 1,
                message.voteRequest,
              );
              message.kind = 'voteRequest';
              continue;
            }
            case 5: {
              if (wireType !== 2) break;
              message.voteResponse = $root.raft.v1.VoteResponse.decode(
                reader,
                reader.size(),
                $undefined,
                _depth + 1,
                message.voteResponse,
              );
              message.kind = 'voteResponse';
              continue;
            }
            case 6: {
              if (wireType !== 2) break;
              message.appendRequest = $root.raft.v1.AppendRequest.decode(
                reader,
                reader.size(),
                $undefined,
                _depth + 1,
                message.appendRequest,
              );
              message.kind = 'appendRequest';
              continue;
            }
            case 7: {
              if (wireType !== 2) break;
              message.appendResponse = $root.raft.v1.AppendResponse.decode(
                reader,
                reader.size(),
                $undefined,
                _depth + 1,
                message.appendResponse,
              );
              message.kind = 'appendResponse';
              continue;
            }
            case 8: {
              if (wireType !== 2) break;
              message.heartbeat = $root.raft.v1.Heartbeat.decode(
                reader,
                reader.size(),
                $undefined,
                _depth + 1,
                message.heartbeat,
              );
              message.kind = 'heartbeat';
              continue;
            }
            case 9: {
              if (wireType !== 2) break;
              message.heartbeatResponse = $root.raft.v1.HeartbeatResponse.decode(
                reader,
                reader.size(),
                $undefined,
                _depth + 1,
                message.heartbeatResponse,
              );
              message.kind = 'heartbeatResponse';
              continue;
            }
            case 10: {
              if (wireType !== 2) break;
              message.readIndexRequest = $root.raft.v1.ReadIndexRequest.decode(
                reader,
                reader.size(),
                $undefined,
                _depth + 1,
                message.readIndexRequest,
              );
              message.kind = 'readIndexRequest';
              continue;
            }
            case 11: {
              if (wireType !== 2) break;
              message.readIndexResponse = $root.raft.v1.ReadIndexResponse.decode(
                reader,
                reader.size(),
                $undefined,
                _depth + 1,
                message.readIndexResponse,
              );
              message.kind = 'readIndexResponse';
              continue;
            }
            case 12: {
              if (wireType !== 2) break;
              message.timeoutNow = $root.raft.v1.TimeoutNow.decode(
                reader,
                reader.size(),
                $undefined,
                _depth + 1,
                message.timeoutNow,
              );
              message.kind = 'timeoutNow';
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

      return Message;
    })();

    v1.VoteRequest = (function () {
      /**
       * Properties of a VoteRequest.
       * @typedef {Object} raft.v1.VoteRequest.$Properties
       * @property {number} [lastIndex] VoteRequest lastIndex
       * @property {number} [lastTerm] VoteRequest lastTerm
       * @property {boolean} [transfer] VoteRequest transfer
       * @property {number} [commit] VoteRequest commit
       * @property {number} [commitTerm] VoteRequest commitTerm
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */

      /**
       * Properties of a VoteRequest.
       * @memberof raft.v1
       * @interface IVoteRequest
       * @augments raft.v1.VoteRequest.$Properties
       * @deprecated Use raft.v1.VoteRequest.$Properties instead.
       */

      /**
       * Shape of a VoteRequest.
       * @typedef {raft.v1.VoteRequest.$Properties} raft.v1.VoteRequest.$Shape
       */

      /**
       * Constructs a new VoteRequest.
       * @memberof raft.v1
       * @classdesc Represents a VoteRequest.
       * @constructor
       * @param {raft.v1.VoteRequest.$Properties=} [properties] Properties to set
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */
      const VoteRequest = function (properties) {
        if (properties)
          for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__')
              this[keys[i]] = properties[keys[i]];
      };

      /**
       * VoteRequest lastIndex.
       * @member {number} lastIndex
       * @memberof raft.v1.VoteRequest
       * @instance
       */
      VoteRequest.prototype.lastIndex = $util.Long ? $util.Long.fromBits(0, 0, true) : 0;

      /**
       * VoteRequest lastTerm.
       * @member {number} lastTerm
       * @memberof raft.v1.VoteRequest
       * @instance
       */
      VoteRequest.prototype.lastTerm = $util.Long ? $util.Long.fromBits(0, 0, true) : 0;

      /**
       * VoteRequest transfer.
       * @member {boolean} transfer
       * @memberof raft.v1.VoteRequest
       * @instance
       */
      VoteRequest.prototype.transfer = false;

      /**
       * VoteRequest commit.
       * @member {number} commit
       * @memberof raft.v1.VoteRequest
       * @instance
       */
      VoteRequest.prototype.commit = $util.Long ? $util.Long.fromBits(0, 0, true) : 0;

      /**
       * VoteRequest commitTerm.
       * @member {number} commitTerm
       * @memberof raft.v1.VoteRequest
       * @instance
       */
      VoteRequest.prototype.commitTerm = $util.Long ? $util.Long.fromBits(0, 0, true) : 0;

      /**
       * Creates a new VoteRequest instance using the specified properties.
       * @function create
       * @memberof raft.v1.VoteRequest
       * @static
       * @param {raft.v1.VoteRequest.$Properties=} [properties] Properties to set
       * @returns {raft.v1.VoteRequest} VoteRequest instance
       * @type {{
       *   (properties: raft.v1.VoteRequest.$Shape): raft.v1.VoteRequest & raft.v1.VoteRequest.$Shape;
       *   (properties?: raft.v1.VoteRequest.$Properties): raft.v1.VoteRequest;
       * }}
       */
      VoteRequest.create = function (properties) {
        return new VoteRequest(properties);
      };

      /**
       * Encodes the specified VoteRequest message. Does not implicitly {@link raft.v1.VoteRequest.verify|verify} messages.
       * @function encode
       * @memberof raft.v1.VoteRequest
       * @static
       * @param {raft.v1.VoteRequest.$Properties} message VoteRequest message or plain object to encode
       * @param {$protobuf.Writer} [writer] Writer to encode to
       * @returns {$protobuf.Writer} Writer
       */
      VoteRequest.encode = function (message, writer, _depth) {
        if (!writer) writer = $Writer.create();
        if (_depth === $undefined) _depth = 0;
        if (_depth > $util.recursionLimit) throw $Error('max depth exceeded');
        if (
          message.lastIndex != null &&
          $Object.hasOwnProperty.call(message, 'lastIndex') &&
          (typeof message.lastIndex === 'object'
            ? message.lastIndex.low || message.lastIndex.high
            : message.lastIndex !== 0)
        )
          writer.uint32(/* id 1, wireType 0 =*/ 8).uint64(message.lastIndex);
        if (
          message.lastTerm != null &&
          $Object.hasOwnProperty.call(message, 'lastTerm') &&
          (typeof message.lastTerm === 'object'
            ? message.lastTerm.low || message.lastTerm.high
            : message.lastTerm !== 0)
        )
          writer.uint32(/* id 2, wireType 0 =*/ 16).uint64(message.lastTerm);
        if (
          message.transfer != null &&
          $Object.hasOwnProperty.call(message, 'transfer') &&
          message.transfer !== false
        )
          writer.uint32(/* id 3, wireType 0 =*/ 24).bool(message.transfer);
        if (
          message.commit != null &&
          $Object.hasOwnProperty.call(message, 'commit') &&
          (typeof message.commit === 'object'
            ? message.commit.low || message.commit.high
            : message.commit !== 0)
        )
          writer.uint32(/* id 4, wireType 0 =*/ 32).uint64(message.commit);
        if (
          message.commitTerm != null &&
          $Object.hasOwnProperty.call(message, 'commitTerm') &&
          (typeof message.commitTerm === 'object'
            ? message.commitTerm.low || message.commitTerm.high
            : message.commitTerm !== 0)
        )
          writer.uint32(/* id 5, wireType 0 =*/ 40).uint64(message.commitTerm);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, '$unknowns'))
          for (let i = 0; i < message.$unknowns.length; ++i) writer.raw(message.$unknowns[i]);
        return writer;
      };

      /**
       * Decodes a VoteRequest message from the specified reader or buffer.
       * @function decode
       * @memberof raft.v1.VoteRequest
       * @static
       * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
       * @param {number} [length] Message length if known beforehand
       * @returns {raft.v1.VoteRequest & raft.v1.VoteRequest.$Shape} VoteRequest
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      VoteRequest.decode = function (reader, length, _end, _depth, _target) {
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
        message = _target || new $root.raft.v1.VoteRequest();
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
                message.lastIndex = value;
              else delete message.lastIndex;
              continue;
            }
            case 2: {
              if (wireType !== 0) break;
              if (
                typeof (value = reader.uint64()) === 'object'
                  ? value.low || value.high
                  : value !== 0
              )
                message.lastTerm = value;
              else delete message.lastTerm;
              continue;
            }
            case 3: {
              if (wireType !== 0) break;
              if ((value = reader.bool())) message.transfer = value;
              else delete message.transfer;
              continue;
            }
            case 4: {
              if (wireType !== 0) break;
              if (
                typeof (value = reader.uint64()) === 'object'
                  ? value.low || value.high
                  : value !== 0
              )
                message.commit = value;
              else delete message.commit;
              continue;
            }
            case 5: {
              if (wireType !== 0) break;
              if (
                typeof (value = reader.uint64()) === 'object'
                  ? value.low || value.high
                  : value !== 0
              )
                message.commitTerm = value;
              else delete message.commitTerm;
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

      return VoteRequest;
    })();

    v1.VoteResponse = (function () {
      /**
       * Properties of a VoteResponse.
       * @typedef {Object} raft.v1.VoteResponse.$Properties
       * @property {boolean} [granted] VoteResponse granted
       * @property {number} [commit] VoteResponse commit
       * @property {number} [commitTerm] VoteResponse commitTerm
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */

      /**
       * Properties of a VoteResponse.
       * @memberof raft.v1
       * @interface IVoteResponse
       * @augments raft.v1.VoteResponse.$Properties
       * @deprecated Use raft.v1.VoteResponse.$Properties instead.
       */

      /**
       * Shape of a VoteResponse.
       * @typedef {raft.v1.VoteResponse.$Properties} raft.v1.VoteResponse.$Shape
       */

      /**
       * Constructs a new VoteResponse.
       * @memberof raft.v1
       * @classdesc Represents a VoteResponse.
       * @constructor
       * @param {raft.v1.VoteResponse.$Properties=} [properties] Properties to set
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */
      const VoteResponse = function (properties) {
        if (properties)
          for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__')
              this[keys[i]] = properties[keys[i]];
      };

      /**
       * VoteResponse granted.
       * @member {boolean} granted
       * @memberof raft.v1.VoteResponse
       * @instance
       */
      VoteResponse.prototype.granted = false;

      /**
       * VoteResponse commit.
       * @member {number} commit
       * @memberof raft.v1.VoteResponse
       * @instance
       */
      VoteResponse.prototype.commit = $util.Long ? $util.Long.fromBits(0, 0, true) : 0;

      /**
       * VoteResponse commitTerm.
       * @member {number} commitTerm
       * @memberof raft.v1.VoteResponse
       * @instance
       */
      VoteResponse.prototype.commitTerm = $util.Long ? $util.Long.fromBits(0, 0, true) : 0;

      /**
       * Creates a new VoteResponse instance using the specified properties.
       * @function create
       * @memberof raft.v1.VoteResponse
       * @static
       * @param {raft.v1.VoteResponse.$Properties=} [properties] Properties to set
       * @returns {raft.v1.VoteResponse} VoteResponse instance
       * @type {{
       *   (properties: raft.v1.VoteResponse.$Shape): raft.v1.VoteResponse & raft.v1.VoteResponse.$Shape;
       *   (properties?: raft.v1.VoteResponse.$Properties): raft.v1.VoteResponse;
       * }}
       */
      VoteResponse.create = function (properties) {
        return new VoteResponse(properties);
      };

      /**
       * Encodes the specified VoteResponse message. Does not implicitly {@link raft.v1.VoteResponse.verify|verify} messages.
       * @function encode
       * @memberof raft.v1.VoteResponse
       * @static
       * @param {raft.v1.VoteResponse.$Properties} message VoteResponse message or plain object to encode
       * @param {$protobuf.Writer} [writer] Writer to encode to
       * @returns {$protobuf.Writer} Writer
       */
      VoteResponse.encode = function (message, writer, _depth) {
        if (!writer) writer = $Writer.create();
        if (_depth === $undefined) _depth = 0;
        if (_depth > $util.recursionLimit) throw $Error('max depth exceeded');
        if (
          message.granted != null &&
          $Object.hasOwnProperty.call(message, 'granted') &&
          message.granted !== false
        )
          writer.uint32(/* id 1, wireType 0 =*/ 8).bool(message.granted);
        if (
          message.commit != null &&
          $Object.hasOwnProperty.call(message, 'commit') &&
          (typeof message.commit === 'object'
            ? message.commit.low || message.commit.high
            : message.commit !== 0)
        )
          writer.uint32(/* id 2, wireType 0 =*/ 16).uint64(message.commit);
        if (
          message.commitTerm != null &&
          $Object.hasOwnProperty.call(message, 'commitTerm') &&
          (typeof message.commitTerm === 'object'
            ? message.commitTerm.low || message.commitTerm.high
            : message.commitTerm !== 0)
        )
          writer.uint32(/* id 3, wireType 0 =*/ 24).uint64(message.commitTerm);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, '$unknowns'))
          for (let i = 0; i < message.$unknowns.length; ++i) writer.raw(message.$unknowns[i]);
        return writer;
      };

      /**
       * Decodes a VoteResponse message from the specified reader or buffer.
       * @function decode
       * @memberof raft.v1.VoteResponse
       * @static
       * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
       * @param {number} [length] Message length if known beforehand
       * @returns {raft.v1.VoteResponse & raft.v1.VoteResponse.$Shape} VoteResponse
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      VoteResponse.decode = function (reader, length, _end, _depth, _target) {
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
        message = _target || new $root.raft.v1.VoteResponse();
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
              if ((value = reader.bool())) message.granted = value;
              else delete message.granted;
              continue;
            }
            case 2: {
              if (wireType !== 0) break;
              if (
                typeof (value = reader.uint64()) === 'object'
                  ? value.low || value.high
                  : value !== 0
              )
                message.commit = value;
              else delete message.commit;
              continue;
            }
            case 3: {
              if (wireType !== 0) break;
              if (
                typeof (value = reader.uint64()) === 'object'
                  ? value.low || value.high
                  : value !== 0
              )
                message.commitTerm = value;
              else delete message.commitTerm;
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

      return VoteResponse;
    })();

    v1.AppendRequest = (function () {
      /**
       * Properties of an AppendRequest.
       * @typedef {Object} raft.v1.AppendRequest.$Properties
       * @property {number} [prevIndex] AppendRequest prevIndex
       * @property {number} [prevTerm] AppendRequest prevTerm
       * @property {number} [commit] AppendRequest commit
       * @property {Array.<raft.v1.Entry.$Properties>} [entries] AppendRequest entries
       * @property {boolean} [quiet] AppendRequest quiet
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */

      /**
       * Properties of an AppendRequest.
       * @memberof raft.v1
       * @interface IAppendRequest
       * @augments raft.v1.AppendRequest.$Properties
       * @deprecated Use raft.v1.AppendRequest.$Properties instead.
       */

      /**
       * Shape of an AppendRequest.
       * @typedef {raft.v1.AppendRequest.$Properties} raft.v1.AppendRequest.$Shape
       */

      /**
       * Constructs a new AppendRequest.
       * @memberof raft.v1
       * @classdesc Represents an AppendRequest.
       * @constructor
       * @param {raft.v1.AppendRequest.$Properties=} [properties] Properties to set
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */
      const AppendRequest = function (properties) {
        this.entries = [];
        if (properties)
          for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__')
              this[keys[i]] = properties[keys[i]];
      };

      /**
       * AppendRequest prevIndex.
       * @member {number} prevIndex
       * @memberof raft.v1.AppendRequest
       * @instance
       */
      AppendRequest.prototype.prevIndex = $util.Long ? $util.Long.fromBits(0, 0, true) : 0;

      /**
       * AppendRequest prevTerm.
       * @member {number} prevTerm
       * @memberof raft.v1.AppendRequest
       * @instance
       */
      AppendRequest.prototype.prevTerm = $util.Long ? $util.Long.fromBits(0, 0, true) : 0;

      /**
       * AppendRequest commit.
       * @member {number} commit
       * @memberof raft.v1.AppendRequest
       * @instance
       */
      AppendRequest.prototype.commit = $util.Long ? $util.Long.fromBits(0, 0, true) : 0;

      /**
       * AppendRequest entries.
       * @member {Array.<raft.v1.Entry>} entries
       * @memberof raft.v1.AppendRequest
       * @instance
       */
      AppendRequest.prototype.entries = $util.emptyArray;

      /**
       * AppendRequest quiet.
       * @member {boolean} quiet
       * @memberof raft.v1.AppendRequest
       * @instance
       */
      AppendRequest.prototype.quiet = false;

      /**
       * Creates a new AppendRequest instance using the specified properties.
       * @function create
       * @memberof raft.v1.AppendRequest
       * @static
       * @param {raft.v1.AppendRequest.$Properties=} [properties] Properties to set
       * @returns {raft.v1.AppendRequest} AppendRequest instance
       * @type {{
       *   (properties: raft.v1.AppendRequest.$Shape): raft.v1.AppendRequest & raft.v1.AppendRequest.$Shape;
       *   (properties?: raft.v1.AppendRequest.$Properties): raft.v1.AppendRequest;
       * }}
       */
      AppendRequest.create = function (properties) {
        return new AppendRequest(properties);
      };

      /**
       * Encodes the specified AppendRequest message. Does not implicitly {@link raft.v1.AppendRequest.verify|verify} messages.
       * @function encode
       * @memberof raft.v1.AppendRequest
       * @static
       * @param {raft.v1.AppendRequest.$Properties} message AppendRequest message or plain object to encode
       * @param {$protobuf.Writer} [writer] Writer to encode to
       * @returns {$protobuf.Writer} Writer
       */
      AppendRequest.encode = function (message, writer, _depth) {
        if (!writer) writer = $Writer.create();
        if (_depth === $undefined) _depth = 0;
        if (_depth > $util.recursionLimit) throw $Error('max depth exceeded');
        if (
          message.prevIndex != null &&
          $Object.hasOwnProperty.call(message, 'prevIndex') &&
          (typeof message.prevIndex === 'object'
            ? message.prevIndex.low || message.prevIndex.high
            : message.prevIndex !== 0)
        )
          writer.uint32(/* id 1, wireType 0 =*/ 8).uint64(message.prevIndex);
        if (
          message.prevTerm != null &&
          $Object.hasOwnProperty.call(message, 'prevTerm') &&
          (typeof message.prevTerm === 'object'
            ? message.prevTerm.low || message.prevTerm.high
            : message.prevTerm !== 0)
        )
          writer.uint32(/* id 2, wireType 0 =*/ 16).uint64(message.prevTerm);
        if (
          message.commit != null &&
          $Object.hasOwnProperty.call(message, 'commit') &&
          (typeof message.commit === 'object'
            ? message.commit.low || message.commit.high
            : message.commit !== 0)
        )
          writer.uint32(/* id 3, wireType 0 =*/ 24).uint64(message.commit);
        if (message.entries != null && message.entries.length)
          for (let i = 0; i < message.entries.length; ++i)
            $root.raft.v1.Entry.encode(
              message.entries[i],
              writer.uint32(/* id 4, wireType 2 =*/ 34).fork(),
              _depth + 1,
            ).ldelim();
        if (
          message.quiet != null &&
          $Object.hasOwnProperty.call(message, 'quiet') &&
          message.quiet !== false
        )
          writer.uint32(/* id 5, wireType 0 =*/ 40).bool(message.quiet);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, '$unknowns'))
          for (let i = 0; i < message.$unknowns.length; ++i) writer.raw(message.$unknowns[i]);
        return writer;
      };

      /**
       * Decodes an AppendRequest message from the specified reader or buffer.
       * @function decode
       * @memberof raft.v1.AppendRequest
       * @static
       * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
       * @param {number} [length] Message length if known beforehand
       * @returns {raft.v1.AppendRequest & raft.v1.AppendRequest.$Shape} AppendRequest
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      AppendRequest.decode = function (reader, length, _end, _depth, _target) {
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
        message = _target || new $root.raft.v1.AppendRequest();
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
                message.prevIndex = value;
              else delete message.prevIndex;
              continue;
            }
            case 2: {
              if (wireType !== 0) break;
              if (
                typeof (value = reader.uint64()) === 'object'
                  ? value.low || value.high
                  : value !== 0
              )
                message.prevTerm = value;
              else delete message.prevTerm;
              continue;
            }
            case 3: {
              if (wireType !== 0) break;
              if (
                typeof (value = reader.uint64()) === 'object'
                  ? value.low || value.high
                  : value !== 0
              )
                message.commit = value;
              else delete message.commit;
              continue;
            }
            case 4: {
              if (wireType !== 2) break;
              if (!(message.entries && message.entries.length)) message.entries = [];
              message.entries.push(
                $root.raft.v1.Entry.decode(reader, reader.size(), $undefined, _depth + 1),
              );
              continue;
            }
            case 5: {
              if (wireType !== 0) break;
              if ((value = reader.bool())) message.quiet = value;
              else delete message.quiet;
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

      return AppendRequest;
    })();

    /**
     * EntryType enum.
     * @name raft.v1.EntryType
     * @enum {number}
     * @property {number} ENTRY_TYPE_NORMAL=0 ENTRY_TYPE_NORMAL value
     * @property {number} ENTRY_TYPE_NOOP=1 ENTRY_TYPE_NOOP value
     * @property {number} ENTRY_TYPE_CONFIG=2 ENTRY_TYPE_CONFIG value
     */
    v1.EntryType = (function () {
      const valuesById = $Object.create(null),
        values = $Object.create(valuesById);
      values[(valuesById[0] = 'ENTRY_TYPE_NORMAL')] = 0;
      values[(valuesById[1] = 'ENTRY_TYPE_NOOP')] = 1;
      values[(valuesById[2] = 'ENTRY_TYPE_CONFIG')] = 2;
      return values;
    })();

    v1.Entry = (function () {
      /**
       * Properties of an Entry.
       * @typedef {Object} raft.v1.Entry.$Properties
       * @property {number} [term] Entry term
       * @property {raft.v1.EntryType} [type] Entry type
       * @property {Uint8Array} [data] Entry data
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */

      /**
       * Properties of an Entry.
       * @memberof raft.v1
       * @interface IEntry
       * @augments raft.v1.Entry.$Properties
       * @deprecated Use raft.v1.Entry.$Properties instead.
       */

      /**
       * Shape of an Entry.
       * @typedef {raft.v1.Entry.$Properties} raft.v1.Entry.$Shape
       */

      /**
       * Constructs a new Entry.
       * @memberof raft.v1
       * @classdesc Represents an Entry.
       * @constructor
       * @param {raft.v1.Entry.$Properties=} [properties] Properties to set
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */
      const Entry = function (properties) {
        if (properties)
          for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__')
              this[keys[i]] = properties[keys[i]];
      };

      /**
       * Entry term.
       * @member {number} term
       * @memberof raft.v1.Entry
       * @instance
       */
      Entry.prototype.term = $util.Long ? $util.Long.fromBits(0, 0, true) : 0;

      /**
       * Entry type.
       * @member {raft.v1.EntryType} type
       * @memberof raft.v1.Entry
       * @instance
       */
      Entry.prototype.type = 0;

      /**
       * Entry data.
       * @member {Uint8Array} data
       * @memberof raft.v1.Entry
       * @instance
       */
      Entry.prototype.data = $util.newBuffer([]);

      /**
       * Creates a new Entry instance using the specified properties.
       * @function create
       * @memberof raft.v1.Entry
       * @static
       * @param {raft.v1.Entry.$Properties=} [properties] Properties to set
       * @returns {raft.v1.Entry} Entry instance
       * @type {{
       *   (properties: raft.v1.Entry.$Shape): raft.v1.Entry & raft.v1.Entry.$Shape;
       *   (properties?: raft.v1.Entry.$Properties): raft.v1.Entry;
       * }}
       */
      Entry.create = function (properties) {
        return new Entry(properties);
      };

      /**
       * Encodes the specified Entry message. Does not implicitly {@link raft.v1.Entry.verify|verify} messages.
       * @function encode
       * @memberof raft.v1.Entry
       * @static
       * @param {raft.v1.Entry.$Properties} message Entry message or plain object to encode
       * @param {$protobuf.Writer} [writer] Writer to encode to
       * @returns {$protobuf.Writer} Writer
       */
      Entry.encode = function (message, writer, _depth) {
        if (!writer) writer = $Writer.create();
        if (_depth === $undefined) _depth = 0;
        if (_depth > $util.recursionLimit) throw $Error('max depth exceeded');
        if (
          message.term != null &&
          $Object.hasOwnProperty.call(message, 'term') &&
          (typeof message.term === 'object'
            ? message.term.low || message.term.high
            : message.term !== 0)
        )
          writer.uint32(/* id 1, wireType 0 =*/ 8).uint64(message.term);
        if (
          message.type != null &&
          $Object.hasOwnProperty.call(message, 'type') &&
          message.type !== 0
        )
          writer.uint32(/* id 2, wireType 0 =*/ 16).int32(message.type);
        if (
          message.data != null &&
          $Object.hasOwnProperty.call(message, 'data') &&
          message.data.length
        )
          writer.uint32(/* id 3, wireType 2 =*/ 26).bytes(message.data);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, '$unknowns'))
          for (let i = 0; i < message.$unknowns.length; ++i) writer.raw(message.$unknowns[i]);
        return writer;
      };

      /**
       * Decodes an Entry message from the specified reader or buffer.
       * @function decode
       * @memberof raft.v1.Entry
       * @static
       * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
       * @param {number} [length] Message length if known beforehand
       * @returns {raft.v1.Entry & raft.v1.Entry.$Shape} Entry
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      Entry.decode = function (reader, length, _end, _depth, _target) {
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
        message = _target || new $root.raft.v1.Entry();
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
                message.term = value;
              else delete message.term;
              continue;
            }
            case 2: {
              if (wireType !== 0) break;
              if ((value = reader.int32())) message.type = value;
              else delete message.type;
              continue;
            }
            case 3: {
              if (wireType !== 2) break;
              if ((value = reader.bytes()).length) message.data = value;
              else delete message.data;
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

      return Entry;
    })();

    v1.AppendResponse = (function () {
      /**
       * Properties of an AppendResponse.
       * @typedef {Object} raft.v1.AppendResponse.$Properties
       * @property {boolean} [accepted] AppendResponse accepted
       * @property {number} [index] AppendResponse index
       * @property {number} [hintIndex] AppendResponse hintIndex
       * @property {number} [hintTerm] AppendResponse hintTerm
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */

      /**
       * Properties of an AppendResponse.
       * @memberof raft.v1
       * @interface IAppendResponse
       * @augments raft.v1.AppendResponse.$Properties
       * @deprecated Use raft.v1.AppendResponse.$Properties instead.
       */

      /**
       * Shape of an AppendResponse.
       * @typedef {raft.v1.AppendResponse.$Properties} raft.v1.AppendResponse.$Shape
       */

      /**
       * Constructs a new AppendResponse.
       * @memberof raft.v1
       * @classdesc Represents an AppendResponse.
       * @constructor
       * @param {raft.v1.AppendResponse.$Properties=} [properties] Properties to set
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */
      const AppendResponse = function (properties) {
        if (properties)
          for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__')
              this[keys[i]] = properties[keys[i]];
      };

      /**
       * AppendResponse accepted.
       * @member {boolean} accepted
       * @memberof raft.v1.AppendResponse
       * @instance
       */
      AppendResponse.prototype.accepted = false;

      /**
       * AppendResponse index.
       * @member {number} index
       * @memberof raft.v1.AppendResponse
       * @instance
       */
      AppendResponse.prototype.index = $util.Long ? $util.Long.fromBits(0, 0, true) : 0;

      /**
       * AppendResponse hintIndex.
       * @member {number} hintIndex
       * @memberof raft.v1.AppendResponse
       * @instance
       */
      AppendResponse.prototype.hintIndex = $util.Long ? $util.Long.fromBits(0, 0, true) : 0;

      /**
       * AppendResponse hintTerm.
       * @member {number} hintTerm
       * @memberof raft.v1.AppendResponse
       * @instance
       */
      AppendResponse.prototype.hintTerm = $util.Long ? $util.Long.fromBits(0, 0, true) : 0;

      /**
       * Creates a new AppendResponse instance using the specified properties.
       * @function create
       * @memberof raft.v1.AppendResponse
       * @static
       * @param {raft.v1.AppendResponse.$Properties=} [properties] Properties to set
       * @returns {raft.v1.AppendResponse} AppendResponse instance
       * @type {{
       *   (properties: raft.v1.AppendResponse.$Shape): raft.v1.AppendResponse & raft.v1.AppendResponse.$Shape;
       *   (properties?: raft.v1.AppendResponse.$Properties): raft.v1.AppendResponse;
       * }}
       */
      AppendResponse.create = function (properties) {
        return new AppendResponse(properties);
      };

      /**
       * Encodes the specified AppendResponse message. Does not implicitly {@link raft.v1.AppendResponse.verify|verify} messages.
       * @function encode
       * @memberof raft.v1.AppendResponse
       * @static
       * @param {raft.v1.AppendResponse.$Properties} message AppendResponse message or plain object to encode
       * @param {$protobuf.Writer} [writer] Writer to encode to
       * @returns {$protobuf.Writer} Writer
       */
      AppendResponse.encode = function (message, writer, _depth) {
        if (!writer) writer = $Writer.create();
        if (_depth === $undefined) _depth = 0;
        if (_depth > $util.recursionLimit) throw $Error('max depth exceeded');
        if (
          message.accepted != null &&
          $Object.hasOwnProperty.call(message, 'accepted') &&
          message.accepted !== false
        )
          writer.uint32(/* id 1, wireType 0 =*/ 8).bool(message.accepted);
        if (
          message.index != null &&
          $Object.hasOwnProperty.call(message, 'index') &&
          (typeof message.index === 'object'
            ? message.index.low || message.index.high
            : message.index !== 0)
        )
          writer.uint32(/* id 2, wireType 0 =*/ 16).uint64(message.index);
        if (
          message.hintIndex != null &&
          $Object.hasOwnProperty.call(message, 'hintIndex') &&
          (typeof message.hintIndex === 'object'
            ? message.hintIndex.low || message.hintIndex.high
            : message.hintIndex !== 0)
        )
          writer.uint32(/* id 3, wireType 0 =*/ 24).uint64(message.hintIndex);
        if (
          message.hintTerm != null &&
          $Object.hasOwnProperty.call(message, 'hintTerm') &&
          (typeof message.hintTerm === 'object'
            ? message.hintTerm.low || message.hintTerm.high
            : message.hintTerm !== 0)
        )
          writer.uint32(/* id 4, wireType 0 =*/ 32).uint64(message.hintTerm);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, '$unknowns'))
          for (let i = 0; i < message.$unknowns.length; ++i) writer.raw(message.$unknowns[i]);
        return writer;
      };

      /**
       * Decodes an AppendResponse message from the specified reader or buffer.
       * @function decode
       * @memberof raft.v1.AppendResponse
       * @static
       * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
       * @param {number} [length] Message length if known beforehand
       * @returns {raft.v1.AppendResponse & raft.v1.AppendResponse.$Shape} AppendResponse
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      AppendResponse.decode = function (reader, length, _end, _depth, _target) {
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
        message = _target || new $root.raft.v1.AppendResponse();
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
              if ((value = reader.bool())) message.accepted = value;
              else delete message.accepted;
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
              if (wireType !== 0) break;
              if (
                typeof (value = reader.uint64()) === 'object'
                  ? value.low || value.high
                  : value !== 0
              )
                message.hintIndex = value;
              else delete message.hintIndex;
              continue;
            }
            case 4: {
              if (wireType !== 0) break;
              if (
                typeof (value = reader.uint64()) === 'object'
                  ? value.low || value.high
                  : value !== 0
              )
                message.hintTerm = value;
              else delete message.hintTerm;
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

      return AppendResponse;
    })();

    v1.Heartbeat = (function () {
      /**
       * Properties of a Heartbeat.
       * @typedef {Object} raft.v1.Heartbeat.$Properties
       * @property {number} [commit] Heartbeat commit
       * @property {number} [round] Heartbeat round
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */

      /**
       * Properties of a Heartbeat.
       * @memberof raft.v1
       * @interface IHeartbeat
       * @augments raft.v1.Heartbeat.$Properties
       * @deprecated Use raft.v1.Heartbeat.$Properties instead.
       */

      /**
       * Shape of a Heartbeat.
       * @typedef {raft.v1.Heartbeat.$Properties} raft.v1.Heartbeat.$Shape
       */

      /**
       * Constructs a new Heartbeat.
       * @memberof raft.v1
       * @classdesc Represents a Heartbeat.
       * @constructor
       * @param {raft.v1.Heartbeat.$Properties=} [properties] Properties to set
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */
      const Heartbeat = function (properties) {
        if (properties)
          for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__')
              this[keys[i]] = properties[keys[i]];
      };

      /**
       * Heartbeat commit.
       * @member {number} commit
       * @memberof raft.v1.Heartbeat
       * @instance
       */
      Heartbeat.prototype.commit = $util.Long ? $util.Long.fromBits(0, 0, true) : 0;

      /**
       * Heartbeat round.
       * @member {number} round
       * @memberof raft.v1.Heartbeat
       * @instance
       */
      Heartbeat.prototype.round = $util.Long ? $util.Long.fromBits(0, 0, true) : 0;

      /**
       * Creates a new Heartbeat instance using the specified properties.
       * @function create
       * @memberof raft.v1.Heartbeat
       * @static
       * @param {raft.v1.Heartbeat.$Properties=} [properties] Properties to set
       * @returns {raft.v1.Heartbeat} Heartbeat instance
       * @type {{
       *   (properties: raft.v1.Heartbeat.$Shape): raft.v1.Heartbeat & raft.v1.Heartbeat.$Shape;
       *   (properties?: raft.v1.Heartbeat.$Properties): raft.v1.Heartbeat;
       * }}
       */
      Heartbeat.create = function (properties) {
        return new Heartbeat(properties);
      };

      /**
       * Encodes the specified Heartbeat message. Does not implicitly {@link raft.v1.Heartbeat.verify|verify} messages.
       * @function encode
       * @memberof raft.v1.Heartbeat
       * @static
       * @param {raft.v1.Heartbeat.$Properties} message Heartbeat message or plain object to encode
       * @param {$protobuf.Writer} [writer] Writer to encode to
       * @returns {$protobuf.Writer} Writer
       */
      Heartbeat.encode = function (message, writer, _depth) {
        if (!writer) writer = $Writer.create();
        if (_depth === $undefined) _depth = 0;
        if (_depth > $util.recursionLimit) throw $Error('max depth exceeded');
        if (
          message.commit != null &&
          $Object.hasOwnProperty.call(message, 'commit') &&
          (typeof message.commit === 'object'
            ? message.commit.low || message.commit.high
            : message.commit !== 0)
        )
          writer.uint32(/* id 1, wireType 0 =*/ 8).uint64(message.commit);
        if (
          message.round != null &&
          $Object.hasOwnProperty.call(message, 'round') &&
          (typeof message.round === 'object'
            ? message.round.low || message.round.high
            : message.round !== 0)
        )
          writer.uint32(/* id 2, wireType 0 =*/ 16).uint64(message.round);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, '$unknowns'))
          for (let i = 0; i < message.$unknowns.length; ++i) writer.raw(message.$unknowns[i]);
        return writer;
      };

      /**
       * Decodes a Heartbeat message from the specified reader or buffer.
       * @function decode
       * @memberof raft.v1.Heartbeat
       * @static
       * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
       * @param {number} [length] Message length if known beforehand
       * @returns {raft.v1.Heartbeat & raft.v1.Heartbeat.$Shape} Heartbeat
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      Heartbeat.decode = function (reader, length, _end, _depth, _target) {
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
        message = _target || new $root.raft.v1.Heartbeat();
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
                message.commit = value;
              else delete message.commit;
              continue;
            }
            case 2: {
              if (wireType !== 0) break;
              if (
                typeof (value = reader.uint64()) === 'object'
                  ? value.low || value.high
                  : value !== 0
              )
                message.round = value;
              else delete message.round;
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

      return Heartbeat;
    })();

    v1.HeartbeatResponse = (function () {
      /**
       * Properties of a HeartbeatResponse.
       * @typedef {Object} raft.v1.HeartbeatResponse.$Properties
       * @property {number} [round] HeartbeatResponse round
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */

      /**
       * Properties of a HeartbeatResponse.
       * @memberof raft.v1
       * @interface IHeartbeatResponse
       * @augments raft.v1.HeartbeatResponse.$Properties
       * @deprecated Use raft.v1.HeartbeatResponse.$Properties instead.
       */

      /**
       * Shape of a HeartbeatResponse.
       * @typedef {raft.v1.HeartbeatResponse.$Properties} raft.v1.HeartbeatResponse.$Shape
       */

      /**
       * Constructs a new HeartbeatResponse.
       * @memberof raft.v1
       * @classdesc Represents a HeartbeatResponse.
       * @constructor
       * @param {raft.v1.HeartbeatResponse.$Properties=} [properties] Properties to set
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */
      const HeartbeatResponse = function (properties) {
        if (properties)
          for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__')
              this[keys[i]] = properties[keys[i]];
      };

      /**
       * HeartbeatResponse round.
       * @member {number} round
       * @memberof raft.v1.HeartbeatResponse
       * @instance
       */
      HeartbeatResponse.prototype.round = $util.Long ? $util.Long.fromBits(0, 0, true) : 0;

      /**
       * Creates a new HeartbeatResponse instance using the specified properties.
       * @function create
       * @memberof raft.v1.HeartbeatResponse
       * @static
       * @param {raft.v1.HeartbeatResponse.$Properties=} [properties] Properties to set
       * @returns {raft.v1.HeartbeatResponse} HeartbeatResponse instance
       * @type {{
       *   (properties: raft.v1.HeartbeatResponse.$Shape): raft.v1.HeartbeatResponse & raft.v1.HeartbeatResponse.$Shape;
       *   (properties?: raft.v1.HeartbeatResponse.$Properties): raft.v1.HeartbeatResponse;
       * }}
       */
      HeartbeatResponse.create = function (properties) {
        return new HeartbeatResponse(properties);
      };

      /**
       * Encodes the specified HeartbeatResponse message. Does not implicitly {@link raft.v1.HeartbeatResponse.verify|verify} messages.
       * @function encode
       * @memberof raft.v1.HeartbeatResponse
       * @static
       * @param {raft.v1.HeartbeatResponse.$Properties} message HeartbeatResponse message or plain object to encode
       * @param {$protobuf.Writer} [writer] Writer to encode to
       * @returns {$protobuf.Writer} Writer
       */
      HeartbeatResponse.encode = function (message, writer, _depth) {
        if (!writer) writer = $Writer.create();
        if (_depth === $undefined) _depth = 0;
        if (_depth > $util.recursionLimit) throw $Error('max depth exceeded');
        if (
          message.round != null &&
          $Object.hasOwnProperty.call(message, 'round') &&
          (typeof message.round === 'object'
            ? message.round.low || message.round.high
            : message.round !== 0)
        )
          writer.uint32(/* id 1, wireType 0 =*/ 8).uint64(message.round);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, '$unknowns'))
          for (let i = 0; i < message.$unknowns.length; ++i) writer.raw(message.$unknowns[i]);
        return writer;
      };

      /**
       * Decodes a HeartbeatResponse message from the specified reader or buffer.
       * @function decode
       * @memberof raft.v1.HeartbeatResponse
       * @static
       * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
       * @param {number} [length] Message length if known beforehand
       * @returns {raft.v1.HeartbeatResponse & raft.v1.HeartbeatResponse.$Shape} HeartbeatResponse
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      HeartbeatResponse.decode = function (reader, length, _end, _depth, _target) {
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
        message = _target || new $root.raft.v1.HeartbeatResponse();
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
                message.round = value;
              else delete message.round;
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

      return HeartbeatResponse;
    })();

    v1.ReadIndexRequest = (function () {
      /**
       * Properties of a ReadIndexRequest.
       * @typedef {Object} raft.v1.ReadIndexRequest.$Properties
       * @property {number} [requestId] ReadIndexRequest requestId
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */

      /**
       * Properties of a ReadIndexRequest.
       * @memberof raft.v1
       * @interface IReadIndexRequest
       * @augments raft.v1.ReadIndexRequest.$Properties
       * @deprecated Use raft.v1.ReadIndexRequest.$Properties instead.
       */

      /**
       * Shape of a ReadIndexRequest.
       * @typedef {raft.v1.ReadIndexRequest.$Properties} raft.v1.ReadIndexRequest.$Shape
       */

      /**
       * Constructs a new ReadIndexRequest.
       * @memberof raft.v1
       * @classdesc Represents a ReadIndexRequest.
       * @constructor
       * @param {raft.v1.ReadIndexRequest.$Properties=} [properties] Properties to set
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */
      const ReadIndexRequest = function (properties) {
        if (properties)
          for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__')
              this[keys[i]] = properties[keys[i]];
      };

      /**
       * ReadIndexRequest requestId.
       * @member {number} requestId
       * @memberof raft.v1.ReadIndexRequest
       * @instance
       */
      ReadIndexRequest.prototype.requestId = $util.Long ? $util.Long.fromBits(0, 0, true) : 0;

      /**
       * Creates a new ReadIndexRequest instance using the specified properties.
       * @function create
       * @memberof raft.v1.ReadIndexRequest
       * @static
       * @param {raft.v1.ReadIndexRequest.$Properties=} [properties] Properties to set
       * @returns {raft.v1.ReadIndexRequest} ReadIndexRequest instance
       * @type {{
       *   (properties: raft.v1.ReadIndexRequest.$Shape): raft.v1.ReadIndexRequest & raft.v1.ReadIndexRequest.$Shape;
       *   (properties?: raft.v1.ReadIndexRequest.$Properties): raft.v1.ReadIndexRequest;
       * }}
       */
      ReadIndexRequest.create = function (properties) {
        return new ReadIndexRequest(properties);
      };

      /**
       * Encodes the specified ReadIndexRequest message. Does not implicitly {@link raft.v1.ReadIndexRequest.verify|verify} messages.
       * @function encode
       * @memberof raft.v1.ReadIndexRequest
       * @static
       * @param {raft.v1.ReadIndexRequest.$Properties} message ReadIndexRequest message or plain object to encode
       * @param {$protobuf.Writer} [writer] Writer to encode to
       * @returns {$protobuf.Writer} Writer
       */
      ReadIndexRequest.encode = function (message, writer, _depth) {
        if (!writer) writer = $Writer.create();
        if (_depth === $undefined) _depth = 0;
        if (_depth > $util.recursionLimit) throw $Error('max depth exceeded');
        if (
          message.requestId != null &&
          $Object.hasOwnProperty.call(message, 'requestId') &&
          (typeof message.requestId === 'object'
            ? message.requestId.low || message.requestId.high
            : message.requestId !== 0)
        )
          writer.uint32(/* id 1, wireType 0 =*/ 8).uint64(message.requestId);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, '$unknowns'))
          for (let i = 0; i < message.$unknowns.length; ++i) writer.raw(message.$unknowns[i]);
        return writer;
      };

      /**
       * Decodes a ReadIndexRequest message from the specified reader or buffer.
       * @function decode
       * @memberof raft.v1.ReadIndexRequest
       * @static
       * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
       * @param {number} [length] Message length if known beforehand
       * @returns {raft.v1.ReadIndexRequest & raft.v1.ReadIndexRequest.$Shape} ReadIndexRequest
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      ReadIndexRequest.decode = function (reader, length, _end, _depth, _target) {
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
        message = _target || new $root.raft.v1.ReadIndexRequest();
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
                message.requestId = value;
              else delete message.requestId;
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

      return ReadIndexRequest;
    })();

    v1.ReadIndexResponse = (function () {
      /**
       * Properties of a ReadIndexResponse.
       * @typedef {Object} raft.v1.ReadIndexResponse.$Properties
       * @property {number} [requestId] ReadIndexResponse requestId
       * @property {number} [index] ReadIndexResponse index
       * @property {boolean} [rejected] ReadIndexResponse rejected
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */

      /**
       * Properties of a ReadIndexResponse.
       * @memberof raft.v1
       * @interface IReadIndexResponse
       * @augments raft.v1.ReadIndexResponse.$Properties
       * @deprecated Use raft.v1.ReadIndexResponse.$Properties instead.
       */

      /**
       * Shape of a ReadIndexResponse.
       * @typedef {raft.v1.ReadIndexResponse.$Properties} raft.v1.ReadIndexResponse.$Shape
       */

      /**
       * Constructs a new ReadIndexResponse.
       * @memberof raft.v1
       * @classdesc Represents a ReadIndexResponse.
       * @constructor
       * @param {raft.v1.ReadIndexResponse.$Properties=} [properties] Properties to set
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */
      const ReadIndexResponse = function (properties) {
        if (properties)
          for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__')
              this[keys[i]] = properties[keys[i]];
      };

      /**
       * ReadIndexResponse requestId.
       * @member {number} requestId
       * @memberof raft.v1.ReadIndexResponse
       * @instance
       */
      ReadIndexResponse.prototype.requestId = $util.Long ? $util.Long.fromBits(0, 0, true) : 0;

      /**
       * ReadIndexResponse index.
       * @member {number} index
       * @memberof raft.v1.ReadIndexResponse
       * @instance
       */
      ReadIndexResponse.prototype.index = $util.Long ? $util.Long.fromBits(0, 0, true) : 0;

      /**
       * ReadIndexResponse rejected.
       * @member {boolean} rejected
       * @memberof raft.v1.ReadIndexResponse
       * @instance
       */
      ReadIndexResponse.prototype.rejected = false;

      /**
       * Creates a new ReadIndexResponse instance using the specified properties.
       * @function create
       * @memberof raft.v1.ReadIndexResponse
       * @static
       * @param {raft.v1.ReadIndexResponse.$Properties=} [properties] Properties to set
       * @returns {raft.v1.ReadIndexResponse} ReadIndexResponse instance
       * @type {{
       *   (properties: raft.v1.ReadIndexResponse.$Shape): raft.v1.ReadIndexResponse & raft.v1.ReadIndexResponse.$Shape;
       *   (properties?: raft.v1.ReadIndexResponse.$Properties): raft.v1.ReadIndexResponse;
       * }}
       */
      ReadIndexResponse.create = function (properties) {
        return new ReadIndexResponse(properties);
      };

      /**
       * Encodes the specified ReadIndexResponse message. Does not implicitly {@link raft.v1.ReadIndexResponse.verify|verify} messages.
       * @function encode
       * @memberof raft.v1.ReadIndexResponse
       * @static
       * @param {raft.v1.ReadIndexResponse.$Properties} message ReadIndexResponse message or plain object to encode
       * @param {$protobuf.Writer} [writer] Writer to encode to
       * @returns {$protobuf.Writer} Writer
       */
      ReadIndexResponse.encode = function (message, writer, _depth) {
        if (!writer) writer = $Writer.create();
        if (_depth === $undefined) _depth = 0;
        if (_depth > $util.recursionLimit) throw $Error('max depth exceeded');
        if (
          message.requestId != null &&
          $Object.hasOwnProperty.call(message, 'requestId') &&
          (typeof message.requestId === 'object'
            ? message.requestId.low || message.requestId.high
            : message.requestId !== 0)
        )
          writer.uint32(/* id 1, wireType 0 =*/ 8).uint64(message.requestId);
        if (
          message.index != null &&
          $Object.hasOwnProperty.call(message, 'index') &&
          (typeof message.index === 'object'
            ? message.index.low || message.index.high
            : message.index !== 0)
        )
          writer.uint32(/* id 2, wireType 0 =*/ 16).uint64(message.index);
        if (
          message.rejected != null &&
          $Object.hasOwnProperty.call(message, 'rejected') &&
          message.rejected !== false
        )
          writer.uint32(/* id 3, wireType 0 =*/ 24).bool(message.rejected);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, '$unknowns'))
          for (let i = 0; i < message.$unknowns.length; ++i) writer.raw(message.$unknowns[i]);
        return writer;
      };

      /**
       * Decodes a ReadIndexResponse message from the specified reader or buffer.
       * @function decode
       * @memberof raft.v1.ReadIndexResponse
       * @static
       * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
       * @param {number} [length] Message length if known beforehand
       * @returns {raft.v1.ReadIndexResponse & raft.v1.ReadIndexResponse.$Shape} ReadIndexResponse
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      ReadIndexResponse.decode = function (reader, length, _end, _depth, _target) {
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
        message = _target || new $root.raft.v1.ReadIndexResponse();
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
                message.requestId = value;
              else delete message.requestId;
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
              if (wireType !== 0) break;
              if ((value = reader.bool())) message.rejected = value;
              else delete message.rejected;
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

      return ReadIndexResponse;
    })();

    v1.TimeoutNow = (function () {
      /**
       * Properties of a TimeoutNow.
       * @typedef {Object} raft.v1.TimeoutNow.$Properties
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */

      /**
       * Properties of a TimeoutNow.
       * @memberof raft.v1
       * @interface ITimeoutNow
       * @augments raft.v1.TimeoutNow.$Properties
       * @deprecated Use raft.v1.TimeoutNow.$Properties instead.
       */

      /**
       * Shape of a TimeoutNow.
       * @typedef {raft.v1.TimeoutNow.$Properties} raft.v1.TimeoutNow.$Shape
       */

      /**
       * Constructs a new TimeoutNow.
       * @memberof raft.v1
       * @classdesc Represents a TimeoutNow.
       * @constructor
       * @param {raft.v1.TimeoutNow.$Properties=} [properties] Properties to set
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */
      const TimeoutNow = function (properties) {
        if (properties)
          for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__')
              this[keys[i]] = properties[keys[i]];
      };

      /**
       * Creates a new TimeoutNow instance using the specified properties.
       * @function create
       * @memberof raft.v1.TimeoutNow
       * @static
       * @param {raft.v1.TimeoutNow.$Properties=} [properties] Properties to set
       * @returns {raft.v1.TimeoutNow} TimeoutNow instance
       * @type {{
       *   (properties: raft.v1.TimeoutNow.$Shape): raft.v1.TimeoutNow & raft.v1.TimeoutNow.$Shape;
       *   (properties?: raft.v1.TimeoutNow.$Properties): raft.v1.TimeoutNow;
       * }}
       */
      TimeoutNow.create = function (properties) {
        return new TimeoutNow(properties);
      };

      /**
       * Encodes the specified TimeoutNow message. Does not implicitly {@link raft.v1.TimeoutNow.verify|verify} messages.
       * @function encode
       * @memberof raft.v1.TimeoutNow
       * @static
       * @param {raft.v1.TimeoutNow.$Properties} message TimeoutNow message or plain object to encode
       * @param {$protobuf.Writer} [writer] Writer to encode to
       * @returns {$protobuf.Writer} Writer
       */
      TimeoutNow.encode = function (message, writer, _depth) {
        if (!writer) writer = $Writer.create();
        if (_depth === $undefined) _depth = 0;
        if (_depth > $util.recursionLimit) throw $Error('max depth exceeded');
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, '$unknowns'))
          for (let i = 0; i < message.$unknowns.length; ++i) writer.raw(message.$unknowns[i]);
        return writer;
      };

      /**
       * Decodes a TimeoutNow message from the specified reader or buffer.
       * @function decode
       * @memberof raft.v1.TimeoutNow
       * @static
       * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
       * @param {number} [length] Message length if known beforehand
       * @returns {raft.v1.TimeoutNow & raft.v1.TimeoutNow.$Shape} TimeoutNow
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      TimeoutNow.decode = function (reader, length, _end, _depth, _target) {
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
        message = _target || new $root.raft.v1.TimeoutNow();
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

      return TimeoutNow;
    })();

    v1.SnapshotPart = (function () {
      /**
       * Properties of a SnapshotPart.
       * @typedef {Object} raft.v1.SnapshotPart.$Properties
       * @property {raft.v1.SnapshotHead.$Properties|null} [head] SnapshotPart head
       * @property {raft.v1.SnapshotChunk.$Properties|null} [chunk] SnapshotPart chunk
       * @property {raft.v1.SnapshotEnd.$Properties|null} [end] SnapshotPart end
       * @property {"head"|"chunk"|"end"} [part] SnapshotPart part
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */

      /**
       * Properties of a SnapshotPart.
       * @memberof raft.v1
       * @interface ISnapshotPart
       * @augments raft.v1.SnapshotPart.$Properties
       * @deprecated Use raft.v1.SnapshotPart.$Properties instead.
       */

      /**
       * Narrowed shape of a SnapshotPart.
       * @typedef {{
       *   head?: raft.v1.SnapshotHead.$Shape|null;
       *   chunk?: raft.v1.SnapshotChunk.$Shape|null;
       *   end?: raft.v1.SnapshotEnd.$Shape|null;
       *   $unknowns?: Array.<Uint8Array>;
       * } & (
       *   ({ part?: undefined; head?: null; chunk?: null; end?: null }|{ part?: "head"; head: raft.v1.SnapshotHead.$Shape; chunk?: null; end?: null }|{ part?: "chunk"; head?: null; chunk: raft.v1.SnapshotChunk.$Shape; end?: null }|{ part?: "end"; head?: null; chunk?: null; end: raft.v1.SnapshotEnd.$Shape })
       * )} raft.v1.SnapshotPart.$Shape
       */

      /**
       * Constructs a new SnapshotPart.
       * @memberof raft.v1
       * @classdesc Represents a SnapshotPart.
       * @constructor
       * @param {raft.v1.SnapshotPart.$Properties=} [properties] Properties to set
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */
      const SnapshotPart = function (properties) {
        if (properties)
          for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__')
              this[keys[i]] = properties[keys[i]];
      };

      /**
       * SnapshotPart head.
       * @member {raft.v1.SnapshotHead|null} head
       * @memberof raft.v1.SnapshotPart
       * @instance
       */
      SnapshotPart.prototype.head = null;

      /**
       * SnapshotPart chunk.
       * @member {raft.v1.SnapshotChunk|null} chunk
       * @memberof raft.v1.SnapshotPart
       * @instance
       */
      SnapshotPart.prototype.chunk = null;

      /**
       * SnapshotPart end.
       * @member {raft.v1.SnapshotEnd|null} end
       * @memberof raft.v1.SnapshotPart
       * @instance
       */
      SnapshotPart.prototype.end = null;

      // OneOf field names bound to virtual getters and setters
      let $oneOfFields;

      /**
       * SnapshotPart part.
       * @member {"head"|"chunk"|"end"|undefined} part
       * @memberof raft.v1.SnapshotPart
       * @instance
       */
      $Object.defineProperty(SnapshotPart.prototype, 'part', {
        get: $util.oneOfGetter(($oneOfFields = ['head', 'chunk', 'end'])),
        set: $util.oneOfSetter($oneOfFields),
      });

      /**
       * Creates a new SnapshotPart instance using the specified properties.
       * @function create
       * @memberof raft.v1.SnapshotPart
       * @static
       * @param {raft.v1.SnapshotPart.$Properties=} [properties] Properties to set
       * @returns {raft.v1.SnapshotPart} SnapshotPart instance
       * @type {{
       *   (properties: raft.v1.SnapshotPart.$Shape): raft.v1.SnapshotPart & raft.v1.SnapshotPart.$Shape;
       *   (properties?: raft.v1.SnapshotPart.$Properties): raft.v1.SnapshotPart;
       * }}
       */
      SnapshotPart.create = function (properties) {
        return new SnapshotPart(properties);
      };

      /**
       * Encodes the specified SnapshotPart message. Does not implicitly {@link raft.v1.SnapshotPart.verify|verify} messages.
       * @function encode
       * @memberof raft.v1.SnapshotPart
       * @static
       * @param {raft.v1.SnapshotPart.$Properties} message SnapshotPart message or plain object to encode
       * @param {$protobuf.Writer} [writer] Writer to encode to
       * @returns {$protobuf.Writer} Writer
       */
      SnapshotPart.encode = function (message, writer, _depth) {
        if (!writer) writer = $Writer.create();
        if (_depth === $undefined) _depth = 0;
        if (_depth > $util.recursionLimit) throw $Error('max depth exceeded');
        if (message.head != null && $Object.hasOwnProperty.call(message, 'head'))
          $root.raft.v1.SnapshotHead.encode(
            message.head,
            writer.uint32(/* id 1, wireType 2 =*/ 10).fork(),
            _depth + 1,
          ).ldelim();
        if (message.chunk != null && $Object.hasOwnProperty.call(message, 'chunk'))
          $root.raft.v1.SnapshotChunk.encode(
            message.chunk,
            writer.uint32(/* id 2, wireType 2 =*/ 18).fork(),
            _depth + 1,
          ).ldelim();
        if (message.end != null && $Object.hasOwnProperty.call(message, 'end'))
          $root.raft.v1.SnapshotEnd.encode(
            message.end,
            writer.uint32(/* id 3, wireType 2 =*/ 26).fork(),
            _depth + 1,
          ).ldelim();
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, '$unknowns'))
          for (let i = 0; i < message.$unknowns.length; ++i) writer.raw(message.$unknowns[i]);
        return writer;
      };

      /**
       * Decodes a SnapshotPart message from the specified reader or buffer.
       * @function decode
       * @memberof raft.v1.SnapshotPart
       * @static
       * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
       * @param {number} [length] Message length if known beforehand
       * @returns {raft.v1.SnapshotPart & raft.v1.SnapshotPart.$Shape} SnapshotPart
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      SnapshotPart.decode = function (reader, length, _end, _depth, _target) {
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
        message = _target || new $root.raft.v1.SnapshotPart();
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
              message.head = $root.raft.v1.SnapshotHead.decode(
                reader,
                reader.size(),
                $undefined,
                _depth + 1,
                message.head,
              );
              message.part = 'head';
              continue;
            }
            case 2: {
              if (wireType !== 2) break;
              message.chunk = $root.raft.v1.SnapshotChunk.decode(
                reader,
                reader.size(),
                $undefined,
                _depth + 1,
                message.chunk,
              );
              message.part = 'chunk';
              continue;
            }
            case 3: {
              if (wireType !== 2) break;
              message.end = $root.raft.v1.SnapshotEnd.decode(
                reader,
                reader.size(),
                $undefined,
                _depth + 1,
                message.end,
              );
              message.part = 'end';
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

      return SnapshotPart;
    })();

    v1.SnapshotHead = (function () {
      /**
       * Properties of a SnapshotHead.
       * @typedef {Object} raft.v1.SnapshotHead.$Properties
       * @property {string} [id] SnapshotHead id
       * @property {number} [term] SnapshotHead term
       * @property {number} [index] SnapshotHead index
       * @property {number} [indexTerm] SnapshotHead indexTerm
       * @property {Uint8Array} [configuration] SnapshotHead configuration
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */

      /**
       * Properties of a SnapshotHead.
       * @memberof raft.v1
       * @interface ISnapshotHead
       * @augments raft.v1.SnapshotHead.$Properties
       * @deprecated Use raft.v1.SnapshotHead.$Properties instead.
       */

      /**
       * Shape of a SnapshotHead.
       * @typedef {raft.v1.SnapshotHead.$Properties} raft.v1.SnapshotHead.$Shape
       */

      /**
       * Constructs a new SnapshotHead.
       * @memberof raft.v1
       * @classdesc Represents a SnapshotHead.
       * @constructor
       * @param {raft.v1.SnapshotHead.$Properties=} [properties] Properties to set
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */
      const SnapshotHead = function (properties) {
        if (properties)
          for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__')
              this[keys[i]] = properties[keys[i]];
      };

      /**
       * SnapshotHead id.
       * @member {string} id
       * @memberof raft.v1.SnapshotHead
       * @instance
       */
      SnapshotHead.prototype.id = '';

      /**
       * SnapshotHead term.
       * @member {number} term
       * @memberof raft.v1.SnapshotHead
       * @instance
       */
      SnapshotHead.prototype.term = $util.Long ? $util.Long.fromBits(0, 0, true) : 0;

      /**
       * SnapshotHead index.
       * @member {number} index
       * @memberof raft.v1.SnapshotHead
       * @instance
       */
      SnapshotHead.prototype.index = $util.Long ? $util.Long.fromBits(0, 0, true) : 0;

      /**
       * SnapshotHead indexTerm.
       * @member {number} indexTerm
       * @memberof raft.v1.SnapshotHead
       * @instance
       */
      SnapshotHead.prototype.indexTerm = $util.Long ? $util.Long.fromBits(0, 0, true) : 0;

      /**
       * SnapshotHead configuration.
       * @member {Uint8Array} configuration
       * @memberof raft.v1.SnapshotHead
       * @instance
       */
      SnapshotHead.prototype.configuration = $util.newBuffer([]);

      /**
       * Creates a new SnapshotHead instance using the specified properties.
       * @function create
       * @memberof raft.v1.SnapshotHead
       * @static
       * @param {raft.v1.SnapshotHead.$Properties=} [properties] Properties to set
       * @returns {raft.v1.SnapshotHead} SnapshotHead instance
       * @type {{
       *   (properties: raft.v1.SnapshotHead.$Shape): raft.v1.SnapshotHead & raft.v1.SnapshotHead.$Shape;
       *   (properties?: raft.v1.SnapshotHead.$Properties): raft.v1.SnapshotHead;
       * }}
       */
      SnapshotHead.create = function (properties) {
        return new SnapshotHead(properties);
      };

      /**
       * Encodes the specified SnapshotHead message. Does not implicitly {@link raft.v1.SnapshotHead.verify|verify} messages.
       * @function encode
       * @memberof raft.v1.SnapshotHead
       * @static
       * @param {raft.v1.SnapshotHead.$Properties} message SnapshotHead message or plain object to encode
       * @param {$protobuf.Writer} [writer] Writer to encode to
       * @returns {$protobuf.Writer} Writer
       */
      SnapshotHead.encode = function (message, writer, _depth) {
        if (!writer) writer = $Writer.create();
        if (_depth === $undefined) _depth = 0;
        if (_depth > $util.recursionLimit) throw $Error('max depth exceeded');
        if (message.id != null && $Object.hasOwnProperty.call(message, 'id') && message.id !== '')
          writer.uint32(/* id 1, wireType 2 =*/ 10).string(message.id);
        if (
          message.term != null &&
          $Object.hasOwnProperty.call(message, 'term') &&
          (typeof message.term === 'object'
            ? message.term.low || message.term.high
            : message.term !== 0)
        )
          writer.uint32(/* id 2, wireType 0 =*/ 16).uint64(message.term);
        if (
          message.index != null &&
          $Object.hasOwnProperty.call(message, 'index') &&
          (typeof message.index === 'object'
            ? message.index.low || message.index.high
            : message.index !== 0)
        )
          writer.uint32(/* id 3, wireType 0 =*/ 24).uint64(message.index);
        if (
          message.indexTerm != null &&
          $Object.hasOwnProperty.call(message, 'indexTerm') &&
          (typeof message.indexTerm === 'object'
            ? message.indexTerm.low || message.indexTerm.high
            : message.indexTerm !== 0)
        )
          writer.uint32(/* id 4, wireType 0 =*/ 32).uint64(message.indexTerm);
        if (
          message.configuration != null &&
          $Object.hasOwnProperty.call(message, 'configuration') &&
          message.configuration.length
        )
          writer.uint32(/* id 5, wireType 2 =*/ 42).bytes(message.configuration);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, '$unknowns'))
          for (let i = 0; i < message.$unknowns.length; ++i) writer.raw(message.$unknowns[i]);
        return writer;
      };

      /**
       * Decodes a SnapshotHead message from the specified reader or buffer.
       * @function decode
       * @memberof raft.v1.SnapshotHead
       * @static
       * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
       * @param {number} [length] Message length if known beforehand
       * @returns {raft.v1.SnapshotHead & raft.v1.SnapshotHead.$Shape} SnapshotHead
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      SnapshotHead.decode = function (reader, length, _end, _depth, _target) {
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
        message = _target || new $root.raft.v1.SnapshotHead();
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
              if (wireType !== 0) break;
              if (
                typeof (value = reader.uint64()) === 'object'
                  ? value.low || value.high
                  : value !== 0
              )
                message.term = value;
              else delete message.term;
              continue;
            }
            case 3: {
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
            case 4: {
              if (wireType !== 0) break;
              if (
                typeof (value = reader.uint64()) === 'object'
                  ? value.low || value.high
                  : value !== 0
              )
                message.indexTerm = value;
              else delete message.indexTerm;
              continue;
            }
            case 5: {
              if (wireType !== 2) break;
              if ((value = reader.bytes()).length) message.configuration = value;
              else delete message.configuration;
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

      return SnapshotHead;
    })();

    v1.SnapshotChunk = (function () {
      /**
       * Properties of a SnapshotChunk.
       * @typedef {Object} raft.v1.SnapshotChunk.$Properties
       * @property {number} [number] SnapshotChunk number
       * @property {number} [checksum] SnapshotChunk checksum
       * @property {number} [keyId] SnapshotChunk keyId
       * @property {Uint8Array} [data] SnapshotChunk data
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */

      /**
       * Properties of a SnapshotChunk.
       * @memberof raft.v1
       * @interface ISnapshotChunk
       * @augments raft.v1.SnapshotChunk.$Properties
       * @deprecated Use raft.v1.SnapshotChunk.$Properties instead.
       */

      /**
       * Shape of a SnapshotChunk.
       * @typedef {raft.v1.SnapshotChunk.$Properties} raft.v1.SnapshotChunk.$Shape
       */

      /**
       * Constructs a new SnapshotChunk.
       * @memberof raft.v1
       * @classdesc Represents a SnapshotChunk.
       * @constructor
       * @param {raft.v1.SnapshotChunk.$Properties=} [properties] Properties to set
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */
      const SnapshotChunk = function (properties) {
        if (properties)
          for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__')
              this[keys[i]] = properties[keys[i]];
      };

      /**
       * SnapshotChunk number.
       * @member {number} number
       * @memberof raft.v1.SnapshotChunk
       * @instance
       */
      SnapshotChunk.prototype.number = $util.Long ? $util.Long.fromBits(0, 0, true) : 0;

      /**
       * SnapshotChunk checksum.
       * @member {number} checksum
       * @memberof raft.v1.SnapshotChunk
       * @instance
       */
      SnapshotChunk.prototype.checksum = 0;

      /**
       * SnapshotChunk keyId.
       * @member {number} keyId
       * @memberof raft.v1.SnapshotChunk
       * @instance
       */
      SnapshotChunk.prototype.keyId = 0;

      /**
       * SnapshotChunk data.
       * @member {Uint8Array} data
       * @memberof raft.v1.SnapshotChunk
       * @instance
       */
      SnapshotChunk.prototype.data = $util.newBuffer([]);

      /**
       * Creates a new SnapshotChunk instance using the specified properties.
       * @function create
       * @memberof raft.v1.SnapshotChunk
       * @static
       * @param {raft.v1.SnapshotChunk.$Properties=} [properties] Properties to set
       * @returns {raft.v1.SnapshotChunk} SnapshotChunk instance
       * @type {{
       *   (properties: raft.v1.SnapshotChunk.$Shape): raft.v1.SnapshotChunk & raft.v1.SnapshotChunk.$Shape;
       *   (properties?: raft.v1.SnapshotChunk.$Properties): raft.v1.SnapshotChunk;
       * }}
       */
      SnapshotChunk.create = function (properties) {
        return new SnapshotChunk(properties);
      };

      /**
       * Encodes the specified SnapshotChunk message. Does not implicitly {@link raft.v1.SnapshotChunk.verify|verify} messages.
       * @function encode
       * @memberof raft.v1.SnapshotChunk
       * @static
       * @param {raft.v1.SnapshotChunk.$Properties} message SnapshotChunk message or plain object to encode
       * @param {$protobuf.Writer} [writer] Writer to encode to
       * @returns {$protobuf.Writer} Writer
       */
      SnapshotChunk.encode = function (message, writer, _depth) {
        if (!writer) writer = $Writer.create();
        if (_depth === $undefined) _depth = 0;
        if (_depth > $util.recursionLimit) throw $Error('max depth exceeded');
        if (
          message.number != null &&
          $Object.hasOwnProperty.call(message, 'number') &&
          (typeof message.number === 'object'
            ? message.number.low || message.number.high
            : message.number !== 0)
        )
          writer.uint32(/* id 1, wireType 0 =*/ 8).uint64(message.number);
        if (
          message.checksum != null &&
          $Object.hasOwnProperty.call(message, 'checksum') &&
          message.checksum !== 0
        )
          writer.uint32(/* id 2, wireType 5 =*/ 21).fixed32(message.checksum);
        if (
          message.keyId != null &&
          $Object.hasOwnProperty.call(message, 'keyId') &&
          message.keyId !== 0
        )
          writer.uint32(/* id 3, wireType 0 =*/ 24).uint32(message.keyId);
        if (
          message.data != null &&
          $Object.hasOwnProperty.call(message, 'data') &&
          message.data.length
        )
          writer.uint32(/* id 4, wireType 2 =*/ 34).bytes(message.data);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, '$unknowns'))
          for (let i = 0; i < message.$unknowns.length; ++i) writer.raw(message.$unknowns[i]);
        return writer;
      };

      /**
       * Decodes a SnapshotChunk message from the specified reader or buffer.
       * @function decode
       * @memberof raft.v1.SnapshotChunk
       * @static
       * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
       * @param {number} [length] Message length if known beforehand
       * @returns {raft.v1.SnapshotChunk & raft.v1.SnapshotChunk.$Shape} SnapshotChunk
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      SnapshotChunk.decode = function (reader, length, _end, _depth, _target) {
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
        message = _target || new $root.raft.v1.SnapshotChunk();
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
                message.number = value;
              else delete message.number;
              continue;
            }
            case 2: {
              if (wireType !== 5) break;
              if ((value = reader.fixed32())) message.checksum = value;
              else delete message.checksum;
              continue;
            }
            case 3: {
              if (wireType !== 0) break;
              if ((value = reader.uint32())) message.keyId = value;
              else delete message.keyId;
              continue;
            }
            case 4: {
              if (wireType !== 2) break;
              if ((value = reader.bytes()).length) message.data = value;
              else delete message.data;
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

      return SnapshotChunk;
    })();

    v1.SnapshotEnd = (function () {
      /**
       * Properties of a SnapshotEnd.
       * @typedef {Object} raft.v1.SnapshotEnd.$Properties
       * @property {number} [chunks] SnapshotEnd chunks
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */

      /**
       * Properties of a SnapshotEnd.
       * @memberof raft.v1
       * @interface ISnapshotEnd
       * @augments raft.v1.SnapshotEnd.$Properties
       * @deprecated Use raft.v1.SnapshotEnd.$Properties instead.
       */

      /**
       * Shape of a SnapshotEnd.
       * @typedef {raft.v1.SnapshotEnd.$Properties} raft.v1.SnapshotEnd.$Shape
       */

      /**
       * Constructs a new SnapshotEnd.
       * @memberof raft.v1
       * @classdesc Represents a SnapshotEnd.
       * @constructor
       * @param {raft.v1.SnapshotEnd.$Properties=} [properties] Properties to set
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */
      const SnapshotEnd = function (properties) {
        if (properties)
          for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__')
              this[keys[i]] = properties[keys[i]];
      };

      /**
       * SnapshotEnd chunks.
       * @member {number} chunks
       * @memberof raft.v1.SnapshotEnd
       * @instance
       */
      SnapshotEnd.prototype.chunks = $util.Long ? $util.Long.fromBits(0, 0, true) : 0;

      /**
       * Creates a new SnapshotEnd instance using the specified properties.
       * @function create
       * @memberof raft.v1.SnapshotEnd
       * @static
       * @param {raft.v1.SnapshotEnd.$Properties=} [properties] Properties to set
       * @returns {raft.v1.SnapshotEnd} SnapshotEnd instance
       * @type {{
       *   (properties: raft.v1.SnapshotEnd.$Shape): raft.v1.SnapshotEnd & raft.v1.SnapshotEnd.$Shape;
       *   (properties?: raft.v1.SnapshotEnd.$Properties): raft.v1.SnapshotEnd;
       * }}
       */
      SnapshotEnd.create = function (properties) {
        return new SnapshotEnd(properties);
      };

      /**
       * Encodes the specified SnapshotEnd message. Does not implicitly {@link raft.v1.SnapshotEnd.verify|verify} messages.
       * @function encode
       * @memberof raft.v1.SnapshotEnd
       * @static
       * @param {raft.v1.SnapshotEnd.$Properties} message SnapshotEnd message or plain object to encode
       * @param {$protobuf.Writer} [writer] Writer to encode to
       * @returns {$protobuf.Writer} Writer
       */
      SnapshotEnd.encode = function (message, writer, _depth) {
        if (!writer) writer = $Writer.create();
        if (_depth === $undefined) _depth = 0;
        if (_depth > $util.recursionLimit) throw $Error('max depth exceeded');
        if (
          message.chunks != null &&
          $Object.hasOwnProperty.call(message, 'chunks') &&
          (typeof message.chunks === 'object'
            ? message.chunks.low || message.chunks.high
            : message.chunks !== 0)
        )
          writer.uint32(/* id 1, wireType 0 =*/ 8).uint64(message.chunks);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, '$unknowns'))
          for (let i = 0; i < message.$unknowns.length; ++i) writer.raw(message.$unknowns[i]);
        return writer;
      };

      /**
       * Decodes a SnapshotEnd message from the specified reader or buffer.
       * @function decode
       * @memberof raft.v1.SnapshotEnd
       * @static
       * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
       * @param {number} [length] Message length if known beforehand
       * @returns {raft.v1.SnapshotEnd & raft.v1.SnapshotEnd.$Shape} SnapshotEnd
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      SnapshotEnd.decode = function (reader, length, _end, _depth, _target) {
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
        message = _target || new $root.raft.v1.SnapshotEnd();
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
                message.chunks = value;
              else delete message.chunks;
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

      return SnapshotEnd;
    })();

    v1.SnapshotAck = (function () {
      /**
       * Properties of a SnapshotAck.
       * @typedef {Object} raft.v1.SnapshotAck.$Properties
       * @property {number} [chunks] SnapshotAck chunks
       * @property {boolean} [complete] SnapshotAck complete
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */

      /**
       * Properties of a SnapshotAck.
       * @memberof raft.v1
       * @interface ISnapshotAck
       * @augments raft.v1.SnapshotAck.$Properties
       * @deprecated Use raft.v1.SnapshotAck.$Properties instead.
       */

      /**
       * Shape of a SnapshotAck.
       * @typedef {raft.v1.SnapshotAck.$Properties} raft.v1.SnapshotAck.$Shape
       */

      /**
       * Constructs a new SnapshotAck.
       * @memberof raft.v1
       * @classdesc Represents a SnapshotAck.
       * @constructor
       * @param {raft.v1.SnapshotAck.$Properties=} [properties] Properties to set
       * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
       */
      const SnapshotAck = function (properties) {
        if (properties)
          for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__')
              this[keys[i]] = properties[keys[i]];
      };

      /**
       * SnapshotAck chunks.
       * @member {number} chunks
       * @memberof raft.v1.SnapshotAck
       * @instance
       */
      SnapshotAck.prototype.chunks = $util.Long ? $util.Long.fromBits(0, 0, true) : 0;

      /**
       * SnapshotAck complete.
       * @member {boolean} complete
       * @memberof raft.v1.SnapshotAck
       * @instance
       */
      SnapshotAck.prototype.complete = false;

      /**
       * Creates a new SnapshotAck instance using the specified properties.
       * @function create
       * @memberof raft.v1.SnapshotAck
       * @static
       * @param {raft.v1.SnapshotAck.$Properties=} [properties] Properties to set
       * @returns {raft.v1.SnapshotAck} SnapshotAck instance
       * @type {{
       *   (properties: raft.v1.SnapshotAck.$Shape): raft.v1.SnapshotAck & raft.v1.SnapshotAck.$Shape;
       *   (properties?: raft.v1.SnapshotAck.$Properties): raft.v1.SnapshotAck;
       * }}
       */
      SnapshotAck.create = function (properties) {
        return new SnapshotAck(properties);
      };

      /**
       * Encodes the specified SnapshotAck message. Does not implicitly {@link raft.v1.SnapshotAck.verify|verify} messages.
       * @function encode
       * @memberof raft.v1.SnapshotAck
       * @static
       * @param {raft.v1.SnapshotAck.$Properties} message SnapshotAck message or plain object to encode
       * @param {$protobuf.Writer} [writer] Writer to encode to
       * @returns {$protobuf.Writer} Writer
       */
      SnapshotAck.encode = function (message, writer, _depth) {
        if (!writer) writer = $Writer.create();
        if (_depth === $undefined) _depth = 0;
        if (_depth > $util.recursionLimit) throw $Error('max depth exceeded');
        if (
          message.chunks != null &&
          $Object.hasOwnProperty.call(message, 'chunks') &&
          (typeof message.chunks === 'object'
            ? message.chunks.low || message.chunks.high
            : message.chunks !== 0)
        )
          writer.uint32(/* id 1, wireType 0 =*/ 8).uint64(message.chunks);
        if (
          message.complete != null &&
          $Object.hasOwnProperty.call(message, 'complete') &&
          message.complete !== false
        )
          writer.uint32(/* id 2, wireType 0 =*/ 16).bool(message.complete);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, '$unknowns'))
          for (let i = 0; i < message.$unknowns.length; ++i) writer.raw(message.$unknowns[i]);
        return writer;
      };

      /**
       * Decodes a SnapshotAck message from the specified reader or buffer.
       * @function decode
       * @memberof raft.v1.SnapshotAck
       * @static
       * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
       * @param {number} [length] Message length if known beforehand
       * @returns {raft.v1.SnapshotAck & raft.v1.SnapshotAck.$Shape} SnapshotAck
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      SnapshotAck.decode = function (reader, length, _end, _depth, _target) {
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
        message = _target || new $root.raft.v1.SnapshotAck();
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
                message.chunks = value;
              else delete message.chunks;
              continue;
            }
            case 2: {
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

      return SnapshotAck;
    })();

    return v1;
  })();

  return raft;
})());

export { $root as default };
