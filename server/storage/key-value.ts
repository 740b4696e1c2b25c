/** The ordered key-value database under the state store: LevelDB, or one in memory that can lose what was not flushed. */

export interface KeyValueWrite {
  readonly key: string;
  /** Undefined removes the key. */
  readonly value: string | undefined;
}

export interface KeyValue {
  /** All pairs in the order of keys. */
  entries(): AsyncIterable<readonly [string, string]>;
  /**
   * All or nothing, also across a crash, but not durable before `flush`. Calls must not overlap. Each write is asked for when the one
   * before is taken, over several turns if there are many: what is made on the way need not be kept. Undefined is none: the next one
   * takes long to make.
   */
  write(writes: Iterable<KeyValueWrite | undefined>): Promise<void>;
  /** Resolves when everything written before is durable. */
  flush(): Promise<void>;
  /** What is there now, unmoved by later writes. Closed with the database at the latest. */
  snapshot(): KeyValueSnapshot;
  close(): Promise<void>;
}

export interface KeyValueSnapshot {
  get(key: string): Promise<string | undefined>;
  /** The pairs from the key on, in the order of keys; a page is small enough to be handled in one turn. */
  pages(from: string): AsyncIterable<readonly (readonly [string, string])[]>;
  close(): Promise<void>;
}
