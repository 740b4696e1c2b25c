/** Bodies that requests may have. */
export const JSON_TYPES = ['application/json', 'application/merge-patch+json'];
