/**
 * Lets the kernel pass on only frames that may be a probe's: on a busy host a look at each packet is not for this process.
 * Classic BPF (packet(7); the kernel's Documentation/networking/filter.rst), which cannot search, but compare at places. Pure.
 */
import { PROBE_COPIES, PROBE_MARK_STEP } from '../../model/probe.js';

/** One struct sock_filter. */
const INSTRUCTION_BYTES = 8;
const LOAD_WORD = 0x20;
const SUBTRACT = 0x14;
const JUMP_IF_AT_LEAST = 0x35;
const RETURN = 0x06;
const WHOLE_PACKET = 0xffff_ffff;

const ETHERNET = 14;
/** Bytes of IP headers. */
const FAMILIES = [20, 40];
/** Of the tunnel's headers with IPv4 and IPv6 around them: RFC 7348, section 5. */
const ENCAPSULATIONS = [0, 50, 70];

/** Where a mark may be; ascending, as a load beyond the end of a packet ends the program with a refusal. */
function offsets(): readonly number[] {
  const all = ENCAPSULATIONS.flatMap((outer) =>
    FAMILIES.flatMap((ip) => {
      const transport = outer + ETHERNET + ip;
      const quoted = transport + 8 + ip;
      return [transport + 4, transport + 8, quoted + 4, quoted + 8];
    }),
  );
  return [...new Set(all)].sort((a, b) => a - b);
}

/** struct sock_filter one after the other, in the order of bytes of the host. */
export function probeFilter(mark: number): Buffer {
  const range = PROBE_COPIES * PROBE_MARK_STEP;
  const steps = offsets().flatMap((at) => [
    instruction(LOAD_WORD, at),
    instruction(SUBTRACT, mark),
    instruction(JUMP_IF_AT_LEAST, range, 1),
    instruction(RETURN, WHOLE_PACKET),
  ]);
  return Buffer.concat([...steps, instruction(RETURN, 0)]);
}

function instruction(code: number, value: number, skipIfTrue = 0): Buffer {
  const bytes = Buffer.alloc(INSTRUCTION_BYTES);
  bytes.writeUInt16LE(code, 0);
  bytes.writeUInt8(skipIfTrue, 2);
  bytes.writeUInt32LE(value >>> 0, 4);
  return bytes;
}
