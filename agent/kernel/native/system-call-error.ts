/** A system call that failed, in the shape of Node's own errors. */
import { getSystemErrorName } from 'node:util';

export class SystemCallError extends Error {
  override readonly name = 'SystemCallError';
  /** Such as `EADDRINUSE`. */
  readonly code: string;
  readonly errno: number;
  readonly syscall: string;

  /** `errno` as the kernel gives it, positive. */
  constructor(syscall: string, errno: number) {
    const code = errnoName(errno);
    super(`${syscall}: ${code}`);
    this.code = code;
    this.errno = errno;
    this.syscall = syscall;
  }
}

/** Symbol of a positive errno: 2 is `ENOENT`. */
export function errnoName(errno: number): string {
  return errno > 0 ? getSystemErrorName(-errno) : 'errno 0';
}
