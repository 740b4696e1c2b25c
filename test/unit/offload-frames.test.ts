/** Offloads tried with packets: how these are made and read, and what is concluded from answers. */
import t from 'tap';
import { checksum } from '../../agent/kernel/native/checksum.js';
import { OFFLOAD_HEADER_BYTES } from '../../agent/kernel/native/frame-socket.js';
import { offloadFaults } from '../../agent/underlay/offload-faults.js';
import {
  answerFrame,
  askFrame,
  hear,
  isPossible,
  payloadBytes,
  PROBE_KINDS,
  type Answer,
  type Ask,
} from '../../agent/underlay/offload-frames.js';
import { tunnelled } from '../../agent/underlay/offload-packets.js';
import {
  isSettled,
  judged,
  TRIES,
  UNJUDGED,
  verdictOf,
  type Tally,
} from '../../agent/underlay/offload-verdict.js';
import { faultsIn } from '../../model/host-faults.js';

const MAC = Uint8Array.of(6, 1, 2, 3, 4, 5);
const MTU = 1450;
const ASK: Ask = { id: 0xdeadbeef, kind: 'summed', from: '192.0.2.1' };
const TRANSPORT = OFFLOAD_HEADER_BYTES + 14 + 20;

/** As a device, or the kernel for it, completes a checksum. */
function completed(frame: Buffer): Buffer {
  const [start, at] = [frame.readUInt16LE(6) + OFFLOAD_HEADER_BYTES, frame.readUInt16LE(8)];
  const sum = checksum([frame.subarray(start)]);
  const done = Buffer.from(frame);
  done.writeUInt16BE(sum || 0xffff, start + at);
  done.fill(0, 0, OFFLOAD_HEADER_BYTES);
  return done;
}

t.test('a packet of each kind is read as it was made, also by way of IPv6', (t) => {
  for (const from of ['192.0.2.1', 'fd00::1']) {
    for (const kind of PROBE_KINDS) {
      const frame = askFrame({ ...ASK, kind, from }, MAC, MTU);
      const bytes = payloadBytes(kind, MTU);
      t.same(hear(frame), { what: 'ask', ask: { ...ASK, kind, from }, isIntact: true, bytes });
    }
  }
  const answer: Answer = { id: 7, kind: 'burst', isIntact: false, bytes: 5640 };
  t.same(hear(answerFrame(answer, MAC)), { what: 'answer', answer });
  t.end();
});

t.test('a checksum that is completed is right, one that is not, or wrongly, is wrong', (t) => {
  for (const kind of ['summed', 'summed-large', 'summed-v6', 'summed-large-v6'] as const) {
    const frame = askFrame({ ...ASK, kind }, MAC, MTU);
    t.match(hear(completed(frame)), { isIntact: true }, kind);
    const forgotten = Buffer.from(frame).fill(0, 0, OFFLOAD_HEADER_BYTES);
    t.match(hear(forgotten), { what: 'ask', isIntact: false }, 'nobody completed it');
    const vouched = Buffer.from(forgotten);
    vouched.writeUInt8(2, 0);
    t.match(hear(vouched), { isIntact: true }, 'the device that received it has verified it');
    const changed = completed(frame);
    changed.writeUInt8(changed.readUInt8(changed.length - 1) ^ 1, changed.length - 1);
    t.match(hear(changed), { isIntact: false }, 'the last byte counts');
  }
  t.end();
});

t.test('what needs no device has no checksum inside, and is complete around it', (t) => {
  const frame = askFrame({ ...ASK, kind: 'plain' }, MAC, MTU);
  t.equal(frame.readUInt16BE(TRANSPORT + 6), 0);
  t.same(frame.subarray(0, OFFLOAD_HEADER_BYTES), Buffer.alloc(OFFLOAD_HEADER_BYTES));
  for (const [bytes, header] of [
    [4, 20],
    [16, 40],
  ] as const) {
    const ends = { from: Buffer.alloc(bytes, 1), to: Buffer.alloc(bytes, 2), port: 4789 };
    const packet = tunnelled(frame, ends);
    const udp = packet.subarray(header);
    const rest = Buffer.alloc(8);
    rest.writeUInt32BE(udp.length, 0);
    rest.writeUInt32BE(17, 4);
    t.equal(checksum([ends.from, ends.to, rest, udp]), 0, 'RFC 768');
    t.equal(udp.readUInt16BE(2), 4789);
    t.equal(udp.readUIntBE(12, 3), 0, 'no network has this VNI');
    const large = tunnelled(askFrame({ ...ASK, kind: 'plain-large' }, MAC, MTU), ends);
    t.equal(large.length, MTU + header + 30, 'as large as the largest packets of networks');
  }
  t.end();
});

