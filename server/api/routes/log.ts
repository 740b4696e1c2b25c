/** /v1/log-level: how much this manager logs, until it is started anew. */
import { logLevel, setLogLevel } from '../../../observe/log-level.js';
import { route, type Route } from '../route.js';
import { LogLevelAnswer } from '../schemas/log.js';

export const LOG_ROUTES: readonly Route[] = [
  route({
    method: 'GET',
    path: '/v1/log-level',
    operation: 'getLogLevel',
    summary: 'How much this manager logs; on its local socket only',
    rights: 'socket',
    answer: LogLevelAnswer,
    handle: ({ context }) => ({ body: { level: logLevel(context.deps.log) } }),
  }),
  route({
    method: 'PATCH',
    path: '/v1/log-level',
    operation: 'updateLogLevel',
    summary: 'Log more or less until the next start; on the local socket only',
    rights: 'socket',
    body: LogLevelAnswer,
    answer: LogLevelAnswer,
    handle: ({ context, body }) => {
      const { log } = context.deps;
      setLogLevel(log, body.level);
      return { body: { level: logLevel(log) } };
    },
  }),
];
