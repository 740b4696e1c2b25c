/** Carries out planned steps and tells what the kernel took: structure first, then what stands on it. */
import { OvnetError } from '../../model/errors.js';
import type { Kernel, Operation, OperationResult } from '../kernel/port.js';
import type { PlannedFailure, Step } from './plan-step.js';

/** Links or workloads will be changed, so that their echoes are to be expected. */
export function changesStructure(steps: readonly Step[]): boolean {
  return steps.some((step) => !isRowStep(step));
}

/**
 * `steps` are ordered. Steps of a network whose links could not be made are not tried. Resolves with one failure per
 * endpoint or network; where a whole network failed, its endpoints are not listed.
 */
export async function carryOut(
  kernel: Kernel,
  steps: readonly Step[],
  took: (operation: Operation) => void,
): Promise<readonly PlannedFailure[]> {
  const failures = new Map<string, PlannedFailure>();
  const failedNetworks = new Set<string>();
  const runAll = async (chosen: readonly Step[]): Promise<void> => {
    const results = await execute(kernel, chosen);
    for (const [i, step] of chosen.entries()) {
      const result = results[i];
      if (result?.ok === true) took(step.operation);
      else if (result) note(step, result, failures, failedNetworks);
    }
  };
  const links = steps.filter(isLinkStep);
  if (links.length > 0) await runAll(links);
  const rest = steps.filter((step) => !isLinkStep(step) && !failedNetworks.has(step.networkId));
  if (rest.length > 0) await runAll(rest);
  return [...failures.values()].filter(
    ({ networkId, endpointId }) => endpointId === '' || !failedNetworks.has(networkId),
  );
}

function isLinkStep({ operation: { op } }: Step): boolean {
  return (
    op === 'write-firewall' ||
    op === 'write-egress' ||
    op.endsWith('-link') ||
    op.endsWith('-gateway') ||
    op === 'add-bridge' ||
    op === 'add-vxlan'
  );
}

function isRowStep({ operation: { op } }: Step): boolean {
  return op.endsWith('-fdb') || op.endsWith('-neighbour');
}

function note(
  step: Step,
  result: Extract<OperationResult, { ok: false }>,
  failures: Map<string, PlannedFailure>,
  failedNetworks: Set<string>,
): void {
  const { networkId, endpointId, operation, affects } = step;
  if (endpointId === '' && networkId !== '') failedNetworks.add(networkId);
  const key = `${networkId} ${endpointId}`;
  if (failures.has(key)) return;
  const detail = `${operation.op}: ${result.detail}`;
  const shared = affects && { affects };
  failures.set(key, { networkId, endpointId, code: result.code, detail, ...shared });
}

async function execute(
  kernel: Kernel,
  steps: readonly Step[],
): Promise<readonly OperationResult[]> {
  try {
    return await kernel.execute(steps.map(({ operation }) => operation));
  } catch (error) {
    const code = error instanceof OvnetError ? error.code : 'internal';
    const detail = error instanceof Error ? error.message : String(error);
    return steps.map(() => ({ ok: false, code, detail }));
  }
}
