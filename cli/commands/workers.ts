/** `ovctl worker`: the agent that applies the cluster's state to this host's kernel. */
import { Argument, Option, type Command } from 'commander';
import { LOG_LEVELS, type LogLevel } from '../../model/log-level.js';
import type { CliContext } from '../context.js';
import type { LogLevelOptions } from '../daemon/log-level.js';
import type { JoinOptions, LeaveOptions, RunOptions, StatusOptions } from '../daemon/worker.js';
import { addConfigOptions } from '../config-options.js';
import { invocationOf, type Invocation } from '../daemon/settings.js';
import { durationOption, outputOption } from '../options.js';
import { WORKER_CONFIG, type WorkerConfig } from '../../config/worker.js';

const daemon = () => import('../daemon/worker.js');

export function registerWorkers(program: Command, context: CliContext): void {
  const worker = program.command('worker').description('run a worker on this host');
  const called = (command: Command): Promise<Invocation<WorkerConfig>> =>
    invocationOf(command, context, WORKER_CONFIG);
  addConfigOptions(worker.command('join [token]'), WORKER_CONFIG)
    .description('join a cluster as a worker and run')
    .option('--token-file <file>', 'read the token from a file')
    .option('--detach', 'return when it is in sync; it logs to /var/log/ovnet/worker.log')
    .option('--no-start', 'prepare the data directory only')
    .action(async (token: string | undefined, options: JoinOptions, command: Command) =>
      (await daemon()).join(context, await called(command), { ...options, token }),
    );
  addConfigOptions(worker.command('run'), WORKER_CONFIG)
    .description('start again from the data directory')
    .option('--detach', 'return when it is in sync')
    .action(async (options: RunOptions, command: Command) =>
      (await daemon()).run(context, await called(command), options),
    );
  addConfigOptions(worker.command('stop'), WORKER_CONFIG, ['socket'])
    .description('end the agent; the kernel stays as it is and traffic goes on')
    .addOption(durationOption('--timeout <duration>', 'how long to wait for its end', '30s'))
    .action(async (options: { timeout: number }, command: Command) =>
      (await daemon()).stop(context, await called(command), options.timeout),
    );
  addConfigOptions(worker.command('leave'), WORKER_CONFIG)
    .description('end the membership and remove everything of ours from the kernel')
    .option('--force', 'although no manager answers')
    .action(async (options: LeaveOptions, command: Command) =>
      (await daemon()).leave(context, await called(command), options),
    );
  addConfigOptions(worker.command('status'), WORKER_CONFIG, ['socket'])
    .description('show what the agent holds, also while it is cut off')
    .addOption(outputOption())
    .action(async (options: StatusOptions, command: Command) =>
      (await daemon()).status(context, await called(command), options),
    );
  addConfigOptions(worker.command('log-level'), WORKER_CONFIG, ['socket'])
    .description('show how much the running worker logs, or change it until its next start')
    .addArgument(new Argument('[level]', 'of the log').choices(LOG_LEVELS))
    .addOption(outputOption())
    .action(async (level: LogLevel | undefined, options: LogLevelOptions, command: Command) =>
      (await import('../daemon/log-level.js')).ofWorker(
        context,
        await called(command),
        level,
        options,
      ),
    );
  addConfigOptions(worker.command('install'), WORKER_CONFIG)
    .description('write a systemd unit for `ovctl worker run`')
    .addOption(new Option('--now', 'enable and start it'))
    .action(async (options: { now?: boolean }, command: Command) =>
      (await import('../daemon/install.js')).install(
        context,
        'worker',
        await called(command),
        options,
      ),
    );
}
