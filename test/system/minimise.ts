/** From a failing run to a smaller one that still fails: a shorter storm, fewer kinds of faults. */
import { FAULTS } from './profile.js';
import { DEFAULT_SECONDS, simulate, type SimulationOptions } from './simulation.js';

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
    if (found !== undefined) best = { options: next, reason: found };
    return found !== undefined;
  };
  const shorten = async (): Promise<void> => {
    for (let share = 2; share <= 16; share *= 2) {
      for (let seconds = secondsOf(best.options); seconds >= 2; seconds = secondsOf(best.options)) {
        const next = { ...best.options, seconds: Math.floor(seconds - seconds / share) };
        if (next.seconds === seconds || !(await keepIfFails(next))) break;
      }
    }
  };
  await shorten();
  for (const fault of FAULTS) {
    const { without = [] } = best.options;
    if (!without.includes(fault))
      await keepIfFails({ ...best.options, without: [...without, fault] });
  }
  await shorten();
  if (best.options.undisturbed !== true) await keepIfFails({ ...best.options, undisturbed: true });
  return best;
}

/** How to run it again. */
export function commandOf(options: SimulationOptions): string {
  const { seed, seconds, profile, without = [], atOnce = false, undisturbed = false } = options;
  const parts = [`npm run sim:system -- --seed ${seed} --seconds ${seconds ?? DEFAULT_SECONDS}`];
  if (profile !== undefined) parts.push(`--profile ${profile}`);
  if (without.length > 0) parts.push(`--without ${without.join(',')}`);
  if (atOnce) parts.push('--at-once');
  if (undisturbed) parts.push('--undisturbed');
  return parts.join(' ');
}

function secondsOf({ seconds = DEFAULT_SECONDS }: SimulationOptions): number {
  return seconds;
}

async function failureOf(options: SimulationOptions): Promise<string | undefined> {
  try {
    await simulate(options);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
