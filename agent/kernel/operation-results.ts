/** What came of an operation: results from the error texts of iproute2, and words that may not reach it. */
import { quoted } from '../../model/attachment.js';
import { isWord } from './link-lines.js';
import type { Operation, OperationResult } from './port.js';
import type { RowOperation } from './port-row-mirror.js';

export const DONE: OperationResult = { ok: true };

/** Texts that become words of a line. */
export function wordsOf(operation: Operation): string[] {
  const words: string[] = [];
  for (const value of Object.values(operation)) {
    if (typeof value === 'string') words.push(value);
    // Routes may name a gateway.
    else if (Array.isArray(value)) {
      words.push(...(value as unknown[]).flatMap((item) => String(item).split(' via ')));
    }
  }
  return words;
}

/** Deleting what is not there is not a failure. */
export function isGone(row: RowOperation, error: string): boolean {
  return row.op.startsWith('delete-') && /No such file or directory|Cannot find device/.test(error);
}

export function badWord(operation: Operation): OperationResult {
  const word = wordsOf(operation).find((text) => !isWord(text));
  const which = word === undefined ? 'a value' : quoted(word);
  return refused(`${operation.op}: ${which} has characters that no name or address has`);
}

export function refused(detail: string): OperationResult {
  return { ok: false, code: 'kernel-refused', detail };
}

/** A vxlan device has its socket in the host's namespace, on all addresses. */
export const PORT_TAKEN =
  "another program of the host has the UDP port of the tunnels: `ss -lunp` there names it, the cluster's data port may be changed";

export function resultOf(error: string | undefined): OperationResult {
  if (error === undefined) return DONE;
  if (error.includes('Address already in use')) {
    return { ok: false, code: 'data-port-taken', detail: PORT_TAKEN };
  }
  // EXFULL: the bridge has as many ports as it takes.
  return error.includes('Exchange full')
    ? { ok: false, code: 'bridge-full', detail: error }
    : refused(error);
}
