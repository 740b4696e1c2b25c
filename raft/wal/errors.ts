/** Failures of the write-ahead log: one table of stable codes, raised while opening or appending. */

/**
 * - `log-corrupt`: durable bytes are damaged; `file` and `offset` say where. Never repaired silently.
 * - `log-foreign`: the directory belongs to another cluster or member.
 * - `log-version`: written in a format that this release does not read.
 * - `log-full`: no room on the disk; nothing of the group was written and the log goes on being usable.
 * - `log-locked`: another live process owns the directory.
 * - `log-exists` / `log-missing`: create over a log / open of nothing.
 * - `log-order`: an append that leaves a gap, overlaps another append or exceeds a limit.
 * - `log-failed`: a write or fsync failed before; the log refuses everything after it.
 * - `log-closed`: used after close.
 */
export type LogErrorCode =
  | 'log-corrupt'
  | 'log-foreign'
  | 'log-version'
  | 'log-locked'
  | 'log-exists'
  | 'log-missing'
  | 'log-order'
  | 'log-full'
  | 'log-failed'
  | 'log-closed';

export interface LogErrorDetail {
  readonly file?: string;
  /** Byte offset inside `file`. */
  readonly offset?: number;
  readonly cause?: unknown;
}

export class LogError extends Error {
  override readonly name = 'LogError';
  readonly code: LogErrorCode;
  readonly file: string | undefined;
  readonly offset: number | undefined;

  constructor(code: LogErrorCode, message: string, detail: LogErrorDetail = {}) {
    const place =
      detail.file === undefined
        ? ''
        : ` (${detail.file}${detail.offset === undefined ? '' : ` at byte ${detail.offset}`})`;
    super(message + place, detail.cause === undefined ? undefined : { cause: detail.cause });
    this.code = code;
    this.file = detail.file;
    this.offset = detail.offset;
  }
}

/** True for what a full disk or an exhausted quota answers; anything else from a disk is final. */
export const isDiskFull = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
