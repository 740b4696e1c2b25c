/** Which namespace each port was plugged into, and whether any was plugged into a given one: both at the cost of one look. */
import { withoutCookie } from './namespaces.js';

export class Pins {
  /** By name of the port. */
  readonly #pins = new Map<string, string>();
  /** `device:inode` → number of ports. */
  readonly #ports = new Map<string, number>();

  of(port: string): string | undefined {
    return this.#pins.get(port);
  }

  set(port: string, pin: string): void {
    if (this.#pins.get(port) === pin) return;
    this.delete(port);
    this.#pins.set(port, pin);
    this.#count(pin, 1);
  }

  delete(port: string): void {
    const pin = this.#pins.get(port);
    if (pin === undefined) return;
    this.#pins.delete(port);
    this.#count(pin, -1);
  }

  /** Some port was plugged into the namespace with this `device:inode`. */
  reach(id: string): boolean {
    return this.#ports.has(id);
  }

  #count(pin: string, by: 1 | -1): void {
    const id = withoutCookie(pin);
    const count = (this.#ports.get(id) ?? 0) + by;
    if (count === 0) this.#ports.delete(id);
    else this.#ports.set(id, count);
  }
}
