/** `ovctl lab`: a cluster of several hosts in network namespaces on this machine. */
import { Option, type Command } from 'commander';
import type { CliContext } from '../context.js';
import type { EnvOptions, PartitionOptions } from '../lab/inside.js';
import type { DownOptions, NameOptions, UpOptions } from '../lab/life.js';
import { integer, outputOption, yesOption, type OutputOptions } from '../options.js';

export function registerLab(program: Command, context: CliContext): void {
  const lab = program
    .command('lab')
    .description('run a cluster of several hosts on this machine, in namespaces');
  registerLife(lab, context);
  registerInside(lab, context);
  registerFaults(lab, context);
}

function nameOption(): Option {
  return new Option('-n, --name <lab>', 'the lab').default('lab');
}

function registerLife(lab: Command, context: CliContext): void {
  lab
    .command('up')
    .description('make the hosts and start managers and workers on them')
    .addOption(nameOption())
    .option('--managers <number>', 'hosts m1, m2, …', integer(0, 80), 3)
    .option('--workers <number>', 'hosts w1, w2, …', integer(0, 150), 3)
    .option('--mtu <bytes>', 'of the underlay', integer(576, 65_535), 1500)
    .option('--plain', 'hosts only, without daemons')
    .addOption(outputOption())
    .action(async (options: UpOptions) => (await import('../lab/life.js')).up(context, options));
  lab
    .command('ls')
    .description('list labs and their hosts')
    .addOption(outputOption())
    .action(async (options: OutputOptions) =>
      (await import('../lab/life.js')).list(context, options),
    );
  lab
    .command('down')
    .description('end every process of a lab and remove it')
    .addOption(nameOption())
    .option('--all', 'every lab on this machine')
    .addOption(yesOption())
    .action(async (options: DownOptions) =>
      (await import('../lab/life.js')).down(context, options),
    );
}

function registerInside(lab: Command, context: CliContext): void {
  lab
    .command('env')
    .description('print what lets ovctl talk to the lab: eval "$(ovctl lab env)"')
    .addOption(nameOption())
    .option('--host <host>', 'the manager to talk to (default: the first that runs)')
    .addOption(outputOption())
    .action(async (options: EnvOptions) =>
      (await import('../lab/inside.js')).env(context, options),
    );
  lab
    .command('exec')
    .description('run a program on a host: ovctl lab exec w1 -- ip addr')
    .argument('<host>')
    .argument('<command...>')
    .addOption(nameOption())
    .action(async (host: string, command: string[], options: NameOptions) =>
      (await import('../lab/inside.js')).exec(context, host, command, options),
    );
}

function registerFaults(lab: Command, context: CliContext): void {
  const fault = lab.command('fault').description('let hosts fail');
  const onHost = (action: 'kill' | 'pause' | 'resume' | 'restart', text: string): void => {
    fault
      .command(action)
      .description(text)
      .argument('<host>')
      .addOption(nameOption())
      .action(async (host: string, options: NameOptions) =>
        (await import('../lab/inside.js')).faultHost(context, action, host, options),
      );
  };
  onHost('kill', 'kill the daemon (SIGKILL)');
  onHost('pause', 'let the daemon stand still (SIGSTOP)');
  onHost('resume', 'let it go on (SIGCONT)');
  onHost('restart', 'stop the daemon if it runs, and start it');
  fault
    .command('partition')
    .description('drop packets between two groups of hosts: m1 m2,m3')
    .argument('<hosts>', 'as m1,w2')
    .argument('[others]', 'default: all other hosts')
    .option('--one-way', 'only those from the first group to the second')
    .addOption(nameOption())
    .action(async (hosts: string, others: string | undefined, options: PartitionOptions) =>
      (await import('../lab/inside.js')).partition(context, hosts, others, options),
    );
  fault
    .command('heal')
    .description('end every partition and resume paused daemons')
    .addOption(nameOption())
    .action(async (options: NameOptions) =>
      (await import('../lab/inside.js')).heal(context, options),
    );
}
