/** What managers log of nodes: by name while few change at once, as one line when many do. */
import t from 'tap';
import { logNodes } from '../../server/cluster/node-log.js';
import type { AppliedEntry } from '../../server/storage/state-machine.js';
import { StateFixture } from '../support/state-fixture.js';

function logged(workers: number) {
  const lines: (readonly [level: string, fields: object, message: string])[] = [];
  const log = logNodes({
    info: (fields: object, message: string) => lines.push(['info', fields, message]),
    warn: (fields: object, message: string) => lines.push(['warn', fields, message]),
  } as unknown as Parameters<typeof logNodes>[0]);
  const lab = StateFixture.start(workers);
  const turn = (status: 'ready' | 'down', count: number): typeof lines => {
    const changes = Array.from({ length: count }, (_, at) => ({ node: `w${at + 1}`, status }));
    const { events } = lab.propose({ kind: 'node.status', changes });
    log({ events } as AppliedEntry);
    return lines.splice(0);
  };
  return turn;
}

t.test('each of a few nodes has a line of its own', (t) => {
  const turn = logged(3);
  t.match(turn('ready', 3), [
    ['info', { peer: 'node-w1', name: 'w1', role: 'worker' }, 'node is ready'],
    ['info', { peer: 'node-w2' }, 'node is ready'],
    ['info', { peer: 'node-w3' }, 'node is ready'],
  ]);
  t.match(turn('down', 1), [['warn', { peer: 'node-w1' }, 'node is down']]);
  t.end();
});

t.test('many at once have one line, with all of their ids', (t) => {
  const turn = logged(5);
  t.match(turn('ready', 5), [
    [
      'info',
      { count: 5, peers: ['node-w1', 'node-w2', 'node-w3', 'node-w4', 'node-w5'] },
      'nodes are ready',
    ],
  ]);
  t.match(turn('down', 4), [['warn', { count: 4 }, 'nodes are down']]);
  t.end();
});
