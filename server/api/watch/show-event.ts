/** A change as it is told: the object in the shape that GET answers, with what can only be known when it is told. */
import { formatPosition } from '../../../model/event-position.js';
import type {
  ClusterNode,
  Endpoint,
  Network,
  Reservation,
  Subnet,
} from '../../../model/objects.js';
import type { HistoryEvent } from '../../state/tables/events.js';
import type { ApiContext } from '../context.js';
import { showEndpoint, showRemoved } from '../endpoint-state.js';
import { showNetwork } from '../routes/networks.js';
import { showNode } from '../routes/nodes.js';
import { showReservation } from '../routes/reservations.js';
import { showSubnet } from '../routes/subnets.js';

export function showEvent(context: ApiContext, event: HistoryEvent): object {
  const { revision, time, actor, type, kind, id, name, network } = event;
  return {
    event: formatPosition(event),
    revision,
    time,
    actor,
    type,
    kind,
    id,
    name,
    ...(network !== undefined && { network }),
    object: objectOf(context, event),
  };
}

function objectOf(context: ApiContext, event: HistoryEvent): object {
  const object: unknown = event.object;
  switch (event.kind) {
    case 'network':
      return showNetwork(context, object as Network);
    case 'subnet':
      return showSubnet(context, object as Subnet);
    case 'node':
      return showNode(context, object as ClusterNode);
    case 'endpoint': {
      const show = event.type === 'deleted' ? showRemoved : showEndpoint;
      const { networkName, nodeName } = event;
      return { ...show(context, object as Endpoint), networkName, nodeName };
    }
    case 'reservation':
      return { ...showReservation(context, object as Reservation), networkName: event.networkName };
    case 'cluster':
    case 'token':
    case 'key':
      return event.object;
  }
}
