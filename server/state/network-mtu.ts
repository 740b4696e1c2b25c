/** What the interfaces of a network have, worked out as its workers do. */
import { effectiveMtu, underlayMtu } from '../../model/mtu.js';
import type { Network } from '../../model/objects.js';
import type { StateView } from './view.js';

/** Bytes; costs a look at each member. */
export function networkMtu(
  view: Pick<StateView, 'membersOf' | 'node'>,
  { id, mtu }: Network,
): number {
  const members = view.membersOf(id).flatMap((nodeId) => {
    const node = view.node(nodeId);
    return node ? [{ vtep: node.vtep, mtu: underlayMtu(node.mtu) }] : [];
  });
  return effectiveMtu(mtu, members);
}
