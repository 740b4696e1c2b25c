/**
 * The command tree of ovctl.
 *
 * How to add a command:
 * 1. One file per group in `cli/commands/`, named as the group (`networks.ts`), which exports
 *    `registerNetworks(program, context)`. It only declares: commands, arguments, options and help.
 *    What an action needs beyond that (clients, lab, daemons) it takes by `await import(…)`, so that `ovctl --help`
 *    stays quick.
 * 2. Add the function to GROUPS below; the order there is the order in the help.
 * 3. Shared options come from `cli/options.ts` (`outputOption()`, …); output goes through `cli/output/print.ts`.
 * 4. Each command has an example in its help: its own, or in `cli/help-examples.ts`.
 * 5. An action ends by returning (exit 0), by throwing OvnetError (message on stderr, exit code by its kind) or
 *    by throwing ExitStatus (that exit code, no message).
 */
import { Command } from 'commander';
import { registerApply } from './commands/apply.js';
import { registerBackup } from './commands/backup.js';
import { registerCompletion } from './commands/completion.js';
import { registerConfig } from './commands/config.js';
import { registerContexts } from './commands/contexts.js';
import { registerEndpoints } from './commands/endpoints.js';
import { registerIpam } from './commands/ipam.js';
import { registerEvents } from './commands/events.js';
import { registerLab } from './commands/lab.js';
import { registerManagers } from './commands/managers.js';
import { registerNetworks } from './commands/networks.js';
import { registerNodes } from './commands/nodes.js';
import { registerRaft } from './commands/raft.js';
import { registerReservations } from './commands/reservations.js';
import { registerStatus } from './commands/status.js';
import { registerSubnets } from './commands/subnets.js';
import { registerKeys, registerTokens } from './commands/tokens.js';
import { registerUnsupported } from './commands/unsupported.js';
import { registerVerify } from './commands/verify.js';
import { registerTrace } from './commands/trace.js';
import { registerVersion } from './commands/version.js';
import { registerWait } from './commands/wait.js';
import { registerWatch } from './commands/watch.js';
import { registerWorkers } from './commands/workers.js';
import type { CliContext } from './context.js';
import { addExamples } from './help-examples.js';

export type Register = (program: Command, context: CliContext) => void;

const GROUPS: readonly Register[] = [
  registerManagers,
  registerWorkers,
  registerTokens,
  registerKeys,
  registerNetworks,
  registerSubnets,
  registerEndpoints,
  registerReservations,
  registerIpam,
  registerNodes,
  registerApply,
  registerStatus,
  registerRaft,
  registerWait,
  registerVerify,
  registerTrace,
  registerBackup,
  registerWatch,
  registerEvents,
  registerLab,
  registerContexts,
  registerConfig,
  registerCompletion,
  registerVersion,
  registerUnsupported,
];

export function createProgram(context: CliContext): Command {
  const program = new Command('ovctl')
    .description('Control of ovnet, VXLAN overlay networks with a replicated control plane')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.stdout.write(text),
      writeErr: (text) => context.stderr.write(text),
      outputError: (text, write) => write(text.replace(/^error: /, 'ovctl: ')),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .showHelpAfterError('(--help lists what may be given)')
    .enablePositionalOptions();
  for (const register of GROUPS) register(program, context);
  addExamples(program);
  return program;
}
