/** A resolver's process for a test, its namespaces and its files: all of it ends with the test. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Test } from 'tap';
import { ResolverLink } from '../../../agent/dns/link.js';
import { endResolver } from '../../../agent/dns/process.js';
import type { HeldNames, OrderBody, ResolverReport } from '../../../agent/dns/protocol.js';
import { inside, sh, until } from '../kernel-hosts.js';

const PREFIX = 'ovdn-';

/** A namespace, removed after the test. */
export function namespace(t: Test, name: string, lo: 'up' | 'down' = 'up'): string {
  const netns = `${PREFIX}${name}`;
  sh(`ip netns del ${netns} 2>/dev/null || true`);
  sh(`ip netns add ${netns}`);
  t.teardown(() => sh(`ip netns del ${netns} 2>/dev/null || true`));
  inside(netns, `ip link set lo ${lo}`);
  return netns;
}

export function directory(t: Test): string {
  const dir = mkdtempSync(join(tmpdir(), PREFIX));
  t.teardown(async () => {
    await endResolver(dir);
    rmSync(dir, { recursive: true, force: true });
  });
  return dir;
}

/** An agent's end of a resolver, with what it was told. */
export class Told {
  readonly link: ResolverLink;
  held: readonly HeldNames[] | undefined;
  report: ResolverReport | undefined;
  readonly warnings: object[] = [];
  /** Sent at each welcome. */
  orders: readonly OrderBody[] = [];

  constructor(t: Test, dir: string, options: { readonly answerMs?: number } = {}) {
    const events = {
      welcomed: (held: readonly HeldNames[]) => {
        this.held = held;
        for (const order of this.orders) this.link.send(order);
      },
      reported: (report: ResolverReport) => (this.report = report),
      changed: () => undefined,
    };
    const log = { warn: (fields: object) => void this.warnings.push(fields) };
    this.link = new ResolverLink({ events, log }, { dataDir: dir, ...options });
    t.teardown(() => this.link.close());
  }

  async up(): Promise<void> {
    this.link.ensure();
    await until('the resolver is up', () => this.link.state === 'up', 30_000);
    await this.settled();
  }

  async send(order: OrderBody): Promise<void> {
    this.link.send(order);
    await this.settled();
  }

  async settled(): Promise<void> {
    await until('every order is done', () => this.link.done >= this.link.sent);
  }
}
