/** An attachment as it is declared and as it is answered: the same place in two spellings. */
import { processNetns, tapOwner } from '../../model/attachment.js';
import type { EndpointAnswer, EndpointBody } from '../client/shapes.js';

type Declared = NonNullable<EndpointBody['attachment']>;
type Answered = NonNullable<EndpointAnswer['attachment']>;

const DEFAULT_IFNAME = 'eth0';

/** As it would be answered. */
export function answeredPlace(declared: Declared): Answered {
  const { netns = '', pid, tap, user, group, ifname, create = false } = declared;
  const { gatewayPriority = 0, router = false } = declared;
  return {
    netns: pid === undefined ? netns : processNetns(pid),
    ifname: tap ?? ifname ?? DEFAULT_IFNAME,
    create,
    ...(gatewayPriority !== 0 && { gatewayPriority }),
    ...(router && { router }),
    ...(tap !== undefined && {
      tap: tapOwner(user, group),
    }),
  };
}

/** As it is declared to come out the same. */
export function declaredPlace({ tap, ...answered }: Answered): Declared {
  if (!tap) return answered;
  const { ifname, router } = answered;
  return { tap: ifname, ...tap, ...(router !== undefined && { router }) };
}