t.test('what needs no device has a complete checksum inside where IPv6 wants one', (t) => {
  for (const kind of ['plain-v6', 'plain-large-v6'] as const) {
    const frame = askFrame({ ...ASK, kind }, MAC, MTU);
    t.same(frame.subarray(0, OFFLOAD_HEADER_BYTES), Buffer.alloc(OFFLOAD_HEADER_BYTES));
    const ip = frame.subarray(OFFLOAD_HEADER_BYTES + 14);
    t.equal(ip.readUInt16BE(4), ip.length - 40, 'RFC 8200');
    const rest = Buffer.alloc(8);
    rest.writeUInt32BE(ip.length - 40, 0);
    rest.writeUInt32BE(17, 4);
    t.equal(checksum([ip.subarray(8, 40), rest, ip.subarray(40)]), 0, kind);
    frame.writeUInt8(frame.readUInt8(frame.length - 1) ^ 1, frame.length - 1);
    t.match(hear(frame), { what: 'ask', isIntact: false }, 'the last byte counts');
    const none = Buffer.from(frame);
    none.writeUInt16BE(0, OFFLOAD_HEADER_BYTES + 14 + 40 + 6);
    t.match(hear(none), { isIntact: false }, 'none is none in IPv6');
    if (kind === 'plain-large-v6') t.equal(ip.length, MTU);
  }
  t.end();
});

t.test('packets of others, and those that are cut off, are none of ours', (t) => {
  const frame = askFrame(ASK, MAC, MTU);
  const cut = Array.from({ length: frame.length }, (_, length) => hear(frame.subarray(0, length)));
  t.ok(cut.slice(0, TRANSPORT + 8 + 40).every((heard) => heard === undefined));
  const other = Buffer.from(frame);
  other.writeUInt8(0, TRANSPORT + 8);
  t.equal(hear(other), undefined);
  const unheardOf = Buffer.from(frame);
  unheardOf.writeUInt8(77, TRANSPORT + 8 + 9);
  t.equal(hear(unheardOf), undefined, 'a kind of a later version');
  for (const kind of ['burst', 'burst-v6'] as const) {
    t.equal(isPossible(kind, MTU), true);
    t.equal(isPossible(kind, 60_000), false, 'two segments do not fit into a packet');
  }
  t.end();
});

const came = (intact: number, wrong = 0, sent = TRIES): Tally => {
  return { sent, bytes: 100 * sent, intactBytes: 100 * intact, wrong };
};
const all = came(1, 0, 1);
const SOUND = {
  ...{ plain: all, 'plain-large': all, summed: all, 'summed-large': all, burst: all },
};
const V6 = {
  ...{ 'plain-v6': all, 'plain-large-v6': all, 'summed-v6': all, 'summed-large-v6': all },
  ...{ 'burst-v6': all },
};
const BOTH = { ...SOUND, ...V6 };

t.test('only who hears what needs no device, and not what does, shows a fault', (t) => {
  t.same(verdictOf(SOUND), { is: 'sound' });
  const lost = { ...SOUND, plain: came(TRIES), summed: came(0) };
  t.same(verdictOf(lost), { is: 'broken', fault: 'sums' });
  t.same(verdictOf({ ...lost, summed: came(1, 2) }), { is: 'broken', fault: 'sums' }, 'wrong');
  t.same(verdictOf({ ...lost, summed: came(1) }), { is: 'sound' }, 'one came: they are lost');
  t.same(verdictOf({ ...lost, plain: came(TRIES - 1) }).is, 'broken', 'one may be lost');
  t.same(verdictOf({ ...lost, plain: came(TRIES - 2) }), { is: 'unknown' }, 'a bad way');
  t.same(verdictOf({ ...lost, plain: came(0) }), { is: 'unknown' }, 'nobody answers');
  const large = { ...SOUND, 'plain-large': came(0), 'summed-large': came(0), burst: came(0) };
  t.same(verdictOf(large), { is: 'unknown' }, 'a black hole');
  const cut = { ...SOUND, 'plain-large': came(TRIES), burst: came(0) };
  t.same(verdictOf(cut), { is: 'broken', fault: 'segments' });
  const firstOnly = { ...came(0), intactBytes: 0.25 * 100 * TRIES };
  t.equal(verdictOf({ ...cut, burst: { ...firstOnly, intactBytes: 99 } }).is, 'broken');
  t.ok(isSettled('plain', SOUND));
  t.notOk(isSettled('plain-large', cut), 'what it is compared with is sent again, and so is it');
  t.ok(isSettled('summed', cut));
  t.end();
});

