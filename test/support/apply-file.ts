/** A file for `ovctl apply`, and a session that applies it. */
import { CliSession, type Ended } from './cli-session.js';

export const FILE = `
apiVersion: ovnet/v1
networks:
  - name: blue
    subnets: [{cidr: 10.20.0.0/24, reserved: [10.20.0.9]}]
    labels: {team: a}
endpoints:
  - {name: web, network: blue, node: w1, addresses: [10.20.0.7], labels: {tier: front}}
  - {name: db, network: blue, node: worker/w2, aliases: [store, data]}
`;

export const started = (t: Parameters<typeof CliSession.start>[0]) => CliSession.start(t);

export function apply(session: CliSession, stdin: string, ...argv: string[]): Promise<Ended> {
  return session.run(['apply', '-f', '-', ...argv], { stdin });
}
