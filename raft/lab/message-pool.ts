/** Everything that was sent and not delivered yet, in the order of sending. Nothing is lost unless told. */
import type { MemberId } from '../core/types.js';
import type { Message, MessageType } from '../core/message.js';

export interface MessageFilter {
  readonly to: MemberId;
  readonly from?: MemberId | undefined;
  readonly type?: MessageType | undefined;
}

export class MessagePool {
  #waiting: Message[] = [];

  send(messages: readonly Message[]): void {
    this.#waiting.push(...messages);
  }

  /** Takes what matches out of the pool. */
  take(filter: MessageFilter): readonly Message[] {
    const taken = this.#waiting.filter((message) => matches(message, filter));
    this.#waiting = this.#waiting.filter((message) => !matches(message, filter));
    return taken;
  }

  list(to?: MemberId): readonly Message[] {
    return this.#waiting.filter((message) => to === undefined || message.to === to);
  }
}

function matches(message: Message, { to, from, type }: MessageFilter): boolean {
  if (message.to !== to) return false;
  if (from !== undefined && message.from !== from) return false;
  return type === undefined || message.type === type;
}
