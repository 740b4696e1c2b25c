/** Probes and their answers are found in frames as they come by: both families, bare, tagged, tunnelled, quoted. */
import t, { type Test } from 'tap';
import { probeFilter } from '../../agent/inspect/probe-filter.js';
import { findProbe, type Wanted } from '../../agent/inspect/probe-frame.js';
import { probePacket } from '../../agent/inspect/probe-packet.js';
import { addressBytes } from '../../agent/kernel/native/address.js';
import type { Probe } from '../../model/probe.js';

const MARK = 0x8a1b_2c3d;
const DATA_PORT = 4789;
const V4 = { from: '10.0.0.1', to: '10.0.0.2' };
const V6 = { from: 'fd00::1', to: 'fd00::2' };

function wanted({ from, to }: typeof V4, mark = MARK): Wanted {
  return { mark, from: addressBytes(from), to: addressBytes(to), dataPort: DATA_PORT };
}

function ethernet(type: number, ...rest: Buffer[]): Buffer {
  const header = Buffer.alloc(14, 2);
  header.writeUInt16BE(type, 12);
  return Buffer.concat([header, ...rest]);
}

function ip(from: string, to: string, protocol: number, ...rest: Buffer[]): Buffer {
  const ends = [addressBytes(from), addressBytes(to)];
  const isV6 = from.includes(':');
  const header = Buffer.alloc(isV6 ? 8 : 12);
  header.writeUInt8(isV6 ? 0x60 : 0x45, 0);
  header.writeUInt8(protocol, isV6 ? 6 : 9);
  return Buffer.concat([header, ...ends, ...rest]);
}

function framed(packet: Buffer): Buffer {
  return ethernet(packet.readUInt8(0) >> 4 === 6 ? 0x86dd : 0x0800, packet);
}

function tunnelled(from: string, to: string, frame: Buffer, port = DATA_PORT): Buffer {
  const headers = Buffer.alloc(16);
  headers.writeUInt16BE(port, 2);
  return framed(ip(from, to, 17, headers, frame));
}

function request(probe: Probe, copy: number): Buffer {
  const { protocol, bytes } = probePacket(probe, copy);
  return ip(probe.from, probe.to, protocol, bytes);
}

function back({ from, to }: typeof V4, protocol: number, bytes: Buffer): Buffer {
  return ip(to, from, protocol, bytes);
}

/** What the kernel does with the instructions that the filter is made of. */
function passes(filter: Buffer, frame: Buffer): boolean {
  let word = 0;
  for (let at = 0; at < filter.length; at += 8) {
    const [code, value] = [filter.readUInt16LE(at), filter.readUInt32LE(at + 4)];
    if (code === 0x20) {
      if (frame.length < value + 4) return false;
      word = frame.readUInt32BE(value);
    } else if (code === 0x14) word = (word - value) >>> 0;
    else if (code === 0x35) at += word >= value ? 8 * filter.readUInt8(at + 2) : 0;
    else return value !== 0;
  }
  throw new Error('no end');
}

const PORTS = [
  undefined,
  { protocol: 'tcp', number: 443 },
  { protocol: 'udp', number: 53 },
] as const;

