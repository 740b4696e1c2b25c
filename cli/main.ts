/** Runs one command line and turns its end into an exit code: the only place where errors become text. */
import { CommanderError } from 'commander';
import { ERRORS, kindOf, OvnetError } from '../model/errors.js';
import { adviceFor } from './advice.js';
import { INTERRUPTED, type CliContext } from './context.js';
import { ExitStatus } from './exit-status.js';
import { createProgram } from './program.js';

const SHOWN = new Set(['commander.helpDisplayed', 'commander.version', 'commander.help']);

/** `argv` without node and script. Never rejects. */
export async function main(argv: readonly string[], context: CliContext): Promise<number> {
  try {
    await createProgram(context).parseAsync(asCommand(argv), { from: 'user' });
    return 0;
  } catch (error) {
    return report(error, context);
  }
}

/** What people try first with a program that they do not know. */
function asCommand([first, ...rest]: readonly string[]): readonly string[] {
  if (first === undefined) return [];
  return [first === '--version' ? 'version' : first, ...rest];
}

function report(error: unknown, context: CliContext): number {
  // What was interrupted has nothing to explain.
  if (context.signal.aborted) return INTERRUPTED;
  if (error instanceof ExitStatus) return error.status;
  if (error instanceof CommanderError) {
    // Commander has written its message already.
    return isAnswered(error) ? 0 : kindOf('usage').exit;
  }
  if (error instanceof OvnetError) {
    context.stderr.write(describe(error));
    return kindOf(error.code).exit;
  }
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  context.stderr.write(`ovctl: ${ERRORS.internal.title}: ${detail}\n`);
  return kindOf('internal').exit;
}

/** Help was asked for, and shown; not for want of a command. */
function isAnswered({ code, exitCode }: CommanderError): boolean {
  return exitCode === 0 && SHOWN.has(code);
}

/** What failed and why, the places concerned, what to do. */
export function describe(error: OvnetError): string {
  const lines = [`ovctl: ${ERRORS[error.code].title}: ${error.message}`];
  for (const { pointer, detail } of error.errors) lines.push(`  ${pointer}: ${detail}`);
  const advice = adviceFor(error.code);
  if (advice !== undefined) lines.push(`  ${advice}`);
  return `${lines.join('\n')}\n`;
}
