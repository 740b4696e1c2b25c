/** `ovctl manager`: the daemon that keeps the replicated state and serves the API. */
import { Argument, type Command } from 'commander';
import { LOG_LEVELS, type LogLevel } from '../../model/log-level.js';
import type { CliContext } from '../context.js';
import type { LogLevelOptions } from '../daemon/log-level.js';
import type { InitOptions, JoinOptions, RunOptions } from '../daemon/manager.js';
import { addConfigOptions } from '../config-options.js';
import { invocationOf, unreadOf, type Invocation, type Unread } from '../daemon/settings.js';
import { durationOption, outputOption, yesOption } from '../options.js';
import { MANAGER_CONFIG, type ManagerConfig } from '../../config/manager.js';

const daemon = () => import('../daemon/manager.js');

type ManagerInvocation = Invocation<ManagerConfig>;
type Called = (command: Command) => Promise<ManagerInvocation>;

export function registerManagers(program: Command, context: CliContext): void {
  const manager = program.command('manager').description('run a manager on this host');
  const called: Called = (command) => invocationOf(command, context, MANAGER_CONFIG);
  const unread = (command: Command): Unread<ManagerConfig> =>
    unreadOf(command, context, MANAGER_CONFIG);
  startCommand(manager, 'init')
    .description('begin a cluster and print the commands that join it')
    .addOption(outputOption())
    .action(async (options: InitOptions, command: Command) =>
      (await daemon()).init(context, unread(command), options),
    );
  startCommand(manager, 'join [token]')
    .description('join a cluster as a manager; becomes a voter by itself')
    .option('--token-file <file>', 'read the token from a file')
    .action(async (token: string | undefined, options: JoinOptions, command: Command) =>
      (await daemon()).join(context, unread(command), { ...options, token }),
    );
  addConfigOptions(manager.command('run'), MANAGER_CONFIG)
    .description('start again from the data directory')
    .option('--detach', 'return when it serves')
    .action(async (options: RunOptions, command: Command) =>
      (await daemon()).run(context, unread(command), options),
    );
  addConfigOptions(manager.command('stop'), MANAGER_CONFIG, ['socket'])
    .description('end the manager; the leadership is handed over first')
    .addOption(durationOption('--timeout <duration>', 'how long to wait for its end', '30s'))
    .action(async (options: { timeout: number }, command: Command) =>
      (await daemon()).stop(context, await called(command), options.timeout),
    );
  registerEndings(manager, context, called);
  addConfigOptions(manager.command('log-level'), MANAGER_CONFIG, ['socket'])
    .description('show how much the running manager logs, or change it until its next start')
    .addArgument(new Argument('[level]', 'of the log').choices(LOG_LEVELS))
    .addOption(outputOption())
    .action(async (level: LogLevel | undefined, options: LogLevelOptions, command: Command) =>
      (await import('../daemon/log-level.js')).ofManager(
        context,
        await called(command),
        level,
        options,
      ),
    );
  addConfigOptions(manager.command('install'), MANAGER_CONFIG)
    .description('write a systemd unit for `ovctl manager run`')
    .option('--now', 'enable and start it')
    .action(async (options: { now?: boolean }, command: Command) =>
      (await import('../daemon/install.js')).install(
        context,
        'manager',
        await called(command),
        options,
      ),
    );
}

/** Of its membership, and of a quorum that is lost for good. */
function registerEndings(manager: Command, context: CliContext, called: Called): void {
  addConfigOptions(manager.command('leave'), MANAGER_CONFIG, ['dataDir', 'socket'])
    .description('end the membership of this manager and clear its data; the last one stays')
    .option('--force', 'although no manager answers, or it was removed already')
    .action(async (options: { force?: boolean }, command: Command) =>
      (await import('../daemon/membership.js')).leave(context, await called(command), options),
    );
  addConfigOptions(manager.command('recover'), MANAGER_CONFIG, ['dataDir'])
    .description('begin anew from this stopped manager alone, when a quorum is lost for good')
    .addOption(yesOption())
    .action(async (options: { yes?: boolean }, command: Command) =>
      (await import('../daemon/membership.js')).recover(context, await called(command), options),
    );
}

function startCommand(manager: Command, name: string): Command {
  return addConfigOptions(manager.command(name), MANAGER_CONFIG)
    .option('--detach', 'return when it serves; it logs to /var/log/ovnet/manager.log')
    .option('--no-start', 'prepare the data directory only');
}
