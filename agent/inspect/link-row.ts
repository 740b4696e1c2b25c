/** One link of a namespace, as `ip -j -d link show` prints it. */
import { inNetns, run } from '../kernel/run.js';
import type { LinkRow } from './link-facts.js';

/** `netns` is a path; default: that of the process. Undefined where there is no such link. */
export async function linkRow(
  netns: string | undefined,
  name: string,
): Promise<LinkRow | undefined> {
  const command = ['ip', '-j', '-d', 'link', 'show', 'dev', name];
  const { code, stdout } = await run(inNetns(netns, command));
  return code === 0 ? (JSON.parse(stdout) as LinkRow[])[0] : undefined;
}
