/** Each register behaves like one copy: some order of all that clients saw of it explains every answer. */
import type { Operation as Step } from '../../../../raft/check/history.js';
import { checkLinearizability } from '../../../../raft/check/linearizability.js';
import {
  registerModel,
  type RegisterInput,
  type RegisterOutput,
} from '../../../../raft/check/register.js';
import type { History } from '../history.js';
import { operationsOf, type Operation } from '../operations.js';
import type { Violation } from './violation.js';

const CHECK = 'linearizability';

/** By values alone: versions and revisions are what other checks look at. */
export function checkRegisters(history: History): Violation[] {
  const byRegister = new Map<string, Operation[]>();
  for (const operation of operationsOf(history)) {
    const { work } = operation;
    if (!('register' in work)) continue;
    byRegister.set(work.register, [...(byRegister.get(work.register) ?? []), operation]);
  }
  return [...byRegister].flatMap(([register, operations]) => checkRegister(register, operations));
}

function checkRegister(register: string, operations: readonly Operation[]): Violation[] {
  const sources = new Map<Step<RegisterInput, RegisterOutput>, Operation>();
  for (const operation of operations) {
    const step = stepOf(register, operation);
    if (step) sources.set(step, operation);
  }
  const verdict = checkLinearizability(registerModel(), [...sources.keys()]);
  switch (verdict.kind) {
    case 'ok':
      return [];
    case 'undecided': {
      const detail = `the search for ${register} (${verdict.operations} operations) was given up`;
      return [{ check: CHECK, detail, tries: [] }];
    }
    case 'violation': {
      const { operation, states, before, concurrent } = verdict.witness;
      const detail = `${register}: no order explains the answer; possible were ${states.join(', ')}`;
      const tries = [operation, ...before, ...concurrent].flatMap(
        (step) => sources.get(step)?.tries ?? [],
      );
      return [{ check: CHECK, detail, tries }];
    }
  }
}

/** Undefined for what certainly had no effect and told nothing. */
function stepOf(
  key: string,
  operation: Operation,
): Step<RegisterInput, RegisterOutput> | undefined {
  const { client, begunAt: invoked, endedAt, outcome } = operation;
  const completed = outcome === 'unknown' ? undefined : endedAt;
  const input = inputOf(operation);
  if (outcome === 'void' || input === undefined) return undefined;
  // Only an exchange is refused for a reason that tells something of the value.
  if (outcome === 'refused' && input.kind !== 'cas') return undefined;
  const output = outcome === 'unknown' ? undefined : outputOf(operation, input);
  return { client, key, invoked, completed, input, output };
}

function inputOf({ work }: Operation): RegisterInput | undefined {
  if (work.kind === 'register.cas') {
    return { kind: 'cas', expected: work.expected, value: work.value };
  }
  if (work.kind === 'register.read') return { kind: 'read' };
  return 'value' in work ? { kind: 'write', value: work.value } : undefined;
}

function outputOf({ outcome, told }: Operation, input: RegisterInput): RegisterOutput {
  if (input.kind === 'cas') return { done: outcome === 'done' };
  return input.kind === 'read' ? { value: told?.value ?? null } : {};
}
