import t from 'tap';
import { readAddress, readRoute } from '../../agent/kernel/netlink/addresses.js';
import { ipBytes, ipText, macBytes, macText } from '../../agent/kernel/netlink/address-bytes.js';
import { NLM_F_ACK } from '../../agent/kernel/netlink/constants.js';
import { readLink } from '../../agent/kernel/netlink/links.js';
import { MessageWriter, readMessages, readVerdict } from '../../agent/kernel/netlink/message.js';
import { readRow, writeRow } from '../../agent/kernel/netlink/rows.js';
import type { RowOperation } from '../../agent/kernel/port-row-mirror.js';

// Bytes seen between iproute2 6.1 and a kernel 6.18.
const SEQ = 0x6b080d61;

const messages = (hex: string): ReturnType<typeof readMessages> =>
  readMessages(Buffer.from(hex, 'hex'));
const only = <T>(hex: string, read: (message: never) => T): T => {
  const [message] = messages(hex);
  return read(message as never);
};
const written = (write: (writer: MessageWriter) => unknown): string => {
  const writer = new MessageWriter(256);
  write(writer);
  return writer.bytes.toString('hex');
};

const MAC = '02:42:0a:00:00:02';
const dev = 'vx-000001';

t.test('rows are asked for as iproute2 asks for them', (t) => {
  const expected: [RowOperation, string][] = [
    [
      { op: 'replace-fdb', dev, mac: MAC, dst: '192.0.2.2' },
      '300000001c000505610d086b000000000700000002000000c00002000a00020002420a000002000008000100c0000202',
    ],
    [
      { op: 'replace-fdb', dev, mac: '02:42:0a:00:00:03', dst: '2001:db8::2' },
      '3c0000001c000505610d086b000000000700000002000000c00002000a00020002420a00000300001400010020010db8000000000000000000000002',
    ],
    [
      { op: 'delete-fdb', dev, mac: '02:42:0a:00:00:09', dst: '192.0.2.2' },
      '300000001d000500610d086b000000000700000002000000c00002000a00020002420a000009000008000100c0000202',
    ],
    [
      { op: 'replace-neighbour', dev, address: '10.0.0.2', mac: MAC },
      '300000001c000505610d086b00000000020000000200000080000000080001000a0000020a00020002420a0000020000',
    ],
    [
      { op: 'replace-neighbour', dev, address: 'fd00::2', mac: MAC },
      '3c0000001c000505610d086b000000000a000000020000008000000014000100fd0000000000000000000000000000020a00020002420a0000020000',
    ],
    [
      { op: 'delete-neighbour', dev, address: '10.0.0.9' },
      '240000001d000500610d086b00000000020000000200000080000000080001000a000009',
    ],
  ];
  for (const [row, hex] of expected) {
    const target = { ifindex: 2, seq: SEQ, flags: NLM_F_ACK };
    t.equal(
      written((writer) => writeRow(writer, row, target)),
      hex,
      JSON.stringify(row),
    );
  }
  t.end();
});

t.test('a row that has no such address is not written at all', (t) => {
  const target = { ifindex: 2, seq: SEQ, flags: 0 };
  for (const row of [
    { op: 'replace-fdb', dev, mac: '02:42', dst: '192.0.2.2' },
    { op: 'replace-fdb', dev, mac: MAC, dst: 'self' },
    { op: 'replace-neighbour', dev, address: '10.0.0.2/24', mac: MAC },
    { op: 'delete-neighbour', dev, address: '' },
  ] satisfies RowOperation[]) {
    t.equal(
      written((writer) => t.notOk(writeRow(writer, row, target))),
      '',
    );
  }
  t.end();
});

t.test('a flag is added to the last of several messages', (t) => {
  const hex = written((writer) => {
    for (const seq of [7, 8]) {
      const row = { op: 'delete-neighbour', dev, address: '10.0.0.9' } as const;
      writeRow(writer, row, { ifindex: 2, seq, flags: 0 });
    }
    writer.flag(NLM_F_ACK);
  });
  t.same(
    [...messages(hex)].map(({ seq, flags }) => [seq, flags]),
    [
      [7, 1],
      [8, 5],
    ],
  );
  t.end();
});

