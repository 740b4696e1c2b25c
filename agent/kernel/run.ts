/** Runs one program to its end, optionally inside a network namespace. */
import { spawn } from 'node:child_process';

export interface ProgramResult {
  /** Exit code; -1 when the program could not be started or died by a signal. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Puts a command into a namespace given by path. Not `ip netns exec` or `ip -n`: they remount /sys and copy all mounts. */
export function inNetns(path: string | undefined, command: readonly string[]): readonly string[] {
  return path === undefined ? command : ['nsenter', `--net=${path}`, '--', ...command];
}

/** Never throws: a program that is missing has code -1 and the reason in `stderr`. `onStart` is told its process id. */
export function run(
  command: readonly string[],
  input = '',
  onStart: (pid: number) => void = () => undefined,
): Promise<ProgramResult> {
  const [file = '', ...args] = command;
  return new Promise((resolve) => {
    const child = spawn(file, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    if (child.pid !== undefined) onStart(child.pid);
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', (error) => resolve({ code: -1, stdout, stderr: error.message }));
    child.on('close', (code) => resolve({ code: code ?? -1, stdout, stderr }));
    // A program that ends without reading all of its input is judged by its exit code.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}
