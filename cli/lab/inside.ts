/** `ovctl lab env|exec|fault`: into a lab that is there. */
import { exitCode } from '../../lab/command.js';
import { Lab } from '../../lab/lab.js';
import { OvnetError } from '../../model/errors.js';
import type { CliContext } from '../context.js';
import { ExitStatus } from '../exit-status.js';
import type { OutputOptions } from '../options.js';
import { printAs } from '../output/print.js';
import { rootOf, type NameOptions } from './life.js';

export type EnvOptions = NameOptions & OutputOptions & { readonly host?: string };
export type PartitionOptions = NameOptions & { readonly oneWay?: true };

function load(context: CliContext, options: NameOptions): Lab {
  return Lab.load({ name: options.name, root: rootOf(context) });
}

/** Sockets are files: that of a host works from outside its network namespace, too. */
export async function env(context: CliContext, options: EnvOptions): Promise<void> {
  const lab = load(context, options);
  const managers = lab.hosts.filter(({ role }) => role === 'manager');
  const running = managers.find((host) => lab.fault.answers(host, 'manager')) ?? managers[0];
  const name = options.host ?? running?.name;
  if (name === undefined) throw new OvnetError('not-found', `lab ${lab.name} has no manager`);
  const socket = lab.host(name).socket('manager');
  const inside = `# On the host itself: ovctl lab exec --name ${lab.name} ${name} -- bash`;
  const text = `unset OVNET_SERVER\nexport OVNET_SOCKET='${socket}'\n${inside}\n`;
  await printAs(context, options.output, { OVNET_SOCKET: socket }, () => text);
}

/** Its exit code is passed on. Interrupted, it is the program that decides when to end. */
export async function exec(
  context: CliContext,
  host: string,
  command: readonly string[],
  options: NameOptions,
): Promise<void> {
  const child = load(context, options).spawn(host, command, { stdio: 'inherit' });
  const ended = new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(exitCode(code, signal)));
  });
  const release = context.onInterrupt(async () => {
    await ended;
  });
  const forward = (): void => void child.kill('SIGTERM');
  process.once('SIGTERM', forward);
  try {
    const code = await ended;
    if (code !== 0) throw new ExitStatus(code);
  } finally {
    process.off('SIGTERM', forward);
    release();
  }
}

export async function faultHost(
  context: CliContext,
  action: 'kill' | 'pause' | 'resume' | 'restart',
  name: string,
  options: NameOptions,
): Promise<void> {
  const lab = load(context, options);
  const host = lab.host(name);
  switch (action) {
    case 'kill':
      return lab.fault.kill(host);
    case 'pause':
      return lab.fault.pause(host);
    case 'resume':
      return lab.fault.resume(host);
    case 'restart':
      return lab.daemons.restart(host);
  }
}

export async function partition(
  context: CliContext,
  hosts: string,
  others: string | undefined,
  options: PartitionOptions,
): Promise<void> {
  const lab = load(context, options);
  const oneWay = options.oneWay === true;
  await lab.fault.partition(lab.hostsNamed(hosts), lab.hostsNamed(others ?? ''), { oneWay });
}

export async function heal(context: CliContext, options: NameOptions): Promise<void> {
  await load(context, options).fault.heal();
}
