/** Renders and reads our chains for forwarded packets and address translation in the text form of iptables-save. */
import type { EgressRules, ObservedEgressRules } from '../port-egress.js';
import type { EgressChains } from '../naming.js';

/** Tells the jumps of this and other agents from foreign rules. */
const OURS = '-m comment --comment ovnet';

/** What the tables hold now. */
export interface Saved {
  /** iptables-save of each table. */
  readonly filter: string;
  readonly nat: string;
}

/** Input for `iptables-restore --noflush`: our chains and one jump each. The administrator's chain is left as it is. */
export function renderEgress(rules: EgressRules, chains: EgressChains, saved: Saved): string {
  const { user, forward, guard, nat } = chains;
  const own = [user, forward, guard];
  const content = contentOf(rules, chains);
  return [
    '*filter',
    ...(isDeclared(saved.filter, user) ? [] : [`:${user} - [0:0]`]),
    `:${forward} - [0:0]`,
    ...(rules.guard ? [`:${guard} - [0:0]`] : []),
    ...content.filter,
    ...dropped(jumpsTo(saved.filter, 'FORWARD', own)),
    `-I FORWARD 1 ${OURS} -j ${forward}`,
    `-I FORWARD 1 ${OURS} -j ${user}`,
    ...(rules.guard ? [`-A FORWARD ${OURS} -j ${guard}`] : removed(saved.filter, guard)),
    'COMMIT',
    '*nat',
    `:${nat} - [0:0]`,
    ...content.nat,
    ...dropped(jumpsTo(saved.nat, 'POSTROUTING', [nat])),
    `-A POSTROUTING ${OURS} -j ${nat}`,
    'COMMIT\n',
  ].join('\n');
}

/** Removes chains and jumps. The administrator's chain stays when it holds rules. Undefined when nothing is there. */
export function renderEgressRemoval(chains: EgressChains, saved: Saved): string | undefined {
  const { user, forward, guard, nat } = chains;
  const filter = [
    ...dropped(jumpsTo(saved.filter, 'FORWARD', [user, forward, guard])),
    ...[forward, guard].flatMap((chain) => removed(saved.filter, chain)),
    ...(rulesOf(saved.filter, user).length === 0 ? removed(saved.filter, user) : []),
  ];
  const translation = [
    ...dropped(jumpsTo(saved.nat, 'POSTROUTING', [nat])),
    ...removed(saved.nat, nat),
  ];
  if (filter.length + translation.length === 0) return undefined;
  return [
    ...(filter.length === 0 ? [] : ['*filter', ...filter, 'COMMIT']),
    ...(translation.length === 0 ? [] : ['*nat', ...translation, 'COMMIT']),
    '',
  ].join('\n');
}

/** Somebody else's rules for forwarded packets. */
export function hasForeignForwarding(filter: string, chains: EgressChains): boolean {
  const own = jumpsTo(filter, 'FORWARD', [chains.user, chains.forward, chains.guard]);
  const foreign = rulesOf(filter, 'FORWARD').length > own.length;
  return foreign || /^:FORWARD DROP /m.test(filter);
}

/** Our rules count as intact only when every line, its order and the places of the jumps are as they were written. */
export function parseEgress(chains: EgressChains, saved: Saved): ObservedEgressRules {
  const { user, forward, guard, nat } = chains;
  const filterJumps = jumpsTo(saved.filter, 'FORWARD', [user, forward, guard]);
  const natJumps = jumpsTo(saved.nat, 'POSTROUTING', [nat]);
  const guardSeen =
    isDeclared(saved.filter, guard) || filterJumps.some((jump) => leadsTo(jump, guard));
  const declared = [forward, guard].some((chain) => isDeclared(saved.filter, chain));
  const present =
    declared || isDeclared(saved.nat, nat) || filterJumps.length + natJumps.length > 0;
  const rules = rulesIn(chains, saved, guardSeen);
  return { rules, guard: guardSeen, present };
}

