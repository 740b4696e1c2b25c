/** A kernel in memory that tells of every change, by whoever it is, in order and before its maker goes on: as netlink does. */
import { FakeKernel } from '../../agent/kernel/fake.js';
import { NO_EGRESS } from '../../agent/kernel/port-egress-mirror.js';
import type { KernelMirror } from '../../agent/kernel/port-mirror.js';
import { isPortTrait, type Trait } from '../../agent/kernel/port-traits.js';
import type {
  KernelEvent,
  KernelState,
  LinkChange,
  Operation,
  OperationResult,
} from '../../agent/kernel/port.js';

/** What somebody else does to the kernel. */
export type Act = (state: KernelMirror) => void;

export class TellingKernel extends FakeKernel {
  /** Dumps since the start. */
  dumps = 0;
  /** Done one by one, each before one of the operations that come. */
  readonly ambush: Act[] = [];

  override observe(): Promise<KernelState> {
    this.dumps++;
    return super.observe();
  }

  override async execute(operations: readonly Operation[]): Promise<readonly OperationResult[]> {
    const results: OperationResult[] = [];
    for (const operation of operations) {
      const act = this.ambush.shift();
      if (act) this.disturb(act);
      const before = this.state.toState();
      results.push(...(await super.execute([operation])));
      this.#tell(before);
    }
    return results;
  }

  disturb(act: Act): void {
    const before = this.state.toState();
    act(this.state);
    this.#tell(before);
  }

  #tell(before: KernelState): void {
    const after = this.state.toState();
    for (const event of [...linkEvents(before, after), ...rowEvents(before, after)]) {
      this.emit({ ...event, ordered: true });
    }
  }
}

interface Link {
  readonly up: boolean;
  readonly mtu: number;
  readonly master?: string | undefined;
  readonly altered?: readonly Trait[] | undefined;
}

function* linkEvents(before: KernelState, after: KernelState): Generator<KernelEvent> {
  for (const [old, now] of linksOf(before, after)) {
    for (const dev of new Set([...old.keys(), ...now.keys()])) {
      yield* eventsOf(dev, old.get(dev), now.get(dev));
    }
  }
}

function* eventsOf(dev: string, old?: Link, now?: Link): Generator<KernelEvent> {
  const [was, is] = [changeOf(old), changeOf(now)];
  if (JSON.stringify(was) !== JSON.stringify(is)) yield { object: 'link', dev, link: is };
  // Bridges tell of their ports; other settings of a device are not told in these messages.
  const [before, altered] = [flagsOf(old), flagsOf(now)];
  if (is.gone || before.join() === altered.join()) return;
  yield { object: 'link', dev, altered };
}

type Links = ReadonlyMap<string, Link>;

function linksOf(before: KernelState, after: KernelState): readonly (readonly [Links, Links])[] {
  return [
    [before.ports, after.ports],
    [before.vxlans, after.vxlans],
    [before.bridges, after.bridges],
    [egressOf(before).gatewayPorts, egressOf(after).gatewayPorts],
    [egressOf(before).gateways, egressOf(after).gateways],
  ];
}

const egressOf = ({ egress = NO_EGRESS }: KernelState) => egress;

function flagsOf(link: Link | undefined): readonly Trait[] {
  return link?.altered?.filter(isPortTrait) ?? [];
}

function changeOf(link: Link | undefined): LinkChange {
  if (!link) return { gone: true };
  const { up, mtu, master } = link;
  return { gone: false, up, mtu, master };
}

function* rowEvents(before: KernelState, after: KernelState): Generator<KernelEvent> {
  for (const [at, { dev, mac: key, dst }] of before.fdb) {
    for (const was of left(dst, after.fdb.get(at)?.dst)) {
      yield { object: 'fdb', dev, row: { key, value: undefined, was } };
    }
  }
  for (const [at, { dev, mac: key, dst }] of after.fdb) {
    const was = before.fdb.get(at)?.dst.split(',') ?? [];
    for (const value of dst.split(',').filter((one) => !was.includes(one))) {
      yield { object: 'fdb', dev, row: { key, value } };
    }
  }
  yield* neighbourEvents(before, after);
  yield* bridgedEvents(before, after);
}

/** Destinations that are told to have gone: a single one that is replaced is told by its successor alone. */
function left(before: string, after: string | undefined): string[] {
  const now = after?.split(',') ?? [];
  if (now.length === 1 && !before.includes(',')) return [];
  return before.split(',').filter((dst) => !now.includes(dst));
}

function* neighbourEvents(before: KernelState, after: KernelState): Generator<KernelEvent> {
  for (const [at, { dev, address: key }] of before.neighbours) {
    if (after.neighbours.has(at)) continue;
    yield { object: 'neighbour', dev, row: { key, value: undefined } };
  }
  for (const [at, { dev, address: key, mac: value }] of after.neighbours) {
    if (before.neighbours.get(at)?.mac === value) continue;
    yield { object: 'neighbour', dev, row: { key, value } };
  }
}

/** A MAC that goes to another port is told of there alone. */
function* bridgedEvents(before: KernelState, after: KernelState): Generator<KernelEvent> {
  const [old, now] = [bridgedIn(before), bridgedIn(after)];
  for (const [at, { dev, key }] of old) {
    const row = { key, value: undefined };
    if (!now.has(at)) yield { object: 'fdb', dev, row, bridged: true };
  }
  for (const [at, { dev, key, value }] of now) {
    const was = old.get(at);
    if (was?.dev === dev && was.value === value) continue;
    yield { object: 'fdb', dev, row: { key, value }, bridged: true };
  }
}

interface Bridged {
  readonly dev: string;
  readonly key: string;
  readonly value: string;
}

function bridgedIn({ ports, vxlans }: KernelState): Map<string, Bridged> {
  const all = new Map<string, Bridged>();
  for (const link of [...vxlans.values(), ...ports.values()]) {
    const pin = 'pinnedMac' in link && link.pinnedMac !== undefined ? [link.pinnedMac] : [];
    for (const key of [...pin, ...(link.strayMacs ?? [])]) {
      all.set(`${link.master ?? ''} ${key}`, { dev: link.name, key, value: key });
    }
  }
  return all;
}
