/** From a failing run to the smallest one that still fails: fewer ticks, fewer kinds of faults. */
import { DEFAULT_TICKS, simulate } from './simulation.js';
import { FAULTS } from './profile.js';
import type { Fault } from './profile.js';
import type { SimulationOptions } from './simulation.js';

export interface Minimised {
  readonly options: SimulationOptions;
  readonly reason: string;
}

/** Undefined when the run does not fail at all. Runs the simulation some dozens of times. */
export async function minimise(options: SimulationOptions): Promise<Minimised | undefined> {
  const reason = await failureOf(options);
  if (reason === undefined) return undefined;
  let best: Minimised = { options, reason };
  const keepIfFails = async (next: SimulationOptions): Promise<boolean> => {
    const found = await failureOf(next);
    if (found === undefined) return false;
    best = { options: next, reason: found };
    return true;
  };
  await shorten(() => best.options, keepIfFails);
  for (const fault of FAULTS) {
    await keepIfFails(leavingOut(best.options, fault));
  }
  await shorten(() => best.options, keepIfFails);
  return best;
}

/** How to run it again. */
export function commandOf(options: SimulationOptions): string {
  const { seed, ticks, profile, variation, without = [] } = options;
  const parts = [`npm run sim -- --seed ${seed}`, `--ticks ${ticks ?? DEFAULT_TICKS}`];
  if (profile !== undefined) parts.push(`--profile ${profile}`);
  if (variation !== undefined) parts.push(`--variation ${variation}`);
  if (without.length > 0) parts.push(`--without ${without.join(',')}`);
  return parts.join(' ');
}

function leavingOut(options: SimulationOptions, fault: Fault): SimulationOptions {
  return { ...options, without: [...(options.without ?? []), fault] };
}

/** Halves the storm while that fails, then takes off ever smaller parts. */
async function shorten(
  current: () => SimulationOptions,
  keepIfFails: (next: SimulationOptions) => Promise<boolean>,
): Promise<void> {
  for (let share = 2; share <= 32; share *= 2) {
    for (;;) {
      const ticks = current().ticks ?? DEFAULT_TICKS;
      const less = Math.floor(ticks - ticks / share);
      if (less < 20 || less === ticks) return;
      if (!(await keepIfFails({ ...current(), ticks: less }))) break;
    }
  }
}

async function failureOf(options: SimulationOptions): Promise<string | undefined> {
  try {
    await simulate(options);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
