/** What the user can do about a failure, by code; only where the detail itself cannot know it. */
import type { ErrorCode } from '../model/errors.js';

const ADVICE: Partial<Readonly<Record<ErrorCode, string>>> = {
  'not-root': 'Run it as root, for instance with sudo.',
  'no-quorum': 'A majority of the managers must run: see `ovctl status`.',
  'agent-unreachable': 'Start it with `ovctl worker run`, or give the right --socket.',
  'node-removed':
    'Clear the data with `ovctl manager leave --force` (worker: `worker leave --force`) and join anew.',
  starting: 'Try again in a moment.',
  stopping: 'Ask another manager, or this one when it runs again.',
  busy: 'Try again in a moment.',
  unauthenticated: 'Give a key with --key-file or a client certificate with --cert.',
  'invalid-token': '`ovctl token show worker` on a manager prints a new one.',
  'token-expired': '`ovctl token show worker` on a manager prints a new one.',
  'already-initialized': 'Start it with `run`, or give another --data-dir.',
  'not-initialized': 'Use `init` or `join` first, or give the right --data-dir.',
  'ambiguous-address': 'Choose one with --advertise (manager) or --vtep (worker).',
  'version-stale': 'Read the object again and repeat the change.',
  'outcome-unknown': 'Look whether it was done before doing it again.',
};

export function adviceFor(code: ErrorCode): string | undefined {
  return ADVICE[code];
}
