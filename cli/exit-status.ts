/** Ends a command with an exit code of its own and no message, as `lab exec` passes on that of what it ran. */
export class ExitStatus extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`exit ${status}`);
    this.name = 'ExitStatus';
    this.status = status;
  }
}
