/** Options that say where an endpoint is plugged in, and the member of the REST bodies that they make. */
import { InvalidArgumentError, type Command } from 'commander';
import {
  MAX_GATEWAY_PRIORITY,
  MAX_PID,
  placeFault,
  type PlaceMember,
} from '../model/attachment.js';
import { OvnetError } from '../model/errors.js';
import { given } from './client/calls.js';
import type { EndpointBody } from './client/shapes.js';
import { integer } from './options.js';

export interface PlaceOptions {
  readonly netns?: string;
  readonly pid?: number;
  readonly tap?: string;
  readonly tapUser?: string;
  readonly tapGroup?: string;
  readonly createNetns?: boolean;
  readonly ifname?: string;
  readonly gwPriority?: number;
  readonly router?: boolean;
}

type AttachmentBody = NonNullable<EndpointBody['attachment']>;

export function addPlaceOptions(command: Command): Command {
  return command
    .option(
      '--netns <name|path>',
      "the workload's network namespace; none: a lease without plumbing",
      formed('netns'),
    )
    .option('--pid <pid>', "a process of the worker's host: its namespace", integer(1, MAX_PID))
    .option('--tap <name>', 'a tap device on the host, for a virtual machine', formed('tap'))
    .option('--tap-user <user>', 'who may open the tap beside root', formed('user'))
    .option('--tap-group <group>', 'whose members may open the tap', formed('group'))
    .option('--create-netns', 'make the namespace when it is missing')
    .option('--ifname <name>', 'interface name in the namespace (default: eth0)', formed('ifname'))
    .option(
      '--gw-priority <n>',
      'of the networks of a namespace the highest gives the default route (default: 0)',
      priority,
    )
    .option('--router', "it has the gateway addresses of its network's subnets");
}

/** Throws `usage` for options that contradict each other or say nothing alone. */
export function placeOf(options: PlaceOptions): AttachmentBody | undefined {
  const { netns, pid, tap, tapUser: user, tapGroup: group, createNetns: create } = options;
  const { ifname, gwPriority: gatewayPriority, router } = options;
  const places = [netns, pid, tap].filter((place) => place !== undefined);
  if (places.length > 1)
    throw new OvnetError('usage', '--netns, --pid and --tap exclude each other');
  if (create !== undefined && netns === undefined) {
    throw new OvnetError('usage', '--create-netns needs --netns');
  }
  if (tap === undefined && (user ?? group) !== undefined) {
    throw new OvnetError('usage', '--tap-user and --tap-group need --tap');
  }
  const rest = given({ ifname, gatewayPriority, router });
  if (places.length > 0) return given({ netns, pid, tap, user, group, create, ...rest });
  if (Object.keys(rest).length === 0) return undefined;
  throw new OvnetError(
    'usage',
    '--ifname, --gw-priority and --router need --netns, --pid or --tap',
  );
}

/** For `.argParser`: a text that has the member's form, or a usage error naming the rule. */
function formed(member: PlaceMember): (value: string) => string {
  return (value) => {
    const fault = placeFault(member, value);
    if (fault !== undefined) throw new InvalidArgumentError(`${fault}.`);
    return value;
  };
}

function priority(value: string): number {
  const number = Number(value);
  if (!/^-?\d+$/.test(value) || Math.abs(number) > MAX_GATEWAY_PRIORITY) {
    throw new InvalidArgumentError(`It must be an integer of at most 32 bits.`);
  }
  return number;
}
