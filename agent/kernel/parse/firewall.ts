/** Renders and reads our INPUT chain in the text form of iptables-save. */
import type { ObservedFirewall } from '../port.js';

/** xt_u32 takes at most this many values in one test. */
const VNIS_PER_RULE = 10;

/** VNI of a VXLAN packet (RFC 7348): three bytes after the UDP header and 4 bytes of flags. */
const VNI_AT = {
  /** IPv4: the header's length is in its first byte. */
  4: '0>>22&0x3C@12>>8',
  6: '52>>8',
} as const;

export interface ChainContent {
  readonly accepted: readonly string[];
  readonly ownVnis: readonly number[];
  readonly dataPort: number;
}

export interface ChainInput extends ContentOptions {
  readonly content: ChainContent;
  /** Rules of INPUT that jump to our chain now, as `-A INPUT …`. */
  readonly jumps: readonly string[];
}

interface ContentOptions {
  readonly chain: string;
  readonly family: 4 | 6;
  /** Whether VNIs can be matched. */
  readonly u32: boolean;
}

/** Input for `iptables-restore --noflush`: replaces the chain and its jump in one transaction. */
export function renderRestore(input: ChainInput): string {
  const { chain, content, jumps } = input;
  return [
    '*filter',
    `:${chain} - [0:0]`,
    ...renderRules(input),
    ...jumps.map((jump) => jump.replace(/^-A/, '-D')),
    `-I INPUT 1 ${portMatch(content.dataPort)} -j ${chain}`,
    'COMMIT\n',
  ].join('\n');
}

/** Input that removes chain and jumps. */
export function renderRemoval(chain: string, jumps: readonly string[]): string {
  const drops = jumps.map((jump) => jump.replace(/^-A/, '-D'));
  return ['*filter', ...drops, `-F ${chain}`, `-X ${chain}`, 'COMMIT\n'].join('\n');
}

function renderRules({ chain, family, content, u32 }: ChainInput): string[] {
  const { accepted, ownVnis, dataPort } = content;
  const match = portMatch(dataPort);
  const rules = accepted.map((vtep) => `-A ${chain} -s ${vtep} ${match} -j ACCEPT`);
  if (!u32) return rules;
  if (family === 6) {
    // Extension headers would move the VNI away from where it is looked for; VTEPs send none.
    rules.push(`-A ${chain} ${match} -m u32 ! --u32 "4>>8&0xFF=17" -j DROP`);
  }
  for (let i = 0; i < ownVnis.length; i += VNIS_PER_RULE) {
    const values = ownVnis.slice(i, i + VNIS_PER_RULE).join(',');
    rules.push(`-A ${chain} ${match} -m u32 --u32 "${VNI_AT[family]}=${values}" -j DROP`);
  }
  return rules;
}

function portMatch(port: number): string {
  return `-p udp -m udp --dport ${port}`;
}

export interface ParsedChain {
  readonly firewall: ObservedFirewall;
  readonly jumps: readonly string[];
}

/** Reads `iptables-save -t filter`. Anything unexpected in our chain, or a jump behind other rules than those of other agents, voids `accepted`. */
export function parseChain(save: string, chain: string, u32: boolean): ParsedChain {
  const lines = save.split('\n');
  const input = lines.filter((line) => line.startsWith('-A INPUT '));
  const jumps = input.filter((line) => line.endsWith(`-j ${chain}`));
  const declared = lines.some((line) => line.startsWith(`:${chain} `));
  const rules = lines.filter((line) => line.startsWith(`-A ${chain} `));
  const parsed = rules.map(parseRule);
  const jumpPort = portOf(jumps[0] ?? '');
  const intact =
    declared &&
    jumps.length === 1 &&
    input.slice(0, input.indexOf(jumps[0] ?? '')).every((line) => isOtherAgents(line, jumpPort)) &&
    parsed.every((rule) => rule?.port === jumpPort) &&
    inOrder(parsed.map((rule) => rule?.source === undefined));
  const accepted = parsed.flatMap((rule) => (rule?.source === undefined ? [] : [rule.source]));
  const ownVnis = parsed.flatMap((rule) => rule?.vnis ?? []);
  return {
    firewall: {
      accepted: intact ? accepted.sort() : undefined,
      ownVnis: u32 ? ownVnis.sort((a, b) => a - b) : undefined,
      dataPort: intact ? jumpPort : undefined,
      present: declared || jumps.length > 0,
    },
    jumps,
  };
}

/** The jump of another agent of this machine: what it lets through or drops is sent to its own port. */
function isOtherAgents(line: string, ownPort: number | undefined): boolean {
  const port = /^-A INPUT -p udp -m udp --dport (\d+) -j \S+-INPUT$/.exec(line)?.[1];
  return port !== undefined && Number(port) !== ownPort;
}

interface Rule {
  readonly port: number | undefined;
  readonly source?: string;
  readonly vnis?: readonly number[];
}

function parseRule(line: string): Rule | undefined {
  const port = portOf(line);
  const source = / -s (\S+?)(?:\/32|\/128)? /.exec(line)?.[1];
  if (source !== undefined) return line.endsWith('-j ACCEPT') ? { port, source } : undefined;
  if (!line.endsWith('-j DROP')) return undefined;
  if (line.includes('! --u32')) return { port, vnis: [] };
  const values = /--u32 "[^"=]*=([^"]*)"/.exec(line)?.[1];
  return values === undefined ? undefined : { port, vnis: values.split(',').map(Number) };
}

function portOf(line: string): number | undefined {
  const port = /--dport (\d+)/.exec(line)?.[1];
  return port === undefined ? undefined : Number(port);
}

/** Accepting rules first. */
function inOrder(drops: readonly boolean[]): boolean {
  const first = drops.indexOf(true);
  return first < 0 || drops.slice(first).every(Boolean);
}
