/** A proposal as JSON, that of a long batch in steps: what the log keeps, and what the leader is handed. */
import type { Command } from '../state/command.js';
import type { Unstamped } from './submission.js';

/** One takes half a microsecond. */
const COMMANDS_PER_STEP = 1000;

/** The bytes of its command, in a row. */
type CommandBytes = readonly Buffer[];

/** Whether it takes a while: others are encoded in less time than it takes to wait for a turn. */
export function isLong({ command }: Unstamped): boolean {
  return command.kind === 'batch' && command.commands.length > COMMANDS_PER_STEP;
}

export function* encodingCommand(command: Command): Generator<void, CommandBytes> {
  if (command.kind !== 'batch') return [Buffer.from(JSON.stringify(command))];
  const { commands, ...rest } = command;
  const bytes = [Buffer.from(`${JSON.stringify(rest).slice(0, -1)},"commands":[`)];
  for (let at = 0; at < commands.length; at += COMMANDS_PER_STEP) {
    if (at > 0) yield;
    const some = JSON.stringify(commands.slice(at, at + COMMANDS_PER_STEP)).slice(1, -1);
    bytes.push(Buffer.from(at > 0 ? `,${some}` : some));
  }
  bytes.push(Buffer.from(']}'));
  return bytes;
}

/** `command`: its bytes, made before. */
export function proposalBytes(proposal: Unstamped, command?: CommandBytes): Buffer {
  if (!command) return Buffer.from(JSON.stringify(proposal));
  const rest = JSON.stringify({ ...proposal, command: undefined });
  return Buffer.concat([Buffer.from('{"command":'), ...command, Buffer.from(`,${rest.slice(1)}`)]);
}
