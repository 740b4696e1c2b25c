/** Options that say where an endpoint is plugged in, and the member of the REST bodies that they make. */
import type { Command } from 'commander';
import { MAX_PID } from '../model/attachment.js';
import { OvnetError } from '../model/errors.js';
import { given } from './client/calls.js';
import type { EndpointBody } from './client/shapes.js';
import { integer } from './options.js';

export interface PlaceOptions {
  readonly netns?: string;
  readonly pid?: number;
  readonly createNetns?: boolean;
  readonly ifname?: string;
}

type AttachmentBody = NonNullable<EndpointBody['attachment']>;

export function addPlaceOptions(command: Command): Command {
  return command
    .option(
      '--netns <name|path>',
      "the workload's network namespace; none: a lease without plumbing",
    )
    .option('--pid <pid>', "a process of the worker's host: its namespace", integer(1, MAX_PID))
    .option('--create-netns', 'make the namespace when it is missing')
    .option('--ifname <name>', 'interface name in the namespace (default: eth0)');
}

/** Throws `usage` for options that contradict each other or say nothing alone. */
export function placeOf(options: PlaceOptions): AttachmentBody | undefined {
  const { netns, pid, ifname, createNetns } = options;
  const places = [netns, pid].filter((place) => place !== undefined);
  if (places.length > 1) throw new OvnetError('usage', '--netns and --pid exclude each other');
  if (createNetns !== undefined && netns === undefined) {
    throw new OvnetError('usage', '--create-netns needs --netns');
  }
  if (places.length === 0) {
    if (ifname === undefined) return undefined;
    throw new OvnetError('usage', '--ifname needs --netns or --pid');
  }
  return given({ netns, pid, ifname, create: createNetns });
}
