/** Writes a systemd unit (systemd.service(5)) that runs a daemon from its data directory. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { OvnetError } from '../../model/errors.js';
import type { CliContext } from '../context.js';
import type { Invocation } from './settings.js';

const UNIT_DIR = '/etc/systemd/system';

export function install(
  context: CliContext,
  role: 'manager' | 'worker',
  invocation: Invocation<object>,
  options: { readonly now?: boolean },
): void {
  if (process.getuid?.() !== 0)
    throw new OvnetError('not-root', `${UNIT_DIR} is written by root only`);
  const path = `${UNIT_DIR}/ovnet-${role}.service`;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, unitText(role, invocation.argv));
  context.stdout.write(`${path}\n`);
  if (options.now !== true) return;
  systemctl('daemon-reload');
  systemctl('enable', '--now', `ovnet-${role}.service`);
}

/** The agent's end leaves the kernel as it is: it may be restarted at any time. */
export function unitText(role: string, argv: readonly string[]): string {
  const command = [process.execPath, process.argv[1] ?? 'ovctl', role, 'run', ...argv];
  return [
    '[Unit]',
    `Description=ovnet ${role}`,
    'Wants=network-online.target',
    'After=network-online.target',
    '',
    '[Service]',
    `ExecStart=${command.map(quote).join(' ')}`,
    'Restart=on-failure',
    'RestartSec=1',
    'KillMode=process',
    'RuntimeDirectory=ovnet',
    'RuntimeDirectoryPreserve=yes',
    '',
    '[Install]',
    'WantedBy=multi-user.target',
    '',
  ].join('\n');
}

/** systemd.syntax(7): quotes, and specifiers and variables taken literally. */
function quote(text: string): string {
  const literal = text.replaceAll('%', '%%').replaceAll('$', '$$$$');
  return /^[\w@+=:,./%$-]+$/.test(text) ? literal : JSON.stringify(literal);
}

function systemctl(...argv: string[]): void {
  try {
    execFileSync('systemctl', argv, { stdio: ['ignore', 'ignore', 'pipe'] });
  } catch (cause) {
    throw new OvnetError(
      'missing-program',
      `systemctl ${argv.join(' ')}: ${(cause as Error).message}`,
      { cause },
    );
  }
}
