/** Numbers by which a table of iptables-legacy, which tells of no change, is seen to have changed. */
import { closeSync } from 'node:fs';
import type { Native } from './native.js';
import { AF_INET, AF_INET6, SOCK_RAW, SOCK_CLOEXEC } from './socket-constants.js';

const IPPROTO_RAW = 255;
/** Levels of the option: IPPROTO_IP, IPPROTO_IPV6. */
const LEVEL = { 4: 0, 6: 41 } as const;
/** IPT_SO_GET_INFO and IP6T_SO_GET_INFO, the same number. */
const GET_INFO = 64;
const NAME_BYTES = 32;
/** struct ipt_getinfo: name, valid hooks, five entry points and underflows, number and bytes of entries. */
const INFO_BYTES = NAME_BYTES + 13 * 4;

export class TableSizes {
  readonly #native: Native;
  readonly #family: 4 | 6;
  readonly #fd: number;
  readonly #info = Buffer.alloc(INFO_BYTES);
  readonly #length = Buffer.alloc(4);

  /** `netns` is a path. Throws `netns-missing`, `kernel-refused`, `SystemCallError`. */
  constructor(native: Native, family: 4 | 6, netns: string) {
    this.#native = native;
    this.#family = family;
    const domain = family === 4 ? AF_INET : AF_INET6;
    this.#fd = native.openInNamespace(netns, () =>
      native.c.socket(domain, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_RAW),
    );
  }

  /** Another text after most changes of the table. It is made where there is none. Throws `SystemCallError`. */
  of(table: string): string {
    this.#info.fill(0).write(table);
    this.#length.writeUInt32LE(INFO_BYTES);
    this.#native.c.getsockopt(this.#fd, LEVEL[this.#family], GET_INFO, this.#info, this.#length);
    return this.#info.toString('hex', NAME_BYTES);
  }

  close(): void {
    closeSync(this.#fd);
  }
}
