/** A small history without a fault, in which every check has something to look at: the ground that faults are planted in. */
import type { FinalState, History, Told, Try, Work } from './history.js';
import { KEY_LABEL, VALUE_LABEL } from './requests.js';

interface Answered {
  readonly key?: string;
  /** Default: milliseconds 10 n to 10 n + 5 for the n-th try. */
  readonly during?: readonly [number, number];
  readonly told?: Told;
  readonly status?: number;
  readonly code?: string;
}

class Script {
  readonly tries: Try[] = [];

  /** `who` as in `1/m2`: client and manager; each pair is one connection. */
  add(requestId: string, who: string, work: Work, answered: Answered): void {
    const { key, told, status, code } = answered;
    const at = (this.tries.length + 1) * 10;
    const [begunAt, endedAt] = answered.during ?? [at, at + 5];
    const [client = '', manager = ''] = who.split('/');
    this.tries.push({
      client: Number(client),
      connection: `${who}/1`,
      manager,
      work,
      requestId,
      begunAt,
      endedAt,
      outcome: told ? 'done' : status === undefined ? 'unknown' : 'refused',
      ...(key !== undefined && { key }),
      ...(told ? { status: 200, told } : {}),
      ...(status !== undefined && { status }),
      ...(code !== undefined && { code }),
    });
  }
}

const register = 'r';
const read: Work = { kind: 'register.read', register };
const peek: Work = { kind: 'register.peek', register };
const swap = (expected: string, version: number, value: string): Work => {
  return { kind: 'register.cas', register, expected, version, value };
};
const write = (value: string): Work => ({ kind: 'register.write', register, value });

/** `r` as it is told at a revision; its versions are those of its changes. */
function registerAt(value: string, version: number, revision: number = version): Told {
  return { id: 'net-r', revision, version, value, vni: 1 };
}

function leased(ordinal: number, address: string, revision: number): Told {
  return { id: `ep-${ordinal}`, revision, version: revision, addresses: [`${address}/24`] };
}

function claimed(id: string, revision: number): Told {
  return { id, revision, version: revision, addresses: ['10.1.0.0/24'], vni: 2 };
}

export function honestHistory(): History {
  const script = new Script();
  addRegister(script);
  addLeases(script);
  addClaims(script);
  script.add('write-lost', '3/m1', write('v5'), { key: 'k8', status: 503, code: 'no-quorum' });
  script.add('read-last', '2/m2', read, { told: registerAt('v3', 4, 10) });
  const finals = ['m1', 'm2', 'm3'].map(finalOf);
  const faults = [{ kind: 'kill', targets: ['m1'], begunAt: 50, healedAt: 60 }];
  return { seed: 1, tries: script.tries, faults, finals };
}

function addRegister(script: Script): void {
  const first: Work = { kind: 'register.create', register, value: 'v0' };
  script.add('create', '1/m1', first, { key: 'k0', told: registerAt('v0', 1) });
  script.add('write-v1', '1/m1', write('v1'), { key: 'k1', told: registerAt('v1', 2) });
  script.add('read-v1', '2/m2', read, { told: registerAt('v1', 2) });
  script.add('swap-v2', '2/m2', swap('v1', 2, 'v2'), { key: 'k2', told: registerAt('v2', 3) });
  script.add('write-v3', '1/m1', write('v3'), { key: 'k3', code: 'TimeoutError' });
  script.add('retry-v3', '1/m2', write('v3'), { key: 'k3', told: registerAt('v3', 4) });
  script.add('peek-old', '2/m3', peek, { told: registerAt('v2', 3) });
  script.add('peek-new', '2/m3', peek, { told: registerAt('v3', 4) });
  script.add('swap-late', '2/m2', swap('v2', 3, 'v4'), {
    key: 'k9',
    status: 412,
    code: 'version-stale',
  });
  script.add('replay-v1', '1/m3', write('v1'), { key: 'k1', told: registerAt('v1', 2) });
}

function addLeases(script: Script): void {
  const create: Work = { kind: 'lease.create' };
  const one = leased(1, '10.0.0.2', 5);
  script.add('lease-1', '1/m3', create, { key: 'k4', told: one });
  script.add('replay-lease-1', '1/m1', create, { key: 'k4', told: one });
  const two = leased(2, '10.0.0.3', 6);
  script.add('lease-2', '1/m3', create, { key: 'k5', told: two });
  const gone = { ...two, revision: 7 };
  script.add(
    'lease-2-gone',
    '1/m3',
    { kind: 'lease.delete', id: 'ep-2' },
    { key: 'k6', told: gone },
  );
  script.add('lease-3', '2/m1', create, { key: 'k7', told: leased(3, '10.0.0.3', 8) });
}

function addClaims(script: Script): void {
  const claim: Work = { kind: 'name.claim', name: 'wanted' };
  script.add('claim-a', '1/m2', claim, {
    key: 'ka',
    during: [160, 168],
    told: claimed('net-9', 9),
  });
  script.add('claim-b', '2/m3', claim, {
    key: 'kb',
    during: [161, 169],
    status: 409,
    code: 'name-taken',
  });
}

function finalOf(manager: string): FinalState {
  const endpoint = (ordinal: number, address: string, version: number, key: string) => {
    const id = `ep-${ordinal}`;
    const labels = { [KEY_LABEL]: key };
    return { id, version, name: id, mac: id, labels, addresses: [`${address}/24`] };
  };
  return {
    manager,
    consistency: 'linearizable',
    revision: 10,
    networks: [
      {
        id: 'net-r',
        version: 4,
        name: register,
        vni: 1,
        labels: { [VALUE_LABEL]: 'v3' },
        cidrs: ['10.2.0.0/24'],
      },
      {
        id: 'net-9',
        version: 9,
        name: 'wanted',
        vni: 2,
        labels: { [KEY_LABEL]: 'ka' },
        cidrs: ['10.1.0.0/24'],
      },
    ],
    endpoints: [endpoint(1, '10.0.0.2', 5, 'k4'), endpoint(3, '10.0.0.3', 8, 'k7')],
  };
}
