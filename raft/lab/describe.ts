/** Entries and messages as JSON for people and test-suites. */
import { decodeConfiguration } from '../core/configuration.js';
import type { Configuration, Entry, MemberId } from '../core/types.js';
import type { Message } from '../core/message.js';

export interface EntryLine {
  readonly index: number;
  readonly term: number;
  readonly type: 'normal' | 'conf-change';
  readonly data: string;
}

/** An empty entry is a normal one without data; a change of the configuration shows the members it leads to. */
export function describeEntry({ index, term, type, data }: Entry): EntryLine {
  if (type !== 'config') return { index, term, type: 'normal', data: Buffer.from(data).toString() };
  return {
    index,
    term,
    type: 'conf-change',
    data: describeConfiguration(decodeConfiguration(data)),
  };
}

export function describeMessage(message: Message): object {
  if (message.type === 'append-request') {
    return { ...message, entries: message.entries.map(describeEntry) };
  }
  if (message.type === 'install-snapshot') {
    const { index, term, configuration } = message.snapshot;
    return { ...message, snapshot: { index, term, ...configuration } };
  }
  return message;
}

/** For example `voters 1 2 outgoing 1 learners 3 auto-leave`. */
function describeConfiguration(configuration: Configuration): string {
  const list = (name: string, ids: readonly MemberId[]): string[] =>
    ids.length === 0 ? [] : [name, ...ids.map(String)];
  return [
    ...list('voters', configuration.voters),
    ...list('outgoing', configuration.votersOutgoing),
    ...list('learners', configuration.learners),
    ...list('next-learners', configuration.learnersNext),
    ...(configuration.autoLeave ? ['auto-leave'] : []),
  ].join(' ');
}
