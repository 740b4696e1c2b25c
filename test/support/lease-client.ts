/** A client that takes and gives back leases at random, in batches, and knows what it must hold. */
import type { RestClient } from '../../cli/client/rest-client.js';
import type { EndpointAnswer } from '../../cli/client/shapes.js';

const BATCH = 20;
const NAMES = 100;

export class LeaseClient {
  /** Name → addresses as answered. */
  readonly held = new Map<string, string>();
  readonly #names: readonly string[];
  readonly #network: string;
  readonly #node: string;
  #seed: number;

  /** Names of its own: no other client of another number touches them. */
  constructor(number: number, network: string, node: string) {
    this.#names = Array.from({ length: NAMES }, (_, n) => `c${number}-${n}`);
    this.#network = network;
    this.#node = node;
    this.#seed = number + 1;
  }

  /** Answers how many leases it took and gave back. `before` is called ahead of each batch. */
  async run(
    api: RestClient,
    batches: number,
    before: (batch: number) => void = () => undefined,
  ): Promise<number> {
    for (let batch = 0; batch < batches; batch++) {
      before(batch);
      await this.#change(api, this.#pick());
    }
    return batches * BATCH;
  }

  /** Gives back everything. */
  async release(api: RestClient): Promise<void> {
    if (this.held.size > 0) await this.#change(api, [...this.held.keys()]);
  }

  /** Those it holds are given back, the others taken, all or nothing. */
  async #change(api: RestClient, names: readonly string[]): Promise<void> {
    const operations = names.map((name) =>
      this.held.has(name)
        ? { op: 'delete', kind: 'endpoint', id: `${name}.${this.#network}` }
        : {
            op: 'create',
            kind: 'endpoint',
            body: { network: this.#network, node: this.#node, name },
          },
    );
    const { results } = await api.call<{ results: readonly EndpointAnswer[] }>(
      'POST',
      '/v1/batch',
      { body: { operations } },
    );
    for (const { name, addresses } of results) {
      if (!this.held.delete(name)) this.held.set(name, addresses.join());
    }
  }

  #pick(): string[] {
    const rest = [...this.#names];
    return Array.from({ length: BATCH }, () => rest.splice(this.#random(rest.length), 1)).flat();
  }

  /** Below `limit`; the same numbers in every run (Numerical Recipes' congruential generator). */
  #random(limit: number): number {
    this.#seed = (Math.imul(this.#seed, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((this.#seed / 2 ** 32) * limit);
  }
}
