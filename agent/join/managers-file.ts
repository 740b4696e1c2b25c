/** Keeps the list of managers in `node.json` current, for starts without a cache and for leaving. */
import { writeNodeFile, type KnownManager, type NodeFile } from '../../identity/data-dir.js';

export class ManagersFile {
  readonly #log: { warn(fields: object, message: string): void };
  readonly #dir: string;
  #node: NodeFile;
  #writing: Promise<void> = Promise.resolve();

  constructor(
    deps: { readonly log: { warn(fields: object, message: string): void } },
    options: { readonly dir: string; readonly node: NodeFile },
  ) {
    this.#log = deps.log;
    this.#dir = options.dir;
    this.#node = options.node;
  }

  save(list: readonly KnownManager[]): void {
    const managers = list.map(({ nodeId, address, grpcPort, apiPort }) => {
      return { nodeId, address, grpcPort, apiPort };
    });
    if (JSON.stringify(managers) === JSON.stringify(this.#node.managers)) return;
    const node = (this.#node = { ...this.#node, managers });
    this.#writing = this.#writing
      .then(() => writeNodeFile(this.#dir, node))
      .catch((err: unknown) => this.#log.warn({ err }, 'the list of managers cannot be saved'));
  }

  flushed(): Promise<void> {
    return this.#writing;
  }
}
