/** Rows of the state database that the server keeps beside those of the state itself. */

/** Stamp of the last applied command, in the state's `meta` table. */
export const TIME_ROW = { table: 'meta', key: 'time' } as const;
