/** Churn of endpoints and networks, drift by hand, and deaths of daemons: drawn from a seed, one at a time. */
import type { EndpointAnswer } from '../../../cli/client/shapes.js';
import { FABRIC, until, type E2eCluster } from '../e2e-cluster.js';

const WORKERS = ['w1', 'w2', 'w3'] as const;
const MANAGERS = ['m1', 'm2', 'm3'] as const;
/** Endpoints alive at the same time, at most. */
const MOST = 40;

export type Draw = () => number;

export interface Done {
  created: number;
  removed: number;
  moved: number;
  drifted: number;
  agentsKilled: number;
  managersKilled: number;
}

export class Disturbance {
  readonly done: Done = {
    ...{ created: 0, removed: 0, moved: 0, drifted: 0, agentsKilled: 0, managersKilled: 0 },
  };
  readonly #cluster: E2eCluster;
  readonly #draw: Draw;
  readonly #networks: readonly string[];
  readonly #alive = new Map<string, { node: string; netns: string }>();
  #count = 0;

  constructor(cluster: E2eCluster, draw: Draw, networks: readonly string[]) {
    this.#cluster = cluster;
    this.#draw = draw;
    this.#networks = networks;
  }

  async next(): Promise<void> {
    const roll = this.#draw();
    if (roll < 0.004) return this.#killManager();
    if (roll < 0.02) return this.#killAgent();
    if (roll < 0.4) return this.#drift();
    if (this.#alive.size === 0) return this.#create();
    if (roll < 0.5) return this.#move();
    return this.#draw() < 0.55 && this.#alive.size < MOST
      ? this.#create()
      : this.#remove(this.#pick([...this.#alive.keys()]));
  }

  async removeAll(): Promise<void> {
    for (const id of this.#alive.keys()) await this.#remove(id);
  }

  async #create(): Promise<void> {
    const name = `s${++this.#count}`;
    const node = this.#pick(WORKERS);
    const body = {
      ...{ network: this.#pick(this.#networks), node, name },
      attachment: { netns: name, create: true },
    };
    const { id } = await this.#cluster
      .api()
      .call<EndpointAnswer>('POST', '/v1/endpoints', { body });
    this.#alive.set(id, { node, netns: name });
    this.done.created++;
  }

  async #remove(id: string): Promise<void> {
    await this.#cluster.remove(`/v1/endpoints/${id}`);
    const gone = this.#alive.get(id);
    this.#alive.delete(id);
    if (gone) await this.#cluster.lab.exec(gone.node, ['ip', 'netns', 'del', gone.netns]);
    this.done.removed++;
  }

  async #move(): Promise<void> {
    const id = this.#pick([...this.#alive.keys()]);
    const from = this.#alive.get(id);
    if (!from) return;
    const node = this.#pick(WORKERS.filter((name) => name !== from.node));
    const netns = `${from.netns}m`;
    const body = { node, attachment: { netns, create: true } };
    await this.#cluster
      .api()
      .call('POST', `/v1/endpoints/${id}/move`, { body, query: { wait: 'applied' } });
    await this.#cluster.lab.exec(from.node, ['ip', 'netns', 'del', from.netns]);
    this.#alive.set(id, { node, netns });
    this.done.moved++;
  }

  /** Something of ours goes by another hand. */
  async #drift(): Promise<void> {
    const host = this.#pick(WORKERS);
    const fabric = `ip -n ${FABRIC}`;
    const some = (list: string): string => `${list} | shuf -n 1`;
    const script = this.#pick([
      `set -- $(${some(`bridge -n ${FABRIC} fdb show | grep ' dst '`)}); [ $# -gt 4 ] && bridge -n ${FABRIC} fdb del $1 dev $3 dst $5 self`,
      `set -- $(${some(`${fabric} neigh show nud permanent | grep 'dev vx'`)}); [ $# -gt 2 ] && ${fabric} neigh del $1 dev $3`,
      `d=$(${some(`${fabric} -br link | grep -o '^vx[-0-9a-f]*'`)}); [ -n "$d" ] && ${fabric} link del $d`,
      `d=$(${some(`${fabric} -br link | grep -o '^br[-0-9a-f]*'`)}); [ -n "$d" ] && ${fabric} link set $d down`,
      `c=$(${some(`iptables -S | sed -n 's/^-N //p'`)}); [ -n "$c" ] && iptables -F "$c"`,
    ]);
    const { code } = await this.#cluster.lab.exec(host, ['sh', '-c', script]);
    if (code === 0) this.done.drifted++;
  }

  async #killAgent(): Promise<void> {
    const host = this.#cluster.lab.host(this.#pick(WORKERS));
    await this.#cluster.lab.fault.kill(host);
    await this.#cluster.lab.daemons.run(host);
    this.done.agentsKilled++;
  }

  async #killManager(): Promise<void> {
    const name = this.#pick(MANAGERS.slice(1));
    const host = this.#cluster.lab.host(name);
    await this.#cluster.lab.fault.kill(host);
    await this.#cluster.lab.daemons.run(host);
    await this.#cluster.leader();
    await until(`${name} to answer`, async () => {
      return (await this.#cluster.nodes(name).catch(() => undefined)) !== undefined || undefined;
    });
    this.done.managersKilled++;
  }

  #pick<T>(list: readonly T[]): T {
    const found = list[Math.floor(this.#draw() * list.length)];
    if (found === undefined) throw new Error('nothing to pick from');
    return found;
  }
}
