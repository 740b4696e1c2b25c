/** The events of one entry as JSON: most have most of it in common, and nothing but the whole is one piece. */
import { isPlain } from '../../../model/json-text.js';
import type { HistoryEvent } from './events.js';

type Common = Pick<HistoryEvent, 'revision' | 'time' | 'actor'>;

export class EventTexts {
  /** As far as all events of the entry are alike. */
  readonly #head: string;
  /** The event told last, and the part that is alike for others of its kind in its network. */
  #last: HistoryEvent | undefined;
  #place = '';

  constructor({ revision, time, actor }: Common) {
    this.#head = `${JSON.stringify({ revision, time, actor }).slice(0, -1)},"n":`;
  }

  /** Around the text of its object, which is most of it. */
  of(event: HistoryEvent, object: string): string {
    const { n, after, id, name, nodeName, size } = event;
    const end = `,"size":${size},"object":${object}}`;
    const start = `${this.#head}${n},"after":{"revision":${after.revision},"n":${after.n}${this.#placeOf(event)}`;
    if (nodeName === undefined || !isPlain(id) || !isPlain(name) || !isPlain(nodeName)) {
      return `${start},${JSON.stringify({ id, name, nodeName }).slice(1, -1)}${end}`;
    }
    return `${start},"id":"${id}","name":"${name}","nodeName":"${nodeName}"${end}`;
  }

  #placeOf(event: HistoryEvent): string {
    const last = this.#last;
    this.#last = event;
    if (last?.type === event.type && last.kind === event.kind && last.network === event.network) {
      if (last.networkName === event.networkName) return this.#place;
    }
    const { type, kind, network, networkName } = event;
    const members = JSON.stringify({ type, kind, network, networkName });
    return (this.#place = `},${members.slice(1, -1)}`);
  }
}
