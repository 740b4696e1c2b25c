/** Programs of Debian's packages: downloaded and unpacked in a directory of their own, never installed, never started as a service. */
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../lab/command.js';

export class DebianPackages {
  /** What the package manager said when something was not to be had. */
  readonly said: string;
  readonly #dir: string;

  private constructor(dir: string, said: string) {
    this.#dir = dir;
    this.said = said;
  }

  /** What cannot be had is absent afterwards. `label` is part of the directory's name. */
  static async unpack(label: string, packages: readonly string[]): Promise<DebianPackages> {
    const dir = mkdtempSync(join(tmpdir(), `ovnet-${label}-`));
    const script =
      'cd "$1" && shift && apt-get download "$@" && for one in ./*.deb; do dpkg -x "$one" .; done';
    const said = await run(['sh', '-c', script, 'sh', dir, ...packages]).then(
      ({ stderr }) => stderr.trim(),
      String,
    );
    return new DebianPackages(dir, said);
  }

  /** Undefined when it is not there. */
  program(...path: readonly string[]): string | undefined {
    const program = join(this.#dir, 'usr', ...path);
    return existsSync(program) ? program : undefined;
  }

  /** For the libraries beside the programs. */
  get env(): NodeJS.ProcessEnv {
    const lib = join(this.#dir, 'usr', 'lib');
    const folders = existsSync(lib) ? readdirSync(lib).map((name) => join(lib, name)) : [];
    return { PATH: process.env['PATH'], LD_LIBRARY_PATH: folders.join(':') };
  }

  remove(): void {
    rmSync(this.#dir, { recursive: true, force: true });
  }
}
