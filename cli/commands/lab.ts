/** `ovctl lab`: a cluster of several hosts in network namespaces on this machine. */
import type { Command } from 'commander';

export function registerLab(program: Command): void {
  program.command('lab').description('run several hosts on this machine, in namespaces');
}
