/** `ovctl backup` and `ovctl restore`: everything needed to begin anew in one file, and beginning anew from it. */
import type { Command } from 'commander';
import { MANAGER_CONFIG } from '../../config/manager.js';
import { addClientOptions } from '../client/client-options.js';
import { addConfigOptions } from '../config-options.js';
import type { CliContext } from '../context.js';
import type { BackupOptions } from '../client/backup.js';
import { outputOption, type OutputOptions } from '../options.js';

const RESTORE_SETTINGS = ['dataDir', 'advertise', 'apiPort', 'grpcPort', 'name'] as const;

export function registerBackup(program: Command, context: CliContext): void {
  addClientOptions(program.command('backup <file>'))
    .description('write the state and the CA key to a new file (- is stdout); keep it as a secret')
    .addHelpText('after', '\nExample:\n  ovctl backup /root/ovnet-2026-01-31.ovbackup')
    .action(async (file: string, options: BackupOptions) =>
      (await import('../client/backup.js')).backup(context, file, options),
    );
  addConfigOptions(program.command('restore <file>'), MANAGER_CONFIG, RESTORE_SETTINGS)
    .description('begin anew from a backup (- is stdin), offline, in an empty data directory')
    .addOption(outputOption())
    .addHelpText(
      'after',
      '\nExample:\n  ovctl restore /root/ovnet-2026-01-31.ovbackup && ovctl manager run --detach',
    )
    .action(async (file: string, options: OutputOptions, command: Command) => {
      const [{ restore }, { invocationOf }] = await Promise.all([
        import('../daemon/restore.js'),
        import('../daemon/settings.js'),
      ]);
      const invocation = await invocationOf(command, context, MANAGER_CONFIG);
      await restore(context, invocation, { ...options, file });
    });
}