function rulesIn(chains: EgressChains, saved: Saved, guard: boolean): EgressRules | undefined {
  const { user, forward, nat } = chains;
  const masquerade = rulesOf(saved.nat, nat)[0] ?? '';
  const [, subnet, bridge] = / -s (\S+) ! -o (\S+) /.exec(masquerade) ?? [];
  if (subnet === undefined || bridge === undefined || !isDeclared(saved.filter, user)) {
    return undefined;
  }
  const lines = rulesOf(saved.filter, forward);
  const closed = lines.flatMap((line) => {
    const out = / -i (\S+) -o (\S+) -j DROP$/.exec(line);
    return out?.[1] === bridge && out[2] !== undefined && out[2] !== bridge ? [out[2]] : [];
  });
  const dataPorts = lines.flatMap((line) => {
    const port = / --dport (\d+) -j DROP$/.exec(line)?.[1];
    return port === undefined ? [] : [Number(port)];
  });
  const rules = { bridge, subnet, closed, dataPorts, guard };
  const content = contentOf(rules, chains);
  const whole =
    same(lines, content.filter.filter(inChain(forward))) &&
    same(rulesOf(saved.filter, chains.guard), content.filter.filter(inChain(chains.guard))) &&
    same(rulesOf(saved.nat, nat), content.nat) &&
    jumpsTo(saved.nat, 'POSTROUTING', [nat]).length === 1 &&
    inPlace(saved.filter, chains, guard);
  return whole ? rules : undefined;
}

/** The administrator's chain, then ours, before all rules but other agents'; the guard after all but theirs. */
function inPlace(filter: string, chains: EgressChains, guard: boolean): boolean {
  const lines = rulesOf(filter, 'FORWARD');
  const at = (chain: string): number[] =>
    lines.flatMap((line, i) => (leadsTo(line, chain) ? [i] : []));
  const [users, forwards, guards] = [at(chains.user), at(chains.forward), at(chains.guard)];
  if (users.length !== 1 || forwards.length !== 1 || guards.length !== (guard ? 1 : 0)) {
    return false;
  }
  const [first = 0, second = 0, last = lines.length] = [users[0], forwards[0], guards[0]];
  const isOurs = (line: string): boolean => line.includes(OURS);
  const head = lines.slice(0, second + 1).every(isOurs);
  return first < second && second < last && head && lines.slice(last).every(isOurs);
}

function contentOf(
  { bridge, subnet, closed, dataPorts, guard }: EgressRules,
  chains: EgressChains,
): { filter: string[]; nat: string[] } {
  const { forward } = chains;
  return {
    filter: [
      `-A ${forward} -i ${bridge} -o ${bridge} -j DROP`,
      ...closed.map((other) => `-A ${forward} -i ${bridge} -o ${other} -j DROP`),
      // Members take what comes from this host's address for its own.
      ...dataPorts.map(
        (port) => `-A ${forward} -i ${bridge} -p udp -m udp --dport ${port} -j DROP`,
      ),
      // Only addresses that were given out here are translated.
      `-A ${forward} ! -s ${subnet} -i ${bridge} -j DROP`,
      `-A ${forward} -i ${bridge} -j ACCEPT`,
      `-A ${forward} -o ${bridge} -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT`,
      `-A ${forward} -o ${bridge} -j DROP`,
      ...(guard ? [`-A ${chains.guard} -j DROP`] : []),
    ],
    nat: [`-A ${chains.nat} -s ${subnet} ! -o ${bridge} -j MASQUERADE`],
  };
}

function rulesOf(save: string, chain: string): string[] {
  return save.split('\n').filter(inChain(chain));
}

function inChain(chain: string): (line: string) => boolean {
  return (line) => line.startsWith(`-A ${chain} `);
}

function isDeclared(save: string, chain: string): boolean {
  return save.includes(`:${chain} `);
}

function jumpsTo(save: string, from: string, chains: readonly string[]): string[] {
  return rulesOf(save, from).filter((line) => chains.some((chain) => leadsTo(line, chain)));
}

function leadsTo(line: string, chain: string): boolean {
  return line.endsWith(` -j ${chain}`);
}

function dropped(jumps: readonly string[]): string[] {
  return jumps.map((jump) => jump.replace(/^-A/, '-D'));
}

function removed(save: string, chain: string): string[] {
  return isDeclared(save, chain) ? [`-F ${chain}`, `-X ${chain}`] : [];
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((line, i) => line === b[i]);
}
