/** The host's resolvers, read again when its resolv.conf has changed. */
import { readFileSync, statSync } from 'node:fs';
import { nameservers } from './resolv-conf.js';

const FILE = '/etc/resolv.conf';

export class HostResolvers {
  readonly #file: string;
  #version = '';
  #addresses: readonly string[] = [];

  constructor(file: string = FILE) {
    this.#file = file;
  }

  /** Empty while there is none, or the file cannot be read. */
  get addresses(): readonly string[] {
    return this.#addresses;
  }

  refresh(): void {
    try {
      const { mtimeMs, ino, size } = statSync(this.#file);
      const version = `${ino} ${mtimeMs} ${size}`;
      if (version === this.#version) return;
      this.#addresses = nameservers(readFileSync(this.#file, 'utf8'));
      this.#version = version;
    } catch {
      // Half-written or replaced at this moment, or absent: looked at again in a second.
      this.#addresses = [];
      this.#version = '';
    }
  }
}
