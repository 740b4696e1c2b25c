/** API keys: unique by name and by the hash of their secret. */
import type { ApiKey } from '../../../model/objects.js';
import { UniqueIndex } from './indices.js';
import { Table } from './table.js';

export class KeyTable extends Table<ApiKey> {
  readonly names = this.indexed(new UniqueIndex<ApiKey>((key) => [key.name]));
  readonly hashes = this.indexed(new UniqueIndex<ApiKey>((key) => [key.secretHash]));

  constructor() {
    super('keys');
  }

  /** By id or name. */
  find(ref: string): ApiKey | undefined {
    return this.get(ref) ?? this.get(this.names.holder(ref) ?? '');
  }

  withHash(secretHash: string): ApiKey | undefined {
    return this.get(this.hashes.holder(secretHash) ?? '');
  }
}
