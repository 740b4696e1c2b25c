/** The place of an endpoint as asked for: a namespace, a process's, or a tap on the host. */
import type { Static } from 'typebox';
import { PLACE_MEMBERS, placeFault, processNetns, tapOwner } from '../../model/attachment.js';
import { OvnetError, type FieldError } from '../../model/errors.js';
import type { Attachment } from '../../model/objects.js';
import type { AttachmentRequest } from './schemas/endpoints.js';

type Request = Static<typeof AttachmentRequest>;

const DEFAULT_IFNAME = 'eth0';

/** `pointer` is where the body stands. Throws `invalid-body`. */
export function attachmentOf(request: Request, pointer: string): Attachment {
  const fault = faultOf(request);
  if (fault !== undefined) {
    const errors = [{ pointer: `${pointer}/attachment`, detail: fault }];
    throw new OvnetError('invalid-body', fault, { errors });
  }
  const malformed = malformedIn(request, `${pointer}/attachment`);
  const [first] = malformed;
  if (first) {
    throw new OvnetError('invalid-body', `${first.pointer} ${first.detail}`, { errors: malformed });
  }
  const { netns = '', pid, tap, ifname = DEFAULT_IFNAME, create = false } = request;
  const { gatewayPriority, router, user, group } = request;
  return {
    netns: pid === undefined ? netns : processNetns(pid),
    ifname: tap ?? ifname,
    create,
    ...(gatewayPriority !== undefined && { gatewayPriority }),
    ...(router !== undefined && { router }),
    ...(tap !== undefined && {
      tap: tapOwner(user, group),
    }),
  };
}

function malformedIn(request: Request, place: string): FieldError[] {
  return PLACE_MEMBERS.flatMap((member) => {
    const text = request[member];
    const detail = text === undefined ? undefined : placeFault(member, text);
    return detail === undefined ? [] : [{ pointer: `${place}/${member}`, detail }];
  });
}

function faultOf({ netns, pid, tap, ...rest }: Request): string | undefined {
  const { ifname, create, gatewayPriority, user, group } = rest;
  const places = [netns, pid, tap].filter((place) => place !== undefined);
  if (places.length !== 1) return 'name the place by one of netns, pid and tap';
  if (create && netns === undefined) return 'only a namespace that has a name is made';
  if (tap === undefined) {
    return user === undefined && group === undefined
      ? undefined
      : 'user and group are those of a tap';
  }
  if (ifname !== undefined) return 'a tap has the name that tap gives it';
  return gatewayPriority === undefined ? undefined : 'routes of a tap are the affair of its guest';
}
