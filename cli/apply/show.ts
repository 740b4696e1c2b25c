/** A plan as a person reads it: one line per object, or a diff with every member. */
import type { Style } from '../output/style.js';
import { formatTable, type Column } from '../output/table.js';
import type { Action, Change, MemberChange } from './change.js';
import type { Plan } from './plan.js';

/** A plan as JSON and YAML show it: stable. */
export interface ShownPlan {
  readonly revision: number;
  readonly changes: readonly {
    readonly kind: Change['kind'];
    readonly name: string;
    readonly action: Action;
    readonly id?: string;
    readonly members: readonly MemberChange[];
    readonly workers: readonly string[];
  }[];
  readonly summary: Readonly<Record<Action, number>>;
  readonly workers: readonly string[];
}

export function planValue({ revision, changes }: Plan): ShownPlan {
  const count = (action: Action): number =>
    changes.filter((change) => change.action === action).length;
  return {
    revision,
    changes: changes.map(({ kind, name, action, id, members, workers }) => ({
      kind,
      name,
      action,
      ...(id === undefined ? {} : { id }),
      members,
      workers,
    })),
    summary: {
      create: count('create'),
      update: count('update'),
      unchanged: count('unchanged'),
      delete: count('delete'),
    },
    workers: [...new Set(changes.flatMap(({ workers }) => workers))].sort(),
  };
}

const COLUMNS: readonly Column<Change>[] = [
  { title: 'action', value: ({ action }) => action },
  { title: 'kind', value: ({ kind }) => kind },
  { title: 'name', value: ({ name }) => name },
  {
    title: 'changes',
    value: ({ action, members }) =>
      action === 'update' ? members.map(({ member }) => member).join(',') : undefined,
  },
  { title: 'workers', value: ({ workers }) => workers.join(',') },
  { title: 'id', value: ({ id }) => id, wide: true },
];

export function planText(plan: Plan, wide: boolean): string {
  const table = plan.changes.length === 0 ? '' : formatTable(COLUMNS, plan.changes, wide);
  return `${table}${summaryText(plan)}\n`;
}

function summaryText(plan: Plan): string {
  const { revision, summary, workers } = planValue(plan);
  const counts = `${summary.create} to create, ${summary.update} to update, ${summary.unchanged} unchanged, ${summary.delete} to delete`;
  const concerned = workers.length === 0 ? 'none' : workers.join(', ');
  return `plan at revision ${revision}: ${counts}; workers concerned: ${concerned}`;
}

type Paint = (style: Style, text: string) => string;

const SIGNS = {
  create: ['+', 'green'],
  update: ['~', 'yellow'],
  delete: ['-', 'red'],
} as const;

/** What differs and nothing else; empty when nothing does. */
export function diffText({ changes }: Plan, paint: Paint): string {
  return changes.flatMap((change) => diffOf(change, paint)).join('');
}

function diffOf({ kind, name, action, members }: Change, paint: Paint): string[] {
  if (action === 'unchanged') return [];
  const [sign, style] = SIGNS[action];
  return [
    `${paint(style, `${sign} ${kind} ${name}`)}\n`,
    ...members.map((member) => `    ${memberText(member)}\n`),
  ];
}

function memberText({ member, from, to, immutable }: MemberChange): string {
  const change =
    from === undefined
      ? JSON.stringify(to)
      : `${JSON.stringify(from)} -> ${to === undefined ? 'removed' : JSON.stringify(to)}`;
  return `${member}: ${change}${immutable === true ? ' (cannot be changed)' : ''}`;
}
