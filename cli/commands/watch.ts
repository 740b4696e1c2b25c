/** `ovctl watch`: changes as they are made, one line each. */
import type { Command } from 'commander';
import { addClientOptions, type ClientOptions } from '../client/client-options.js';
import type { EventAnswer } from '../client/shapes.js';
import type { CliContext } from '../context.js';
import { collect } from '../options.js';

interface WatchOptions extends ClientOptions {
  readonly from?: string;
  readonly kind?: readonly string[];
  readonly network?: string;
}

export function registerWatch(program: Command, context: CliContext): void {
  addClientOptions(program.command('watch'))
    .description('print every change as it is made, until interrupted')
    .option('--from <revision>', 'also those since this revision or REVISION-N (default: now)')
    .option('--kind <kind>', 'only of this kind (repeatable)', collect)
    .option('--network <network>', 'only of this network')
    .addHelpText(
      'after',
      '\nA broken connection is made again and goes on where it was; --timeout bounds how long that is tried.' +
        '\n\nExamples:\n  ovctl watch --kind endpoint --network blue\n  ovctl watch --from 120 -o json',
    )
    .action(async (options: WatchOptions) => {
      const [{ RestClient }, { resolveTarget }, { followChanges }] = await Promise.all([
        import('../client/rest-client.js'),
        import('../client/target.js'),
        import('../client/watching.js'),
      ]);
      const target = await resolveTarget(options, context.env);
      const client = new RestClient(target, { timeoutMs: options.timeout });
      const { from, network, kind: kinds = [] } = options;
      const print = await printer(options);
      const output = {
        change: (event: EventAnswer) => void context.stdout.write(print(event)),
        broken: (why: string, place: string) =>
          void context.stderr.write(`ovctl: ${why}; going on behind ${place}\n`),
      };
      try {
        const limits = { timeoutMs: options.timeout, signal: context.signal };
        await followChanges(client, { from, network, kinds, ...limits }, output);
      } finally {
        await client.close();
      }
    });
}

async function printer({ output }: WatchOptions): Promise<(event: EventAnswer) => string> {
  if (output === 'json') return (event) => `${JSON.stringify(event)}\n`;
  if (output === 'yaml') {
    const { stringify } = await import('yaml');
    return (event) => `---\n${stringify(event)}`;
  }
  const wide = output === 'wide';
  return (event) => describe(event, wide);
}

function describe(event: EventAnswer, wide: boolean): string {
  const { time, event: place, type, kind, name, actor, id } = event;
  return `${time} ${place} ${type} ${kind} ${name} by ${actor}${wide ? ` (${id})` : ''}\n`;
}
