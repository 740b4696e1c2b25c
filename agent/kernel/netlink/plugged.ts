/** Which ports end in which namespace, by the number that the fabric knows the namespace by (rtnetlink(7), IFLA_LINK_NETNSID). */
import { isPortName } from '../naming.js';
import type { KernelLink } from './links.js';

export class Plugged {
  readonly #ends = new Map<string, number>();
  readonly #ports = new Map<number, Set<string>>();

  /** What is told of a link of the fabric. */
  learn({ name, gone, endsIn }: KernelLink): void {
    if (!isPortName(name)) return;
    const before = this.#ends.get(name);
    if (before !== undefined && (gone || before !== endsIn)) this.#forget(name, before);
    if (gone || endsIn === undefined || endsIn < 0) return;
    this.#ends.set(name, endsIn);
    const ports = this.#ports.get(endsIn);
    if (ports) ports.add(name);
    else this.#ports.set(endsIn, new Set([name]));
  }

  /** Undefined: none is known to end there. */
  portsIn(nsid: number): readonly string[] | undefined {
    const ports = this.#ports.get(nsid);
    return ports && [...ports];
  }

  clear(): void {
    this.#ends.clear();
    this.#ports.clear();
  }

  #forget(name: string, nsid: number): void {
    this.#ends.delete(name);
    const ports = this.#ports.get(nsid);
    ports?.delete(name);
    if (ports?.size === 0) this.#ports.delete(nsid);
  }
}