for (const [name, ends] of Object.entries({ IPv4: V4, IPv6: V6 })) {
  const filter = probeFilter(MARK);
  const of = wanted(ends);
  const both = (t: Test, frame: Buffer, found: unknown, what: string): void => {
    t.same(findProbe(frame, of), found, what);
    t.equal(passes(filter, frame), found !== undefined, `the kernel passes it on: ${what}`);
  };

  for (const port of PORTS) {
    const probe: Probe = { mark: MARK, ...ends, ...(port && { port }) };
    const kind = port?.protocol ?? 'echo';
    t.test(`${name}: a probe by ${kind} is found`, (t) => {
      const packet = request(probe, 2);
      const found = { way: 'there', copy: 2 };
      both(t, framed(packet), found, 'bare');
      both(t, tunnelled('192.0.2.1', '192.0.2.2', framed(packet)), found, 'in a tunnel over IPv4');
      both(t, tunnelled('fd01::1', 'fd01::2', framed(packet)), found, 'in a tunnel over IPv6');
      t.same(
        findProbe(
          ethernet(0x8100, Buffer.from([0, 7, ...framed(packet).subarray(12, 14)]), packet),
          of,
        ),
        found,
        'behind a VLAN tag',
      );
      t.end();
    });

    t.test(`${name}: what is not the probe by ${kind} is left alone`, (t) => {
      const packet = request(probe, 1);
      t.same(findProbe(framed(packet), wanted(ends, MARK + 1)), undefined, 'another mark');
      t.same(findProbe(framed(packet), wanted(ends, MARK - 7)), undefined, 'a mark below');
      t.same(
        findProbe(framed(packet), wanted({ from: ends.from, to: ends.from })),
        undefined,
        'other ends',
      );
      const other = tunnelled('192.0.2.1', '192.0.2.2', framed(packet), 4790);
      t.same(findProbe(other, of), undefined, 'a tunnel of somebody else');
      for (let length = 0; length < framed(packet).length - 11; length++) {
        const cut = framed(packet).subarray(0, length);
        t.doesNotThrow(() => findProbe(cut, of), `${length} bytes of it`);
      }
      t.end();
    });
  }

  t.test(`${name}: answers are told from what they answer`, (t) => {
    const isV6 = name === 'IPv6';
    const echo = probePacket({ mark: MARK, ...ends }, 1);
    const reply = Buffer.from(echo.bytes);
    reply.writeUInt8(isV6 ? 129 : 0, 0);
    both(t, framed(back(ends, echo.protocol, reply)), { way: 'back', copy: 1 }, 'echo reply');

    const reset = Buffer.alloc(20);
    reset.writeUInt32BE((MARK + 2 + 1) >>> 0, 8);
    both(t, framed(back(ends, 6, reset)), { way: 'back', copy: 1 }, 'acknowledgement of a SYN');

    const udp = request({ mark: MARK, ...ends, port: { protocol: 'udp', number: 53 } }, 1);
    const unreachable = Buffer.concat([
      Buffer.from([isV6 ? 1 : 3, isV6 ? 4 : 3, 0, 0, 0, 0, 0, 0]),
      udp,
    ]);
    const quoted = framed(back(ends, isV6 ? 58 : 1, unreachable));
    both(t, quoted, { way: 'back', copy: 1 }, 'port unreachable');
    both(
      t,
      tunnelled('fd01::1', 'fd01::2', quoted),
      { way: 'back', copy: 1 },
      'the same in a tunnel',
    );
    t.end();
  });

  t.test(`${name}: what resets a half-open conversation is no further copy`, (t) => {
    const reset = Buffer.alloc(20);
    reset.writeUInt32BE(MARK + 1, 4);
    t.same(findProbe(framed(ip(ends.from, ends.to, 6, reset)), of), undefined);
    t.end();
  });
}

t.test('checksums are right: the sum over what they cover is all ones', (t) => {
  const sum = (bytes: Buffer): number => {
    let total = 0;
    for (let at = 0; at < bytes.length; at += 2) total += (bytes[at]! << 8) | (bytes[at + 1] ?? 0);
    while (total > 0xffff) total = (total & 0xffff) + (total >>> 16);
    return total;
  };
  t.equal(sum(probePacket({ mark: MARK, ...V4 }, 0).bytes), 0xffff, 'echo');
  for (const ends of [V4, V6]) {
    for (const port of PORTS.slice(1)) {
      const { protocol, bytes } = probePacket({ mark: MARK, ...ends, ...(port && { port }) }, 0);
      const pseudo = Buffer.alloc(8);
      pseudo.writeUInt32BE(bytes.length, 0);
      pseudo.writeUInt8(protocol, 7);
      const all = Buffer.concat([addressBytes(ends.from), addressBytes(ends.to), pseudo, bytes]);
      t.equal(sum(all), 0xffff, `${port?.protocol} ${ends.from}`);
    }
  }
  t.end();
});
