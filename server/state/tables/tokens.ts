/** Join tokens: unique by the hash of their secret. */
import type { JoinToken } from '../../../model/objects.js';
import { UniqueIndex } from './indices.js';
import { Table } from './table.js';

export class TokenTable extends Table<JoinToken> {
  readonly hashes = this.indexed(new UniqueIndex<JoinToken>((token) => [token.secretHash]));

  constructor() {
    super('tokens');
  }

  withHash(secretHash: string): JoinToken | undefined {
    return this.get(this.hashes.holder(secretHash) ?? '');
  }
}
