/** Which namespace each port was plugged into, by the id of the namespace (`OpenNetns.id`), as last read or written. */
import { withoutCookie } from './namespaces.js';

/** Of endpoints that went while their port was gone nobody tells: the oldest make room. */
const MAX_GONE = 10_000;

export class Pins {
  /** By port. Those that were set last are the last. */
  readonly #pins = new Map<string, string>();
  /** `device:inode` → how many ports: asked at every change of the host's namespace. */
  readonly #ports = new Map<string, number>();

  of(port: string): string | undefined {
    return this.#pins.get(port);
  }

  /** A port is plugged into the namespace that has this `device:inode`. */
  has(place: string): boolean {
    return this.#ports.has(place);
  }

  set(port: string, pin: string): void {
    this.forget(port);
    this.#pins.set(port, pin);
    const place = withoutCookie(pin);
    this.#ports.set(place, (this.#ports.get(place) ?? 0) + 1);
  }

  forget(port: string): void {
    const pin = this.#pins.get(port);
    if (pin === undefined) return;
    this.#pins.delete(port);
    const place = withoutCookie(pin);
    const left = (this.#ports.get(place) ?? 1) - 1;
    if (left === 0) this.#ports.delete(place);
    else this.#ports.set(place, left);
  }

  /** `there`: how many ports were found, whose pins were set just now. */
  bound(there: number): void {
    for (const port of this.#pins.keys()) {
      if (this.#pins.size <= there + MAX_GONE) return;
      this.forget(port);
    }
  }
}
