/** `ovctl context`: names for remote clusters and the way to them. */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { OvnetError } from '../../model/errors.js';
import { parseName } from '../../model/name.js';
import { given } from '../client/calls.js';
import type { ContextEntry, Contexts } from '../contexts/store.js';
import type { CliContext } from '../context.js';
import { outputOption, yesOption, type OutputOptions } from '../options.js';
import { confirm } from '../output/confirm.js';
import { printList } from '../output/print.js';
import type { Column } from '../output/table.js';

interface AddOptions {
  readonly server?: string;
  readonly socket?: string;
  readonly ca?: string;
  readonly keyFile?: string;
  readonly cert?: string;
  readonly certKey?: string;
  readonly use?: boolean;
}

interface Row extends ContextEntry {
  readonly name: string;
  readonly current: boolean;
}

const COLUMNS: readonly Column<Row>[] = [
  { title: 'current', value: ({ current }) => (current ? '*' : undefined) },
  { title: 'name', value: ({ name }) => name },
  { title: 'place', value: ({ server, socket }) => server ?? socket },
  { title: 'key file', value: ({ keyFile }) => keyFile },
  { title: 'ca', value: ({ ca }) => ca, wide: true },
  { title: 'cert', value: ({ cert }) => cert, wide: true },
];

const contextStore = () => import('../contexts/store.js');
const targets = () => import('../client/target.js');

export function registerContexts(program: Command, context: CliContext): void {
  const group = program.command('context').description('name remote clusters and choose one');
  group
    .command('add <name>')
    .description('keep the way to a cluster under a name')
    .option('--server <url>', 'a manager, as https://HOST:7070')
    .option('--socket <path>', "a local manager's socket instead")
    .option('--ca <file>', "the cluster's root certificate")
    .option(
      '--key-file <file>',
      'a file that holds an API key; -: read one from stdin and store it',
    )
    .option('--cert <file>', 'a client certificate')
    .option('--cert-key <file>', 'its private key')
    .option('--use', 'and choose it')
    .action((name: string, options: AddOptions) => add(context, name, options));
  group
    .command('use <name>')
    .description("choose the context for commands to come; local: the local manager's socket")
    .action((name: string) => use(context, name));
  group
    .command('ls')
    .alias('list')
    .description('list contexts; the one in force is marked')
    .addOption(outputOption())
    .action((options: OutputOptions) => list(context, options));
  group
    .command('rm <name...>')
    .alias('remove')
    .description('forget contexts and the keys stored with them')
    .addOption(yesOption())
    .action((names: string[], options: { yes?: boolean }) => remove(context, names, options));
}

async function add(context: CliContext, name: string, options: AddOptions): Promise<void> {
  const { LOCAL, loadContexts, saveContexts, storeKey } = await contextStore();
  const { originOf } = await targets();
  const { server, socket, use: chosen, ...files } = options;
  parseName(name);
  const known = await loadContexts(context.env);
  if (name === LOCAL || Object.hasOwn(known.contexts, name)) {
    throw new OvnetError('name-taken', `context '${name}' exists`);
  }
  if ((server === undefined) === (socket === undefined)) {
    throw new OvnetError('usage', 'a context needs --server or --socket, one of them');
  }
  const stored = files.keyFile === '-' ? await readKey(context) : undefined;
  const keyFile = stored === undefined ? files.keyFile : storeKey(context.env, name, stored);
  const entry: ContextEntry = {
    ...given({ server: server === undefined ? undefined : originOf(server) }),
    ...absolute({ ...files, socket, keyFile }),
  };
  const contexts = { ...known.contexts, [name]: entry };
  await saveContexts(context.env, {
    ...known,
    contexts,
    ...(chosen === true ? { current: name } : {}),
  });
  context.stdout.write(`${name}\n`);
}

/** The working directory is another one next time. */
function absolute(files: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const named = Object.entries(files).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return Object.fromEntries(named.map(([member, path]) => [member, resolve(path)]));
}

async function readKey({ stdin }: CliContext): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stdin) chunks.push(Buffer.from(chunk as Uint8Array));
  const key = Buffer.concat(chunks).toString('utf8').trim();
  if (key === '') throw new OvnetError('usage', '--key-file -: stdin holds no key');
  return key;
}

async function use(context: CliContext, name: string): Promise<void> {
  const { LOCAL, loadContexts, saveContexts } = await contextStore();
  const known = await loadContexts(context.env);
  if (name !== LOCAL) need(known, name);
  await saveContexts(context.env, { current: name, contexts: known.contexts });
  context.stdout.write(`${name}\n`);
}

async function list(context: CliContext, options: OutputOptions): Promise<void> {
  const { LOCAL, loadContexts } = await contextStore();
  const { DEFAULT_SOCKET, currentContext } = await targets();
  const known = await loadContexts(context.env);
  const current = currentContext(context.env, known);
  const all: readonly (readonly [string, ContextEntry])[] = [
    [LOCAL, { socket: DEFAULT_SOCKET }],
    ...Object.entries(known.contexts).sort(([a], [b]) => (a < b ? -1 : 1)),
  ];
  const rows = all.map(([name, entry]) => ({ name, current: name === current, ...entry }));
  await printList(context, options.output, COLUMNS, rows);
}

async function remove(
  context: CliContext,
  names: readonly string[],
  options: { readonly yes?: boolean },
): Promise<void> {
  const { dropKey, loadContexts, saveContexts } = await contextStore();
  const known = await loadContexts(context.env);
  for (const name of names) need(known, name);
  if (names.length > 1) await confirm(context, `Forget ${names.length} contexts?`, options);
  const left = Object.entries(known.contexts).filter(([name]) => !names.includes(name));
  const { current } = known;
  const stays = current !== undefined && !names.includes(current);
  await saveContexts(context.env, {
    ...(stays ? { current } : {}),
    contexts: Object.fromEntries(left),
  });
  for (const name of names) {
    dropKey(context.env, name);
    context.stdout.write(`${name}\n`);
  }
}

function need({ contexts }: Contexts, name: string): void {
  if (Object.hasOwn(contexts, name)) return;
  throw new OvnetError('not-found', `there is no context '${name}'`);
}
