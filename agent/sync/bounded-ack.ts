/** Keeps an acknowledgement within what a manager reads of one message, however much has failed. */
import { isDegradation } from '../../model/errors.js';
import type { Failure, SingleAgentMessage } from '../../proto/agent-messages.js';

type Ack = SingleAgentMessage & { kind: 'ack' };

/** Of all failures together: far below the 4 MiB of a message, also where a character takes three bytes. */
const MAX_CHARACTERS = 1024 * 1024;
/** What a failure takes besides its words. */
const FRAME = 16;

/**
 * Where more failures are listed than fit, the network has failed as a whole: nothing that is not there is taken for applied. The
 * detail gives their number and the first one's.
 */
export function boundedAck(ack: Ack): Ack {
  const { failed } = ack;
  let characters = 0;
  for (const { endpointId, code, detail } of failed) {
    characters += endpointId.length + code.length + detail.length + FRAME;
    if (characters > MAX_CHARACTERS) return { ...ack, failed: [asOne(failed)] };
  }
  return ack;
}

function asOne(failed: readonly Failure[]): Failure {
  const first = failed.find(({ code }) => !isDegradation(code)) ?? failed[0];
  const { endpointId = '', code = 'internal', detail = '' } = first ?? {};
  const text = `${failed.length} failures, more than can be listed; ${endpointId}: ${detail}`;
  return { endpointId: '', code, detail: text };
}