t.test('the tables are read as the kernel sends them', (t) => {
  const fdb =
    '4c0000001c000200620d086bf47b00000700000002000000800000000a000200aee5e93944ff0000080009000300000008000f0000000000140003000000000014000000140000000000' +
    '0000440000001c000200620d086bf47b00000700000002000000c00002010a00020002420a000003000008000100c00002031400030000000000120000001200000000000000' +
    '4c0000001c000200620d086bf47b00000700000005000000400000000a00020002420a0000050000080009000300000008000f000000000014000300000000000200000002000000000000' +
    '00280000001c000200620d086bf47b00000700000005000000800002000a0002003333000000010000';
  const row = { table: 'fdb', dst: undefined, bridged: false, state: 'permanent' };
  t.same([...messages(fdb)].map(readRow), [
    { ...row, ifindex: 2, mac: 'ae:e5:e9:39:44:ff', bridged: true },
    { ...row, ifindex: 2, mac: '02:42:0a:00:00:03', dst: '192.0.2.3' },
    { ...row, ifindex: 5, mac: '02:42:0a:00:00:05', bridged: true, state: 'static' },
    { ...row, ifindex: 5, mac: '33:33:00:00:00:01' },
  ]);
  const neighbours =
    '4c0000001c000200620d086bf87b0000020000000200000080000003080001000a0000020a00020002420a00000200000800040000000000140003000f0000000f0000000f00000000000000' +
    '580000001c000200620d086bf87b00000a000000030000004000000514000100ff0200000000000000000000000000160a000200333300000016000008000400000000001400030086170000160000001600000000000000';
  t.same([...messages(neighbours)].map(readRow), [
    { table: 'neighbour', ifindex: 2, address: '10.0.0.2', mac: MAC, state: 'permanent' },
    {
      ...{ table: 'neighbour', ifindex: 3, address: 'ff02::16' },
      ...{ mac: '33:33:00:00:00:16', state: 'other' },
    },
  ]);
  t.end();
});

t.test('links, addresses and routes are read from what the kernel tells', (t) => {
  // The attributes that are read, of a message of 2 kB.
  const down =
    '40000000100000000000000000000000' +
    '00000100020000000210000001000000' +
    '0e00030076782d303030303031000000' +
    '08000400dc05000008000a0003000000';
  t.same(only(down, readLink), {
    ...{ ifindex: 2, name: 'vx-000001', up: false, running: false, mtu: 1500, master: 3 },
    ...{ ofBridge: false, guarded: false, altered: [], gone: false },
  });
  const address =
    '5000000014000000530d086b337b00000218800002000000080001000a090001080002000a090001090003006574683000000000080008008000000014000600ffffffffffffffff1d3238001d323800';
  t.same(only(address, readAddress), {
    ...{ ifindex: 2, address: '10.9.0.1/24', linkLocal: false, gone: false },
  });
  const linkLocal =
    '500000001500000000000000000000000a40c0fd0200000014000100fe8000000000000080d4b3fffe34884c14000600ffffffffffffffffbb313800bb31380008000800c000000005000b0003000000';
  t.same(only(linkLocal, readAddress), {
    ...{ ifindex: 2, address: 'fe80::80d4:b3ff:fe34:884c/64', linkLocal: true, gone: true },
  });
  const route =
    '3c00000019000000000000000000000002180000fe02fd011000000008000f00fe000000080001000a090000080007000a0900010800040002000000';
  t.same(only(route, readRoute), {
    ...{ destination: '10.9.0.0/24', table: 254, protocol: 2, gone: true },
  });
  t.end();
});

t.test('an attribute that holds others is as long as all of them, padded', (t) => {
  const linkinfo = written((writer) =>
    writer.nest(18, (outer) =>
      outer.attributeText(1, 'veth').nest(2, (data) => data.attributeU8(8, 1)),
    ),
  );
  t.equal(linkinfo, '1c001200' + '090001007665746800000000' + '0c000200' + '0500080001000000');
  t.end();
});

t.test('a verdict has the number, and the text that the kernel adds', (t) => {
  const done = '2400000002000001610d086bcf7b000000000000300000001c000505610d086b00000000';
  t.same(only(done, readVerdict), { errno: 0, text: undefined });
  const refused =
    '4400000002000000610d086bd67b0000feffffff300000001d000500610d086b000000000700000002000000c00002000a00020002420a000009000008000100c0000202';
  t.same(only(refused, readVerdict), { errno: 2, text: undefined });
  const repeated =
    '5c000000100005060e0f086b00000000000000000000000000000000000000000800030076783200340012000900010076786c616e000000240002000800010001000000080004007f000001050007000100000006000f0012b50000';
  const said =
    '39000100412056584c414e206465766963652077697468207468652073706563696669656420564e4920616c72656164792065786973747300000000';
  const text = 'A VXLAN device with the specified VNI already exists';
  const whole = `ac000000020000020e0f086ba6110000efffffff${repeated}${said}`;
  t.same(only(whole, readVerdict), { errno: 17, text });
  const capped = `60000000020000030e0f086ba6110000efffffff${repeated.slice(0, 32)}${said}`;
  t.same(only(capped, readVerdict), { errno: 17, text });
  t.equal(only('1400000003000200600d086bcf7b000000000000', readVerdict), undefined, 'not one');
  t.end();
});

t.test('what is cut off is not read', (t) => {
  const whole = '240000001d000500620d086b00000000020000000200000080000000080001000a000009';
  for (const length of [0, 8, 30, 70]) t.same([...messages(whole.slice(0, length))], []);
  t.equal(only(`1c${whole.slice(2, 56)}`, readRow), undefined, 'no address');
  t.end();
});

t.test('addresses are the same after a way through bytes', (t) => {
  for (const text of ['0.0.0.0', '255.1.2.3', '::', 'fd00::5', '2001:db8:0:1:1:1:1:1']) {
    t.equal(ipText(Buffer.from(ipBytes(text) ?? [])), text);
  }
  t.equal(macText(macBytes('02:42:ff:00:0a:b9') ?? new Uint8Array()), '02:42:ff:00:0a:b9');
  t.end();
});
