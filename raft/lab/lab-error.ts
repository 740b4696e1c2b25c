/** A refusal of the lab: `code` is stable, `detail` is for people. */

export class LabError extends Error {
  readonly code: string;

  constructor(code: string, detail: string) {
    super(detail);
    this.name = 'LabError';
    this.code = code;
  }
}
