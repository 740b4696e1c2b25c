/** What is concluded from the answers of another tunnel end to packets of several kinds. Pure. */
import type { MeasuredOffload } from '../../model/host-faults.js';
import { innerFamily, type ProbeKind } from './offload-frames.js';

/** `sums`: packets whose checksum is left to a device; `segments`: packets that it is left to cut; of IPv6 alone what the name says. */
export type OffloadFault = MeasuredOffload['fault'];

export type OffloadVerdict =
  | { readonly is: 'sound' }
  /** It answers nothing, or too little. */
  | { readonly is: 'unknown' }
  | { readonly is: 'broken'; readonly fault: OffloadFault };

export interface Tally {
  readonly sent: number;
  /** Payload that should have come, and what came intact. */
  readonly bytes: number;
  readonly intactBytes: number;
  /** Packets that came with a wrong checksum. */
  readonly wrong: number;
}

/** Of the kinds that are tried. */
export type Tallies = Readonly<Partial<Record<ProbeKind, Tally>>>;

/** Of each kind that was not answered, before anything is concluded. */
export const TRIES = 5;
/** A packet may be lost or changed on its way without anybody's fault. */
const FORGIVEN = 1;

/** What is told first says most. `plain` ones of the same size show that the way is open. */
const COMPARED: readonly (readonly [ProbeKind, ProbeKind, OffloadFault])[] = [
  ['summed', 'plain', 'sums'],
  ['summed-large', 'plain-large', 'sums'],
  ['burst', 'plain-large', 'segments'],
  ['summed-v6', 'plain-v6', 'sums-v6'],
  ['summed-large-v6', 'plain-large-v6', 'sums-v6'],
  ['burst-v6', 'plain-large-v6', 'segments-v6'],
];

export function verdictOf(tallies: Tallies): OffloadVerdict {
  const compared = comparedIn(tallies);
  const broken = compared.find(({ left, plain }) => isOpen(plain) && isBroken(left));
  if (broken) return { is: 'broken', fault: broken.fault };
  const heard = hearsV6(tallies) ? compared : compared.filter(({ kinds }) => kinds.every(isV4));
  return { is: heard.every(({ left }) => passes(left)) ? 'sound' : 'unknown' };
}

function isV4(kind: ProbeKind): boolean {
  return innerFamily(kind) === 4;
}

/** A worker of a version before those with IPv6 inside answers none of them. */
function hearsV6(tallies: Tallies): boolean {
  const entries = Object.entries(tallies) as [ProbeKind, Tally][];
  return entries.some(([kind, { intactBytes, wrong }]) => !isV4(kind) && intactBytes + wrong > 0);
}

/** What need not be sent again: it came through, or is compared with nothing that did not. */
export function isSettled(kind: ProbeKind, tallies: Tallies): boolean {
  return comparedIn(tallies)
    .filter(({ kinds }) => kinds.includes(kind))
    .every(({ left }) => passes(left));
}

interface Compared {
  readonly kinds: readonly ProbeKind[];
  readonly fault: OffloadFault;
  /** Of what leaves work to a device. */
  readonly left: Tally;
  readonly plain: Tally;
}

function comparedIn(tallies: Tallies): readonly Compared[] {
  return COMPARED.flatMap(([kind, other, fault]) => {
    const [left, plain] = [tallies[kind], tallies[other]];
    return left && plain ? [{ kinds: [kind, other], fault, left, plain }] : [];
  });
}

function isOpen({ sent, bytes, intactBytes }: Tally): boolean {
  return sent >= TRIES && intactBytes * sent >= bytes * (sent - FORGIVEN);
}

/** Of what is cut into segments, the first may be right. */
function isBroken(tally: Tally): boolean {
  const { sent, bytes, intactBytes, wrong } = tally;
  if (sent < TRIES) return false;
  return wrong > FORGIVEN || (!passes(tally) && intactBytes * 2 < bytes);
}

/** As much came as belongs to one try. */
function passes({ sent, bytes, intactBytes }: Tally): boolean {
  return sent > 0 && intactBytes * sent >= bytes;
}

export interface Standing {
  readonly fault: OffloadFault | undefined;
  /** By the last verdict. */
  readonly isSound: boolean;
  /** Of the last verdicts, one after the other. */
  readonly suspected: number;
  readonly unheard: number;
}

export const UNJUDGED: Standing = { fault: undefined, isSound: false, suspected: 0, unheard: 0 };

/** Blamed is who was found broken twice running; who is sound, or says nothing twice running, is not. */
export function judged(before: Standing, verdict: OffloadVerdict): Standing {
  if (verdict.is === 'broken') {
    const suspected = before.suspected + 1;
    const isBlamed = suspected > 1 || before.fault !== undefined;
    const fault = isBlamed ? verdict.fault : undefined;
    return { ...UNJUDGED, fault, suspected };
  }
  if (verdict.is === 'sound') return { ...UNJUDGED, isSound: true };
  const unheard = before.unheard + 1;
  return { ...UNJUDGED, fault: unheard > 1 ? undefined : before.fault, unheard };
}