t.test('of IPv6 inside the same is concluded, by name, unless nothing of it is answered', (t) => {
  t.same(verdictOf(BOTH), { is: 'sound' });
  const open = { ...BOTH, 'plain-v6': came(TRIES), 'plain-large-v6': came(TRIES) };
  const sums = { is: 'broken', fault: 'sums-v6' };
  t.same(verdictOf({ ...open, 'summed-v6': came(0) }), sums);
  t.same(verdictOf({ ...open, 'summed-large-v6': came(1, 2) }), sums);
  const cut = { ...open, 'burst-v6': came(0) };
  t.same(verdictOf(cut), { is: 'broken', fault: 'segments-v6' });
  const four = { plain: came(TRIES), summed: came(0) };
  t.same(verdictOf({ ...cut, ...four }), { is: 'broken', fault: 'sums' }, 'what is broken in both');
  const silent = Object.fromEntries(Object.keys(V6).map((kind) => [kind, came(0)]));
  t.same(verdictOf({ ...SOUND, ...silent }), { is: 'sound' }, 'an older version');
  t.same(verdictOf({ ...four, ...silent, summed: came(0) }).is, 'broken');
  const some = { ...silent, 'plain-v6': came(1) };
  t.same(verdictOf({ ...SOUND, ...some }), { is: 'unknown' }, 'a bad way');
  t.notOk(isSettled('plain-v6', { ...SOUND, ...silent }), 'it is tried all the same');
  t.end();
});

t.test('blamed is who was found broken twice running, cleared who is sound or silent', (t) => {
  const broken = { is: 'broken', fault: 'sums' } as const;
  const once = judged(UNJUDGED, broken);
  t.equal(once.fault, undefined);
  const twice = judged(once, broken);
  t.equal(twice.fault, 'sums');
  t.equal(judged(twice, { is: 'sound' }).fault, undefined);
  const silent = judged(twice, { is: 'unknown' });
  t.equal(silent.fault, 'sums', 'a lost round says nothing');
  t.equal(judged(silent, broken).fault, 'sums');
  t.equal(judged(silent, { is: 'unknown' }).fault, undefined);
  t.equal(judged(judged(once, { is: 'unknown' }), broken).fault, undefined, 'not running');
  t.end();
});

t.test('the remedy costs as little as can be, and ends where nothing is left', (t) => {
  const states = ['192.0.2.2', 'fd00::3'].map((vtep) => {
    return { vtep, fault: 'sums', isSound: false } as const;
  });
  const device = (name: string, ...active: string[]) => ({
    ...{ name, driver: 'x', active: new Set(active) },
  });
  const details = (...devices: ReturnType<typeof device>[]) =>
    faultsIn(offloadFaults(states, devices)).map(({ detail }) => detail);
  const sums = 'tx-checksum-ip-generic';
  const both = details(device('bond0'), device('eth0', sums, 'tx-udp_tnl-segmentation'));
  t.equal(both.length, 1, 'the device that does it');
  t.match(both[0], 'ethtool -K eth0 tx-udp_tnl-segmentation off');
  t.match(both[0], 'do not arrive whole at 192.0.2.2,fd00::3, others do');
  t.match(details(device('eth0', sums))[0], /ethtool -K eth0 tx off$/);
  t.match(details(device('eth0'))[0], /nothing .* left to be switched off at eth0: mend/);
  t.match(details()[0], 'nothing of it is left to be switched off at underlay');
  const device0 = [device('eth0', sums)];
  const texts = (...faults: ('sums' | 'segments' | 'sums-v6' | 'segments-v6')[]): string => {
    const list = faults.map((fault, i) => ({ ...states[i]!, fault }));
    return faultsIn(offloadFaults(list, device0))[0]?.detail ?? '';
  };
  t.match(texts('sums-v6'), ': IPv6 packets whose checksum is to be completed leave eth0 of');
  t.match(texts('segments-v6'), ': large IPv6 packets to be cut into segments leave eth0 of');
  t.match(texts('segments-v6', 'sums-v6'), ': IPv6 packets whose checksum');
  t.match(texts('sums-v6', 'segments'), ': large packets to be cut', 'of both families');
  t.match(texts('sums-v6'), /do not arrive whole at 192.0.2.2, others do; .* eth0 tx off$/);
  const many = Array.from({ length: 7 }, (_, i) => ({ ...states[0]!, vtep: `10.0.0.${i}` }));
  t.match(faultsIn(offloadFaults(many, [device('eth0')]))[0]?.detail, '10.0.0.4+2,');
  t.same(offloadFaults([{ ...states[0]!, fault: undefined }], [device('eth0', sums)]), []);
  t.end();
});
