/** What the planning of every object shares. */
import type { Faults } from './place.js';

export interface PlanOptions {
  readonly set: string | undefined;
  /** What is absent and belongs to the set goes. */
  readonly prune: boolean;
}

export interface Planning {
  readonly options: PlanOptions;
  /** Names of the workers with endpoints in a network, by its name. */
  readonly hosts: (network: string) => readonly string[];
  readonly faults: Faults;
}
