/** What the fleet benchmark has measured; a phase that failed has no result, and its reason is among the faults. */
import type { Attachment } from '../fleet/attachment.js';
import type { Bulk } from '../fleet/bulk.js';
import type { Changes } from '../fleet/changes.js';
import type { FleetShape } from '../fleet/fleet-cluster.js';
import type { FleetSync } from '../fleet/fleet.js';
import type { Idle } from '../fleet/idle.js';
import type { InProcessResult } from '../fleet/in-process.js';
import type { FleetStatus } from '../fleet/protocol.js';
import type { Storm } from '../fleet/storms.js';
import type { Conditions } from './conditions.js';

export interface Phases {
  readonly quiet: Idle;
  readonly attached: Attachment;
  readonly narrow: Changes;
  readonly wide: Changes;
  readonly cut: Storm;
  readonly out: Storm;
  readonly bulk: Bulk;
  readonly growth: readonly InProcessResult[];
  readonly status: FleetStatus;
}

export interface PhaseFault {
  readonly phase: string;
  readonly reason: string;
}

export interface FleetResult extends Partial<Phases> {
  readonly shape: FleetShape;
  readonly endpoints: number;
  readonly joinMs: number;
  readonly first: FleetSync;
  readonly faults: readonly PhaseFault[];
  readonly conditions: Conditions;
}
