/** Labels in a plan: declared ones are the whole map, undeclared ones stay; the set's label comes with `--set`. */
import type { LabelPatch } from '../../model/labels.js';
import type { Labels } from '../../model/objects.js';
import { SET_LABEL, type MemberChange } from './change.js';
import { within, type Faults, type Place } from './place.js';

export interface LabelRequest {
  readonly declared: Labels | undefined;
  readonly present: Labels;
  readonly set: string | undefined;
  readonly place: Place;
}

export interface LabelChange {
  readonly patch: LabelPatch;
  readonly members: readonly MemberChange[];
}

/** An object of another set is refused rather than taken over: its own files would still claim it. */
export function labelChange(request: LabelRequest, faults: Faults): LabelChange {
  const { present } = request;
  const wanted = wantedLabels(request, faults);
  const keys = [...new Set([...Object.keys(present), ...Object.keys(wanted)])].sort();
  const changed = keys.filter((key) => present[key] !== wanted[key]);
  return {
    patch: Object.fromEntries(changed.map((key) => [key, wanted[key] ?? null])),
    members: changed.map((key) => memberOf(key, present[key], wanted[key])),
  };
}

/** Of an object to be made. */
export function newLabels(
  { declared, set, place }: Omit<LabelRequest, 'present'>,
  faults: Faults,
): Labels | undefined {
  checkSet(declared, set, place, faults);
  return set === undefined ? declared : { ...declared, [SET_LABEL]: set };
}

function wantedLabels({ declared, present, set, place }: LabelRequest, faults: Faults): Labels {
  checkSet(declared, set, place, faults);
  const holder = present[SET_LABEL];
  if (set !== undefined && holder !== undefined && holder !== set) {
    faults.add('in-use', place, `belongs to the set '${holder}', not to '${set}'`);
  }
  const kept = holder === undefined ? {} : { [SET_LABEL]: holder };
  const own = set === undefined ? {} : { [SET_LABEL]: set };
  return declared === undefined ? { ...present, ...own } : { ...kept, ...declared, ...own };
}

function checkSet(
  declared: Labels | undefined,
  set: string | undefined,
  place: Place,
  faults: Faults,
): void {
  const said = declared?.[SET_LABEL];
  if (set === undefined || said === undefined || said === set) return;
  const there = within(place, `/labels/${SET_LABEL}`);
  faults.add('invalid-body', there, `is '${said}', but --set says '${set}'`);
}

function memberOf(key: string, from: string | undefined, to: string | undefined): MemberChange {
  return {
    member: `labels.${key}`,
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  };
}
