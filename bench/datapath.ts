/**
 * What a packet gets: TCP throughput and time until the first ping of a new network, each next to the same objects made by
 * hand on the same two hosts in turns, and the gap that moving an endpoint to another host leaves.
 */
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { RestClient } from '../cli/client/rest-client.js';
import type { LabHost } from '../lab/host.js';
import { Lab } from '../lab/lab.js';
import {
  makeByHand,
  prepareByHand,
  removeByHand,
  type HandMadeNetwork,
} from './datapath/hand-made.js';
import { firstAnswer, PingTrain } from './datapath/ping.js';
import { throughput, type End } from './datapath/throughput.js';
import { observeConditions } from './measure/conditions.js';
import { datapathReport, type DatapathResult } from './measure/datapath-report.js';
import { writeReport } from './measure/report.js';
import { IperfProgram } from './peer/iperf-program.js';

const FIRST_VNI = 5_000;
const CALM_MS = 300;
const CALL_TIMEOUT_MS = 30_000;

interface Endpoint {
  readonly id: string;
  readonly addresses: readonly string[];
}

class Bench {
  readonly #api: RestClient;
  readonly #workers: readonly [LabHost, LabHost];
  #made = 0;

  constructor(lab: Lab) {
    this.#workers = [lab.host('w1'), lab.host('w2')];
    const path = lab.host('m1').socket('manager');
    this.#api = new RestClient({ kind: 'socket', path }, { timeoutMs: CALL_TIMEOUT_MS });
  }

  async prepare(): Promise<void> {
    await prepareByHand(this.#workers);
  }

  close(): Promise<void> {
    return this.#api.close();
  }

  async throughputs(program: IperfProgram, pairs: number, seconds: number) {
    const byHand = await this.#byHand();
    const hand = this.#ends(byHand.netns, byHand.addresses);
    const ours = await this.#network('throughput');
    const results: { ours: number; byHand: number }[] = [];
    for (let pair = 0; pair < pairs; pair++) {
      // Who goes first alternates: the machine may warm up or tire.
      const turns = pair % 2 === 0 ? [ours, hand] : [hand, ours];
      const rates = new Map<unknown, number>();
      for (const ends of turns) rates.set(ends, await throughput(program, ends, seconds));
      results.push({ ours: rates.get(ours) ?? NaN, byHand: rates.get(hand) ?? NaN });
    }
    await removeByHand(byHand);
    return results;
  }

  async firstPings(count: number) {
    const results: { ours: number; byHand: number }[] = [];
    for (let turn = 0; turn < count; turn++) {
      const ours = await this.#timed(() => this.#network(`first-${turn}`));
      await this.#api.call('DELETE', `/v1/networks/first-${turn}`, {
        query: { force: 'true', wait: 'applied' },
      });
      const plan = await this.#plan();
      const byHand = await this.#timed(async () => {
        await makeByHand(plan);
        return this.#ends(plan.netns, plan.addresses);
      });
      await removeByHand(plan);
      results.push({ ours, byHand });
    }
    return results;
  }

  /** An endpoint goes to and fro between w2 and w3, pinged from w1. */
  async moves(count: number) {
    const [near] = await this.#network('moving');
    const { id, addresses } = await this.#endpoint('moving', 'w2', 'mover');
    const train = new PingTrain(near, bare(addresses));
    const results: { moved: number; calm: number }[] = [];
    try {
      for (let turn = 0; turn < count; turn++) {
        const calm = train.count;
        await delay(2 * CALM_MS);
        const before = train.count;
        await delay(CALM_MS / 3);
        const calmGap = train.longestGap(calm);
        const attachment = { netns: 'mover', create: true };
        const body = { node: turn % 2 === 0 ? 'w3' : 'w2', attachment };
        await this.#api.call('POST', `/v1/endpoints/${id}/move`, {
          body,
          query: { wait: 'applied' },
        });
        await delay(2 * CALM_MS);
        results.push({ moved: train.longestGap(before), calm: calmGap });
      }
    } finally {
      await train.stop();
    }
    return results;
  }

  async #timed(make: () => Promise<readonly [End, End]>): Promise<number> {
    const begun = performance.now();
    const [from, to] = await make();
    await firstAnswer(from, to.address);
    return performance.now() - begun;
  }

  /** A new network with an endpoint on each of two hosts. */
  async #network(name: string): Promise<readonly [End, End]> {
    await this.#api.call('POST', '/v1/networks', { body: { name } });
    const made = await Promise.all(
      ['w1', 'w2'].map((node) => this.#endpoint(name, node, `${name}-${node}`)),
    );
    const [a, b] = made.map(({ addresses }) => bare(addresses));
    return this.#ends([`${name}-w1`, `${name}-w2`], [a ?? '', b ?? '']);
  }

  #endpoint(network: string, node: string, name: string): Promise<Endpoint> {
    const attachment = { netns: name, create: true };
    const body = { network, node, name, attachment };
    return this.#api.call('POST', '/v1/endpoints', { body, query: { wait: 'applied' } });
  }

  #ends(
    netns: readonly [string, string],
    addresses: readonly [string, string],
  ): readonly [End, End] {
    const [a, b] = this.#workers;
    return [
      { host: a, netns: netns[0], address: addresses[0] },
      { host: b, netns: netns[1], address: addresses[1] },
    ];
  }

  async #plan(): Promise<HandMadeNetwork> {
    const n = ++this.#made;
    const netns = [`hand-${n}-a`, `hand-${n}-b`] as const;
    for (const [i, name] of netns.entries()) {
      const { code, stderr } = await this.#workers[i as 0 | 1].exec(['ip', 'netns', 'add', name]);
      if (code !== 0) throw new Error(stderr);
    }
    const addresses = [`10.250.${n % 256}.1`, `10.250.${n % 256}.2`] as const;
    return { vni: FIRST_VNI + n, hosts: this.#workers, netns, addresses };
  }

  async #byHand(): Promise<HandMadeNetwork> {
    const plan = await this.#plan();
    await makeByHand(plan);
    return plan;
  }
}

function bare([address = '']: readonly string[]): string {
  return address.replace(/\/.*/, '');
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      pairs: { type: 'string', default: '10' },
      seconds: { type: 'string', default: '3' },
      networks: { type: 'string', default: '50' },
      moves: { type: 'string', default: '20' },
      publish: { type: 'boolean', default: false },
    },
  });
  const conditions = await observeConditions();
  const program = await IperfProgram.find();
  const seconds = Number(values.seconds);
  let lab: Lab | undefined;
  let bench: Bench | undefined;
  try {
    lab = await Lab.up({ name: `bench-${process.pid}`, managers: 3, workers: 3, owned: true });
    bench = new Bench(lab);
    await bench.prepare();
    const firstPing = await bench.firstPings(Number(values.networks));
    const moves = await bench.moves(Number(values.moves));
    const rates = await bench.throughputs(program, Number(values.pairs), seconds);
    const result: DatapathResult = {
      ...{ throughput: rates, seconds, firstPing, moves },
      conditions: conditions(),
    };
    const root = join(import.meta.dirname, '..', '..');
    writeReport(datapathReport(result), { root, publish: values.publish });
  } finally {
    await bench?.close();
    await lab?.down();
    program.remove();
  }
}

await main();
