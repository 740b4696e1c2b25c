/** `ovctl lab up|ls|down`. */
import { Lab, type LabUpOptions } from '../../lab/lab.js';
import { DEFAULT_ROOT } from '../../lab/layout.js';
import type { LabHost } from '../../lab/host.js';
import { OvnetError } from '../../model/errors.js';
import type { CliContext } from '../context.js';
import type { OutputOptions } from '../options.js';
import { confirm } from '../output/confirm.js';
import { printAs, printList } from '../output/print.js';
import { withProgress } from '../output/progress.js';
import { formatTable, type Column } from '../output/table.js';

export interface NameOptions {
  readonly name: string;
}

/** Where labs are kept; OVNET_LAB_ROOT lets tests of the lab keep theirs apart. */
export function rootOf(context: Pick<CliContext, 'env'>): string {
  return context.env['OVNET_LAB_ROOT'] ?? DEFAULT_ROOT;
}

export type UpOptions = NameOptions &
  OutputOptions &
  Required<Pick<LabUpOptions, 'managers' | 'workers' | 'mtu'>> & { readonly plain?: true };

export type DownOptions = NameOptions & { readonly all?: true; readonly yes?: true };

export async function up(context: CliContext, options: UpOptions): Promise<void> {
  const root = rootOf(context);
  let step = 'making the lab';
  const { name, managers, workers, mtu } = options;
  const making = Lab.up({
    ...{ name, root, managers, workers, mtu },
    plain: options.plain === true,
    signal: context.signal,
    onStep: (next) => void (step = next),
  });
  const release = context.onInterrupt(async () => {
    await Promise.allSettled([making]);
  });
  try {
    const lab = await withProgress(
      context,
      () => step,
      () => making,
    );
    const text = (): string => formatTable(HOSTS, rowsOf(lab)) + howToGoOn(lab);
    await printAs(context, options.output, summaryOf(lab), text);
  } finally {
    release();
  }
}

export async function list(context: CliContext, options: OutputOptions): Promise<void> {
  const root = rootOf(context);
  const labs = Lab.names(root).map((name) => tryLoad(name, root));
  const rows = labs.flatMap((lab) => (lab instanceof Lab ? rowsOf(lab) : [lab]));
  const items = labs.map((lab) => (lab instanceof Lab ? summaryOf(lab) : lab));
  await printList(context, options.output, [LAB, ...HOSTS], rows, { items });
}

export async function down(context: CliContext, options: DownOptions): Promise<void> {
  const root = rootOf(context);
  const names = options.all === true ? Lab.names(root) : [options.name];
  if (names.length > 1) {
    await confirm(context, `Remove ${names.length} labs: ${names.join(', ')}?`, options);
  }
  for (const name of names) {
    const found = await withProgress(
      context,
      () => `removing lab ${name}`,
      () => Lab.down({ name, root }),
    );
    context.stderr.write(found ? `Lab ${name} is removed.\n` : `There is no lab ${name}.\n`);
  }
}

interface Row {
  readonly lab: string;
  readonly host?: string;
  readonly address?: string;
  readonly state: string;
}

const LAB: Column<Row> = { title: 'lab', value: ({ lab }) => lab };
const HOSTS: readonly Column<Row>[] = [
  { title: 'host', value: ({ host }) => host },
  { title: 'address', value: ({ address }) => address },
  { title: 'state', value: ({ state }) => state },
];

/** A lab whose making or removal was interrupted, or goes on now, is still to be seen, and removed. */
function tryLoad(name: string, root: string): Lab | Row {
  try {
    return Lab.load({ name, root });
  } catch (error) {
    if (error instanceof OvnetError && error.code === 'not-found') {
      return { lab: name, state: 'half-made' };
    }
    throw error;
  }
}

function rowsOf(lab: Lab): Row[] {
  return lab.hosts.map((host) => {
    const { name, address } = host;
    return { lab: lab.name, host: name, address, state: stateOf(lab, host) };
  });
}

function summaryOf(lab: Lab): object {
  const hosts = lab.hosts.map((host) => {
    const { name, role, address, netns } = host;
    return { name, role, address, netns, state: stateOf(lab, host), ...lab.fault.of(host) };
  });
  return { name: lab.name, dir: lab.dir, createdAt: lab.plan.createdAt, hosts };
}

function stateOf(lab: Lab, host: LabHost): string {
  const { paused, dropsFrom } = lab.fault.of(host);
  const cut = dropsFrom.length > 0 ? `, hears nothing from ${dropsFrom.length} hosts` : '';
  if (!host.isUp) return 'gone';
  if (paused.length > 0) return `paused${cut}`;
  if (lab.plan.plain) return `up${cut}`;
  const daemons = (['manager', 'agent'] as const).filter((name) => host.daemon(name));
  return daemons.length > 0 ? `${daemons.join('+')} runs${cut}` : `no daemon${cut}`;
}

function howToGoOn(lab: Lab): string {
  const name = lab.name === 'lab' ? '' : ` --name ${lab.name}`;
  const [host] = lab.hosts;
  return [
    '',
    ...(lab.plan.plain ? [] : [`Talk to it:  eval "$(ovctl lab env${name})"; ovctl status`]),
    `On a host:   ovctl lab exec${name} ${host?.name ?? 'HOST'} -- ip addr`,
    `End it:      ovctl lab down${name}`,
    '',
  ].join('\n');
}
