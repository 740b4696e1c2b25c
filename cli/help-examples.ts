/** Examples in help texts, by command: each is a line that works as it stands. */
import type { Command } from 'commander';

const EXAMPLES: Readonly<Record<string, readonly string[]>> = {
  trace: [
    'ovctl trace web.blue db.blue',
    'ovctl trace web.blue db.blue --port tcp/5432 -o wide',
    'ovctl trace web.blue db.blue --family 6',
    'ovctl trace web.blue db.blue --live',
  ],
  'network check': ['ovctl network check blue', 'ovctl network check blue --pairs 500 -o json'],
  verify: ['ovctl verify', 'ovctl verify --node w1 -o json'],
  'manager init': ['ovctl manager init --advertise 192.0.2.1 --detach'],
  'manager join': ['ovctl manager join --token-file token --advertise 192.0.2.2 --detach'],
  'manager run': ['ovctl manager run --detach'],
  'manager stop': ['ovctl manager stop'],
  'manager leave': ['ovctl manager leave'],
  'manager recover': ['ovctl manager recover --data-dir /var/lib/ovnet/manager'],
  'manager log-level': ['ovctl manager log-level debug', 'ovctl manager log-level'],
  'manager install': ['ovctl manager install --now'],
  'worker join': ['ovctl worker join --token-file token --vtep 192.0.2.11 --detach'],
  'worker run': ['ovctl worker run --detach'],
  'worker stop': ['ovctl worker stop'],
  'worker leave': ['ovctl worker leave'],
  'worker status': ['ovctl worker status', 'ovctl worker status -o json'],
  'worker log-level': ['ovctl worker log-level debug'],
  'worker install': ['ovctl worker install --now'],
  'token create': ['ovctl token create --role worker --ttl 1h --uses 3'],
  'token show': ['ovctl token show worker'],
  'token ls': ['ovctl token ls'],
  'token rm': ['ovctl token rm tok-1m8b5kycj37159s2bh5'],
  'key create': ['ovctl key create ci --role operator > ci.key'],
  'key ls': ['ovctl key ls'],
  'key rm': ['ovctl key rm ci'],
  'network ls': ['ovctl network ls --label team=a -o wide'],
  'network inspect': ['ovctl network inspect blue', 'ovctl network inspect blue -o json'],
  'network update': ['ovctl network update blue --mtu 1400 --label team=b --label old-'],
  'network rm': ['ovctl network rm blue', 'ovctl network rm blue --force --yes'],
  'subnet add': ['ovctl subnet add blue 10.21.0.0/24 --reserve 10.21.0.9'],
  'subnet ls': ['ovctl subnet ls blue -o wide'],
  'subnet rm': ['ovctl subnet rm blue 10.21.0.0/24'],
  'endpoint ls': ['ovctl endpoint ls --network blue --node w1 -o wide'],
  'endpoint inspect': ['ovctl endpoint inspect web.blue'],
  'endpoint update': ['ovctl endpoint update web.blue --alias www --label tier=front'],
  'endpoint move': ['ovctl endpoint move web.blue --node w2 --netns web --wait'],
  'endpoint rm': ['ovctl endpoint rm web.blue --wait'],
  'reservation ls': ['ovctl reservation ls --network blue'],
  'reservation inspect': ['ovctl reservation inspect db.blue'],
  'reservation rm': ['ovctl reservation rm db.blue'],
  'node ls': ['ovctl node ls -o wide'],
  'node inspect': ['ovctl node inspect worker/w1'],
  'node update': ['ovctl node update w1 --label rack=r7 --availability active'],
  'node drain': ['ovctl node drain w1'],
  'node activate': ['ovctl node activate w1'],
  'node promote': ['ovctl node promote m2'],
  'node demote': ['ovctl node demote m2'],
  'node rm': ['ovctl node rm w1', 'ovctl node rm w1 --force --yes'],
  apply: [
    'ovctl apply -f shop.yaml --dry-run',
    'ovctl apply -f shop.yaml --set shop --prune --wait',
    'ovctl export --network blue | ovctl apply -f -',
  ],
  diff: ['ovctl diff -f shop.yaml --set shop --prune'],
  export: ['ovctl export > all.yaml', 'ovctl export --set shop -o json'],
  status: ['ovctl status'],
  'raft status': ['ovctl raft status'],
  'raft transfer': ['ovctl raft transfer m2'],
  wait: ['ovctl wait --network blue --timeout 10s'],
  'lab up': ['ovctl lab up --managers 3 --workers 2'],
  'lab ls': ['ovctl lab ls'],
  'lab down': ['ovctl lab down'],
  'lab env': ['eval "$(ovctl lab env)"'],
  'lab exec': ['ovctl lab exec w1 -- ip addr'],
  'lab fault kill': ['ovctl lab fault kill m1'],
  'lab fault pause': ['ovctl lab fault pause m1'],
  'lab fault resume': ['ovctl lab fault resume m1'],
  'lab fault restart': ['ovctl lab fault restart m1'],
  'lab fault partition': ['ovctl lab fault partition m1,w1 m2,m3 --one-way'],
  'lab fault heal': ['ovctl lab fault heal'],
  'context add': [
    'ovctl context add prod --server https://m1:7070 --ca ca.pem --key-file ci.key --use',
    'ovctl context add prod --server https://m1:7070 --ca ca.pem --key-file - < ci.key',
  ],
  'context use': ['ovctl context use prod', 'ovctl context use local'],
  'context ls': ['ovctl context ls'],
  'context rm': ['ovctl context rm prod'],
  'config show': ['ovctl config show worker --origin'],
  version: ['ovctl version -o json'],
};

/** Adds them to the commands of the tree; those that bring their own keep them. */
export function addExamples(program: Command): void {
  for (const [path, lines] of Object.entries(EXAMPLES)) {
    const command = path
      .split(' ')
      .reduce<Command | undefined>(
        (parent, name) => parent?.commands.find((child) => child.name() === name),
        program,
      );
    if (!command) throw new Error(`examples for ovctl ${path}, which is no command`);
    const title = lines.length === 1 ? 'Example' : 'Examples';
    command.addHelpText('after', `\n${title}:\n  ${lines.join('\n  ')}`);
  }
}
