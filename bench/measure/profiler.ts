/** A CPU profile of this very process, for the performance panel of a browser's developer tools. */
import { renameSync, writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';

export class Profiler {
  #session: Session | undefined;

  async begin(): Promise<void> {
    this.#session = new Session();
    this.#session.connect();
    await this.#session.post('Profiler.enable');
    await this.#session.post('Profiler.start');
  }

  get isRunning(): boolean {
    return this.#session !== undefined;
  }

  /** The file is complete as soon as it is there. */
  async end(file: string): Promise<void> {
    const session = this.#session;
    this.#session = undefined;
    if (session === undefined) return;
    const { profile } = await session.post('Profiler.stop');
    session.disconnect();
    writeFileSync(`${file}.new`, JSON.stringify(profile));
    renameSync(`${file}.new`, file);
  }
}
