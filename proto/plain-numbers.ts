/** Sets the protobuf runtime to plain numbers. Evaluated before the generated code, whose defaults depend on it. */
import protobuf from 'protobufjs/minimal.js';

// Without a long library protobufjs reads 64-bit fields as numbers: exact below 2^53, which codecs enforce.
Reflect.set(protobuf.util, 'Long', undefined);
protobuf.configure();
