/** Options of every command that talks to a manager, and the client's life around one command. */
import type { Command } from 'commander';
import type { CliContext } from '../context.js';
import { durationOption, outputOption, type OutputOptions } from '../options.js';
import type { RestClient } from './rest-client.js';
import type { TargetOptions } from './target.js';

export interface ClientOptions extends TargetOptions, OutputOptions {
  /** How long the command may take, in ms. */
  readonly timeout: number;
}

const DEFAULT_TIMEOUT = '30s';

/** Adds `-o`, the ways to name a manager, and `--timeout`. */
export function addClientOptions(command: Command): Command {
  return command
    .addOption(outputOption())
    .option('--context <name>', 'a cluster of `ovctl context ls` (OVNET_CONTEXT)')
    .option(
      '--server <url>',
      'a manager, as https://HOST:7070 (OVNET_SERVER); default: the current context',
    )
    .option('--ca <file>', "the cluster's root certificate (OVNET_CA)")
    .option('--key-file <file>', 'a file that holds an API key (OVNET_KEY_FILE)')
    .option('--cert <file>', 'a client certificate (OVNET_CERT)')
    .option('--cert-key <file>', 'its private key, unless that file holds it (OVNET_CERT_KEY)')
    .option('--socket <path>', "the local manager's socket (OVNET_SOCKET)")
    .addOption(durationOption('--timeout <duration>', 'how long to try', DEFAULT_TIMEOUT));
}

/** Opens a client for `work` and closes it whatever happens. */
export async function withClient<T>(
  context: CliContext,
  options: ClientOptions,
  work: (client: RestClient) => Promise<T>,
): Promise<T> {
  const [{ RestClient }, { resolveTarget }, { withProgress }] = await Promise.all([
    import('./rest-client.js'),
    import('./target.js'),
    import('../output/progress.js'),
  ]);
  const client = new RestClient(await resolveTarget(options, context.env), {
    timeoutMs: options.timeout,
  });
  try {
    return await withProgress(
      context,
      () => `waiting for ${client.place}`,
      () => work(client),
    );
  } finally {
    await client.close();
  }
}
