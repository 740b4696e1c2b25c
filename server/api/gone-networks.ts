/** Names in the answer to a batch that removes networks: the state that tells it has them no more. */
import type { ApplyResult } from '../state/event.js';
import type { Command } from '../state/command.js';

/** By id, of the networks that the batch removed. */
export function goneNetworks(
  results: readonly ApplyResult[],
  commands: readonly Command[],
): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const [at, command] of commands.entries()) {
    const result = command.kind === 'network.delete' ? results[at] : undefined;
    if (result?.ok === true && result.kind === 'network' && 'name' in result.object) {
      names.set(result.object.id, result.object.name);
    }
  }
  return names;
}

/** What was in such a network, with its name in place of the id that stands for one that nobody knows. */
export function withNetworkName(shown: object, gone: ReadonlyMap<string, string>): object {
  if (!('networkName' in shown)) return shown;
  const networkName = gone.get(shown.networkName as string);
  return networkName === undefined ? shown : { ...shown, networkName };
}
