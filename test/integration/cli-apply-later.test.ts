/** Files for `ovctl apply` with what later versions bring. */
import t from 'tap';
import { CliSession } from '../support/cli-session.js';

const FILE = `apiVersion: ovnet/v1
networks:
  - name: blue
endpoints:
  - {name: web, network: blue, node: w1}
`;

t.test('what later versions bring is refused as not supported, with every place', async (t) => {
  const session = await CliSession.start(t);
  const before = session.manager.hash();
  const cases: [string, RegExp[]][] = [
    [`${FILE}policies: [{name: web}]`, [/stdin: \/policies: 'policies' is not supported/]],
    [`${FILE}services: []\nports: []`, [/stdin: \/services: /, /stdin: \/ports: /]],
    [FILE.replace('node: w1', 'node: w1, ports: [443]'), [/endpoints\/0\/ports: 'ports' is not/]],
    [
      FILE.replace('  - name: blue', '  - name: blue\n    encrypted: true'),
      [/stdin: \/networks\/0\/encrypted/],
    ],
  ];
  for (const [file, places] of cases) {
    const { code, err } = await session.run(['apply', '-f', '-'], { stdin: file });
    t.equal(code, 65, err);
    t.match(err, /^ovctl: Not supported by this version: /);
    for (const place of places) t.match(err, place);
  }
  t.equal(session.manager.hash(), before);
});
