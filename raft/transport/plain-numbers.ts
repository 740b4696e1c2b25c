/** Makes protobuf decode 64-bit fields as numbers. Imported before the generated code, whose defaults are built on load. */
import protobuf from 'protobufjs/minimal.js';

// `long` is installed as a dependency of the typings; unset, every 64-bit field is a number.
Reflect.set(protobuf.util, 'Long', undefined);
protobuf.configure();
