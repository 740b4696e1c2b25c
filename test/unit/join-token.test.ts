import t from 'tap';
import { formatJoinToken, parseHostPort, parseJoinToken } from '../../model/join-token.js';
import { hashSecret, mintSecret } from '../../identity/secret.js';

const caDigest = '00ff'.repeat(16);
const addresses = [
  { host: '192.0.2.1', port: 7070 },
  { host: '2001:db8::1', port: 7170 },
  { host: 'm3.example', port: 443 },
];

t.test('a token is read back as it was written', (t) => {
  for (const digest of [caDigest, 'f'.repeat(64), '0'.repeat(64)]) {
    const parts = { caDigest: digest, secret: mintSecret(), addresses };
    const text = formatJoinToken(parts);
    t.match(text, /^OVTKN-1-[0-9a-z]{50}-[0-9a-z]{25}@192\.0\.2\.1:7070,\[2001:db8::1\]:7170,m3/);
    t.same(parseJoinToken(text), parts);
    t.same(parseJoinToken(`${text}\n`), parts, 'a line end from a file does not matter');
  }
  t.end();
});

t.test('[check 3] malformed tokens are refused with the reason and never with the secret', (t) => {
  const secret = mintSecret();
  const good = formatJoinToken({ caDigest, secret, addresses });
  const bad: [string, RegExp][] = [
    ['', /form/],
    ['hello', /form/],
    [good.replace('OVTKN', 'SWMTKN'), /begins with/],
    [good.replace('OVTKN-1', 'OVTKN-2'), /version 2/],
    [good.replace('OVTKN-1-', 'OVTKN-1-0'), /digest has 51/],
    [good.replace(`${secret}@`, `${secret.slice(1)}@`), /secret has 24/],
    [good.replace(`-${secret}@`, '@'), /digest and a secret/],
    [good.replace('OVTKN-1-0', 'OVTKN-1-_'), /digest is malformed/],
    [good.replace('OVTKN-1-0', 'OVTKN-1-z'), /digest is malformed/],
    [good.replace(secret, 'z'.repeat(25)), /secret is malformed/],
    [good.replace(secret, secret.toUpperCase().replace(/^./, 'A')), /secret is malformed/],
    [good.split('@')[0] ?? '', /form/],
    [`${good.split('@')[0] ?? ''}@192.0.2.1`, /not HOST:PORT/],
    [`${good.split('@')[0] ?? ''}@192.0.2.1:0`, /not HOST:PORT/],
    [`${good},`, /not HOST:PORT/],
  ];
  for (const [text, reason] of bad) {
    t.throws(() => parseJoinToken(text), { code: 'invalid-token', message: reason });
    try {
      parseJoinToken(text);
    } catch (error) {
      t.notOk(String(error).includes(secret), 'no secret in the message');
    }
  }
  t.end();
});

t.test('secrets are 128 random bits and stored as a hash of their bytes', (t) => {
  const secret = mintSecret();
  t.match(secret, /^[0-9a-z]{25}$/);
  t.not(mintSecret(), secret);
  t.match(hashSecret(secret), /^[0-9a-f]{64}$/);
  t.equal(hashSecret('short'), undefined);
  t.end();
});

t.test('host and port are told apart, also in IPv6', (t) => {
  t.same(parseHostPort('[::1]:80'), { host: '::1', port: 80 });
  for (const text of ['::1:80', '[::1]', 'host', 'host:', 'host:70000', 'ho st:1', '[host]:1']) {
    t.equal(parseHostPort(text), undefined, text);
  }
  t.end();
});
