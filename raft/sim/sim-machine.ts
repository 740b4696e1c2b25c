/** A state machine whose every result names its whole history: equal results mean equal histories. */
import type { Entry } from '../core/types.js';
import type { StateMachine } from '../node/ports.js';

export type OnApplied = (entry: Entry, text: string, result: number) => void;

export class SimMachine implements StateMachine {
  readonly #onApplied: OnApplied;
  /** The chain of results, one per applied index. */
  readonly #chain: number[];

  /** `chain`: the state that survived. */
  constructor(onApplied: OnApplied, chain: readonly number[] = []) {
    this.#onApplied = onApplied;
    this.#chain = [...chain];
  }

  get appliedIndex(): number {
    return this.#chain.length;
  }

  get chain(): readonly number[] {
    return this.#chain;
  }

  apply(entries: readonly Entry[]): readonly unknown[] {
    return entries.map((entry) => {
      const text = textOf(entry);
      const result = mix(this.#chain.at(-1) ?? 0, `${entry.index}:${entry.type}:${text}`);
      this.#chain.push(result);
      this.#onApplied(entry, text, result);
      return result;
    });
  }
}

export function textOf(entry: Entry): string {
  return entry.type === 'normal' ? new TextDecoder().decode(entry.data) : entry.data.join(',');
}

function mix(seed: number, text: string): number {
  let hash = seed ^ 0x811c9dc5;
  for (let position = 0; position < text.length; position += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(position), 0x01000193);
  }
  return hash >>> 0;
}
