/** What the interfaces of a network have, worked out as its workers do. */
import { effectiveMtu } from '../../model/mtu.js';
import type { Network } from '../../model/objects.js';
import type { StateView } from './view.js';

/** Bytes; costs a look at each member. */
export function networkMtu(
  view: Pick<StateView, 'membersOf' | 'node'>,
  { id, mtu }: Network,
): number {
  const members = view.membersOf(id).flatMap((nodeId) => view.node(nodeId) ?? []);
  return effectiveMtu(mtu, members);
}
