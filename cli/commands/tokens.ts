/** `ovctl token` and `ovctl key`: who may join, who may use the API. Secrets are shown once. */
import { Argument, Option, type Command } from 'commander';
import { addWaitOption, answerOf, given, waiting, type WriteOptions } from '../client/calls.js';
import { addClientOptions, withClient } from '../client/client-options.js';
import type { KeyAnswer, TokenAnswer } from '../client/shapes.js';
import type { CliContext } from '../context.js';
import type { NodeRole } from '../../model/objects.js';
import { durationMs, integer } from '../options.js';
import { printAs } from '../output/print.js';
import { addList, addRemove, type Resource } from '../resource.js';

/** Nobody is shown one alone. */
type Unread<T> = Omit<Resource<T>, 'read'>;

const TOKENS: Unread<TokenAnswer> = {
  noun: 'token',
  plural: 'join tokens',
  columns: [
    { title: 'id', value: ({ id }) => id },
    { title: 'role', value: ({ role }) => role },
    { title: 'expires', value: ({ expiresAt }) => expiresAt },
    { title: 'uses left', value: ({ usesLeft }) => usesLeft ?? 'unlimited' },
  ],
  filters: {},
  list: (api, query) => answerOf(api.GET('/v1/tokens', { params: { query } })),
  remove: (api, token, query) =>
    answerOf(api.DELETE('/v1/tokens/{token}', { params: { path: { token }, query } })),
};

const KEYS: Unread<KeyAnswer> = {
  noun: 'key',
  plural: 'API keys',
  columns: [
    { title: 'name', value: ({ name }) => name },
    { title: 'role', value: ({ role }) => role },
    { title: 'id', value: ({ id }) => id },
    { title: 'created', value: ({ createdAt }) => createdAt },
  ],
  filters: {},
  list: (api, query) => answerOf(api.GET('/v1/keys', { params: { query } })),
  remove: (api, key, query) =>
    answerOf(api.DELETE('/v1/keys/{key}', { params: { path: { key }, query } })),
};

interface TokenLimits {
  readonly ttlMs?: number | undefined;
  readonly uses?: number | undefined;
}

interface MintOptions extends WriteOptions {
  readonly role: NodeRole;
  readonly ttl?: number;
  readonly uses?: number;
}

export function registerTokens(program: Command, context: CliContext): void {
  const token = program.command('token').description('manage join tokens');
  const mint = async (
    role: NodeRole,
    options: WriteOptions,
    limits: TokenLimits,
  ): Promise<void> => {
    const body = { role, ...given(limits) };
    const params = { query: waiting(options) };
    const answer = await withClient(context, options, (client) =>
      answerOf(client.api.POST('/v1/tokens', { params, body })),
    );
    await printAs(context, options.output, answer, () => answer.command);
  };
  addWaitOption(addClientOptions(token.command('create')))
    .description('mint a token and print the command that joins with it')
    .addOption(
      new Option('--role <role>', 'what it lets join')
        .choices(['worker', 'manager'])
        .makeOptionMandatory(),
    )
    .option('--ttl <duration>', 'how long it is valid (default: 24h)', durationMs)
    .option('--uses <number>', 'how often (default: a manager token once)', integer(1, 1_000_000))
    .action((options: MintOptions) =>
      mint(options.role, options, { ttlMs: options.ttl, uses: options.uses }),
    );
  addWaitOption(addClientOptions(token.command('show')))
    .addArgument(new Argument('<role>', 'what it lets join').choices(['worker', 'manager']))
    .description('mint a token for worker or manager and print the command that joins with it')
    .action((role: NodeRole, options: WriteOptions) => mint(role, options, {}));
  addList(token, context, TOKENS);
  addRemove(token, context, TOKENS);
}

interface KeyOptions extends WriteOptions {
  readonly role: KeyAnswer['role'];
}

export function registerKeys(program: Command, context: CliContext): void {
  const key = program.command('key').description('manage API keys');
  addWaitOption(addClientOptions(key.command('create <name>')))
    .description('mint a key and print it, once')
    .addOption(
      new Option('--role <role>', 'what it may do')
        .choices(['admin', 'operator', 'viewer'])
        .default('viewer'),
    )
    .action(async (name: string, options: KeyOptions) => {
      const body = { name, role: options.role };
      const params = { query: waiting(options) };
      const answer = await withClient(context, options, (client) =>
        answerOf(client.api.POST('/v1/keys', { params, body })),
      );
      await printAs(context, options.output, answer, () => answer.key);
    });
  addList(key, context, KEYS);
  addRemove(key, context, KEYS);
}
