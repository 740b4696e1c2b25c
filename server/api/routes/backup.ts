/** /v1/backup: the state at one revision and the CA with its key, as a file that `ovctl restore` takes. */
import { Readable } from 'node:stream';
import { settle } from '../reading.js';
import { ADMINS, route, type Route } from '../route.js';
import { ReadQuery } from '../schemas/queries.js';

export const BACKUP_MEDIA_TYPE = 'application/vnd.ovnet.backup';

export const BACKUP_ROUTES: readonly Route[] = [
  route({
    method: 'GET',
    path: '/v1/backup',
    operation: 'backup',
    summary: 'Everything needed to begin anew, the CA key included, at one revision',
    rights: ADMINS,
    query: ReadQuery,
    answer: 'text',
    mediaTypes: [BACKUP_MEDIA_TYPE],
    handle: async ({ context, query, reply }) => {
      await settle(context, query);
      const { head, bytes, abandoned, close } = await context.deps.backup();
      const body = Readable.from(bytes, { objectMode: false, signal: abandoned });
      body.once('close', () => {
        close().catch((err: unknown) => context.deps.log.error({ err }, 'backup not closed'));
      });
      const { clusterId, revision } = head;
      void reply.header('cache-control', 'no-store');
      const file = `${clusterId}-${revision}.ovbackup`;
      void reply.header('content-disposition', `attachment; filename="${file}"`);
      return { body, revision, mediaType: BACKUP_MEDIA_TYPE };
    },
  }),
];
