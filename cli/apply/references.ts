/** Resolves names and ids in files to the objects that are there or will be. */
import type { EndpointAnswer, NetworkAnswer } from '../client/shapes.js';
import type { Declaration } from './files.js';
import type { Faults, Place } from './place.js';
import type { Present } from './present.js';

const WORKER_PREFIX = 'worker/';

export class References {
  readonly #networks: ReadonlyMap<string, NetworkAnswer>;
  readonly #networkNames: ReadonlyMap<string, string>;
  readonly #workers: ReadonlyMap<string, string>;
  readonly #endpoints: ReadonlyMap<string, EndpointAnswer>;
  readonly #faults: Faults;

  constructor(declaration: Declaration, present: Present, faults: Faults) {
    this.#faults = faults;
    this.#networks = new Map(present.networks.map((network) => [network.name, network]));
    this.#networkNames = new Map([
      ...declaration.networks.map(({ body }) => [body.name, body.name] as const),
      ...present.networks.flatMap(({ id, name }) => [[id, name] as const, [name, name] as const]),
    ]);
    this.#workers = new Map(
      present.workers.flatMap(({ id, name }) => [
        [id, name] as const,
        [name, name] as const,
        [WORKER_PREFIX + name, name] as const,
      ]),
    );
    this.#endpoints = new Map(
      present.endpoints.map((endpoint) => [`${endpoint.name}.${endpoint.networkName}`, endpoint]),
    );
  }

  network(name: string): NetworkAnswer | undefined {
    return this.#networks.get(name);
  }

  endpoint(name: string, network: string): EndpointAnswer | undefined {
    return this.#endpoints.get(`${name}.${network}`);
  }

  /** Of a network that is there or declared; undefined with a fault. */
  networkName(ref: string, place: Place): string | undefined {
    return this.#named(this.#networkNames, 'network', ref, place);
  }

  workerName(ref: string, place: Place): string | undefined {
    return this.#named(this.#workers, 'worker', ref, place);
  }

  #named(
    names: ReadonlyMap<string, string>,
    what: string,
    ref: string,
    place: Place,
  ): string | undefined {
    const name = names.get(ref);
    if (name === undefined) this.#faults.add('not-found', place, `there is no ${what} '${ref}'`);
    return name;
  }
}
