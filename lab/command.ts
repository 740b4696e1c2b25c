/** Runs programs: argv in, code and output out. */
import { spawn } from 'node:child_process';
import { OvnetError } from '../model/errors.js';

export interface ExecOptions {
  /** In ms; then the program and its children are killed and `lab-failed` is thrown. Default 60 s. */
  readonly timeout?: number;
  /** Given on stdin. */
  readonly input?: string | Uint8Array;
  readonly env?: NodeJS.ProcessEnv;
}

export interface ExecResult {
  /** 128 + n after signal n. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const DEFAULT_TIMEOUT_MS = 60_000;
/** Of the signals that end a program here; any other counts as SIGKILL would. */
const SIGNALS: Partial<Readonly<Record<NodeJS.Signals, number>>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGABRT: 6,
  SIGKILL: 9,
  SIGSEGV: 11,
  SIGPIPE: 13,
  SIGTERM: 15,
};

export function exitCode(code: number | null, signal: NodeJS.Signals | null): number {
  return code ?? 128 + (SIGNALS[signal ?? 'SIGKILL'] ?? 9);
}

/** Rejects only when the program cannot be started (`missing-program`) or takes too long. */
export async function run(argv: readonly string[], options: ExecOptions = {}): Promise<ExecResult> {
  const [program = '', ...rest] = argv;
  // A process group of its own, so that a timeout reaches the children as well.
  const child = spawn(program, rest, {
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: options.env ?? process.env,
    cwd: '/',
  });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  // A program that does not read its input closes the pipe: no failure of ours.
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.input);
  const timeout = options.timeout ?? DEFAULT_TIMEOUT_MS;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      killGroup(child.pid);
      const said = Buffer.concat(stderr).toString().trim();
      reject(failed(argv, `did not end within ${timeout} ms${said === '' ? '' : `: ${said}`}`));
    }, timeout);
    child.once('error', (cause) => {
      clearTimeout(timer);
      reject(new OvnetError('missing-program', `${program}: ${cause.message}`, { cause }));
    });
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      resolve({
        code: exitCode(code, signal),
        stdout: Buffer.concat(stdout).toString(),
        stderr: Buffer.concat(stderr).toString(),
      });
    });
  });
}

/** As run, and an exit code other than 0 is `lab-failed` with what the program said. */
export async function must(argv: readonly string[], options: ExecOptions = {}): Promise<string> {
  const { code, stdout, stderr } = await run(argv, options);
  if (code !== 0) {
    const said = stderr.trim() === '' ? stdout.trim() : stderr.trim();
    throw failed(argv, `ended with ${code}: ${said === '' ? 'it said nothing' : said}`);
  }
  return stdout;
}

function failed(argv: readonly string[], detail: string): OvnetError {
  return new OvnetError('lab-failed', `${argv.join(' ')} ${detail}`);
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
