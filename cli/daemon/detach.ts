/** Starts a daemon in the background and waits until it serves: its report, or its reason for failing. */
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { ERRORS, OvnetError, type ErrorCode, type FieldError } from '../../model/errors.js';

/** What the daemon sends, once, over the process channel. */
export type DaemonMessage =
  | { readonly kind: 'ready'; readonly report: unknown }
  | {
      readonly kind: 'failed';
      readonly code: ErrorCode;
      readonly detail: string;
      readonly errors: readonly FieldError[];
    };

export interface DetachOptions {
  /** Arguments of ovctl for the daemon; secrets go through `input`. */
  readonly argv: readonly string[];
  /** Written to its standard input. */
  readonly input: string;
  readonly logFile: string;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Resolves with the daemon's report; it then runs on without us. Throws the daemon's own OvnetError, or `internal`
 * with the place of the log when it ended without a word.
 */
export async function detach(options: DetachOptions): Promise<unknown> {
  mkdirSync(dirname(options.logFile), { recursive: true, mode: 0o750 });
  const log = openSync(options.logFile, 'a', 0o640);
  const child = spawn(process.execPath, [process.argv[1] ?? '', ...options.argv], {
    detached: true,
    stdio: ['pipe', log, log, 'ipc'],
    env: options.env,
    cwd: '/',
  });
  closeSync(log);
  // A daemon that dies early closes the pipe; its message or its exit tells why.
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(options.input);
  const message = await new Promise<DaemonMessage>((resolve) => {
    child.once('message', (sent: DaemonMessage) => resolve(sent));
    child.once('error', (error) => resolve(silent(options, error.message)));
    child.once('exit', (code, signal) =>
      resolve(silent(options, signal === null ? `exit code ${code ?? 0}` : signal)),
    );
  });
  child.removeAllListeners();
  if (child.connected) child.disconnect();
  child.unref();
  if (message.kind === 'ready') return message.report;
  throw new OvnetError(message.code, message.detail, { errors: message.errors });
}

function silent(options: DetachOptions, how: string): DaemonMessage {
  const detail = `the daemon ended before it was ready (${how}); see ${options.logFile}`;
  return { kind: 'failed', code: 'internal', detail, errors: [] };
}

/** Tells the process that waits for this daemon, if there is one; only the first call counts. */
export function tellStarter(message: DaemonMessage): void {
  if (process.send === undefined || !process.connected) return;
  process.send(message, () => {
    if (process.connected) process.disconnect();
  });
}

export function failureMessage(error: unknown): DaemonMessage {
  if (error instanceof OvnetError) {
    const { code, message, errors } = error;
    return { kind: 'failed', code, detail: message, errors };
  }
  const detail = `${ERRORS.internal.title}: ${error instanceof Error ? error.message : String(error)}`;
  return { kind: 'failed', code: 'internal', detail, errors: [] };
}
