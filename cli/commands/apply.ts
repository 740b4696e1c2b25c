/** `ovctl apply`, `diff`, `export`: networks and endpoints as files. */
import type { Command } from 'commander';
import { addWaitOption, requireConverged, type WriteOptions } from '../client/calls.js';
import { addClientOptions, withClient, type ClientOptions } from '../client/client-options.js';
import type { CliContext } from '../context.js';
import { ExitStatus } from '../exit-status.js';
import { collect, yesOption } from '../options.js';
import { confirm } from '../output/confirm.js';
import { printAs } from '../output/print.js';
import { painter } from '../output/style.js';
import { parseLabel } from '../../model/labels.js';
import { OvnetError } from '../../model/errors.js';
import type { Plan } from '../apply/plan.js';

interface FileOptions extends ClientOptions {
  readonly file: readonly string[];
  readonly set?: string;
  readonly prune?: boolean;
}

interface ApplyOptions extends FileOptions, WriteOptions {
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

interface ExportOptions extends ClientOptions {
  readonly set?: string;
  readonly network?: readonly string[];
}

export function registerApply(program: Command, context: CliContext): void {
  addWaitOption(addFileOptions(addClientOptions(program.command('apply'))))
    .description('make networks and endpoints as files declare them, all or nothing')
    .option('--dry-run', 'print the plan only')
    .addOption(yesOption())
    .action((options: ApplyOptions) => apply(context, options));
  addFileOptions(addClientOptions(program.command('diff')))
    .description('show what apply would change; exits 1 when anything would')
    .action((options: FileOptions) => diff(context, options));
  addClientOptions(program.command('export'))
    .description('print networks and endpoints as a file that apply takes')
    .option('--set <name>', 'only objects of this set')
    .option('--network <network>', 'only this network (repeatable)', collect)
    .action((options: ExportOptions) => exportAll(context, options));
}

function addFileOptions(command: Command): Command {
  return command
    .requiredOption('-f, --file <file>', 'YAML or JSON; - for stdin (repeatable)', collect)
    .option('--set <name>', 'the objects belong to this set: they get the label ovnet.set=NAME')
    .option('--prune', 'delete the objects of the set that no file declares');
}

async function apply(context: CliContext, options: ApplyOptions): Promise<void> {
  const { refuseImmutable, stepsOf, submit } = await import('../apply/submit.js');
  const { planText, planValue } = await import('../apply/show.js');
  const plan = await planOf(context, options);
  const tabular = options.output === 'table' || options.output === 'wide';
  if (tabular) context.stdout.write(planText(plan, options.output === 'wide'));
  refuseImmutable(plan);
  const steps = stepsOf(plan);
  if (options.dryRun === true || steps.length === 0) {
    const shown = { plan: planValue(plan), applied: false };
    if (!tabular) await printAs(context, options.output, shown, () => '');
    return;
  }
  await confirmRemovals(context, plan, options);
  const answer = await withClient(context, options, (client) => submit(client, steps, options));
  const { revision, converged, laggards } = answer;
  const shown = { plan: planValue(plan), applied: true, revision, converged, laggards };
  await printAs(context, options.output, shown, () => `applied at revision ${revision}`);
  requireConverged(answer);
}

async function confirmRemovals(
  context: CliContext,
  { changes }: Plan,
  options: ApplyOptions,
): Promise<void> {
  const removed = changes.filter(({ action }) => action === 'delete');
  if (removed.length < 2) return;
  await confirm(context, `Delete ${removed.length} objects of set ${options.set ?? ''}?`, options);
}

async function diff(context: CliContext, options: FileOptions): Promise<void> {
  const { diffText, planValue } = await import('../apply/show.js');
  const plan = await planOf(context, options);
  const paint = painter(context.stdout, context.env);
  await printAs(context, options.output, planValue(plan), () => diffText(plan, paint));
  if (plan.changes.some(({ action }) => action !== 'unchanged')) throw new ExitStatus(1);
}

async function planOf(context: CliContext, options: FileOptions): Promise<Plan> {
  const { file, set, prune = false } = options;
  if (prune && set === undefined) {
    throw new OvnetError('usage', '--prune needs --set: it deletes what belongs to that set only');
  }
  if (set !== undefined) checkSetName(set);
  const { readDeclaration } = await import('../apply/files.js');
  const { readPresent } = await import('../apply/present.js');
  const { makePlan } = await import('../apply/plan.js');
  const declaration = await readDeclaration(context, file);
  const present = await withClient(context, options, readPresent);
  return makePlan(declaration, present, { set, prune });
}

function checkSetName(set: string): void {
  if (set === '') throw new OvnetError('usage', '--set needs a name');
  parseLabel(`ovnet.set=${set}`);
}

async function exportAll(context: CliContext, options: ExportOptions): Promise<void> {
  const { readPresent } = await import('../apply/present.js');
  const { exportOf } = await import('../apply/export.js');
  const present = await withClient(context, options, readPresent);
  const exported = exportOf(present, { set: options.set, networks: options.network });
  const format = options.output === 'json' ? 'json' : 'yaml';
  await printAs(context, format, exported, () => '');
}
