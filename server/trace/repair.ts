import type { Side } from './sides.js';

/** Advice about what the agent looks after. */
export function repair({ node: { name } }: Side): string {
  return `the agent of ${name} puts this right within moments; if it stays: ovctl verify --node ${name}, and the agent's log`;
}
